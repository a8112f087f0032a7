// Makes one finding of many about a folder: what a build or a tool left behind is one thing to undo, in however many
// files.
import { posix } from "node:path";
import type { Finding } from "../../core/change.ts";

/** So many are told one by one. */
export const oneByOneMax = 4;
const pathsShownMax = 5;

/** Findings of one rule below one folder at the top, more than a few, as one; the others stay as and where they are. */
export function groupedByFolder(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const each of findings) {
    const key = keyOf(each);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return findings.flatMap((each): readonly Finding[] => {
    const group = groups.get(keyOf(each)) ?? [];
    if (group.length <= oneByOneMax) return [each];
    return group[0] === each ? [together(each, group)] : [];
  });
}

function keyOf({ rule, severity, file }: Finding): string {
  const [top = ""] = file === null || !file.includes("/") ? [] : file.split("/");
  return [rule, severity, top].join("\0");
}

function together(first: Finding, group: readonly Finding[]): Finding {
  const paths = group.flatMap(({ file }) => (file === null ? [] : [file]));
  const others = paths.slice(1);
  const where = posix.dirname(paths[0] ?? "") === "." ? "" : ` below ${(paths[0] ?? "").split("/")[0]}/`;
  const shown = `${others.slice(0, pathsShownMax).join(", ")}${others.length > pathsShownMax ? ", …" : ""}`;
  return { ...first, message: `${first.message} The same holds for ${others.length} more files${where}: ${shown}.` };
}
