// Tests that are gone. Renamed, moved and rewritten tests are found again by title, body or number; tests of a file
// that is gone itself may go with it.
import { posix } from "node:path";
import type { ChangeRule, Problem, RuleChange, RuleFile } from "./rule.ts";
import { testChanges } from "./test-changes.ts";
import type { TestCase } from "../policy/test-cases.ts";

const namesShownMax = 3;

export const testRemoved: ChangeRule = {
  id: "policy/test-removed",
  kind: "change",
  valid: [
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test('b', () => { expect(f(1)).toBe(1); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "describe('f', () => { test('a', () => { expect(f()).toBe(2); }); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });\ntest('b', () => { expect(f(2)).toBe(2); });", after: "test.each([[1], [2]])('f of %s', (x) => { expect(f(x)).toBe(x); });" },
    { before: { "test/a.test.ts": "test('a', () => { expect(f()).toBe(1); });" }, after: { "test/a.test.ts": null, "test/b.test.ts": "test('a', () => { expect(f()).toBe(1); });" } },
    { before: { "src/a.ts": "export const f = 1;", "test/a.test.ts": "import { f } from '../src/a.ts';\ntest('a', () => { expect(f).toBe(1); });" }, after: { "src/a.ts": null, "test/a.test.ts": null } },
    { path: "test/a.test.ts", before: "test.todo('what happens at night');", after: "" },
  ],
  invalid: [
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });\ntest('b', () => { expect(f(2)).toBe(2); });", after: "test('a', () => { expect(f(1)).toBe(1); });" },
    { before: { "test/a.test.ts": "test('a', () => { expect(f()).toBe(1); });" }, after: { "test/a.test.ts": null } },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "// test('a', () => { expect(f(1)).toBe(1); });" },
    { path: "test/a.test.ts", before: "test('a one', () => { expect(f(1)).toBe(1); });", after: "/*\ntest('a one', () => { expect(f(1)).toBe(1); });\n*/\ntest('b', () => { expect(f(2)).toBe(2); });" },
    { before: { "test/a.test.ts": "test('a', () => { expect(f()).toBe(1); });" }, after: { "test/a.test.ts": null, "test/a.test.ts.bak": "test('a', () => { expect(f()).toBe(1); });" } },
    { path: "test/a.test.ts", before: "test.skip('a', () => { expect(f(1)).toBe(1); });\ntest('b', () => { expect(f(2)).toBe(2); });", after: "test('b', () => { expect(f(2)).toBe(2); });" },
    { before: { "test/a.js": "const tape = require('tape');\ntape('a', (t) => { t.equal(f(), 1); t.end(); });" }, after: { "test/a.js": null } },
    { before: { "test/a.js": "const assert = require('assert');\nassert.equal(f(), 1);" }, after: { "test/a.js": null } },
    { path: "test/a.js", before: "const test = require('node:test');\ntest('a', async (t) => { await t.test('b', (s) => { s.assert.equal(f(1), 1); }); await t.test('c', (s) => { s.assert.equal(f(2), 2); }); });", after: "const test = require('node:test');\ntest('a', async (t) => { await t.test('b', (s) => { s.assert.equal(f(1), 1); }); });" },
  ],
  async compare(change) {
    const { gone, added } = testChanges(change);
    const lost = gone.filter((test) => (test.runs || test.assertions.length > 0) && !isSubjectGone(test, change));
    const silenced = lost.filter((test) => change.after.some((file) => isInComment(test, file)));
    const problems: Problem[] = [...groupByFile(silenced)].map(([file, tests]) => ({
      file,
      offset: null,
      key: `comment ${file}`,
      message: `${namesOf(tests)} ${tests.length === 1 ? "is" : "are"} commented out. Let ${tests.length === 1 ? "it" : "them"} run, and mend what ${tests.length === 1 ? "it finds" : "they find"}.`,
    }));
    if (added.some(({ isRepeated }) => isRepeated)) return problems;
    const files = groupByFile(lost.filter((test) => !silenced.includes(test)));
    let replaced = added.filter(({ runs, assertions }) => runs && assertions.length > 0).length;
    for (const [file, tests] of files) {
      const missing = tests.slice(Math.min(replaced, tests.length));
      replaced -= tests.length - missing.length;
      if (missing.length > 0) problems.push({ file, offset: null, key: file, message: messageFor(missing) });
    }
    return problems;
  },
};

function groupByFile(tests: readonly TestCase[]): Map<string, TestCase[]> {
  const groups = new Map<string, TestCase[]>();
  for (const test of tests) groups.set(test.file, [...(groups.get(test.file) ?? []), test]);
  return groups;
}

function messageFor(missing: readonly TestCase[]): string {
  return `${namesOf(missing)} ${missing.length === 1 ? "is gone. Put it back." : "are gone. Put them back."}`;
}

function namesOf(tests: readonly TestCase[]): string {
  const names = tests.slice(0, namesShownMax).map(({ title }) => `"${title.slice(0, 60)}"`).join(", ");
  const more = tests.length > namesShownMax ? ` and ${tests.length - namesShownMax} more` : "";
  return tests.length === 1 ? `The test ${names}` : `The tests ${names}${more}`;
}

/** A comment that declares a test of the same title. */
function isInComment({ title }: TestCase, { tree }: RuleFile): boolean {
  if (tree === null || title === "") return false;
  return tree.comments.some(({ value }) => {
    const at = value.indexOf(title);
    return at >= 0 && /\b(?:it|test|specify)\b[^\n]{0,20}\(\s*["'`]$/.test(value.slice(Math.max(0, at - 60), at));
  });
}

/** Whether the change deleted a file that the test's file imported: what it tests is no longer there. */
function isSubjectGone(test: TestCase, { before, deleted }: RuleChange): boolean {
  const file = before.find(({ path }) => path === test.file);
  return file !== undefined && importsOf(file).some((stem) => [...deleted].some((path) => stemOf(path) === stem && path !== test.file));
}

function importsOf({ path, tree }: RuleFile): string[] {
  return (tree?.program.body ?? []).flatMap((statement) =>
    statement.type === "ImportDeclaration" && statement.source.value.startsWith(".")
      ? [stemOf(posix.join(posix.dirname(path), statement.source.value))]
      : [],
  );
}

function stemOf(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "").replace(/\/index$/, "");
}
