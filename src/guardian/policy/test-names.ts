// What a test file calls its tests, suites and assertions: names that it takes from the usual runners and assertion
// libraries, and the object that a test is handed. It does not know which tests there are.
import type { CallExpression, Node, Program } from "oxc-parser";
import { chainOf, isFunction, walk } from "../source/nodes.ts";

export interface TestNames {
  /** Beside those that mean a test everywhere, such as `it`. */
  readonly tests: ReadonlySet<string>;
  /** Objects that assert by their methods: `assert`, and the `t` of a test that is handed one. */
  readonly asserters: ReadonlySet<string>;
  /** Functions that assert: `equal` of `const { equal } = require("assert")`. */
  readonly assertions: ReadonlySet<string>;
}

export const noTestNames: TestNames = { tests: new Set(), asserters: new Set(), assertions: new Set() };

/** Whose default, or whole, is the function that declares a test. */
const testModules = /^(?:node:test|test|ava|tap|brittle|zora|(?:@[\w-]+\/)?(?:blue-)?tape(?:[-/][\w-]+)?|tape(?:-[\w-]+)?)$/;
/** What they and others hand over by name. */
const namedTestModules = /^(?:vitest|mocha|bun:test|@jest\/globals|uvu|@japa\/runner|@playwright\/test)$/;
const assertionModules = /^(?:(?:node:)?assert(?:\/strict)?|uvu\/assert|chai|power-assert|assert-plus|proclaim|@japa\/assert|expect(?:\.js)?)$/;
const testNames = /^(?:it|test|specify)$/;

/** Methods of what a test is handed that fail it, over the usual runners. */
export const assertionMethods =
  /^(?:not\.)?(?:ok|notOk|true|false|assert|fail|pass|error|ifError|equals?|isEqual|is|isNot|not|notEquals?|unequal|eq|eql|deepEquals?|deepLooseEqual|notDeepEqual|notDeepLooseEqual|looseEqual|notLooseEqual|deepStrictEqual|notDeepStrictEqual|strictEqual|notStrictEqual|strictEquals|strictSame|strictNotSame|same|notSame|propEqual|throws|throwsAsync|doesNotThrow|notThrows|notThrowsAsync|rejects|doesNotReject|resolves|match|notMatch|matches|doesNotMatch|like|unlike|regex|notRegex|truthy|falsy|snapshot|type|instance|has|hasStrict|hasProp|absent|exception|execution|rejection|alike|unalike|almost|closeTo|include|includes|isA|assertEquals)$/;

export function testNamesOf(program: Program): TestNames {
  const names = { tests: new Set<string>(), asserters: new Set<string>(), assertions: new Set<string>() };
  walk(program, (node) => {
    if (node.type === "ImportDeclaration") readImport(node, names);
    else if (node.type === "VariableDeclarator" && node.init !== null) readVariable(node.id, node.init, names);
  });
  // What a test is handed is known only once all names of tests are.
  walk(program, (node) => {
    if (node.type === "CallExpression") readHanded(node, names);
  });
  return names;
}

interface Found {
  readonly tests: Set<string>;
  readonly asserters: Set<string>;
  readonly assertions: Set<string>;
}

function readImport({ source, specifiers }: Extract<Node, { type: "ImportDeclaration" }>, names: Found): void {
  for (const specifier of specifiers) {
    const imported = specifier.type !== "ImportSpecifier" ? "*" : specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value;
    addName(source.value, imported, specifier.local.name, names);
  }
}

/** `require("tape")`, `require("chai").assert`, `require("tape-promise").default(…)`, and uvu's `suite("…")`. */
function readVariable(id: Node, init: Node, names: Found): void {
  if (id.type === "Identifier" && init.type === "CallExpression" && chainOf(init.callee) === "suite") names.tests.add(id.name);
  const required = requiredBy(init);
  if (required === null) return;
  if (id.type === "Identifier") addName(required.from, required.member ?? "*", id.name, names);
  if (id.type !== "ObjectPattern") return;
  for (const property of id.properties) {
    if (property.type !== "Property" || property.key.type !== "Identifier" || property.value.type !== "Identifier") continue;
    addName(required.from, property.key.name, property.value.name, names);
  }
}

function requiredBy(node: Node): { readonly from: string; readonly member: string | null } | null {
  if (node.type === "MemberExpression" && !node.computed && node.property.type === "Identifier") {
    const inner = requiredBy(node.object);
    return inner === null ? null : { from: inner.from, member: inner.member ?? node.property.name };
  }
  if (node.type !== "CallExpression") return null;
  if (chainOf(node.callee) !== "require") return node.callee.type === "Identifier" ? null : requiredBy(node.callee);
  const [request] = node.arguments;
  return request?.type === "Literal" && typeof request.value === "string" ? { from: request.value, member: null } : null;
}

function addName(from: string, imported: string, local: string, names: Found): void {
  const isWhole = imported === "*" || imported === "default";
  if (testModules.test(from) && (isWhole || testNames.test(imported))) {
    names.tests.add(local);
    names.asserters.add(local);
  } else if (namedTestModules.test(from) && testNames.test(imported)) names.tests.add(local);
  if (!assertionModules.test(from)) return;
  if (isWhole || /^(?:assert|strict|expect|should)$/.test(imported)) names.asserters.add(local);
  else if (assertionMethods.test(imported)) names.assertions.add(local);
  // `assert(value)`, where the module itself is the function.
  if (isWhole || imported === "assert" || imported === "strict") names.assertions.add(local);
}

function readHanded(call: CallExpression, names: Found): void {
  const handed = call.arguments.findLast(isFunction)?.params[0];
  if (handed === undefined || !isTestCallee(call, names)) return;
  if (handed.type === "Identifier") names.asserters.add(handed.name);
  if (handed.type !== "ObjectPattern") return;
  for (const property of handed.properties) {
    if (property.type !== "Property" || property.key.type !== "Identifier" || property.value.type !== "Identifier") continue;
    if (property.key.name === "assert" || property.key.name === "expect") names.asserters.add(property.value.name);
    else if (assertionMethods.test(property.key.name)) names.assertions.add(property.value.name);
  }
}

/** `test(…)`, `test.only(…)`, and a test within a test, `t.test(…)`, whatever `t` is called. */
function isTestCallee({ callee }: CallExpression, { tests }: Pick<TestNames, "tests">): boolean {
  const words = (chainOf(callee) ?? "").replaceAll("()", "").split(".");
  return words.some((word) => testNames.test(word) || tests.has(word));
}
