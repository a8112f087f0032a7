// The tests of a JavaScript or TypeScript file by their titles, whether they run, and what they assert, as the usual
// test runners read them.
import type { CallExpression, Node } from "oxc-parser";
import { assertionsIn, type Assertion } from "./assertions.ts";
import type { TestCase } from "./test-case.ts";
import { chainOf, childrenOf, evened, isFunction, nodesOf } from "../source/nodes.ts";
import { testNamesOf, type TestNames } from "./test-names.ts";
import { beginsWithSkip, fixedCondition, hasOption, isSwitchedOff, leavesAtOnce, mayLeaveAtOnce, rowsOf, timeoutOf } from "./test-switches.ts";
import type { RuleFile } from "../rules/rule.ts";

interface Around {
  readonly names: TestNames;
  readonly titles: readonly string[];
  readonly runs: boolean;
  readonly isRepeated: boolean;
  readonly isConditional: boolean;
}

const testNames = /^(?:[xf]?it|[xf]?test|[xf]?specify|Deno\.test|QUnit\.test)$/;
const suiteNames = /^(?:[xf]?describe|suite|[xf]?context|test\.describe|QUnit\.module)$/;
const modifiers = new Set(["only", "skip", "todo", "fails", "failing", "concurrent", "sequential", "each", "for", "serial", "parallel", "skipIf", "runIf", "extend", "fixme", "shuffle"]);

export function testCasesOf(file: RuleFile): readonly TestCase[] {
  if (file.tree === null || !file.isTest) return [];
  const found: TestCase[] = [];
  const { program } = file.tree;
  const names = testNamesOf(program);
  visit(file, program, { names, titles: [], runs: true, isRepeated: false, isConditional: false }, found);
  const outside = assertionsIn(program, file.text, names, testCallsIn(program, names));
  return outside.length === 0 ? found : [...found, wholeFile(file.path, outside)];
}

function wholeFile(path: string, assertions: readonly Assertion[]): TestCase {
  const plain = { isFocused: false, isRepeated: false, isConditional: false, mustFail: false, rows: null, timeoutMs: null, body: null };
  return { ...plain, file: path, path: "(the file)", title: path, offset: assertions[0]?.offset ?? 0, runs: true, statements: assertions.length, assertions, isWholeFile: true };
}

/** The calls that declare the tests within a node, itself aside. */
function testCallsIn(root: Node, names: TestNames): ReadonlySet<Node> {
  return new Set(nodesOf(root, (node) => node.type === "CallExpression").filter((node) => node !== root && node.type === "CallExpression" && readCall(node, names)?.isSuite === false));
}

function visit(file: RuleFile, node: Node, around: Around, found: TestCase[]): void {
  const call = node.type === "CallExpression" ? readCall(node, around.names) : null;
  if (call === null || node.type !== "CallExpression") {
    visitInside(file, node, isLoop(node) ? { ...around, isRepeated: true } : around, found);
    return;
  }
  const title = titleOf(node, file.text);
  const runs = around.runs && !call.skipped && !isSkippedByOption(node);
  const isRepeated = around.isRepeated || call.isRepeated;
  const body = node.arguments.findLast(isFunction) ?? null;
  if (call.isSuite) {
    const inner = { ...around, titles: [...around.titles, title], runs, isRepeated };
    if (call.isFocused) found.push({ ...suiteFocus(file.path, node, title), isRepeated, path: inner.titles.join(" > ") });
    if (body !== null) visitInside(file, body, inner, found);
    return;
  }
  const block = body?.body ?? null;
  const runsThrough = runs && !(block !== null && (beginsWithSkip(block) || leavesAtOnce(block)));
  const isConditional = around.isConditional || (block !== null && mayLeaveAtOnce(block));
  found.push({
    file: file.path,
    path: [...around.titles, title].join(" > "),
    title,
    offset: node.start,
    runs: runsThrough,
    isFocused: call.isFocused || hasOption(node, "only"),
    isRepeated,
    isConditional,
    mustFail: call.mustFail,
    rows: rowsOf(node),
    timeoutMs: timeoutOf(node),
    body: block === null ? null : evened(file.text.slice(block.start, block.end)),
    statements: block === null ? 1 : block.type === "BlockStatement" ? block.body.length : 1,
    assertions: block === null ? [] : assertionsIn(block, file.text, around.names, testCallsIn(block, around.names)),
    isWholeFile: false,
  });
  if (block !== null) visitInside(file, block, { ...around, titles: [...around.titles, title], runs: runsThrough, isRepeated, isConditional }, found);
}

