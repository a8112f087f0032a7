// Walks syntax trees of JavaScript and TypeScript: one walk serves any number of handlers, each told the nodes around
// the one it asked for. It knows no rule.
import type { Function as FunctionNode, ArrowFunctionExpression, Node } from "oxc-parser";

export type Handler = (node: Node, ancestors: readonly Node[]) => void;

export function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string" && "start" in value;
}

/** In the order of the text. No list is made of them: trees are walked often, and have many nodes. */
function eachChild(node: Node, visit: (child: Node) => void): void {
  for (const key in node) {
    const value: unknown = node[key as keyof Node];
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const entry of value as unknown[]) if (isNode(entry)) visit(entry);
    } else if (isNode(value)) visit(value);
  }
}

export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  eachChild(node, (child) => children.push(child));
  return children;
}

/** Ancestors are told from the outermost to the nearest; the list is only good during the call. */
export function walk(root: Node, handler: Handler): void {
  const ancestors: Node[] = [];
  const visit = (node: Node): void => {
    handler(node, ancestors);
    ancestors.push(node);
    eachChild(node, visit);
    ancestors.pop();
  };
  visit(root);
}

/** Every node of a tree that passes, the tree itself among them. */
export function nodesOf<Kind extends Node>(root: Node, wanted: (node: Node) => node is Kind): Kind[] {
  const found: Kind[] = [];
  walk(root, (node) => {
    if (wanted(node)) found.push(node);
  });
  return found;
}

export type AnyFunction = FunctionNode | ArrowFunctionExpression;

export function isFunction(node: Node): node is AnyFunction {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression";
}

/** The name that a function is known by; null for a function without one. */
export function functionName(node: AnyFunction, ancestors: readonly Node[]): string | null {
  if (node.type !== "ArrowFunctionExpression" && node.id !== null) return node.id.name;
  const parent = ancestors.at(-1);
  if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name;
  if (parent?.type === "MethodDefinition" || parent?.type === "Property" || parent?.type === "PropertyDefinition") {
    return parent.key.type === "Identifier" ? parent.key.name : null;
  }
  return null;
}

/** `a.b.c` of a chain of names, with `()` for calls within it; null for anything else. */
export function chainOf(node: Node): string | null {
  if (node.type === "Identifier") return node.name;
  if (node.type === "ThisExpression") return "this";
  if (node.type === "AwaitExpression") return chainOf(node.argument);
  if (node.type === "CallExpression") {
    const callee = chainOf(node.callee);
    return callee === null ? null : `${callee}()`;
  }
  if (node.type === "TaggedTemplateExpression") {
    const tag = chainOf(node.tag);
    return tag === null ? null : `${tag}()`;
  }
  if (node.type !== "MemberExpression") return null;
  const object = chainOf(node.object);
  const name = memberName(node);
  return object === null || name === null ? null : `${object}.${name}`;
}

/** A text with its white space evened out, to recognise it elsewhere. */
export function evened(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** `b` of `a.b` and of `a["b"]`; null for what is computed. */
function memberName({ property, computed }: Extract<Node, { type: "MemberExpression" }>): string | null {
  if (!computed) return property.type === "Identifier" ? property.name : null;
  return property.type === "Literal" && typeof property.value === "string" && /^[A-Za-z_$][\w$]*$/.test(property.value) ? property.value : null;
}
