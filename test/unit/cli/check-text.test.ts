import { describe, expect, test } from "vitest";
import { checkText } from "../../../src/cli/check-text.ts";
import { createPalette } from "../../../src/cli/terminal.ts";
import { found, report } from "./reports.ts";

const plain = createPalette(false);
const root = "/home/me/my app";

describe("the readable report", () => {
  test("groups by file, in order of line, with what is said of no file at the end", () => {
    const text = checkText(
      report([
        found({ file: null, line: null, column: null, rule: "checks/command-failed", message: '"npm test" failed', excerpt: null }),
        found({ file: "src/b.ts", line: 9, column: null }),
        found({ line: 12, severity: "warning", message: "Later.", excerpt: null }),
        found(),
      ]),
      root,
      plain,
    );
    expect(text).toBe(`src/a.ts
  src/a.ts:3:7  error  links/unknown-export
    src/b.ts does not export "x".
        2 | before
      > 3 | import { x } from './b.ts';
  src/a.ts:12:7  warning  links/unknown-export
    Later.

src/b.ts
  src/b.ts:9  error  links/unknown-export
    src/b.ts does not export "x".
        2 | before
      > 3 | import { x } from './b.ts';

whole change
  error  checks/command-failed
    "npm test" failed

Refused at the stage "links" with 3 errors and 1 warning: 1 changed file against HEAD (0123456789), in 12 ms.
`);
  });

  test("tells places from where the user is", () => {
    expect(checkText(report([found()]), `${root}/src`, plain)).toContain("\n  a.ts:3:7  error");
    expect(checkText(report([found()]), `${root}/test`, plain)).toContain("\n  ../src/a.ts:3:7  error");
  });

  test("says what was accepted, and what was not checked", () => {
    const text = checkText(report([], { notes: ["types: tsc crashed\nwith a trace"] }), root, plain);
    expect(text).toBe(`Accepted: 1 changed file against HEAD (0123456789), in 12 ms.

Not checked, or not counted:
  - types: tsc crashed
    with a trace
`);
  });

  test("says when there is nothing to judge", () => {
    expect(checkText(report([], { files: [] }), root, plain)).toBe(
      "Accepted: there is nothing to judge against HEAD (0123456789).\n",
    );
  });

  test("lets nothing through that steers a terminal, from names, messages or sources", () => {
    const steering = "\u001b[2J\u202e\r";
    const text = checkText(report([found({ file: `a${steering}.ts`, message: steering, excerpt: `> 1 | ${steering}` })]), root, plain);
    expect(text).not.toMatch(/[\u001b\u202e\r]/);
    expect(text).toContain("a\\u{1b}[2J\\u{202e}\\u{d}.ts:3:7");
  });

  test("colours only when told to", () => {
    expect(checkText(report([found()]), root, createPalette(true))).toContain("\u001b[31merror\u001b[39m");
  });
});
