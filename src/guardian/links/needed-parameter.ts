// Whether a JavaScript function needs a value in a parameter that has no default: it would fail without, and asks
// nowhere whether there is one. When in doubt the value is not needed, since leaving arguments out is legal.
import type { Node } from "oxc-parser";
import { walk } from "../source/nodes.ts";

export function valueIsNeeded(body: Node, name: string): boolean {
  let fails = false;
  let asks = false;
  walk(body, (node, ancestors) => {
    if (node.type !== "Identifier" || node.name !== name) return;
    const parent = ancestors.at(-1);
    if (parent === undefined) return;
    asks ||= isAsked(node, parent);
    fails ||= wouldFail(node, parent);
  });
  return fails && !asks;
}

function isAsked(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case "IfStatement":
    case "ConditionalExpression":
    case "WhileStatement":
      return parent.test === node;
    case "LogicalExpression":
    case "UnaryExpression":
    case "SwitchStatement":
    case "AssignmentExpression":
    case "AssignmentPattern":
      return true;
    case "BinaryExpression":
      return /^[!=]==?$|^in$|^instanceof$/.test(parent.operator);
    case "MemberExpression":
      return parent.object === node && parent.optional;
    case "CallExpression":
      return (parent.callee === node && parent.optional) || (parent.arguments.some((argument) => argument === node) && isTest(parent.callee));
    default:
      return false;
  }
}

/** `isNil(x)`, `Boolean(x)`, `assert(x)`, `Array.isArray(x)`: what asks for a value by another function. */
function isTest(callee: Node): boolean {
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" && callee.property.type === "Identifier" ? callee.property.name : "";
  return /^(?:is|has|assert|check|valid|Boolean|Object|ok$|String|Number)/.test(name);
}

function wouldFail(node: Node, parent: Node): boolean {
  if (parent.type === "MemberExpression") return parent.object === node && !parent.optional;
  if (parent.type === "CallExpression" || parent.type === "NewExpression") return parent.callee === node;
  if (parent.type === "BinaryExpression") return /^[-+*/%]$/.test(parent.operator);
  if (parent.type === "ForOfStatement") return parent.right === node;
  return parent.type === "VariableDeclarator" && parent.init === node && parent.id.type !== "Identifier";
}
