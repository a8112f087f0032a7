// Tests that assert nothing: their assertions are gone, hold whatever happens, or never were.
import type { TestCase } from "../policy/test-cases.ts";
import type { ChangeRule, Problem } from "./rule.ts";
import { testChanges } from "./test-changes.ts";

export const testEmptied: ChangeRule = {
  id: "policy/test-emptied",
  kind: "change",
  valid: [
    { path: "test/a.test.ts", after: "test('a', () => { expect(f()).toBe(true); });" },
    { path: "test/a.test.ts", after: "test('does not throw', () => { f(); });" },
    { path: "test/a.test.ts", before: "test('a', () => {});", after: "test('a', () => {});\ntest('b', () => { assert.equal(f(), 1); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test('a', () => { checkAll(f()); });" },
  ],
  invalid: [
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test('a', () => { f(); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test('a', () => { expect(true).toBe(true); });" },
    { path: "test/a.test.ts", before: "test('a', () => { assert.equal(f(), 1); });", after: "test('a', () => { assert.ok(true); });" },
    { path: "test/a.test.ts", after: "test('a', () => {});" },
    { path: "test/a.test.ts", after: "test('a', () => { expect(1).toBe(1); });" },
  ],
  async compare(change) {
    const { kept, added } = testChanges(change);
    const emptied = kept.filter(({ before, after }) => asserts(before) && !asserts(after) && after.runs === before.runs && after.body !== null);
    const empty = added.filter((test) => test.runs && test.body !== null && !asserts(test) && (test.statements === 0 || test.assertions.length > 0));
    return [...emptied.map(({ after }) => problemOf(after, false)), ...empty.map((test) => problemOf(test, test.statements > test.assertions.length))];
  },
};

/** A new test that does something and then asserts what always holds may mean to show that nothing is thrown. */
function problemOf({ file, offset, path, title }: TestCase, isUnsure: boolean): Problem {
  const message = `The test "${title.slice(0, 60)}" checks nothing. Let it assert what the code does.`;
  return { file, offset, key: path, message, ...(isUnsure ? { severity: "warning" as const } : {}) };
}

function asserts({ assertions }: TestCase): boolean {
  return assertions.some(({ isTrivial }) => !isTrivial);
}
