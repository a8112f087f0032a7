// Small faults that can be put into one node of a syntax tree: an operator turned round, a condition that always holds, a
// call left out. Each is one replacement of text; where the node stands is not known here.
import type { Node } from "oxc-parser";
import { chainOf } from "../source/nodes.ts";

/** A replacement of the text from `start` to `end`, in UTF-16 units. */
export interface Fault {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

type Mutator = (node: Node, text: string) => readonly Fault[];

const turned: Readonly<Record<string, string>> = {
  "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "===": "!==", "!==": "===",
  "+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "&&": "||", "||": "&&", "+=": "-=", "-=": "+=", "*=": "/=",
};

function whole({ start, end }: Node, replacement: string): Fault {
  return { start, end, replacement };
}

/** The operator stands between both sides; a comment there could hold the same signs. */
function operatorFault(left: Node, right: Node, operator: string, text: string): readonly Fault[] {
  const other = turned[operator];
  const between = text.slice(left.end, right.start);
  const at = between.indexOf(operator);
  if (other === undefined || at < 0 || /\/[/*]/.test(between)) return [];
  const start = left.end + at;
  return [{ start, end: start + operator.length, replacement: other }];
}

const operators: Mutator = (node, text) => {
  if (node.type === "AssignmentExpression" && node.operator !== "=") return operatorFault(node.left, node.right, node.operator, text);
  if (node.type !== "BinaryExpression" && node.type !== "LogicalExpression") return [];
  // Text put together has no other way.
  if (node.operator === "+" && [node.left, node.right].some(isText)) return [];
  return operatorFault(node.left, node.right, node.operator, text);
};

function isText(node: Node): boolean {
  if (node.type === "BinaryExpression" && node.operator === "+") return isText(node.left) || isText(node.right);
  return node.type === "TemplateLiteral" || (node.type === "Literal" && typeof node.value === "string");
}

const literals: Mutator = (node) => {
  if (node.type !== "Literal") return [];
  if (typeof node.value === "boolean") return [whole(node, String(!node.value))];
  if (typeof node.value === "number" && Number.isSafeInteger(node.value)) return [whole(node, String(node.value + 1))];
  if (typeof node.value === "string") return [whole(node, node.value === "" ? '"something"' : '""')];
  return [];
};

const negations: Mutator = (node, text) => {
  if (node.type === "UnaryExpression" && node.operator === "!") return [whole(node, `(${text.slice(node.argument.start, node.argument.end)})`)];
  if (node.type !== "UpdateExpression") return [];
  const other = node.operator === "++" ? "--" : "++";
  const start = node.prefix ? node.start : node.end - 2;
  return [{ start, end: start + 2, replacement: other }];
};

/** A loop that never ends takes time and tells nothing new, so conditions of loops are only made false. */
const conditions: Mutator = (node) => {
  if (node.type === "IfStatement" || node.type === "ConditionalExpression") {
    return node.test.type === "Literal" ? [] : [whole(node.test, "true"), whole(node.test, "false")];
  }
  return node.type === "WhileStatement" && node.test.type !== "Literal" ? [whole(node.test, "false")] : [];
};

const results: Mutator = (node) => {
  if (node.type === "ReturnStatement" && node.argument !== null && node.argument.type !== "Literal" && chainOf(node.argument) !== "undefined") {
    return [whole(node.argument, "undefined")];
  }
  if (node.type !== "ExpressionStatement") return [];
  const call = node.expression.type === "AwaitExpression" ? node.expression.argument : node.expression;
  return call.type === "CallExpression" && call.callee.type !== "Super" ? [whole(node, ";")] : [];
};

const mutators: readonly Mutator[] = [operators, literals, negations, conditions, results];

export function faultsOf(node: Node, text: string): readonly Fault[] {
  return mutators.flatMap((mutator) => mutator(node, text));
}
