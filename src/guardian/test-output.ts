// Reads the names of failing tests, and of errors of checkers, out of what commands print. A name is what stays the same
// from run to run, so that old failures can be told from new ones; where nothing is recognised there are no names.

export const namesMax = 500;
const linesMax = 50_000;

/** Without colours, and with the slot's own path taken off the files in it. */
export function plainOutput(output: string, directory: string): string {
  const plain = output.replace(/\u001b\[[0-9;?]*[A-Za-z]|\u001b\][^\u0007]*\u0007/g, "").replace(/\r\n?/g, "\n");
  return plain.replaceAll(`file://${directory}/`, "").replaceAll(`${directory}/`, "").replaceAll(directory, ".");
}

/** One way of printing a failure; the first group is its name. */
const failures: readonly RegExp[] = [
  // TAP; what is marked as to be done or skipped is no failure.
  /^\s*not ok \d+ -? ?(?!.*# (?:TODO|SKIP)\b)(.+?)$/i,
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
const mochaFailure = /^ {2}\d+\) (\S.*)$/;
const lintFile = /^(?:\/|\.{0,2}\/?[\w@-])\S*\.\w+$/;
const lintError = /^\s+\d+:\d+\s+error\s+(.+?)(?:\s{2,}(\S+))?$/;

/** Names of what failed, in order of appearance, each once. `output` is plain. */
export function failingNames(output: string): readonly string[] {
  const names = new Set<string>();
  const isMocha = /^\s*\d+ failing$/m.test(output);
  let lintedFile = "";
  for (const line of output.split("\n", linesMax)) {
    if (names.size === namesMax) break;
    if (lintFile.test(line)) lintedFile = line;
    const lint = lintError.exec(line);
    const type = typescriptError.exec(line);
    if (type !== null) names.add(stableName(`${type[1]}: ${type[2]}`));
    else if (lint !== null && lintedFile !== "") names.add(stableName(`${lintedFile}: ${lint[1]} ${lint[2] ?? ""}`));
    else {
      const found = nameIn(line) ?? (isMocha ? mochaFailure.exec(line)?.[1] : undefined);
      if (found !== undefined) names.add(stableName(found));
    }
  }
  names.delete("");
  return [...names];
}

function nameIn(line: string): string | undefined {
  for (const failure of failures) {
    const found = failure.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Without durations, and with absolute paths cut to their end: another slot has another beginning. */
function stableName(name: string): string {
  return name
    .replace(/\s*[([]?\b\d+(?:\.\d+)?\s?(?:ms|s|m)\b[)\]]?\s*$/, "")
    .replace(/\s*\[build failed\]$/, "")
    .replace(/(?:file:\/\/)?\/(?:[^\s:'"()/]+\/)+([^\s:'"()/]+\/[^\s:'"()/]+)/g, "$1")
    .trim();
}
