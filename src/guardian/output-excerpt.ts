// Picks from a command's output the few lines that show what went wrong, and the place in the repository that they name.
import { lstat } from "node:fs/promises";
import { join, normalize } from "node:path";
import { cutLine, excerptLinesMax, type Place } from "./finding.ts";

const blockLinesMax = 40;
const stackLinesMax = 2;
const placesTriedMax = 20;

/** Frames of the runtime and of packages, and what reporters print about themselves. */
const noise =
  /^\s*$|node:internal|\bnode_modules\/|^\s*(?:---|\.\.\.|\|-|\}|\]|\{)\s*$|^\s*(?:duration_ms|type|location|exitCode|code|name|operator|generatedMessage|diff):? |^\s*[⎯─=_-]{5,}|^\s*(?:ℹ|#) |^npm (?:error|ERR!)|^\s*at (?:async )?(?:Test|Suite|new Promise|process)\b/;
const stackFrame = /^\s*(?:at |❯ )/;
const telling = /error|expected|actual|received|assert|panicked|undefined|cannot|not |✖|✕|×|FAIL|^E\s|^\s*[+-] /i;

/** The lines about one failure: from its last mention that has something to say, else from its first. */
export function excerptAbout(output: string, name: string): string {
  const lines = output.split("\n");
  const mentions = lines.flatMap((line, index) => (line.includes(name) ? [index] : []));
  let best: readonly string[] = [];
  let bestScore = -1;
  for (const start of mentions.slice(0, blockLinesMax)) {
    const block = meaningful(lines.slice(start, start + blockLinesMax));
    const score = block.slice(1).filter((line) => telling.test(line)).length;
    if (score > bestScore) [best, bestScore] = [block, score];
  }
  return best.map(cutLine).join("\n");
}

/** For output in which no failure is recognised: the lines around the first that speaks of an error, else the last ones. */
export function excerptOf(output: string): string {
  const lines = output.split("\n").filter((line) => !noise.test(line));
  const first = lines.findIndex((line) => /\b(?:\w*Error|error|panic\w*|fatal|FAIL\w*)\b/.test(line));
  const chosen = first < 0 ? lines.slice(-excerptLinesMax) : lines.slice(Math.max(0, first - 1), first - 1 + blockLinesMax);
  return meaningful(chosen).map(cutLine).join("\n");
}

function meaningful(lines: readonly string[]): readonly string[] {
  const chosen: string[] = [];
  let frames = 0;
  for (const line of lines) {
    if (noise.test(line)) continue;
    if (stackFrame.test(line)) frames += 1;
    if (stackFrame.test(line) && frames > stackLinesMax) continue;
    chosen.push(line.trimEnd());
    if (chosen.length === excerptLinesMax) break;
  }
  return chosen;
}

export interface OutputPlace {
  readonly file: string;
  readonly place: Place;
}

const places = [
  /(?:^|[\s('"`[❯@])((?:\.{0,2}\/)?[\w@.+-][\w@.+/-]*\.\w+):(\d+)(?::(\d+))?/g,
  /(?:^|\s)([\w@.+-][\w@.+/-]*\.\w+)\((\d+),(\d+)\)/g,
  /File "([^"\n]+)", line (\d+)()/g,
];

/** The first place in a file of the slot that a text names; files of the change come before others. */
export async function placeIn(text: string, directory: string, changed: ReadonlySet<string>): Promise<OutputPlace | null> {
  const found: OutputPlace[] = [];
  for (const pattern of places) {
    for (const [, file = "", line, column] of text.matchAll(pattern)) {
      const path = normalize(file).replaceAll("\\", "/");
      if (path.startsWith("..") || path.startsWith("/") || path.startsWith("node_modules/")) continue;
      found.push({ file: path, place: { line: Math.max(1, Number(line)), column: Math.max(1, Number(column) || 1) } });
    }
  }
  const own = found.find(({ file }) => changed.has(file));
  if (own !== undefined) return own;
  for (const candidate of found.slice(0, placesTriedMax)) {
    const isFile = await lstat(join(directory, candidate.file)).then((stats) => stats.isFile(), () => false);
    if (isFile) return candidate;
  }
  return null;
}
