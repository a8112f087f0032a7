// Wrong changes of one place: an operator, a condition, a number, a returned value, a statement or arguments are not what
// they were. Whether one is wrong, the package's whole suite decides.
import type { Node } from "oxc-parser";
import { walk } from "../../src/guardian/source/nodes.ts";
import { oneFile, type Candidate, type Generate } from "./candidate.ts";
import { edited, shuffled, sliceOf, type Edit, type SourceFile } from "./source.ts";

interface Mutation {
  readonly kind: string;
  readonly edits: readonly Edit[];
}

const operators: Readonly<Record<string, string>> = {
  "===": "!==", "!==": "===", "==": "!=", "!=": "==", "<": "<=", "<=": "<", ">": ">=", ">=": ">",
  "+": "-", "-": "+", "*": "/", "/": "*", "%": "*", "&&": "||", "||": "&&", "??": "&&", "&": "|", "|": "&", "<<": ">>", ">>": "<<",
  "+=": "-=", "-=": "+=",
};
const methods: Readonly<Record<string, string>> = {
  push: "unshift", unshift: "push", shift: "pop", pop: "shift", every: "some", some: "every", min: "max", max: "min",
  startsWith: "endsWith", endsWith: "startsWith", indexOf: "lastIndexOf", lastIndexOf: "indexOf",
  toUpperCase: "toLowerCase", toLowerCase: "toUpperCase", floor: "ceil", ceil: "floor", trimStart: "trimEnd", filter: "map",
};

export const mutants: Generate = function* (subject, random): Iterable<Candidate> {
  const all = subject.sources.flatMap((source) => mutationsOf(source).map((mutation) => ({ source, mutation })));
  for (const { source, mutation } of shuffled(all, random)) {
    yield oneFile(mutation.kind, false, source.path, edited(source.text, mutation.edits));
  }
};

export function mutationsOf(source: SourceFile): readonly Mutation[] {
  const found: Mutation[] = [];
  walk(source.program, (node, ancestors) => {
    if (ancestors.some(({ type }) => /^TS(?!As|Satisfies|NonNull|ExportA)/.test(type) || /^(?:Import|ExportAll)/.test(type))) return;
    found.push(...mutationsAt(source, node, ancestors));
  });
  return found;
}

function mutationsAt(source: SourceFile, node: Node, ancestors: readonly Node[]): readonly Mutation[] {
  const parent = ancestors.at(-1);
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression":
    case "AssignmentExpression":
      return operatorAt(source, node);
    case "IfStatement":
    case "ConditionalExpression":
    case "WhileStatement":
      return conditionAt(source, node.test, node.type !== "WhileStatement");
    case "ReturnStatement":
      return node.argument === null ? [] : [one("return", node.argument, "undefined")];
    case "Literal":
      return literalAt(source, node, parent);
    case "ExpressionStatement":
      return parent?.type === "BlockStatement" && node.expression.type !== "Literal" ? [one("statement", node, ";")] : [];
    case "CallExpression":
      return callAt(source, node);
    case "UpdateExpression":
      return [one("operator", node, sliceOf(source, node).replace(/\+\+|--/, (sign) => (sign === "++" ? "--" : "++")))];
    case "MemberExpression": {
      const other = !node.computed && node.property.type === "Identifier" ? methods[node.property.name] : undefined;
      return other === undefined || parent?.type !== "CallExpression" ? [] : [one("method", node.property, other)];
    }
    default:
      return [];
  }
}

function one(kind: string, { start, end }: { readonly start: number; readonly end: number }, text: string): Mutation {
  return { kind, edits: [{ start, end, text }] };
}

function operatorAt(source: SourceFile, node: { readonly left: Node; readonly right: Node; readonly operator: string }): readonly Mutation[] {
  const other = operators[node.operator];
  const start = source.text.indexOf(node.operator, node.left.end);
  if (other === undefined || start < 0 || start >= node.right.start) return [];
  return [one("operator", { start, end: start + node.operator.length }, other)];
}

function conditionAt(source: SourceFile, test: Node, isOnce: boolean): readonly Mutation[] {
  const negated = one("condition", test, `!(${sliceOf(source, test)})`);
  // A loop whose condition is always true is found by the clock alone.
  return isOnce ? [negated, one("condition", test, "true"), one("condition", test, "false")] : [negated, one("condition", test, "false")];
}

function literalAt(source: SourceFile, node: Extract<Node, { type: "Literal" }>, parent: Node | undefined): readonly Mutation[] {
  const { value } = node;
  if (typeof value === "number") return [one("number", node, `${value + 1}`)];
  if (typeof value === "boolean") return [one("boolean", node, `${!value}`)];
  if (typeof value !== "string" || parent === undefined) return [];
  const isName = parent.type === "ExpressionStatement" || (parent.type === "Property" && parent.key === node);
  const isRequest = parent.type === "CallExpression" && sliceOf(source, parent.callee) === "require";
  return isName || isRequest ? [] : [one("text", node, value === "" ? '"x"' : '""')];
}

function callAt(source: SourceFile, node: Extract<Node, { type: "CallExpression" }>): readonly Mutation[] {
  const [first, second] = node.arguments;
  if (first === undefined || second === undefined || first.type === "SpreadElement" || second.type === "SpreadElement") return [];
  const [left, right] = [sliceOf(source, first), sliceOf(source, second)];
  if (left === right) return [];
  return [{ kind: "arguments swapped", edits: [{ start: first.start, end: first.end, text: right }, { start: second.start, end: second.end, text: left }] }];
}
