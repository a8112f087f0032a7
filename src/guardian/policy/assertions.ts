// What a test asserts: of which value, and how strictly. It reads `expect`, `assert` and helpers named like them.
import type { CallExpression, Node } from "oxc-parser";
import { fixedCondition } from "./test-switches.ts";
import { chainOf, evened, nodesOf, walk } from "../source/nodes.ts";
import { assertionMethods, noTestNames, type TestNames } from "./test-names.ts";

export interface Assertion {
  readonly text: string;
  /** The value in question, as written. */
  readonly subject: string;
  readonly strictness: "strict" | "loose" | "other";
  /** True whatever the code under test does: `expect(true).toBe(true)`. */
  readonly isTrivial: boolean;
  /** The matcher's name, `not.` before it where it is turned round. */
  readonly matcher: string;
  /** What is expected, as written, with a tolerance or a number of digits that follow it. */
  readonly expected: readonly string[];
  /** The condition that it stands under, as written; null for one that always runs. */
  readonly condition: string | null;
  /** Within a callback that nothing waits for. */
  readonly isDetached: boolean;
  /** Within a `try` whose `catch` lets the test go on. */
  readonly isGuarded: boolean;
  readonly offset: number;
}

const strict = new Set(["toBe", "toEqual", "toStrictEqual", "toHaveLength", "toBeCloseTo", "toMatchObject", "equal", "equals", "eql", "is", "same", "strictEqual", "deepEqual", "deepStrictEqual", "toThrow", "throws", "rejects", "toHaveBeenCalledWith", "toHaveBeenCalledTimes"]);
const loose = new Set(["toBeDefined", "toBeTruthy", "toBeFalsy", "toBeNull", "ok", "truthy", "pass", "exist", "exists", "toBeInstanceOf", "toBeTypeOf", "isDefined", "toHaveBeenCalled", "not.toThrow", "doesNotThrow", "not.toBeNull", "not.toBeUndefined"]);
/** These say nothing without an argument. */
const emptied = new Set(["toThrow", "throws", "rejects"]);
const asserting = /^(?:expect|assert|should|check|verify|ensure|t|QUnit|sinon|chai|supertest|request)(?![a-z])/;

/** Of the object that asserts as well. */
const arranging = /^(?:t|tap|assert|QUnit|sinon|check)\.(?:plan|end|teardown|comment|context|mock|test|before(?:Each)?|after(?:Each)?|skip|todo|timeout|log|stub|spy|fake|async|step|autoend|tearDown|setTimeout|use\w+|restore|create\w+)\b/;

/** The outermost ones, in the order of the text; those within the nodes that are left out are not looked for. */
export function assertionsIn(root: Node, text: string, names: TestNames = noTestNames, leftOut: ReadonlySet<Node> = new Set()): readonly Assertion[] {
  const found: Assertion[] = [];
  let insideUntil = -1;
  walk(root, (node, ancestors) => {
    if (node.start < insideUntil) return;
    if (leftOut.has(node)) insideUntil = node.end;
    if (node.start < insideUntil || (node.type !== "CallExpression" && node.type !== "MemberExpression")) return;
    const chain = chainOf(node);
    if (chain === null || !isAssertion(chain, names)) return;
    insideUntil = node.end;
    const around = surroundingsOf(node, ancestors, text, names);
    if (around.condition !== "false") found.push(assertionOf(node, chain, text, around));
  });
  return found;
}

function isAssertion(chain: string, { asserters, assertions }: TestNames): boolean {
  const [first = "", ...rest] = chain.split(".");
  if (chain.endsWith("()") && rest.length > 0 && asserters.has(first.replace("()", "")) && assertionMethods.test(rest.join(".").replaceAll("()", ""))) return true;
  if (rest.length === 0 && chain.endsWith("()") && assertions.has(chain.slice(0, -2))) return true;
  // `expect.assertions(1)` counts, and asserts nothing.
  if (/^expect\.(?!soft|poll|fail|unreachable)/.test(chain)) return false;
  if (!chain.includes("(") && !chain.includes("should")) return chain.startsWith("expect()");
  return (asserting.test(chain) && !arranging.test(chain)) || /\.should\b|\.expect\(\)/.test(chain);
}

