// How each language's usual test runners know a test, what keeps it from running, and what asserts. It knows no rule.
import type { CodeLanguage } from "./code-tree.ts";

export interface TestDialect {
  /** By name; null where only a mark makes a test. */
  readonly name: RegExp | null;
  /** By decorator, attribute or annotation. */
  readonly mark: RegExp | null;
  /** Where a name alone is no test, which files hold them. */
  readonly needsTestPath: boolean;
  readonly skippedBy: RegExp | null;
  /** A statement of the test itself that ends it. */
  readonly skips: RegExp | null;
  readonly repeatedBy: RegExp | null;
  readonly mustFailBy: RegExp | null;
  /** A mark that asserts by itself. */
  readonly expectsBy: RegExp | null;
  /** What else than a call asserts. */
  readonly assertionKinds: readonly string[];
  /** Calls that assert, by what is called. */
  readonly asserts: RegExp;
  /** Two values that must be the same. */
  readonly equals: RegExp;
  /** That there is something, or that something is not false. */
  readonly loose: RegExp;
}

const none = { mark: null, skippedBy: null, skips: null, repeatedBy: null, mustFailBy: null, expectsBy: null, assertionKinds: [] } as const;
const jvm = {
  ...none,
  name: null,
  mark: /^(?:[\w.]+\.)?(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b/,
  needsTestPath: false,
  skippedBy: /^(?:[\w.]+\.)?(?:Disabled|Ignore)\b/,
  repeatedBy: /^(?:[\w.]+\.)?(?:ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b/,
  expectsBy: /\bexpected(?:Exceptions)?\s*=/,
  asserts: /(?:^|\.)_?(?:assert|verify|expect|fail|then\b|check[A-Z]|should)\w*$|^assertThat\b|^expectThat\b|\)\.(?:is|has|contains|should|matches|returns|andExpect|expect|does|satisfies|extracting)\w*$/,
  equals: /(?:^|\.)assertEquals$/,
  loose: /(?:^|\.)(?:assertNotNull|assertTrue|assertDoesNotThrow)$/,
} as const;

export const testDialects: Readonly<Record<CodeLanguage, TestDialect>> = {
  python: {
    name: /^test(?!er(?:$|_)|ing)/,
    mark: null,
    needsTestPath: true,
    skippedBy: /^(?:(?:pytest\.)?mark\.|unittest\.)?skip(?:$|\()|^(?:pytest\.mark\.skipif|unittest\.skipIf|skipIf)\(\s*True\b|^(?:unittest\.)?skipUnless\(\s*False\b/,
    skips: /^(?:self\.skipTest|pytest\.skip|raise (?:unittest\.)?SkipTest)\b/,
    repeatedBy: /parametri[sz]e|parameterized|\bgiven\(|\bexpand\(|\bddt\b|\bdata\(/,
    mustFailBy: /^(?:pytest\.mark\.xfail|unittest\.expectedFailure)\b/,
    expectsBy: null,
    assertionKinds: ["assert_statement", "raise_statement"],
    asserts: /(?:^|\.)(?:_?assert\w*|fail|fail(?:If|Unless)\w*|\w*(?:[Rr]aises|[Ww]arns)\w*|deprecated_call)$/,
    equals: /\.assert(?:Equals?|ListEqual|DictEqual|SequenceEqual|TupleEqual|SetEqual|CountEqual|MultiLineEqual)$/,
    loose: /\.assert(?:True|IsNotNone|_)$/,
  },
  go: {
    ...none,
    name: /^(?:Test|Fuzz)(?!Main$)(?:$|[^a-z])/,
    needsTestPath: true,
    skips: /^\w+\.Skip(?:f|Now)?\(/,
    asserts: /(?:^|\.)(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow|assert\w*|expect\w*|require\w*|must[A-Z]\w*|check[A-Z]\w*)$|^(?:assert|require|is|qt|c|g|gomega|td|must|should)\.\w+$|^(?:Expect|Eventually|Consistently|Ω)\b/,
    equals: /^(?:assert|require)\.(?:Equal|EqualValues|Exactly)$/,
    loose: /^(?:assert|require)\.(?:NotNil|True|NotEmpty)$/,
  },
  rust: {
    ...none,
    name: null,
    mark: /^(?:[\w:]+::)?(?:test|rstest|test_case|quickcheck|wasm_bindgen_test|proptest)\b/,
    needsTestPath: false,
    skippedBy: /^ignore\b/,
    repeatedBy: /^(?:rstest|test_case|case)\b/,
    expectsBy: /^should_panic\b/,
    asserts: /(?:^|::)(?:\w*assert\w*|panic|unreachable|check\w*|expect\w*|ensure\w*)!$/,
    equals: /(?:^|::)assert_eq!$/,
    loose: /(?:^|::)assert!$/,
  },
  java: jvm,
  kotlin: { ...jvm, assertionKinds: ["infix_expression"] },
  csharp: {
    ...none,
    name: null,
    mark: /\b(?:Fact|Theory|Test|TestMethod|TestCase|TestCaseSource|DataTestMethod)\b/,
    needsTestPath: false,
    skippedBy: /^Ignore\b|\bSkip\s*=/,
    repeatedBy: /\b(?:Theory|TestCase|TestCaseSource|DataTestMethod)\b/,
    expectsBy: /\bExpectedException\b/,
    asserts: /(?:^|\.)(?:\w*Assert|Should|Verify|Expect)(?:\.\w+(?:<.*>)?)*$|\.(?:Should|Verify|Received|DidNotReceive)\w*(?:\(.*\)\.\w+)?$|^Assert\w*$/,
    equals: /\bAssert\.(?:Equal|AreEqual)$/,
    loose: /\bAssert\.(?:NotNull|True|IsTrue|IsNotNull)$/,
  },
  ruby: {
    ...none,
    name: /^test_/,
    needsTestPath: true,
    skips: /^(?:skip|pending)\b(?!.*\b(?:if|unless)\b)/,
    asserts: /^(?:assert\w*|refute\w*|flunk|expect|is_expected)(?:\.|$)|\.(?:must|wont|should|to|not_to)\w*$/,
    equals: /^assert_equal$/,
    loose: /^assert$/,
  },
  php: {
    ...none,
    name: /^test/,
    mark: /\bTest\b/,
    needsTestPath: true,
    skips: /\b(?:markTestSkipped|markTestIncomplete)\(/,
    repeatedBy: /\b(?:DataProvider|TestWith)\w*\b/,
    asserts: /(?:^|[.>:\\])(?:assert\w*|expect\w*|fail|shouldBe\w*)$/,
    equals: /\bassert(?:Equals|Same)$/,
    loose: /\bassert(?:NotNull|True)$/,
  },
};
