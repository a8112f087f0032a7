// What happens to tests in other languages than JavaScript and TypeScript: removed, skipped, emptied, weakened, or
// changed as they should.
import type { Example } from "../../../../../src/guardian/rules/rule.ts";
import type { Examples } from "./examples.ts";

const python = (before: string, after: string): Example => ({ path: "tests/test_a.py", before, after });
const go = (before: string, after: string): Example => ({ path: "a_test.go", before: `package a\n\n${before}`, after: `package a\n\n${after}` });
const rust = (before: string, after: string): Example => ({ path: "src/a.rs", before: `#[cfg(test)]\nmod tests {\n${before}}\n`, after: `#[cfg(test)]\nmod tests {\n${after}}\n` });
const java = (before: string, after: string): Example => ({ path: "src/test/java/ATest.java", before: `class ATest {\n${before}}\n`, after: `class ATest {\n${after}}\n` });

const one = "def test_one():\n    assert f(1) == 1\n";
const two = "def test_two():\n    assert f(2) == 2\n    assert g(2) == 4\n";
const goOne = "func TestOne(t *testing.T) {\n\tif got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}\n}\n";
const goTwo = "func TestTwo(t *testing.T) {\n\trequire.Equal(t, 2, f(2))\n\trequire.Equal(t, 4, g(2))\n}\n";
const rustOne = "    #[test]\n    fn one() { assert_eq!(f(1), 1); }\n";
const rustTwo = "    #[test]\n    fn two() { assert_eq!(f(2), 2); assert_eq!(g(2), 4); }\n";
const javaOne = "  @Test void one() { assertEquals(1, f(1)); }\n";
const javaTwo = "  @Test void two() { assertEquals(2, f(2)); assertThat(g(2)).isEqualTo(4); }\n";

export const removedTests: Examples = {
  valid: [
    python(one, one.replace("test_one", "test_first")),
    python(`${one}\n\n${two}`, `class TestAll:\n    def test_one(self):\n        assert f(1) == 1\n\n    def test_two(self):\n        assert f(2) == 2\n        assert g(2) == 4\n`),
    python(`${one}\n\n${one.replace("one", "other").replaceAll("1", "3")}`, "import pytest\n\n@pytest.mark.parametrize('x', [1, 3])\ndef test_each(x):\n    assert f(x) == x\n"),
    { before: { "tests/test_a.py": one }, after: { "tests/test_a.py": null, "tests/test_b.py": one } },
    { before: { "src/a.py": "def f(x):\n    return x\n", "tests/test_a.py": `from a import f\n\n${one}` }, after: { "src/a.py": null, "tests/test_a.py": null } },
    { path: "src/models.py", before: "def test_connection():\n    assert ping()\n", after: "X = 1\n" },
    go(`${goOne}\n${goTwo}`, `${goTwo}\n${goOne.replace("TestOne", "TestFirst")}`),
    rust(`${rustOne}${rustTwo}`, `${rustTwo}${rustOne.replace("fn one", "fn first")}`),
    java(`${javaOne}${javaTwo}`, `${javaTwo}${javaOne.replace("one", "first")}`),
    // What the grammar cannot read is not told to be gone.
    { path: "src/test/kotlin/ATest.kt", before: "class ATest { @Test fun one() { assertEquals(1, f(1)) } }\n", after: "class ATest { @Test fun one() { assertEquals(1, f(1) }\n" },
  ],
  invalid: [
    python(`${one}\n\n${two}`, one),
    python(`${one}\n\n${two}`, `${one}\n\n# def test_two():\n#     assert f(2) == 2\n`),
    { before: { "tests/test_a.py": one }, after: { "tests/test_a.py": null } },
    python("class TestAll(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(f(1), 1)\n\n    def test_two(self):\n        self.assertEqual(f(2), 2)\n", "class TestAll(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(f(1), 1)\n"),
    python(`${one}\n\n${two}`, `${one}\n\n${two.replace("test_two", "check_two")}`),
    go(`${goOne}\n${goTwo}`, goOne),
    rust(`${rustOne}${rustTwo}`, rustOne),
    rust(`${rustOne}${rustTwo}`, `${rustOne}${rustTwo.replace("    #[test]\n", "")}`),
    java(`${javaOne}${javaTwo}`, javaOne),
    { path: "ATests.cs", before: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); } [Fact] public void Two() { Assert.Equal(2, F(2)); } }\n", after: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); } }\n" },
    { path: "test/a_test.rb", before: "class ATest < Minitest::Test\n  def test_one\n    assert_equal 1, f(1)\n  end\n\n  def test_two\n    assert_equal 2, f(2)\n  end\nend\n", after: "class ATest < Minitest::Test\n  def test_one\n    assert_equal 1, f(1)\n  end\nend\n" },
    { path: "spec/a_spec.rb", before: "describe 'a' do\n  it 'one' do\n    expect(f(1)).to eq(1)\n  end\n  it 'two' do\n    expect(f(2)).to eq(2)\n  end\nend\n", after: "describe 'a' do\n  it 'one' do\n    expect(f(1)).to eq(1)\n  end\nend\n" },
    { path: "tests/ATest.php", before: "<?php\nclass ATest extends TestCase { public function testOne() { $this->assertSame(1, f(1)); } public function testTwo() { $this->assertSame(2, f(2)); } }\n", after: "<?php\nclass ATest extends TestCase { public function testOne() { $this->assertSame(1, f(1)); } }\n" },
  ],
};

