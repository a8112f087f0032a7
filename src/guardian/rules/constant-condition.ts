// Conditions that are decided already: one of the branches never runs, or the question need not be asked.
import type { Node } from "oxc-parser";
import { evened } from "../source/nodes.ts";
import type { TreeRule } from "./rule.ts";

export const constantCondition: TreeRule = {
  id: "policy/constant-condition",
  kind: "tree",
  valid: [
    "export function f(x: number) { while (true) { if (x > 1) return 1; x += 1; } }",
    "export function f(x: number) { for (;;) { if (g(x)) break; } }",
    "export function f(x: number) { do { g(x); } while (false); }",
    "export const f = (x?: string) => (x ? x : 'none');",
    "export const debug = false;\nexport function f() { if (debug) g(); }",
    { path: "src/a.ts", before: "if (false) { f(); }", after: "if (false) { f(); }\nexport const a = 1;" },
    "export type A = true extends boolean ? 1 : 2;",
  ],
  invalid: [
    "export function f(x: number) { if (true) return 1; return x; }",
    "export function f(x: number) { if (false) { g(x); } return x; }",
    "export const f = (x: number) => (false ? '' : 's' + x);",
    "export function f(x: number) { while (false) g(x); return x; }",
    "export function f(x: number) { if (!true) g(x); return x; }",
    "export function f(x: number) { if (x > 1 && false) g(x); return x; }",
  ],
  enter({ text }, _tree, tell) {
    return (node) => {
      const test = testOf(node);
      const value = test === null ? null : valueOf(test);
      if (test === null || value === null || (value && node.type === "WhileStatement")) return;
      tell(test.start, {
        message: `This condition is always ${value}. Ask what it should ask, or delete what never runs.`,
        key: evened(text.slice(node.start, Math.min(node.end, node.start + 200))),
      });
    };
  },
};

function testOf(node: Node): Node | null {
  return node.type === "IfStatement" || node.type === "ConditionalExpression" || node.type === "WhileStatement" ? node.test : null;
}

/** Null for what is decided only when it runs. */
function valueOf(test: Node): boolean | null {
  if (test.type === "ParenthesizedExpression") return valueOf(test.expression);
  if (test.type === "Literal" && typeof test.value === "boolean") return test.value;
  if (test.type === "UnaryExpression" && test.operator === "!") {
    const inner = valueOf(test.argument);
    return inner === null ? null : !inner;
  }
  if (test.type !== "LogicalExpression" || test.operator === "??") return null;
  const decided = test.operator === "||";
  return [test.left, test.right].some((side) => valueOf(side) === decided) ? decided : null;
}
