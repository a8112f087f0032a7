// Tests made to ask for less: deleted, skipped, focused, emptied, loosened, made to compare a value with itself, or fenced
// in so that they cannot fail. Every one of them is wrong, whatever the tests then say.
import type { CallExpression, Node } from "oxc-parser";
import { chainOf, isFunction, walk, type AnyFunction } from "../../src/guardian/source/nodes.ts";
import type { Random } from "../../test/support/random.ts";
import { oneFile, type Candidate, type Generate } from "./candidate.ts";
import { edited, parses, pick, shuffled, sliceOf, type Edit, type SourceFile, type Span } from "./source.ts";

interface TestCase {
  readonly statement: Span;
  readonly call: CallExpression;
  readonly body: NonNullable<Extract<AnyFunction["body"], { type: "BlockStatement" }>>;
  readonly assertions: readonly Assertion[];
}

interface Assertion {
  readonly statement: Span;
  readonly call: CallExpression;
}

type Weakening = readonly [kind: string, weaken: (file: SourceFile, one: TestCase, random: Random) => readonly Edit[]];

const testCall = /^(?:(?:t|assert|tape)\.)?(?:test|it|specify)$|^tape$/;
const assertionCall = /^(?:(?:t|st|s2t|tt|assert|chai\.assert)\.(?!end|plan|test|comment|teardown|skip)\w+|assert|expect\(\)[.\w()]*)$/;

const weakenings: readonly Weakening[] = [
  ["assertion removed", (_, { assertions }, random) => (assertions.length < 2 ? [] : [{ ...pick(assertions, random).statement, text: "" }])],
  ["assertions removed", (_, { assertions }) => (assertions.length < 3 ? [] : assertions.slice(1).map(({ statement }) => ({ ...statement, text: "" })))],
  ["assertion commented out", (file, { assertions }, random) => {
    if (assertions.length === 0) return [];
    const { statement } = pick(assertions, random);
    return [{ ...statement, text: sliceOf(file, statement).split("\n").map((line) => `// ${line}`).join("\n") }];
  }],
  ["emptied", (file, { body, call }) => [{ ...body, text: sliceOf(file, call).includes("t.end()") ? "{\n\tt.end();\n}" : "{}" }]],
  ["deleted", (_, { statement }) => [{ ...statement, text: "" }]],
  ["skipped", (_, { call }) => [{ start: call.callee.end, end: call.callee.end, text: ".skip" }]],
  ["skipped by an option", (_, { call }) => {
    const [title, second] = call.arguments;
    if (title === undefined || second === undefined || !isFunction(second) || chainOf(call.callee) === "it") return [];
    return [{ start: title.end, end: title.end, text: ", { skip: true }" }];
  }],
  ["focused", (_, { call }) => [{ start: call.callee.end, end: call.callee.end, text: ".only" }]],
  ["to do", (_, { call }) => [{ start: call.callee.end, end: call.callee.end, text: ".todo" }]],
  ["loosened", loosened],
  ["compared with itself", (file, { assertions }, random) => withItself(file, assertions, random)],
  ["made trivial", (_, { assertions }, random) => {
    if (assertions.length === 0) return [];
    const { statement, call } = pick(assertions, random);
    const object = chainOf(call.callee)?.split(".")[0] ?? "t";
    return [{ ...statement, text: object.startsWith("expect") ? "expect(true).toBe(true);" : `${object === "assert" ? "assert" : object}.ok(true);` }];
  }],
  ["expected value changed", expectedChanged],
  ["fenced in", (file, { body, call }) => {
    const inner = file.text.slice(body.start + 1, body.end - 1);
    const end = sliceOf(file, call).includes("t.end()") ? "t.end();" : "";
    return [{ ...body, text: `{\n  try {${inner}} catch (error) {\n    ${end || "// ignored"}\n  }\n}` }];
  }],
  ["ends early", (file, { body, call }) => {
    const end = sliceOf(file, call).includes("t.end()") ? "t.end();\n" : "";
    return [{ start: body.start + 1, end: body.start + 1, text: `\n${end}  return;\n` }];
  }],
  ["never reached", (file, { assertions }, random) => {
    if (assertions.length === 0) return [];
    const { statement } = pick(assertions, random);
    return [{ ...statement, text: `if (false) {\n  ${sliceOf(file, statement)}\n}` }];
  }],
];

