// Names of failing tests that stand in more than one line: mocha's, with the suites around them, and those of tape, whose
// lines name the assertion and not the test. It knows no other runner.

/** Suites around one test, and lines of one title; what is longer is no title. */
const titleLinesMax = 20;
const separator = " > ";

/** Where mocha's list of failures begins; null if this is no output of it. */
export function mochaListStart(lines: readonly string[]): number | null {
  const start = lines.findIndex((line) => /^\s*\d+ failing$/.test(line));
  return start < 0 ? null : start + 1;
}

/** The title whose first line this is, from the outermost suite inwards; null if none begins here. */
export function mochaTitle(lines: readonly string[], at: number): string | null {
  const first = /^ {2}\d+\) (\S.*)$/.exec(lines[at] ?? "")?.[1];
  if (first === undefined) return null;
  const parts = [first];
  for (const line of lines.slice(at + 1, at + titleLinesMax)) {
    if (parts.at(-1)?.endsWith(":") === true || line.trim() === "") break;
    // A level further in is another name; any other line goes on with the one before.
    if (/^ {7,}\S/.test(line)) parts.push(line.trim());
    else parts.push(`${parts.pop()} ${line.trim()}`);
  }
  return parts.join(separator).replace(/:$/, "");
}

/** Of each line the test that it stands in, by tape's comments; null where the output is not in its form. */
export function tapeTests(lines: readonly string[]): readonly (string | null)[] | null {
  if (!isPlainTap(lines)) return null;
  let test: string | null = null;
  return lines.map((line) => {
    const comment = /^# (?!(?:tests|pass|fail|skip|todo|ok)\b\s*\d*\s*$)(\S.*)$/.exec(line)?.[1];
    if (comment !== undefined) test = comment;
    return test;
  });
}

/** Tests that are told by comments, not by subtests: then what stands behind `#` is no quotation either. */
export function isPlainTap(lines: readonly string[]): boolean {
  const isTape = lines.includes("TAP version 13") && lines.some((line) => /^# tests +\d+$/.test(line));
  // node:test's own TAP has both.
  return isTape && !lines.some((line) => /^\s*# Subtest: |^# duration_ms /.test(line));
}

export function titled(test: string | null | undefined, assertion: string): string {
  return test === null || test === undefined ? assertion : `${test}${separator}${assertion}`;
}

/** What of a name stands in one line of the output. */
export function lastPart(name: string): string {
  return name.split(separator).at(-1) ?? name;
}