function assertionOf(node: Node, chain: string, text: string, around: Around): Assertion {
  const whole = evened(text.slice(node.start, node.end));
  const words = chain.replaceAll("()", "").split(".");
  const calls = callsOf(node);
  const outer = calls[0] ?? null;
  const inner = calls.at(-1) ?? null;
  const isExpect = chain.startsWith("expect()");
  const source = (part: Node | undefined) => (part === undefined ? "" : evened(text.slice(part.start, part.end)));
  const subject = source(inner?.arguments[0]);
  const given = isExpect ? (calls.length < 2 ? [] : (outer?.arguments ?? [])) : (outer?.arguments.slice(1) ?? []);
  const expected = isExpect ? outer?.arguments[0] : outer?.arguments[1];
  const last = words.at(-1) ?? "";
  const negated = words.at(-2) === "not" ? `not.${last}` : last;
  return {
    text: whole,
    subject,
    strictness: strictnessOf(negated, last, expected),
    isTrivial: isTrivial(inner?.arguments[0], calls.length < 2 && isExpect ? undefined : expected, source),
    matcher: negated,
    expected: given.map((part) => source(part)),
    ...around,
    offset: node.start,
  };
}

type Around = Pick<Assertion, "condition" | "isDetached" | "isGuarded">;

function surroundingsOf(node: Node, ancestors: readonly Node[], text: string, names: TestNames): Around {
  let condition: string | null = null;
  let isDetached = false;
  for (const around of ancestors) {
    if (around.type === "IfStatement" && node.start > around.test.end) {
      const fixed = fixedCondition(around.test);
      const isRun = fixed === null ? null : fixed === node.start < around.consequent.end;
      if (isRun === false) condition = "false";
      else if (isRun === null && !assertsOtherwise(around, node, names)) condition ??= evened(text.slice(around.test.start, around.test.end));
    }
    const call = around.type === "ExpressionStatement" ? around.expression : null;
    if (call?.type !== "CallExpression") continue;
    isDetached ||= /^(?:setTimeout|setImmediate|queueMicrotask|process\.nextTick)$|\)\.then$/.test(chainOf(call.callee) ?? "") && node.start > call.callee.end;
  }
  return { condition, isDetached, isGuarded: isGuarded(node, ancestors, names) };
}

/** Whether the other branch fails or asserts as well: then the test asserts, whatever the condition says. */
function assertsOtherwise({ consequent, alternate }: Extract<Node, { type: "IfStatement" }>, node: Node, names: TestNames): boolean {
  const other = node.start < consequent.end ? alternate : consequent;
  return other !== null && mayFail(other, names);
}

/** A catch that fails the test, throws on, or asserts what it caught guards nothing. */
function isGuarded(node: Node, ancestors: readonly Node[], names: TestNames): boolean {
  return ancestors.some((around) => around.type === "TryStatement" && around.handler !== null && node.start < around.block.end && !mayFail(around.handler.body, names));
}

/** `done(error)` fails, and `done()` lets pass. */
const passedOn = /^(?:done|next|cb|callback|reject)$|\.(?:end|error|done|reject|throw\w*)$/;

function mayFail(root: Node, names: TestNames): boolean {
  return nodesOf(root, (each) => each.type === "ThrowStatement" || each.type === "CallExpression").some((each) => {
    if (each.type !== "CallExpression") return true;
    const chain = chainOf(each);
    if (chain === null) return false;
    const isPassed = passedOn.test(chain.slice(0, -2)) && each.arguments.length > 0;
    return isPassed || /^fail\(\)$|\.fail\(\)$/.test(chain) || isAssertion(chain, names);
  });
}

function strictnessOf(negated: string, last: string, expected: Node | undefined): Assertion["strictness"] {
  if (loose.has(negated)) return "loose";
  if (emptied.has(last)) return expected === undefined ? "loose" : "strict";
  return strict.has(last) && negated === last ? "strict" : "other";
}

/** From the outermost call inwards: of `expect(a).not.toBe(b)`, `toBe(b)` and then `expect(a)`. */
function callsOf(node: Node): CallExpression[] {
  if (node.type === "CallExpression") return [node, ...callsOf(node.callee)];
  if (node.type === "MemberExpression") return callsOf(node.object);
  return node.type === "AwaitExpression" ? callsOf(node.argument) : [];
}

function isTrivial(subject: Node | undefined, expected: Node | undefined, source: (node: Node | undefined) => string): boolean {
  if (subject?.type === "LogicalExpression" && subject.operator === "||" && fixedCondition(subject.right) === true) return true;
  if (subject?.type !== "Literal") return false;
  return expected === undefined ? subject.value === true || subject.value === 1 : source(expected) === source(subject);
}
