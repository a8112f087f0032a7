// Tests that assert nothing: their assertions are gone, hold whatever happens, or never were.
import type { TestCase } from "../policy/test-case.ts";
import type { ChangeRule, Problem } from "./rule.ts";

export const testEmptied: ChangeRule = {
  id: "policy/test-emptied",
  kind: "change",
  valid: [
    { path: "tests/test_a.py", after: "def test_one():\n    assert f(1) == 1\n" },
    { path: "tests/test_a.py", after: "def test_does_not_raise():\n    f()\n" },
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n", after: "def check_one(x):\n    assert f(x) == x\n\ndef test_one():\n    check_one(1)\n" },
    { path: "a_test.go", before: "package a\n\nfunc TestOne(t *testing.T) {\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n", after: "package a\n\nfunc TestOne(t *testing.T) {\n\tcheckOne(t, f(1))\n}\n" },
    { path: "src/a.rs", before: "#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() { assert_eq!(f(1), 1); }\n}\n", after: "#[cfg(test)]\nmod tests {\n    #[test]\n    #[should_panic]\n    fn one() { f(1); }\n}\n" },
    { path: "src/test/java/ATest.java", before: "class ATest {\n  @Test void one() { assertEquals(1, f(1)); }\n}\n", after: "class ATest {\n  @Test(expected = IOException.class) void one() { f(1); }\n}\n" },
    { path: "test/a.test.ts", after: "test('a', () => { expect(f()).toBe(true); });" },
    { path: "test/a.test.ts", after: "test('does not throw', () => { f(); });" },
    { path: "test/a.test.ts", before: "test('a', () => {});", after: "test('a', () => {});\ntest('b', () => { assert.equal(f(), 1); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test('a', () => { checkAll(f()); });" },
  ],
  invalid: [
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n", after: "def test_one():\n    f(1)\n" },
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n", after: "def test_one():\n    assert True\n" },
    { path: "a_test.go", before: "package a\n\nfunc TestOne(t *testing.T) {\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n", after: "package a\n\nfunc TestOne(t *testing.T) {\n\tf(1)\n}\n" },
    { path: "src/a.rs", before: "#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() { assert_eq!(f(1), 1); }\n}\n", after: "#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() { f(1); }\n}\n" },
    { path: "src/test/java/ATest.java", before: "class ATest {\n  @Test void one() { assertEquals(1, f(1)); }\n}\n", after: "class ATest {\n  @Test void one() { f(1); }\n}\n" },
    { path: "ATests.cs", before: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); } }\n", after: "class ATests { [Fact] public void One() { F(1); } }\n" },
    { path: "test/a_test.rb", before: "class ATest < Minitest::Test\n  def test_one\n    assert_equal 1, f(1)\n  end\nend\n", after: "class ATest < Minitest::Test\n  def test_one\n    f(1)\n  end\nend\n" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test('a', () => { f(); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test('a', () => { expect(true).toBe(true); });" },
    { path: "test/a.test.ts", before: "test('a', () => { assert.equal(f(), 1); });", after: "test('a', () => { assert.ok(true); });" },
    { path: "test/a.test.ts", after: "test('a', () => {});" },
    { path: "test/a.test.ts", after: "test('a', () => { expect(1).toBe(1); });" },
  ],
  async compare(change) {
    const { kept, added } = change.tests();
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
