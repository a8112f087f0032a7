// Which files a linter that looks at one file at a time has found nothing in, as they stood then. The gate judges a change
// in its slot and again after the merge, mostly with the same files: what was clean is not linted twice.
import { createHash } from "node:crypto";
import { readSlotText } from "../files/slot-file.ts";

/** Lives as long as the gate does. */
export type CleanFiles = Set<string>;

/** About 2 MB; a mission that changes more files than this begins anew. */
const cleanFilesMax = 20_000;

/** Names a file with its content; null if it is no text, and then it is always linted. */
export async function contentKey(directory: string, path: string): Promise<string | null> {
  const found = await readSlotText(directory, path);
  return found.kind === "text" ? createHash("sha256").update(`${path}\0${found.text}`).digest("base64") : null;
}

export function rememberClean(clean: CleanFiles, keys: readonly string[]): void {
  if (clean.size + keys.length > cleanFilesMax) clean.clear();
  for (const key of keys) clean.add(key);
}