export const skippedTests: Examples = {
  valid: [
    python(one, `import pytest\n\n@pytest.mark.skipif(sys.platform == 'win32', reason='no such file')\n${one}`),
    python(`import pytest\n\n@pytest.mark.skip(reason='slow')\n${one}`, `import pytest\n\n@pytest.mark.skip(reason='slower')\n${one}`),
    go(goOne, goOne.replace("{\n\tif", "{\n\tif testing.Short() {\n\t\tt.Skip(\"slow\")\n\t}\n\tif")),
    java(javaOne, javaOne.replace("@Test", "@Test @DisabledOnOs(OS.WINDOWS)")),
    { path: "src/a.py", after: "def test_it(queue):\n    queue.skip()\n" },
  ],
  invalid: [
    python(one, `import pytest\n\n@pytest.mark.skip(reason='flaky')\n${one}`),
    python(one, `import pytest\n\n@pytest.mark.skip\n${one}`),
    python(one, one.replace(":\n", ":\n    pytest.skip('flaky')\n")),
    python(one, one.replace(":\n", ":\n    return\n")),
    python(one, `import pytest\npytestmark = pytest.mark.skip\n\n${one}`),
    python("class TestA(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(f(1), 1)\n", "@unittest.skip('flaky')\nclass TestA(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(f(1), 1)\n"),
    python("class TestA(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(f(1), 1)\n", "class TestA(unittest.TestCase):\n    def test_one(self):\n        self.skipTest('flaky')\n        self.assertEqual(f(1), 1)\n"),
    go(goOne, goOne.replace("{\n\tif", "{\n\tt.Skip(\"flaky\")\n\tif")),
    rust(rustOne, rustOne.replace("#[test]", "#[test]\n    #[ignore]")),
    java(javaOne, javaOne.replace("@Test", "@Test @Disabled(\"flaky\")")),
    { path: "src/test/kotlin/ATest.kt", before: "class ATest { @Test fun one() { assertEquals(1, f(1)) } }\n", after: "class ATest { @Test @Ignore fun one() { assertEquals(1, f(1)) } }\n" },
    { path: "ATests.cs", before: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); } }\n", after: "class ATests { [Fact(Skip = \"flaky\")] public void One() { Assert.Equal(1, F(1)); } }\n" },
    { path: "spec/a_spec.rb", before: "describe 'a' do\n  it 'one' do\n    expect(f(1)).to eq(1)\n  end\nend\n", after: "describe 'a' do\n  xit 'one' do\n    expect(f(1)).to eq(1)\n  end\nend\n" },
    { path: "tests/ATest.php", before: "<?php\nclass ATest extends TestCase { public function testOne() { $this->assertSame(1, f(1)); } }\n", after: "<?php\nclass ATest extends TestCase { public function testOne() { $this->markTestSkipped(); $this->assertSame(1, f(1)); } }\n" },
  ],
};

