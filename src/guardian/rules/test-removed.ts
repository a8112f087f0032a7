// Tests that are gone. Renamed, moved and rewritten tests are found again by title, body or number; tests of a file
// that is gone itself may go with it.
import { posix } from "node:path";
import { isTestPath } from "../../core/test-path.ts";
import { commentsOf } from "../source/comments.ts";
import type { ChangeRule, Problem, RuleChange, RuleFile } from "./rule.ts";
import type { TestCase } from "../policy/test-case.ts";

const namesShownMax = 3;

export const testRemoved: ChangeRule = {
  id: "policy/test-removed",
  kind: "change",
  valid: [
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n", after: "def test_first():\n    assert f(1) == 1\n" },
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n\n\ndef test_two():\n    assert f(2) == 2\n    assert g(2) == 4\n", after: "class TestAll:\n    def test_one(self):\n        assert f(1) == 1\n\n    def test_two(self):\n        assert f(2) == 2\n        assert g(2) == 4\n" },
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n\n\ndef test_other():\n    assert f(3) == 3\n", after: "import pytest\n\n@pytest.mark.parametrize('x', [1, 3])\ndef test_each(x):\n    assert f(x) == x\n" },
    { path: "a_test.go", before: "package a\n\nfunc TestOne(t *testing.T) {\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n\nfunc TestTwo(t *testing.T) {\n\trequire.Equal(t, 2, f(2))\n\trequire.Equal(t, 4, g(2))\n}\n", after: "package a\n\nfunc TestTwo(t *testing.T) {\n\trequire.Equal(t, 2, f(2))\n\trequire.Equal(t, 4, g(2))\n}\n\nfunc TestFirst(t *testing.T) {\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n" },
    { path: "src/a.rs", before: "#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() { assert_eq!(f(1), 1); }\n    #[test]\n    fn two() { assert_eq!(f(2), 2); assert_eq!(g(2), 4); }\n}\n", after: "#[cfg(test)]\nmod tests {\n    #[test]\n    fn two() { assert_eq!(f(2), 2); assert_eq!(g(2), 4); }\n    #[test]\n    fn first() { assert_eq!(f(1), 1); }\n}\n" },
    { path: "src/test/java/ATest.java", before: "class ATest {\n  @Test void one() { assertEquals(1, f(1)); }\n  @Test void two() { assertEquals(2, f(2)); assertThat(g(2)).isEqualTo(4); }\n}\n", after: "class ATest {\n  @Test void two() { assertEquals(2, f(2)); assertThat(g(2)).isEqualTo(4); }\n  @Test void first() { assertEquals(1, f(1)); }\n}\n" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test('b', () => { expect(f(1)).toBe(1); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "describe('f', () => { test('a', () => { expect(f()).toBe(2); }); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });\ntest('b', () => { expect(f(2)).toBe(2); });", after: "test.each([[1], [2]])('f of %s', (x) => { expect(f(x)).toBe(x); });" },
    { before: { "test/a.test.ts": "test('a', () => { expect(f()).toBe(1); });" }, after: { "test/a.test.ts": null, "test/b.test.ts": "test('a', () => { expect(f()).toBe(1); });" } },
    { before: { "src/a.ts": "export const f = 1;", "test/a.test.ts": "import { f } from '../src/a.ts';\ntest('a', () => { expect(f).toBe(1); });" }, after: { "src/a.ts": null, "test/a.test.ts": null } },
    { path: "test/a.test.ts", before: "test.todo('what happens at night');", after: "" },
  ],
  invalid: [
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n\n\ndef test_two():\n    assert f(2) == 2\n    assert g(2) == 4\n", after: "def test_one():\n    assert f(1) == 1\n" },
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n\n\ndef test_two():\n    assert f(2) == 2\n    assert g(2) == 4\n", after: "def test_one():\n    assert f(1) == 1\n\n\n# def test_two():\n#     assert f(2) == 2\n" },
    { path: "a_test.go", before: "package a\n\nfunc TestOne(t *testing.T) {\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n\nfunc TestTwo(t *testing.T) {\n\trequire.Equal(t, 2, f(2))\n\trequire.Equal(t, 4, g(2))\n}\n", after: "package a\n\nfunc TestOne(t *testing.T) {\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n" },
    { path: "src/a.rs", before: "#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() { assert_eq!(f(1), 1); }\n    #[test]\n    fn two() { assert_eq!(f(2), 2); assert_eq!(g(2), 4); }\n}\n", after: "#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() { assert_eq!(f(1), 1); }\n}\n" },
    { path: "src/test/java/ATest.java", before: "class ATest {\n  @Test void one() { assertEquals(1, f(1)); }\n  @Test void two() { assertEquals(2, f(2)); assertThat(g(2)).isEqualTo(4); }\n}\n", after: "class ATest {\n  @Test void one() { assertEquals(1, f(1)); }\n}\n" },
    { path: "ATests.cs", before: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); } [Fact] public void Two() { Assert.Equal(2, F(2)); } }\n", after: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); } }\n" },
    { path: "test/a_test.rb", before: "class ATest < Minitest::Test\n  def test_one\n    assert_equal 1, f(1)\n  end\n\n  def test_two\n    assert_equal 2, f(2)\n  end\nend\n", after: "class ATest < Minitest::Test\n  def test_one\n    assert_equal 1, f(1)\n  end\nend\n" },
    { path: "tests/ATest.php", before: "<?php\nclass ATest extends TestCase { public function testOne() { $this->assertSame(1, f(1)); } public function testTwo() { $this->assertSame(2, f(2)); } }\n", after: "<?php\nclass ATest extends TestCase { public function testOne() { $this->assertSame(1, f(1)); } }\n" },
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
    const { gone, added } = change.tests();
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
function isInComment({ title }: TestCase, file: RuleFile): boolean {
  const { tree, code } = file;
  if (title === "") return false;
  if (code !== null) return commentsOf(file).some(({ text }) => new RegExp(`\\b(?:def|func|fn|fun|void|function)\\s+${title.replaceAll(/\W/g, ".")}\\b`).test(text));
  if (tree === null) return false;
  return tree.comments.some(({ value }) => {
    const at = value.indexOf(title);
    return at >= 0 && /\b(?:it|test|specify)\b[^\n]{0,20}\(\s*["'`]$/.test(value.slice(Math.max(0, at - 60), at));
  });
}

/** Whether the change deleted a file that the test's file imported: what it tests is no longer there. */
function isSubjectGone(test: TestCase, { before, deleted }: RuleChange): boolean {
  const file = before.find(({ path }) => path === test.file);
  if (file === undefined) return false;
  return file.code !== null ? isCodeGone(file, deleted) : importsOf(file).some((stem) => [...deleted].some((path) => stemOf(path) === stem && path !== test.file));
}

/** By name: what was deleted, and what the tests' file is called after or imports. */
function isCodeGone({ path, text }: RuleFile, deleted: ReadonlySet<string>): boolean {
  const own = nameOf(path).replace(/^tests?_|_(?:test|spec)s?$|(?:Tests?|Spec|IT)$/g, "");
  const imports = text.split("\n").filter((line) => /^\s*(?:from|import|use|using|require\w*|mod)\b/.test(line));
  return [...deleted].some((each) => {
    const name = nameOf(each);
    return each !== path && posix.extname(each) === posix.extname(path) && !isTestPath(each) && (name === own || imports.some((line) => new RegExp(`\\b${name.replaceAll(/\W/g, ".")}\\b`).test(line)));
  });
}

function nameOf(path: string): string {
  return posix.basename(path, posix.extname(path));
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
