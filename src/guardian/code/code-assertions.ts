// What a test of another language than JavaScript and TypeScript asserts. It tells equality and mere presence apart, and
// what holds whatever the code does.
import type { SgNode } from "@ast-grep/napi";
import type { Assertion } from "../policy/assertions.ts";
import { evened } from "../source/nodes.ts";
import { childOfKind, endOf, findKinds, hasWithin, kindOf, partsOf, startOf, type CodeTree } from "./code-tree.ts";
import { calleeOf, dialectOf } from "./dialects.ts";
import { testDialects } from "./test-dialects.ts";

/** The outermost ones, in the order of the text. */
export function assertionsOf(root: SgNode, code: CodeTree): readonly Assertion[] {
  const { asserts, assertionKinds } = testDialects[code.language];
  const found: Assertion[] = [];
  let insideUntil = -1;
  for (const node of findKinds(root, [...assertionKinds, ...dialectOf(code).calls])) {
    if (startOf(node) < insideUntil) continue;
    const isCall = !assertionKinds.includes(kindOf(node));
    const name = isCall ? calleeOf(node, code).replaceAll(/\s/g, "") : (node.children()[1]?.text() ?? "");
    const isAssertion = isCall ? asserts.test(name) : assertsByItself(node, name);
    if (!isAssertion) continue;
    insideUntil = endOf(node);
    found.push(assertionOf(node, isCall ? name : "assert", code));
  }
  return found;
}

/** `assert x`, `raise AssertionError(…)`, `x shouldBe y` */
function assertsByItself(node: SgNode, name: string): boolean {
  const kind = kindOf(node);
  return kind === "assert_statement" || (kind === "raise_statement" ? /^raise (?:AssertionError|\w*\.failureException)\b/.test(node.text()) : name.startsWith("should"));
}

/** Assertions of helpers that a test calls, by their names: they tell that it asserts, not how much. */
export function assertionsByHelpers(root: SgNode, code: CodeTree, helpers: ReadonlySet<string>): readonly Assertion[] {
  for (const node of findKinds(root, dialectOf(code).calls)) {
    const name = calleeOf(node, code).split(/[.:>]/).at(-1)?.replace("!", "") ?? "";
    if (helpers.has(name) || helping.test(name)) return [plainAssertion(node, name)];
  }
  // `partial(self.assertRaises, …)`
  const [handed] = code.language === "python" ? root.findAll({ rule: { kind: "identifier", regex: "^(?:assert[A-Z_]|raises$)" } }) : [];
  return handed === undefined ? [] : [plainAssertion(handed, handed.text())];
}

const helping = /^_*(?:assert|check|verify|expect|ensure|validate|should|must|compare|test|run|do|perform|round_?trip|eq|ok|is)(?:$|_|[A-Z]|\w*(?:[Tt]est|[Cc]heck|[Cc]ase))/;

/** One of which no more is known than that it is there. */
export function plainAssertion(node: SgNode, text: string): Assertion {
  return { text, subject: "", strictness: "other", isTrivial: false, matcher: "", expected: [], condition: null, isDetached: false, isGuarded: false, offset: startOf(node) };
}

function assertionOf(node: SgNode, name: string, code: CodeTree): Assertion {
  const found = plainAssertion(node, evened(textFor(node, code)));
  if (kindOf(node) === "assert_statement") return { ...found, ...pythonAssert(node) };
  const { equals, loose } = testDialects[code.language];
  const given = argumentsOf(node);
  const [first, second] = given;
  if (first === undefined) return found;
  if (equals.test(name) && second !== undefined) {
    // Some runners have what is expected first.
    const [subject, expected] = isLiteral(first) ? [second, first] : [first, second];
    return { ...found, strictness: "strict", matcher: "equal", subject: evened(subject.text()), expected: [evened(expected.text())], isTrivial: isLiteral(first) && first.text() === second.text() };
  }
  if (!loose.test(name)) return found;
  return { ...found, strictness: "loose", matcher: "ok", subject: evened(first.text()), isTrivial: given.length <= 2 && isTrue(first) };
}

/** In Go an assertion is a call under a condition, which says what is asserted. */
function textFor(node: SgNode, { language }: CodeTree): string {
  if (language !== "go" || !/\.(?:Error|Fatal|Fail)\w*\(/.test(node.text())) return node.text();
  const around = node.ancestors().find((each) => /^(?:if_statement|func_literal|function_declaration)$/.test(kindOf(each)));
  const condition = around !== undefined && kindOf(around) === "if_statement" ? around.field("condition")?.text() : undefined;
  return condition === undefined ? node.text() : `if ${condition} ${node.text()}`;
}

function argumentsOf(call: SgNode): SgNode[] {
  const list = childOfKind(call, /^(?:argument_list|arguments|token_tree)$/);
  return list === null ? [] : partsOf(list).map((given) => (kindOf(given) === "argument" ? (partsOf(given)[0] ?? given) : given));
}

function isLiteral(node: SgNode): boolean {
  return /literal|^(?:integer|float|string|true|false|none|nil|null|boolean|encapsed_string)$/.test(kindOf(node)) && !hasWithin(node, (each) => kindOf(each) === "interpolation");
}

function isTrue(node: SgNode): boolean {
  return /^(?:true|True|1)$/.test(node.text());
}

function pythonAssert(node: SgNode): Partial<Assertion> {
  const [asserted] = partsOf(node);
  if (asserted === undefined) return {};
  const text = evened(asserted.text());
  const sides = partsOf(asserted);
  const [left, right] = sides;
  if (kindOf(asserted) === "comparison_operator" && left !== undefined && right !== undefined && sides.length === 2) {
    const operator = asserted.children()[1]?.text() ?? "";
    const isSame = isLiteral(left) && left.text() === right.text();
    if (operator === "==") return { strictness: "strict", matcher: "equal", subject: evened(left.text()), expected: [evened(right.text())], isTrivial: isSame };
    if (operator === "is not" && right.text() === "None") return { strictness: "loose", matcher: "ok", subject: evened(left.text()) };
    return {};
  }
  if (kindOf(asserted) === "boolean_operator" && asserted.children()[1]?.text() === "or" && right !== undefined && isTrue(right)) return { isTrivial: true };
  // A text is true, too: `assert "it works"`.
  if (isTrue(asserted) || kindOf(asserted) === "string") return { isTrivial: true };
  return /^(?:identifier|attribute|call|subscript)$/.test(kindOf(asserted)) ? { strictness: "loose", matcher: "ok", subject: text } : {};
}
