// Reads the names of failing tests, and of errors of checkers, out of what commands print. A name is what stays the same
// from run to run, so that old failures can be told from new ones; where nothing is recognised there are no names.

import { pathToFileURL } from "node:url";
import { isPlainTap, mochaListStart, mochaTitle, tapeTests, titled } from "./titled-failures.ts";

export const namesMax = 500;
const linesMax = 50_000;
/** Of one line: names are shorter, and patterns are kept from lines that could make them slow. */
const lineLengthMax = 2_000;

/** Without colours, with the slot's own path taken off the files in it, and with what TAP quotes of a test's own output. */
export function plainOutput(output: string, directory: string): string {
  const plain = output.replace(/\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007]*\u0007/g, "").replace(/\r\n?/g, "\n");
  const unquoted = /^TAP version \d+$/m.test(plain) && !isPlainTap(plain.split("\n")) ? plain.replace(tapQuotation, "$1") : plain;
  const address = pathToFileURL(directory).href;
  return unquoted.replaceAll(`${address}/`, "").replaceAll(`${directory}/`, "").replaceAll(directory, ".");
}

const tapQuotation = /^(\s*)# (?!Subtest: |(?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) \d)/gm;

/** One way of printing a failure; the first group is its name. */
const failures: readonly RegExp[] = [
  // TAP; what is marked as to be done or skipped is no failure.
  /^\s*not ok \d+ -? ?(?!.*# (?:TODO|SKIP)\b)(.+?)$/i,
  // ava, which says behind the name how it failed.
  /^\s*✘ \[fail\]: (.+?)(?: (?:Error thrown in test|Rejected promise returned by test|Assertion failed|Test finished without running any assertions))?$/,
  // node:test's spec reporter, mocha's and jest's lists, vitest's list.
  /^\s*[✖✕×✗] (?!failing tests:)(.+)$/,
  // jest and vitest, by suite; a whole file that failed to load.
  /^\s*FAIL\s+(\S.*)$/,
  /^\s*● (.+)$/,
  // pytest and unittest.
  /^(?:FAILED|ERROR) (\S+?::\S+|\S+\.py)\b/,
  /^(?:FAIL|ERROR): (\w+ \([\w.]+\))/,
  // go, cargo.
  /^\s*--- FAIL: (\S+)/,
  /^test (\S+) \.\.\. FAILED$/,
  // gradle, dotnet, maven, rspec.
  /^(\S+ > .+) FAILED$/,
  /^\s+Failed (\S.*)$/,
  /^\[ERROR\]\s+([\w.]+\.\w+):\d+/,
  /^rspec (\S+)/,
];

const typescriptError = /^(\S+?)(?:\(\d+,\d+\)|:\d+:\d+)(?:: | - )error (TS\d+: .+)$/;
const lintFile = /^(?:\/|\.{0,2}\/?[\w@-])\S*\.\w+$/;
const lintError = /^\s+\d+:\d+\s+error\s+(.+?)(?:\s{2,}(\S+))?$/;

/** Names of what failed, in order of appearance, each once. `output` is plain. */
export function failingNames(output: string): readonly string[] {
  const names = new Set<string>();
  // The summary of node:test has the tests alone; above it stand the suites that hold them as well.
  const summary = output.indexOf("✖ failing tests:");
  const lines = output.slice(Math.max(0, summary)).split("\n", linesMax).map((line) => line.slice(0, lineLengthMax));
  const mochaStart = mochaListStart(lines);
  const tests = tapeTests(lines);
  let lintedFile = "";
  for (const [at, line] of lines.entries()) {
    if (names.size === namesMax) break;
    if (lintFile.test(line)) lintedFile = line;
    const lint = lintedFile === "" ? null : lintError.exec(line);
    const mocha = mochaStart === null || at < mochaStart ? undefined : (mochaTitle(lines, at) ?? undefined);
    const failure = failureIn(line);
    const told = failure !== undefined && tests !== null && line.startsWith("not ok ") ? titled(tests[at], failure) : failure;
    const name = lint === null ? (told ?? mocha) : `${lintedFile}: ${lint[1]} ${lint[2] ?? ""}`;
    if (name !== undefined && !isSuite(lines, at)) names.add(stableName(name));
  }
  names.delete("");
  names.delete("Test suite failed to run");
  return withoutShortForms([...names]);
}

/** Whether TAP says of a test that it failed only because of the tests within. */
function isSuite(lines: readonly string[], at: number): boolean {
  for (const line of lines.slice(at + 1, at + 10)) {
    if (/^\s*failureType: 'subtestsFailed'/.test(line)) return true;
    if (/^\s*(?:\.\.\.$|(?:not )?ok \d)/.test(line)) return false;
  }
  return false;
}

/** What a line says has failed, if it does. */
export function failureIn(line: string): string | undefined {
  const type = typescriptError.exec(line);
  if (type !== null) return `${type[1]}: ${type[2]}`;
  for (const failure of failures) {
    const found = failure.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Some reporters name a test twice: alone, and behind its file and suites. */
function withoutShortForms(names: readonly string[]): readonly string[] {
  const tails = new Set(names.flatMap((name) => [...name.matchAll(/ [>›] /g)].map(({ index }) => name.slice(index + 3))));
  return names.filter((name) => !tails.has(name));
}

/** Without durations, and with absolute paths cut to their end: another slot has another beginning. */
function stableName(name: string): string {
  return name
    .replace(/\s*[([]?\b\d+(?:\.\d+)?\s?(?:ms|s|m)\b[)\]]?\s*$/, "")
    .replace(/\s*\[build failed\]$/, "")
    .replace(/(?:file:\/\/)?\/(?:[^\s:'"()/]+\/)+([^\s:'"()/]+\/[^\s:'"()/]+)/g, "$1")
    .trim();
}
