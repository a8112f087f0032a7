// What keeps a test from running, or bounds it: options, conditions that are known beforehand, and leaving at once.
import type { CallExpression, Node } from "oxc-parser";
import { chainOf } from "../source/nodes.ts";

/** `{ skip: true }` or with a reason; a condition is no skip. */
export function hasOption(node: CallExpression, name: string): boolean {
  return node.arguments.some(
    (argument) =>
      argument.type === "ObjectExpression" &&
      argument.properties.some(
        (property) =>
          property.type === "Property" &&
          property.key.type === "Identifier" &&
          property.key.name === name &&
          property.value.type === "Literal" &&
          property.value.value !== false,
      ),
  );
}

/** `t.skip();` as the first thing that a test does. */
export function beginsWithSkip(block: Node): boolean {
  if (block.type !== "BlockStatement") return false;
  const [first] = block.body;
  if (first?.type !== "ExpressionStatement" || first.expression.type !== "CallExpression") return false;
  return /^(?:this|t|context|ctx|test)\.skip$/.test(chainOf(first.expression.callee) ?? "");
}

/** `test.skipIf(true)(…)` and `test.runIf(false)(…)`. */
export function isSwitchedOff(callee: Node, modifier: string | undefined): boolean {
  if (callee.type !== "CallExpression" || (modifier !== "skipIf" && modifier !== "runIf")) return false;
  const [condition] = callee.arguments;
  return condition !== undefined && fixedCondition(condition) === (modifier === "skipIf");
}

/** Null for a condition that is not known from its text. */
export function fixedCondition(test: Node): boolean | null {
  if (test.type === "Literal") return Boolean(test.value);
  if (test.type === "Identifier" && test.name === "undefined") return false;
  if (test.type === "UnaryExpression" && test.operator === "!") {
    const inner = fixedCondition(test.argument);
    return inner === null ? null : !inner;
  }
  if (test.type !== "LogicalExpression") return null;
  const sides = [fixedCondition(test.left), fixedCondition(test.right)];
  if (test.operator === "&&") return sides.includes(false) ? false : null;
  return test.operator === "||" && sides.includes(true) ? true : null;
}

/** `return;`, or `if (true) return;`, before anything else. */
export function leavesAtOnce(block: Node): boolean {
  if (block.type !== "BlockStatement" || block.body.length < 2) return false;
  const [first] = block.body;
  if (first?.type === "ReturnStatement") return true;
  return first?.type === "IfStatement" && leavesBy(first) && fixedCondition(first.test) === true;
}

/** `if (!ready) return;` before anything else. */
export function mayLeaveAtOnce(block: Node): boolean {
  if (block.type !== "BlockStatement" || block.body.length < 2) return false;
  const [first] = block.body;
  return first?.type === "IfStatement" && leavesBy(first) && fixedCondition(first.test) === null;
}

function leavesBy({ consequent }: Extract<Node, { type: "IfStatement" }>): boolean {
  const inner = consequent.type === "BlockStatement" ? consequent.body.at(-1) : consequent;
  return inner?.type === "ReturnStatement" && inner.argument === null;
}

/** A number behind the function, or the option `timeout`. */
export function timeoutOf(node: CallExpression): number | null {
  const last = node.arguments.at(-1);
  if (last?.type === "Literal" && typeof last.value === "number") return last.value;
  for (const argument of node.arguments) {
    if (argument.type !== "ObjectExpression") continue;
    for (const property of argument.properties) {
      if (property.type !== "Property" || property.key.type !== "Identifier" || property.key.name !== "timeout") continue;
      if (property.value.type === "Literal" && typeof property.value.value === "number") return property.value.value;
    }
  }
  return null;
}

/** Rows of `test.each([…])(…)`. */
export function rowsOf({ callee }: CallExpression): number | null {
  if (callee.type !== "CallExpression" || !/\.(?:each|for)$/.test(chainOf(callee.callee) ?? "")) return null;
  const [table] = callee.arguments;
  const list = table?.type === "TSAsExpression" ? table.expression : table;
  return list?.type === "ArrayExpression" ? list.elements.length : null;
}
