// Last parameters of functions that their bodies never name.
import { isFunction, nodesOf } from "../source/nodes.ts";
import type { TreeRule } from "./rule.ts";

export const unusedParameter: TreeRule = {
  id: "policy/unused-parameter",
  kind: "tree",
  valid: [
    "export function f(a: number, b: number) { return b; }",
    "export function f(_a: number) { return 1; }",
    "export function f(a: number) { return { a }; }",
    "export declare function f(a: number): void;",
    "export const list = [1].map((value, index) => value);",
    "export function f(a: number) {}",
    { path: "src/a.ts", before: "export function f(a: number) { return 1; }", after: "export function f(a: number) { return 2; }" },
  ],
  invalid: ["export function f(a: number, b: number) { return a; }", "export const f = (a: number) => { return 1; };"],
  enter({ isTest }, _tree, tell) {
    return (node, ancestors) => {
      if (isTest || !isFunction(node) || node.body === null) return;
      const parent = ancestors.at(-1);
      const name =
        node.type === "FunctionDeclaration"
          ? node.id?.name
          : parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" && parent.id.typeAnnotation === null
            ? parent.id.name
            : undefined;
      const last = node.params.at(-1);
      if (name === undefined || last?.type !== "Identifier" || last.name.startsWith("_") || last.name === "this") return;
      if (node.body.type === "BlockStatement" && node.body.body.length === 0) return;
      const inside = [node.body, ...node.params.slice(0, -1)];
      const isUsed = inside.some((part) =>
        nodesOf(part, (each) => each.type === "Identifier" || each.type === "JSXIdentifier").some(
          (each) => "name" in each && (each.name === last.name || each.name === "arguments"),
        ),
      );
      if (isUsed) return;
      tell(last.start, { message: `"${name}" never uses its parameter "${last.name}". Use it or delete it.`, key: `${name} ${last.name}` });
    };
  },
};
