// Tests that ran and no longer do, and new ones that never run.
import type { TestCase } from "../policy/test-cases.ts";
import type { ChangeRule, Problem } from "./rule.ts";
import { testChanges } from "./test-changes.ts";

export const testSkipped: ChangeRule = {
  id: "policy/test-skipped",
  kind: "change",
  valid: [
    { path: "test/a.test.ts", before: "test.skip('a', () => { expect(1).toBe(f()); });", after: "test.skip('a', () => { expect(2).toBe(f()); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test.skipIf(onWindows)('a', () => { expect(f()).toBe(1); });" },
    { path: "test/a.test.ts", after: "test.todo('what happens at night');" },
    { path: "src/a.ts", after: "export const query = builder.skip(1);" },
  ],
  invalid: [
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test.skip('a', () => { expect(f()).toBe(1); });" },
    { path: "test/a.test.ts", before: "it('a', () => { expect(f()).toBe(1); });", after: "xit('a', () => { expect(f()).toBe(1); });" },
    { path: "test/a.test.ts", before: "describe('s', () => { it('a', () => { expect(f()).toBe(1); }); });", after: "describe.skip('s', () => { it('a', () => { expect(f()).toBe(1); }); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test.todo('a');" },
    { path: "test/a.test.ts", before: "test('a', () => { equal(f(), 1); });", after: "test('a', { skip: 'flaky' }, () => { equal(f(), 1); });" },
    { path: "test/a.test.ts", after: "test.skip('a', () => { expect(f()).toBe(1); });" },
  ],
  async compare(change) {
    const { kept, added } = testChanges(change);
    const stopped = kept.filter(({ before, after }) => before.runs && !after.runs && !after.isFocused).map(({ after }) => after);
    const idle = added.filter(({ runs, body, isFocused }) => !runs && body !== null && !isFocused);
    return [...stopped.map((test) => problemOf(test, "error")), ...idle.map((test) => problemOf(test, "warning"))];
  },
};

/** A new test that is skipped takes nothing away that was there before. */
function problemOf({ file, offset, path, title }: TestCase, severity: "error" | "warning"): Problem {
  return { file, offset, key: path, message: `The test "${title.slice(0, 60)}" is skipped. Let it run, and mend what it finds.`, severity };
}
