// Picks from a command's output the few lines that show what went wrong, and the place in the repository that they name.
import { lstat } from "node:fs/promises";
import { join, normalize } from "node:path";
import { cutLine, excerptLinesMax, type Place } from "../finding.ts";
import { failureIn } from "./test-output.ts";
import { lastPart } from "./titled-failures.ts";

const mentionsMax = 40;
const blockLinesMax = 200;
/** Of each of two values that differ. */
const valueLinesMax = 2;
const stackLinesMax = 2;
const placesTriedMax = 20;

/** Lines that say nothing to who repairs it. */
const noise: readonly RegExp[] = [
  /^\s*$/,
  // Frames of the runtime and of packages.
  /node:internal|\(node:|\bnode_modules\//,
  /^\s*at (?:async )?(?:Test|Suite|new Promise|process|Array\.map)\b/,
  // What TAP and the other reporters print around a failure.
  /^\s*(?:---|\.\.\.|\|-|\}|\]|\{|\d+\.\.\d+)\s*$|^\s*[⎯─=_-]{5,}/,
  /^\s*(?:duration_ms|type|failureType|location|exitCode|signal|code|name|operator|generatedMessage|diff|stack): /,
  /^\s*ℹ |^\s*# (?:Subtest:|\w+ \d)|^Node\.js v\d|^npm (?:error|ERR!)/,
];
const stackFrame = /^\s*(?:at |❯ )/;
/** What comes after a failure and is another matter. */
const endsBlock = /^\s*(?:[✓✔] |ok \d+ |# Subtest|✖ failing tests:|test at \S+:\d+)/;
const telling = /error|expected|actual|received|assert|panicked|undefined|cannot|not |✖|✕|×|FAIL|^E\s|^\s*[+-] /i;

/** The lines about one failure: from its last mention that has something to say, else from its first. */
export function excerptAbout(output: string, whole: string): string {
  const name = output.includes(whole) ? whole : lastPart(whole);
  const lines = output.split("\n");
  const mentions = lines.flatMap((line, index) => (line.includes(name) ? [index] : []));
  let best: readonly string[] = [];
  let bestScore = -1;
  for (const start of mentions.slice(0, mentionsMax)) {
    const following = lines.slice(start + 1, start + blockLinesMax);
    const next = following.findIndex((line) => endsBlock.test(line) || (failureIn(line) !== undefined && !line.includes(name)));
    const block = meaningful([lines[start] ?? "", ...comparison(following.slice(0, next < 0 ? undefined : next))]);
    const score = block.slice(1).filter((line) => telling.test(line)).length;
    if (score > bestScore) [best, bestScore] = [block, score];
  }
  return best.map(cutLine).join("\n");
}

/** Long values in TAP from the first line in which they differ; the error that stands above them only repeats them. */
function comparison(block: readonly string[]): readonly string[] {
  const expected = valueIn(block, "expected");
  const actual = valueIn(block, "actual");
  if (expected === null || actual === null || expected.lines.length + actual.lines.length <= 2) return block;
  const longest = Math.max(expected.lines.length, actual.lines.length);
  let at = 0;
  while (at < longest && expected.lines[at] === actual.lines[at]) at += 1;
  const shown = (lines: readonly string[]) => (at < lines.length ? lines.slice(at, at + valueLinesMax) : ["(nothing more)"]);
  const behind = block.slice(Math.max(expected.end, actual.end));
  const from = at === 0 ? "" : `, from line ${at + 1}`;
  return [`expected${from}:`, ...shown(expected.lines), `actual${from}:`, ...shown(actual.lines), ...behind];
}

interface Value {
  readonly lines: readonly string[];
  /** Where in the block what comes after it begins. */
  readonly end: number;
}

/** `key: value`, or `key:` and `key: |-` with the lines that are indented below it. */
function valueIn(block: readonly string[], key: string): Value | null {
  const start = block.findIndex((line) => line.trimStart().startsWith(`${key}:`));
  const head = block[start] ?? "";
  const indent = head.length - head.trimStart().length;
  const written = head.trimStart().slice(key.length + 1).trim();
  if (start < 0) return null;
  if (!/^(?:[|>][+-]?)?$/.test(written)) return { lines: [written.replace(/^'(.*)'$/, "$1")], end: start + 1 };
  const below = block.slice(start + 1);
  const length = below.findIndex((line) => line.trim() !== "" && line.length - line.trimStart().length <= indent);
  const lines = below.slice(0, length < 0 ? undefined : length).map((line) => line.slice(indent + 2));
  while (lines.at(-1)?.trim() === "") lines.pop();
  return { lines, end: start + 1 + lines.length };
}

/** For output in which no failure is recognised: the lines around the first that speaks of an error, else the last ones. */
export function excerptOf(output: string): string {
  const lines = output.split("\n").filter((line) => !isNoise(line));
  const first = lines.findIndex((line) => /\b(?:\w*Error|error|panic\w*|fatal|FAIL\w*)\b/.test(line));
  const chosen = first < 0 ? lines.slice(-excerptLinesMax) : lines.slice(Math.max(0, first - 1), first - 1 + blockLinesMax);
  return meaningful(chosen).map(cutLine).join("\n");
}

function isNoise(line: string): boolean {
  return noise.some((pattern) => pattern.test(line));
}

function meaningful(lines: readonly string[]): readonly string[] {
  const chosen: string[] = [];
  let frames = 0;
  for (const line of lines) {
    if (isNoise(line)) continue;
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