/** What stands in `if (false)`, or behind a `return`, is never declared. */
function visitInside(file: RuleFile, node: Node, around: Around, found: TestCase[]): void {
  if (node.type === "IfStatement") {
    const fixed = fixedCondition(node.test);
    const branch = (taken: boolean): Around => ({ ...around, runs: around.runs && fixed !== !taken, isConditional: around.isConditional || fixed === null });
    visit(file, node.consequent, branch(true), found);
    if (node.alternate !== null) visit(file, node.alternate, branch(false), found);
    return;
  }
  let runs = around.runs;
  for (const child of childrenOf(node)) {
    visit(file, child, { ...around, runs }, found);
    if (node.type === "BlockStatement" && child.type === "ReturnStatement") runs = false;
  }
}

/** A focused suite stands in for a test that is focused, and counts as nothing else. */
function suiteFocus(file: string, { start }: Node, title: string): Omit<TestCase, "path" | "isRepeated"> {
  const idle = { isConditional: false, mustFail: false, rows: null, timeoutMs: null, body: null, statements: 1, assertions: [], isWholeFile: false };
  return { file, title, offset: start, runs: false, isFocused: true, ...idle };
}

interface ReadCall {
  readonly isSuite: boolean;
  readonly skipped: boolean;
  readonly isFocused: boolean;
  readonly isRepeated: boolean;
  readonly mustFail: boolean;
}

/** Null for a call that declares no test. */
function readCall(node: CallExpression, names: TestNames): ReadCall | null {
  const chain = chainOf(node.callee);
  // A table's call hands over a function, which is called with the title; so does `skipIf(…)`.
  if (chain === null || node.arguments.length === 0) return null;
  const words = chain.replaceAll("()", "").split(".");
  let length = words.length;
  while (length > 1 && modifiers.has(words[length - 1] ?? "")) length -= 1;
  const name = words.slice(0, length).join(".");
  const isSuite = suiteNames.test(name);
  if (!isSuite && !testNames.test(name) && !names.tests.has(name) && !isWithin(node, name)) return null;
  const used = words.slice(length);
  const last = used.at(-1);
  if (!chain.endsWith("()") && (last === "each" || last === "for" || last === "skipIf" || last === "runIf" || last === "extend")) return null;
  return {
    isSuite,
    skipped: name.startsWith("x") || used.some((word) => word === "skip" || word === "todo" || word === "fixme") || isSwitchedOff(node.callee, last),
    isFocused: /^f(?:it|test|specify|describe|context)$/.test(name) || used.includes("only"),
    isRepeated: used.includes("each") || used.includes("for"),
    mustFail: used.includes("fails") || used.includes("failing"),
  };
}

/** `t.test("…", (t) => {})`: a test within a test; what is not handed a function, such as a pattern's `test`, is none. */
function isWithin({ arguments: given }: CallExpression, name: string): boolean {
  return /^\w+\.(?:test|it)$/.test(name) && given.some(isFunction);
}

function titleOf({ arguments: [first] }: CallExpression, text: string): string {
  if (first === undefined || isFunction(first)) return "";
  if (first.type === "Literal" && typeof first.value === "string") return evened(first.value);
  return evened(text.slice(first.start, first.end)).slice(0, 200);
}

function isSkippedByOption(node: CallExpression): boolean {
  return hasOption(node, "skip") || hasOption(node, "todo");
}

function isLoop(node: Node): boolean {
  if (/^(?:For\w*|While|DoWhile)Statement$/.test(node.type) || (isFunction(node) && node.type === "FunctionDeclaration")) return true;
  return node.type === "CallExpression" && /\.(?:forEach|map|each)$/.test(chainOf(node.callee) ?? "");
}
