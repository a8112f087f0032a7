// Names of single failing tests, out of what mocha 12, tape 5 and ava 7 really printed (recorded; paths shortened).
import { describe, expect, test } from "vitest";
import { excerptAbout } from "../../../src/guardian/commands/output-excerpt.ts";
import { failingNames, plainOutput } from "../../../src/guardian/commands/test-output.ts";

const mocha = [
  "",
  "",
  "  outer",
  "    1) is",
  " odd",
  "    inner",
  "      2) adds",
  "      ✔ works",
  "",
  "",
  "  1 passing (3ms)",
  "  2 failing",
  "",
  "  1) outer",
  "       is",
  " odd:",
  "     Error: x",
  "      at Context.<anonymous> (t/m.js:1:163)",
  "      at process.processImmediate (node:internal/timers:483:21)",
  "",
  "  2) outer",
  "       inner",
  "         adds:",
  "",
  "      AssertionError [ERR_ASSERTION]: 1 == 2",
  "      + expected - actual",
  "",
  "      -1",
  "      +2",
  "      ",
  "      at Context.<anonymous> (t/m.js:1:90)",
  "      at process.processImmediate (node:internal/timers:483:21)",
].join("\n");

const tape = [
  "TAP version 13",
  "# sums",
  "not ok 1 one is two",
  "  ---",
  "    operator: equal",
  "    expected: 2",
  "    actual:   1",
  "    at: Test.<anonymous> (/slot/t/t.js:1:55)",
  "    stack: |-",
  "      Error: one is two",
  "          at Test.<anonymous> (/slot/t/t.js:1:55)",
  "          at process.processImmediate (node:internal/timers:483:21)",
  "  ...",
  "ok 2 fine",
  "# other",
  "not ok 3 should be strictly equal",
  "  ---",
  "    operator: equal",
  "    expected: 2",
  "    actual:   1",
  "    at: Test.<anonymous> (/slot/t/t.js:1:140)",
  "    stack: |-",
  "      Error: should be strictly equal",
  "          at Test.<anonymous> (/slot/t/t.js:1:140)",
  "          at process.processImmediate (node:internal/timers:483:21)",
  "  ...",
  "",
  "1..3",
  "# tests 3",
  "# pass  1",
  "# fail  2",
].join("\n");

const ava = [
  "",
  "  ✘ [fail]: first one",
  "  ✔ good",
  "  ✘ [fail]: thrower Error thrown in test",
  "  ─",
  "",
  "  first one",
  "",
  "  t/a.mjs:1",
  "",
  "   1: import test from \"ava\"; test(\"first one\", (t) => { t.is(1, 2); }); test(\"…",
  "   2:                                                                           ",
  "",
  "  Difference (- actual, + expected):",
  "",
  "  - 1",
  "  + 2",
  "",
  "  › file://t/a.mjs:1:54",
  "",
  "",
  "",
  "  thrower",
  "",
  "  Error thrown in test:",
  "",
  "  Error {",
  "    message: 'bad',",
  "  }",
  "",
  "  Error: bad",
  "      at file:///slot/t/a.mjs:1:134",
  "      at process.processTicksAndRejections (node:internal/process/task_queues:95:5)",
  "      at async Promise.all (index 2)",
  "",
  "  ─",
  "",
  "  2 tests failed",
].join("\n");

const namesIn = (output: string) => failingNames(plainOutput(output, "/slot"));

describe("single failing tests", () => {
  test.each([
    ["mocha", mocha, ["outer > is odd", "outer > inner > adds"]],
    ["tape", tape, ["sums > one is two", "other > should be strictly equal"]],
    ["ava", ava, ["first one", "thrower"]],
  ])("of %s have names of their own", (_, output, names) => {
    expect(namesIn(output)).toEqual(names);
  });

  test("are found again in the output", () => {
    expect(excerptAbout(plainOutput(mocha, "/slot"), "outer > inner > adds")).toContain("1 == 2");
    expect(excerptAbout(plainOutput(tape, "/slot"), "sums > one is two")).toContain("expected: 2");
  });
});
