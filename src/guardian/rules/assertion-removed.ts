// Tests that still stand, but ask for less than before.
import { evened } from "../source/nodes.ts";
import type { Assertion } from "../policy/assertions.ts";
import type { TestCase } from "../policy/test-case.ts";
import type { ChangeRule, Problem } from "./rule.ts";

export const assertionRemoved: ChangeRule = {
  id: "policy/assertion-removed",
  kind: "change",
  valid: [
    { path: "tests/test_a.py", before: "def test_two():\n    assert f(2) == 2\n    assert g(2) == 4\n", after: "def test_two():\n    assert f(2) == 2\n    assert g(2) == 5\n" },
    { path: "tests/test_a.py", before: "def test_two():\n    assert f(2) == 2\n    assert g(2) == 4\n", after: "def test_two():\n    assert (f(2), g(2)) == (2, 4)\n" },
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n\n\ndef test_two():\n    assert f(2) == 2\n    assert g(2) == 4\n", after: "def test_one():\n    assert f(1) == 1\n    assert g(2) == 4\n\ndef test_two():\n    assert f(2) == 2\n" },
    { path: "a_test.go", before: "package a\n\nfunc TestOne(t *testing.T) {\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n", after: "package a\n\nfunc TestOne(t *testing.T) {\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d, not 1\", got)\n\t}\n}\n" },
    { path: "src/test/java/ATest.java", before: "class ATest {\n  @Test void two() { assertEquals(2, f(2)); assertThat(g(2)).isEqualTo(4); }\n}\n", after: "class ATest {\n  @Test void two() { assertEquals(2, f(2)); assertThat(g(2)).isEqualTo(5); }\n}\n" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); expect(f(2)).toBe(2); });", after: "test('a', () => { expect([f(1), f(2)]).toEqual([1, 2]); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test('a', () => { expect(f(1)).toBe(2); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBeDefined(); });", after: "test('a', () => { expect(f(1)).toBe(1); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); expect(f(2)).toBe(2); });", after: "test('a', () => { expect(f(2)).toBe(2); });\ntest('b', () => { expect(f(1)).toBe(1); });" },
    { path: "test/a.js", before: "var test = require('tape');\ntest('a', function (t) { t.test('b', function (st) { st.equal(f(1), 1); st.end(); }); });", after: "var test = require('tape');\ntest('a', function (t) { t.equal(f(1), 1); t.end(); });\ntest('c', function (t) { t.test('b', function (st) { st.equal(f(1), 1); st.end(); }); });" },
    { path: "test/a.js", before: "const assert = require('assert');\nassert.equal(f(1), 1);", after: "const assert = require('assert');\ntest('a', () => { assert.equal(f(1), 1); });" },
  ],
  invalid: [
    { path: "tests/test_a.py", before: "def test_two():\n    assert f(2) == 2\n    assert g(2) == 4\n", after: "def test_two():\n    assert f(2) == 2\n" },
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n", after: "def test_one():\n    assert f(1)\n" },
    { path: "a_test.go", before: "package a\n\nfunc TestTwo(t *testing.T) {\n\trequire.Equal(t, 2, f(2))\n\trequire.Equal(t, 4, g(2))\n}\n", after: "package a\n\nfunc TestTwo(t *testing.T) {\n\trequire.Equal(t, 2, f(2))\n}\n" },
    { path: "src/a.rs", before: "#[cfg(test)]\nmod tests {\n    #[test]\n    fn two() { assert_eq!(f(2), 2); assert_eq!(g(2), 4); }\n}\n", after: "#[cfg(test)]\nmod tests {\n    #[test]\n    fn two() { assert_eq!(f(2), 2); }\n}\n" },
    { path: "src/test/java/ATest.java", before: "class ATest {\n  @Test void two() { assertEquals(2, f(2)); assertThat(g(2)).isEqualTo(4); }\n}\n", after: "class ATest {\n  @Test void two() { assertEquals(2, f(2)); }\n}\n" },
    { path: "src/test/kotlin/ATest.kt", before: "class ATest { @Test fun one() { assertEquals(1, f(1)); assertEquals(2, f(2)) } }\n", after: "class ATest { @Test fun one() { assertEquals(1, f(1)) } }\n" },
    { path: "ATests.cs", before: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); F(2).Should().Be(2); } }\n", after: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); } }\n" },
    { path: "spec/a_spec.rb", before: "describe 'a' do\n  it 'one' do\n    expect(f(1)).to eq(1)\n    expect(f(2)).to eq(2)\n  end\nend\n", after: "describe 'a' do\n  it 'one' do\n    expect(f(1)).to eq(1)\n  end\nend\n" },
    { path: "tests/ATest.php", before: "<?php\nclass ATest extends TestCase { public function testOne() { $this->assertSame(1, f(1)); self::assertSame(2, f(2)); } }\n", after: "<?php\nclass ATest extends TestCase { public function testOne() { $this->assertSame(1, f(1)); } }\n" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); expect(f(2)).toBe(2); });", after: "test('a', () => { expect(f(1)).toBe(1); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); });", after: "test('a', () => { expect(f(1)).toBeDefined(); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(() => f()).toThrow('no'); });", after: "test('a', () => { expect(() => f()).toThrow(); });" },
    { path: "test/a.test.ts", before: "test('a', () => { assert.equal(f(1), 1); });", after: "test('a', () => { assert.ok(f(1)); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); expect(f(2)).toBe(2); });\ntest('b', () => { expect(f(1)).toBe(1); });", after: "test('a', () => { expect(f(2)).toBe(2); });\ntest('b', () => { expect(f(1)).toBe(1); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f(1)).toBe(1); expect(f(2)).toBe(2); });", after: "test('a', () => { expect(f(1)).toBe(1); expect(true).toBe(true); });" },
    { path: "test/a.test.ts", before: "test.skip('a', () => { expect(f(1)).toBe(1); expect(f(2)).toBe(2); });", after: "test.skip('a', () => { expect(f(1)).toBe(1); });" },
    { path: "test/a.js", before: "var test = require('tape');\ntest('a', function (t) { t.test('b', function (st) { st.equal(f(1), 1); st['throws'](g); st.end(); }); t.end(); });", after: "var test = require('tape');\ntest('a', function (t) { t.test('b', function (st) { st.equal(f(1), 1); st.end(); }); t.end(); });" },
    { path: "test/a.js", before: "const tape = require('tape');\ntape('a', (t) => { t.equal(f(1), 1); t.equal(f(2), 2); t.end(); });", after: "const tape = require('tape');\ntape('a', (t) => { t.equal(f(1), 1); t.end(); });" },
    { path: "test/a.js", before: "import test from 'ava';\ntest('a', (it) => { it.is(f(1), 1); it.deepEqual(g(), []); });", after: "import test from 'ava';\ntest('a', (it) => { it.is(f(1), 1); });" },
    { path: "test/a.js", before: "import { suite } from 'uvu';\nimport { equal } from 'uvu/assert';\nconst sums = suite('sums');\nsums('a', () => { equal(f(1), 1); equal(f(2), 2); });", after: "import { suite } from 'uvu';\nimport { equal } from 'uvu/assert';\nconst sums = suite('sums');\nsums('a', () => { equal(f(1), 1); });" },
    { path: "test/a.js", before: "const { strictEqual } = require('node:assert');\nstrictEqual(f(1), 1);\nstrictEqual(f(2), 2);", after: "const { strictEqual } = require('node:assert');\nstrictEqual(f(1), 1);" },
  ],
  async compare(change) {
    const { kept, before, after } = change.tests();
    const fewer = fewerThan(counted(before.flatMap(({ assertions }) => assertions)), counted(after.flatMap(({ assertions }) => assertions)));
    return kept.flatMap(({ before: was, after: is }) => weakened(was, is, fewer));
  },
};

