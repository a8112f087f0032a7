// What a change did, in a few lines, for those who look at what slipped through.
import type { Files } from "./candidate.ts";

const linesMax = 4;
const charactersMax = 160;

/** Removed and added lines between the first and the last that differ, of the first file that changed. */
export function excerptOf(files: Files, before: (path: string) => string | null): readonly string[] {
  const [first] = files;
  if (first === undefined) return [];
  const [path, after] = first;
  if (after === null) return [`--- ${path} deleted`];
  const old = (before(path) ?? "").split("\n");
  const young = after.split("\n");
  let start = 0;
  while (start < Math.min(old.length, young.length) && old[start] === young[start]) start += 1;
  let end = 0;
  while (end < Math.min(old.length, young.length) - start && old[old.length - 1 - end] === young[young.length - 1 - end]) end += 1;
  const removed = shown("-", old.slice(start, old.length - end));
  const added = shown("+", young.slice(start, young.length - end));
  return [`@@ ${path}:${start + 1}`, ...removed, ...added];
}

function shown(sign: string, lines: readonly string[]): readonly string[] {
  const cut = lines.slice(0, linesMax).map((line) => `${sign}${line.slice(0, charactersMax)}`);
  return lines.length > linesMax ? [...cut, `${sign}… ${lines.length - linesMax} more`] : cut;
}
