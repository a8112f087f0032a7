// Which file an edit call of the host's tools means, and whether it may: a refusal in one line, where the host's own
// would repeat every rule.
import { isAbsolute, relative, resolve, sep } from "node:path";
import { textAt } from "./untyped.ts";

const editingTools: readonly string[] = ["edit", "write"];

/** The path that a call would write, relative to the directory with forward slashes; null for other tools. */
export function editedPath(tool: string, args: unknown, directory: string): string | null {
  if (!editingTools.includes(tool)) return null;
  const given = textAt(args, "filePath");
  const path = relative(directory, isAbsolute(given) ? given : resolve(directory, given));
  return path.split(sep).join("/");
}

/** What to tell the model instead of letting it write, or null if it may. */
export function refusalOfEdit(
  tool: string,
  args: unknown,
  directory: string,
  writes: readonly string[],
): string | null {
  const path = editedPath(tool, args, directory);
  if (path === null || writes.includes(path)) return null;
  return `${path} is not one of your files (${writes.join(", ")}). If you cannot do without it, hand in with needs: [{path, why}].`;
}