export const weakTests: Generate = function* (subject, random): Iterable<Candidate> {
  const cases = subject.tests.flatMap((file) => testCases(file).map((one) => ({ file, one })));
  const files = shuffled(subject.tests.filter((file) => testCases(file).length > 0), random);
  for (let round = 0; round < weakenings.length; round += 1) {
    const gone = files[round];
    if (gone !== undefined && round < 2) yield oneFile("test file deleted", true, gone.path, null);
    for (const [at, { file, one }] of shuffled(cases, random).entries()) {
      const [kind, weaken] = weakenings[(at + round) % weakenings.length] ?? pick(weakenings, random);
      const edits = weaken(file, one, random);
      const text = edited(file.text, edits);
      if (edits.length > 0 && text !== file.text && parses(file.path, text)) yield oneFile(kind, true, file.path, text);
    }
  }
};

/** Cases with a body of their own, by statement, those within suites too; outer cases of nested ones are left out. */
export function testCases(file: SourceFile): readonly TestCase[] {
  const found: TestCase[] = [];
  walk(file.program, (node) => {
    if (node.type !== "ExpressionStatement" || node.expression.type !== "CallExpression") return;
    const call = node.expression;
    if (!testCall.test(chainOf(call.callee) ?? "")) return;
    const body = call.arguments.find((argument): argument is AnyFunction => isFunction(argument))?.body ?? null;
    if (body === null || body.type !== "BlockStatement") return;
    const assertions = assertionsIn(body);
    if (assertions.length > 0) found.push({ statement: { start: node.start, end: node.end }, call, body, assertions });
  });
  return found;
}

function assertionsIn(body: Node): readonly Assertion[] {
  const found: Assertion[] = [];
  walk(body, (node) => {
    if (node.type !== "ExpressionStatement" || node.expression.type !== "CallExpression") return;
    if (!assertionCall.test(chainOf(node.expression.callee) ?? "")) return;
    found.push({ statement: { start: node.start, end: node.end }, call: node.expression });
  });
  return found;
}

/** The assertion's parts: what is asserted, what is expected of it, and where its name stands. */
function partsOf({ call }: Assertion): { readonly actual: Node; readonly expected: Node | null; readonly name: Span; readonly isExpect: boolean } | null {
  if (call.callee.type !== "MemberExpression" || call.callee.computed) return null;
  const name = call.callee.property;
  const { object } = call.callee;
  const subject = object.type === "CallExpression" ? object.arguments[0] : undefined;
  if (subject !== undefined) return { actual: subject, expected: call.arguments[0] ?? null, name, isExpect: true };
  const [actual, expected] = call.arguments;
  return actual === undefined ? null : { actual, expected: expected ?? null, name, isExpect: false };
}

function loosened(file: SourceFile, { assertions }: TestCase, random: Random): readonly Edit[] {
  const assertion = pick(assertions, random);
  const parts = partsOf(assertion);
  if (parts === null || parts.expected === null) return [];
  const { actual, name, isExpect } = parts;
  const { call } = assertion;
  if (isExpect) return [{ start: name.start, end: call.end, text: `${pick(["toBeDefined", "toBeTruthy", "not.toBeNull"], random)}()` }];
  const object = chainOf(call.callee)?.split(".")[0] ?? "t";
  const loose = isFunction(actual) ? [] : [{ start: call.start, end: call.end, text: `${object === "assert" ? "assert" : object}.ok(${sliceOf(file, actual)})` }];
  return /throws/i.test(sliceOf(file, name)) ? [] : loose;
}

function withItself(file: SourceFile, assertions: readonly Assertion[], random: Random): readonly Edit[] {
  if (assertions.length === 0) return [];
  const parts = partsOf(pick(assertions, random));
  if (parts?.expected === undefined || parts.expected === null || isFunction(parts.actual)) return [];
  return [{ start: parts.expected.start, end: parts.expected.end, text: sliceOf(file, parts.actual) }];
}

function expectedChanged(_: SourceFile, { assertions }: TestCase, random: Random): readonly Edit[] {
  const expected = partsOf(pick(assertions, random))?.expected ?? null;
  if (expected?.type !== "Literal") return [];
  const { value } = expected;
  if (typeof value === "number") return [{ start: expected.start, end: expected.end, text: String(value + 1) }];
  if (typeof value === "boolean") return [{ start: expected.start, end: expected.end, text: String(!value) }];
  return typeof value === "string" ? [{ start: expected.start, end: expected.end, text: JSON.stringify(`${value}x`) }] : [];
}
