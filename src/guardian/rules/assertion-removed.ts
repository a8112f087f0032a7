// Tests that still stand, but ask for less than before.
import { evened } from "../source/nodes.ts";
import type { TestCase } from "../policy/test-cases.ts";
import type { ChangeRule, Problem } from "./rule.ts";
import { testChanges } from "./test-changes.ts";

export const assertionRemoved: ChangeRule = {
  id: "policy/assertion-removed",
  kind: "change",
  valid: [
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); expect(f(2)).toBe(2); });", after: "test('a', () => { expect([f(1), f(2)]).toEqual([1, 2]); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test('a', () => { expect(f(1)).toBe(2); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBeDefined(); });", after: "test('a', () => { expect(f(1)).toBe(1); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); expect(f(2)).toBe(2); });", after: "test('a', () => { expect(f(2)).toBe(2); });\ntest('b', () => { expect(f(1)).toBe(1); });" },
  ],
  invalid: [
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); expect(f(2)).toBe(2); });", after: "test('a', () => { expect(f(1)).toBe(1); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test('a', () => { expect(f(1)).toBeDefined(); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(() => f()).toThrow('no'); });", after: "test('a', () => { expect(() => f()).toThrow(); });" },
    { path: "test/a.test.ts", before: "test('a', () => { assert.equal(f(1), 1); });", after: "test('a', () => { assert.ok(f(1)); });" },
  ],
  async compare(change) {
    const { kept, after } = testChanges(change);
    const anywhere = new Set(after.flatMap(({ assertions }) => assertions.map(({ text }) => text)));
    return kept.flatMap(({ before, after: now }) => weakened(before, now, anywhere));
  },
};

function weakened(before: TestCase, after: TestCase, anywhere: ReadonlySet<string>): Problem[] {
  if (!before.runs || !after.runs || after.assertions.every(({ isTrivial }) => isTrivial)) return [];
  const { file, path, title } = after;
  const known = new Set(before.assertions.map(({ text }) => text));
  const strictNow = new Set(after.assertions.flatMap(({ strictness, subject }) => (strictness === "strict" ? [subject] : [])));
  for (const { strictness, subject, text } of before.assertions) {
    if (strictness !== "strict" || subject === "" || strictNow.has(subject) || anywhere.has(text)) continue;
    const loose = after.assertions.find((now) => now.strictness === "loose" && now.subject === subject && !known.has(now.text));
    if (loose === undefined) continue;
    const message = `The test "${title.slice(0, 60)}" asks for less than before. It was: ${evened(text).slice(0, 120)}. Put it back.`;
    return [{ file, offset: loose.offset, key: path, message, fix: text }];
  }
  const lost = before.assertions.find((assertion) => !assertion.isTrivial && !anywhere.has(assertion.text));
  const isNew = after.assertions.some(({ text }) => !known.has(text));
  if (lost === undefined || isNew || new Set(after.assertions.map(({ text }) => text)).size >= known.size) return [];
  const message = `The test "${title.slice(0, 60)}" lost an assertion: ${evened(lost.text).slice(0, 120)}. Put it back.`;
  return [{ file, offset: after.offset, key: path, message, fix: lost.text }];
}