/** How often each stands there, by its text: the same may be asserted twice, and once is then less. */
function counted(assertions: readonly Assertion[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of assertions) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function fewerThan(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): ReadonlySet<string> {
  return new Set([...before].flatMap(([text, count]) => ((after.get(text) ?? 0) < count ? [text] : [])));
}

function weakened(before: TestCase, after: TestCase, fewerAnywhere: ReadonlySet<string>): Problem[] {
  // A test that is set aside keeps what it asserts for the day when it runs again.
  if (before.runs !== after.runs || after.assertions.every(({ isTrivial }) => isTrivial)) return [];
  const { file, path, title } = after;
  const known = new Set(before.assertions.map(({ text }) => text));
  const strictNow = new Set(after.assertions.flatMap(({ strictness, subject }) => (strictness === "strict" ? [subject] : [])));
  for (const { strictness, subject, text } of before.assertions) {
    if (strictness !== "strict" || subject === "" || strictNow.has(subject) || !fewerAnywhere.has(text)) continue;
    const loose = after.assertions.find((now) => now.strictness === "loose" && now.subject === subject && !known.has(now.text));
    if (loose === undefined) continue;
    const message = `The test "${title.slice(0, 60)}" asks for less than before. It was: ${evened(text).slice(0, 120)}. Put it back.`;
    return [{ file, offset: loose.offset, key: path, message, fix: text }];
  }
  const fewerHere = fewerThan(counted(before.assertions), counted(after.assertions));
  const lost = before.assertions.find(({ isTrivial, text }) => !isTrivial && fewerHere.has(text) && fewerAnywhere.has(text));
  const isNew = after.assertions.some(({ isTrivial, text }) => !isTrivial && !known.has(text));
  if (lost === undefined || isNew) return [];
  const message = `The test "${title.slice(0, 60)}" lost an assertion: ${evened(lost.text).slice(0, 120)}. Put it back.`;
  return [{ file, offset: after.offset, key: path, message, fix: lost.text }];
}
