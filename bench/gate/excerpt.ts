// What a change did, in a few lines, for those who look at what slipped through.
import type { Files } from "./candidate.ts";

const linesMax = 4;
const charactersMax = 160;

/** Lines that one of the two texts has more often than the other, of the first file that changed. */
export function excerptOf(files: Files, before: (path: string) => string | null): readonly string[] {
  const [first] = files;
  if (first === undefined) return [];
  const [path, after] = first;
  if (after === null) return [`--- ${path} deleted`];
  const old = (before(path) ?? "").split("\n");
  const young = after.split("\n");
  const at = young.findIndex((line, index) => line !== old[index]);
  return [`@@ ${path}:${at + 1}`, ...shown("-", surplus(old, young)), ...shown("+", surplus(young, old))];
}

function surplus(lines: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of others) counts.set(line, (counts.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const left = counts.get(line) ?? 0;
    counts.set(line, left - 1);
    return left <= 0 && line.trim() !== "";
  });
}

function shown(sign: string, lines: readonly string[]): readonly string[] {
  const cut = lines.slice(0, linesMax).map((line) => `${sign}${line.slice(0, charactersMax)}`);
  return lines.length > linesMax ? [...cut, `${sign}… ${lines.length - linesMax} more`] : cut;
}
