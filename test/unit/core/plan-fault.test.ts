// What is the plan's fault and what is the code's: each sign with a case that has it and one that only looks like it.
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../src/core/change.ts";
import { planFault } from "../../../src/core/plan-fault.ts";
import { failureSignature } from "../../../src/core/signature.ts";
import type { AttemptRecord } from "../../../src/core/task-record.ts";
import { noUsage } from "../../../src/core/usage.ts";
import { finding } from "../../support/missions.ts";
import { makeTask } from "../../support/plans.ts";

const task = makeTask("a", { checks: ["node --test test/a.test.js"], reads: ["test/known.test.js"] });
const later = [{ id: "token", title: "Token", writes: ["src/token.js"], provides: [], merged: false }];

function attempt(number: number, findings: readonly Finding[], over: Partial<AttemptRecord> = {}): AttemptRecord {
  return {
    ...{ attempt: number, role: "coder", rung: number === 1 ? "attempt" : "fresh", why: "", model: "p/one", end: "refused", findings },
    ...{ message: findings[0]?.message ?? "", signature: failureSignature(findings), durationMs: 1, usage: noUsage, commit: null, tree: null },
    ...over,
  } as AttemptRecord;
}

const faultOf = (found: Finding, over = task) => planFault(over, [attempt(1, [found])], () => later, 1);

describe("the plan's fault", () => {
  test.each([
    ["a command that is not there", finding('"vitest run" failed (exit 127).')],
    ["a script that is not there", finding('"npm run chekc" failed (exit 1).', { excerpt: 'npm error Missing script: "chekc"' })],
    ["a check on a file that nobody writes here", finding('"node --test test/a.test.js" failed (exit 1).', { excerpt: "Could not find '/c/slot-1/test/a.test.js'" })],
    ["an import that another task has yet to write", finding('src/a.js imports "./token.js".', { stage: "links", rule: "links/unresolved-import" })],
    ["a protected path of its own", finding("src/a.js is protected.", { stage: "scope", rule: "scope/protected-path", file: "src/a.js" })],
  ])("%s", (_name, found) => {
    expect(faultOf(found)).not.toBeNull();
  });

  test.each([
    ["a test that fails", finding('"node --test test/a.test.js" failed (exit 1): adds', { excerpt: "expected 3, got 4" })],
    ["a module that the test could not find", finding('"node --test test/a.test.js" failed (exit 1).', { excerpt: "Cannot find module '/c/slot-1/src/b.js' imported from '/c/slot-1/test/a.test.js'" })],
    ["an import that leads nowhere", finding('src/a.js imports "./tokens.js".', { stage: "links", rule: "links/unresolved-import" })],
    ["a protected path that it was not told to write", finding("x is protected.", { stage: "scope", rule: "scope/protected-path", file: "x" })],
    ["a warning", finding('"vitest run" failed (exit 127).', { severity: "warning" })],
  ])("is not %s", (_name, found) => {
    expect(faultOf(found)).toBeNull();
  });

  test("is a missing test file only where the task does not write or read it", () => {
    const found = finding('"node --test test/a.test.js" failed (exit 1).', { excerpt: "Could not find '/c/slot-1/test/a.test.js'" });
    expect(faultOf(found, { ...task, writes: ["src/a.js", "test/a.test.js"] })).toBeNull();
  });

  test("is a check that two Coders failed alike, each from nothing, and on two models where there are two", () => {
    const same = [finding("adds: expected 3 after 12 ms")];
    const two = [attempt(1, same), attempt(2, same)];
    expect(planFault(task, two, () => [], 1)).toContain("attempts 1 and 2");
    expect(planFault(task, two, () => [], 2)).toBeNull();
    expect(planFault(task, [attempt(1, same), attempt(2, same, { model: "p/two" })], () => [], 2)).toContain("attempts 1 and 2");
    expect(planFault(task, [attempt(1, same), attempt(2, same, { role: "fixer", rung: "fixer" })], () => [], 1)).toBeNull();
    expect(planFault(task, [attempt(1, same), attempt(2, [finding("subtracts")])], () => [], 1)).toBeNull();
    const syntax = [finding("no", { stage: "syntax", rule: "syntax/parse-error" })];
    expect(planFault(task, [attempt(1, syntax), attempt(2, syntax)], () => [], 1)).toBeNull();
  });

  test("is a need for other files only when it comes again", () => {
    const refused = [finding("You asked for w: at most 3 paths can be granted.", { stage: "scope", rule: "attempt/needs-refused" })];
    expect(planFault(task, [attempt(1, refused)], () => [], 1)).toBeNull();
    expect(planFault(task, [attempt(1, refused), attempt(2, refused)], () => [], 1)).toContain("other files than its own");
  });
});