export const emptiedTests: Examples = {
  valid: [
    { path: "tests/test_a.py", after: one },
    { path: "tests/test_a.py", after: "def test_does_not_raise():\n    f()\n" },
    python(one, "def check_one(x):\n    assert f(x) == x\n\ndef test_one():\n    check_one(1)\n"),
    python(one, "def same(x):\n    assert f(x) == x\n\ndef test_one():\n    same(1)\n"),
    python(one, "def test_one():\n    with pytest.raises(ValueError):\n        f(1)\n"),
    python(one, "def test_one():\n    with RaisesGroup(ValueError):\n        f(1)\n"),
    python(one, "def test_one():\n    raises = partial(self.assertRaises, ValueError, f)\n    raises(1)\n"),
    python(one, "def tester(x):\n    if f(x) != x:\n        raise TestFailed(x)\n\ndef test_one():\n    tester(1)\n"),
    python(one, "def test_one(client):\n    client.get.assert_called_once_with(1)\n"),
    go(goOne, goOne.replace("if got := f(1); got != 1 {\n\t\tt.Errorf(\"got %d\", got)\n\t}", "checkOne(t, f(1))")),
    rust(rustOne, "    #[test]\n    #[should_panic]\n    fn one() { f(1); }\n"),
    java(javaOne, "  @Test(expected = IOException.class) void one() { f(1); }\n"),
    java(javaOne, "  @Test void one() { mock.perform(get()).andExpect(status()); }\n"),
  ],
  invalid: [
    python(one, "def test_one():\n    f(1)\n"),
    python(one, "def test_one():\n    assert True\n"),
    python(one, "def test_one():\n    pass\n"),
    { path: "tests/test_a.py", after: "def test_one():\n    pass\n" },
    { path: "tests/test_a.py", after: "def test_one():\n    assert True\n" },
    go(goOne, "func TestOne(t *testing.T) {\n\tf(1)\n}\n"),
    rust(rustOne, "    #[test]\n    fn one() { f(1); }\n"),
    rust(rustOne, "    #[test]\n    fn one() { assert!(true); }\n"),
    java(javaOne, "  @Test void one() { f(1); }\n"),
    { path: "ATests.cs", before: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); } }\n", after: "class ATests { [Fact] public void One() { F(1); } }\n" },
    { path: "test/a_test.rb", before: "class ATest < Minitest::Test\n  def test_one\n    assert_equal 1, f(1)\n  end\nend\n", after: "class ATest < Minitest::Test\n  def test_one\n    f(1)\n  end\nend\n" },
  ],
};

export const removedAssertions: Examples = {
  valid: [
    python(two, two.replace("g(2) == 4", "g(2) == 5")),
    python(two, "def test_two():\n    assert (f(2), g(2)) == (2, 4)\n"),
    python(`${one}\n\n${two}`, `${one}    assert g(2) == 4\n\n${two.replace("    assert g(2) == 4\n", "")}`),
    python("def test_one():\n    assert f(1)\n", one),
    go(goOne, goOne.replace("got %d", "got %d, not 1")),
    java(javaTwo, javaTwo.replace("isEqualTo(4)", "isEqualTo(5)")),
  ],
  invalid: [
    python(two, two.replace("    assert g(2) == 4\n", "")),
    python(one, "def test_one():\n    assert f(1)\n"),
    python(one, "def test_one():\n    assert f(1) is not None\n"),
    python("class TestA(unittest.TestCase):\n    def test_one(self):\n        self.assertEqual(f(1), 1)\n", "class TestA(unittest.TestCase):\n    def test_one(self):\n        self.assertTrue(f(1))\n"),
    python(two, two.replace("g(2) == 4", "True")),
    go(goTwo, goTwo.replace("\trequire.Equal(t, 4, g(2))\n", "")),
    rust(rustTwo, rustTwo.replace(" assert_eq!(g(2), 4);", "")),
    java(javaTwo, javaTwo.replace(" assertThat(g(2)).isEqualTo(4);", "")),
    { path: "src/test/kotlin/ATest.kt", before: "class ATest { @Test fun one() { assertEquals(1, f(1)); assertEquals(2, f(2)) } }\n", after: "class ATest { @Test fun one() { assertEquals(1, f(1)) } }\n" },
    { path: "ATests.cs", before: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); F(2).Should().Be(2); } }\n", after: "class ATests { [Fact] public void One() { Assert.Equal(1, F(1)); } }\n" },
    { path: "spec/a_spec.rb", before: "describe 'a' do\n  it 'one' do\n    expect(f(1)).to eq(1)\n    expect(f(2)).to eq(2)\n  end\nend\n", after: "describe 'a' do\n  it 'one' do\n    expect(f(1)).to eq(1)\n  end\nend\n" },
    { path: "tests/ATest.php", before: "<?php\nclass ATest extends TestCase { public function testOne() { $this->assertSame(1, f(1)); self::assertSame(2, f(2)); } }\n", after: "<?php\nclass ATest extends TestCase { public function testOne() { $this->assertSame(1, f(1)); } }\n" },
  ],
};

export const loosenedTests: Examples = {
  valid: [python("import pytest\n\n@pytest.mark.parametrize('x', [1, 2])\ndef test_each(x):\n    assert f(x) == x\n", "import pytest\n\n@pytest.mark.parametrize('x', [1, 2, 3])\ndef test_each(x):\n    assert f(x) == x\n")],
  invalid: [
    python(one, `import pytest\n\n@pytest.mark.xfail\n${one}`),
    python("import pytest\n\n@pytest.mark.parametrize('x', [1, 2])\ndef test_each(x):\n    assert f(x) == x\n", "import pytest\n\n@pytest.mark.parametrize('x', [1])\ndef test_each(x):\n    assert f(x) == x\n"),
  ],
};
