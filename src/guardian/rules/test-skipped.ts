// Tests that ran and no longer do, and new ones that never run.
import type { TestCase } from "../policy/test-case.ts";
import type { ChangeRule, Problem } from "./rule.ts";

export const testSkipped: ChangeRule = {
  id: "policy/test-skipped",
  kind: "change",
  valid: [
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n", after: "import pytest\n\n@pytest.mark.skipif(sys.platform == 'win32', reason='no such file')\ndef test_one():\n    assert f(1) == 1\n" },
    { path: "tests/test_a.py", before: "import pytest\n\n@pytest.mark.skip(reason='slow')\ndef test_one():\n    assert f(1) == 1\n", after: "import pytest\n\n@pytest.mark.skip(reason='slower')\ndef test_one():\n    assert f(1) == 1\n" },
    { path: "a_test.go", before: "package a\n\nfunc TestOne(t *testing.T) {\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n", after: "package a\n\nfunc TestOne(t *testing.T) {\n\tif testing.Short() {\n\t\tt.Skip(\"slow\")\n\t}\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n" },
    { path: "src/test/java/ATest.java", before: "class ATest {\n  @Test void one() { assertEquals(1, f(1)); }\n}\n", after: "class ATest {\n  @Test @DisabledOnOs(OS.WINDOWS) void one() { assertEquals(1, f(1)); }\n}\n" },
    { path: "src/a.py", after: "def test_it(queue):\n    queue.skip()\n" },
    { path: "test/a.test.ts", before: "test.skip('a', () => { expect(1).toBe(f()); });", after: "test.skip('a', () => { expect(2).toBe(f()); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test.skipIf(onWindows)('a', () => { expect(f()).toBe(1); });" },
    { path: "test/a.test.ts", after: "test.todo('what happens at night');" },
    { path: "src/a.ts", after: "export const query = builder.skip(1);" },
  ],
  invalid: [
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n", after: "import pytest\n\n@pytest.mark.skip(reason='flaky')\ndef test_one():\n    assert f(1) == 1\n" },
    { path: "tests/test_a.py", before: "def test_one():\n    assert f(1) == 1\n", after: "import pytest\n\n@pytest.mark.skip\ndef test_one():\n    assert f(1) == 1\n" },
    { path: "a_test.go", before: "package a\n\nfunc TestOne(t *testing.T) {\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n", after: "package a\n\nfunc TestOne(t *testing.T) {\n\tt.Skip(\"flaky\")\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n" },
    { path: "src/a.rs", before: "#[cfg(test)]\nmod tests {\n    #[test]\n    fn one() { assert_eq!(f(1), 1); }\n}\n", after: "#[cfg(test)]\nmod tests {\n    #[test]\n    #[ignore]\n    fn one() { assert_eq!(f(1), 1); }\n}\n" },
    { path: "src/test/java/ATest.java", before: "class ATest {\n  @Test void one() { assertEquals(1, f(1)); }\n}\n", after: "class ATest {\n  @Test @Disabled(\"flaky\") void one() { assertEquals(1, f(1)); }\n}\n" },
    { path: "src/test/kotlin/ATest.kt", before: "class ATest { @Test fun one() { assertEquals(1, f(1)) } }\n", after: "class ATest { @Test @Ignore fun one() { assertEquals(1, f(1)) } }\n" },
    { path: "ATests.cs", before: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); } }\n", after: "class ATests { [Fact(Skip = \"flaky\")] public void One() { Assert.Equal(1, F(1)); } }\n" },
    { path: "spec/a_spec.rb", before: "describe 'a' do\n  it 'one' do\n    expect(f(1)).to eq(1)\n  end\nend\n", after: "describe 'a' do\n  xit 'one' do\n    expect(f(1)).to eq(1)\n  end\nend\n" },
    { path: "tests/ATest.php", before: "<?php\nclass ATest extends TestCase { public function testOne() { $this->assertSame(1, f(1)); } }\n", after: "<?php\nclass ATest extends TestCase { public function testOne() { $this->markTestSkipped(); $this->assertSame(1, f(1)); } }\n" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test.skip('a', () => { expect(f()).toBe(1); });" },
    { path: "test/a.test.ts", before: "it('a', () => { expect(f()).toBe(1); });", after: "xit('a', () => { expect(f()).toBe(1); });" },
    { path: "test/a.test.ts", before: "describe('s', () => { it('a', () => { expect(f()).toBe(1); }); });", after: "describe.skip('s', () => { it('a', () => { expect(f()).toBe(1); }); });" },
    { path: "test/a.test.ts", before: "test('a', () => { expect(f()).toBe(1); });", after: "test.todo('a');" },
    { path: "test/a.test.ts", before: "test('a', () => { equal(f(), 1); });", after: "test('a', { skip: 'flaky' }, () => { equal(f(), 1); });" },
    { path: "test/a.test.ts", after: "test.skip('a', () => { expect(f()).toBe(1); });" },
  ],
  async compare(change) {
    const { kept, added } = change.tests();
    const stopped = kept.filter(({ before, after }) => before.runs && !after.runs && !after.isFocused).map(({ after }) => after);
    const idle = added.filter(({ runs, body, isFocused }) => !runs && body !== null && !isFocused);
    return [...stopped.map((test) => problemOf(test, "error")), ...idle.map((test) => problemOf(test, "warning"))];
  },
};

/** A new test that is skipped takes nothing away that was there before. */
function problemOf({ file, offset, path, title }: TestCase, severity: "error" | "warning"): Problem {
  return { file, offset, key: path, message: `The test "${title.slice(0, 60)}" is skipped. Let it run, and mend what it finds.`, severity };
}
