// Runs a function that does nothing but compare and look up: such a function only knows the answers written in it. What
// computes is not run, and answers null.
import type { Node } from "oxc-parser";
import { chainOf, isFunction, nodesOf, type AnyFunction } from "../source/nodes.ts";
import { asKey, isTrue, plain } from "./comparisons.ts";
import { keyOf, writtenValue, type Written } from "./literal-values.ts";

export interface Answer {
  readonly value: Written;
  /** Where the answer is written; null if it is one of the parameters. */
  readonly at: number | null;
  /** By what it was found: an object or a `switch` may be meant as a table. */
  readonly by: "constant" | "condition" | "table";
}

/** What the constants of a module or a function were given. */
export type Constants = ReadonlyMap<string, Node>;

interface Frame {
  readonly names: Map<string, Written>;
  readonly constants: Map<string, Node>;
  by: Answer["by"];
}

const gaveUp = Symbol("gave up");
type Outcome = Answer | null | typeof gaveUp;

/** Null for a function, or a call of it, that computes its answer. */
export function tableAnswer(node: AnyFunction, given: readonly Written[], constants: Constants): Answer | null {
  if (node.body === null) return null;
  const names = new Map<string, Written>();
  for (const [index, parameter] of node.params.entries()) if (!bind(parameter, given[index] ?? "undefined", names)) return null;
  const frame: Frame = { names, constants: new Map(constants), by: "constant" };
  const outcome = node.body.type === "BlockStatement" ? runAll(node.body.body, frame) : valueOf(node.body, frame);
  return outcome === gaveUp ? null : outcome;
}

/** Gives a parameter's names their values; false for a parameter that is taken apart in more ways than by its keys. */
function bind(parameter: Node, value: Written, names: Map<string, Written>): boolean {
  if (parameter.type === "Identifier") {
    names.set(parameter.name, value);
    return true;
  }
  if (parameter.type === "AssignmentPattern") {
    const byDefault = value === "undefined" ? writtenValue(parameter.right) : value;
    return byDefault !== null && bind(parameter.left, byDefault, names);
  }
  if (parameter.type !== "ObjectPattern" || !value.startsWith("{")) return false;
  const held = JSON.parse(value) as Readonly<Record<string, unknown>>;
  return parameter.properties.every((property) => {
    const key = property.type === "Property" ? keyOf(property.key, property.computed) : null;
    return property.type === "Property" && key !== null && bind(property.value, JSON.stringify(held[key]) ?? "undefined", names);
  });
}

/** Whether anything in it does more than compare, look up and answer. */
export function computes(node: AnyFunction): boolean {
  if (node.body === null) return true;
  return nodesOf(node.body, isWork).length > 0;
}

function isWork(node: Node): node is Node {
  if (/^(?:For\w*|While|DoWhile|Try)Statement$/.test(node.type) || isFunction(node)) return true;
  if (node.type === "BinaryExpression") return !/^[=!]==?$/.test(node.operator);
  if (node.type === "AssignmentExpression" || node.type === "UpdateExpression" || node.type === "SpreadElement" || node.type === "ClassExpression") return true;
  if (node.type === "NewExpression") return !isMap(node) && !/(?:Error|Exception)$/.test(chainOf(node.callee) ?? "");
  if (node.type !== "CallExpression") return false;
  return !/(?:^JSON\.stringify|^Promise\.resolve|\.get|\.join|\.toString)$/.test(chainOf(node.callee) ?? "");
}

/** Offsets of the answers that are written in the function, or in the tables that it looks them up in. */
export function writtenAnswers(node: AnyFunction, constants: Constants): ReadonlySet<number> {
  const found = new Set<number>();
  if (node.body === null) return found;
  const known = new Map(constants);
  const add = (value: Node): void => {
    if (value.type === "ConditionalExpression") [value.consequent, value.alternate].forEach(add);
    else if (value.type === "LogicalExpression") [value.left, value.right].forEach(add);
    else if (value.type === "AwaitExpression") add(value.argument);
    else if (promisedBy(value) !== null) add(promisedBy(value) ?? value);
    else if (value.type === "ParenthesizedExpression") add(value.expression);
    else if (writtenValue(value) !== null) found.add(value.start);
    else for (const entry of tableIn(value, known)?.values() ?? []) found.add(entry.start);
  };
  if (node.body.type !== "BlockStatement") add(node.body);
  for (const inner of nodesOf(node.body, (each) => each.type === "ReturnStatement" || each.type === "VariableDeclarator")) {
    if (inner.type === "VariableDeclarator" && inner.id.type === "Identifier" && inner.init !== null) known.set(inner.id.name, inner.init);
    if (inner.type === "ReturnStatement" && inner.argument !== null) add(inner.argument);
  }
  return found;
}

/** What `Promise.resolve(…)` hands over. */
function promisedBy(node: Node): Node | null {
  if (node.type !== "CallExpression" || chainOf(node.callee) !== "Promise.resolve") return null;
  return node.arguments[0] ?? null;
}

function tableIn(node: Node, constants: Constants): Map<string, Node> | null {
  if (node.type === "MemberExpression" && node.computed) return entriesOf(node.object, constants);
  return node.type === "CallExpression" && node.callee.type === "MemberExpression" ? entriesOf(node.callee.object, constants) : null;
}

function runAll(statements: readonly Node[], frame: Frame): Outcome {
  for (const statement of statements) {
    const outcome = run(statement, frame);
    if (outcome !== null) return outcome;
  }
  return null;
}

/** Null to go on with the next statement. */
function run(statement: Node, frame: Frame): Outcome {
  if (statement.type === "BlockStatement") return runAll(statement.body, frame);
  if (statement.type === "ReturnStatement") return statement.argument === null ? gaveUp : valueOf(statement.argument, frame);
  if (statement.type === "IfStatement") {
    const holds = isTrue(statement.test, frame.names);
    if (holds === null) return gaveUp;
    frame.by = "condition";
    if (holds) return run(statement.consequent, frame);
    return statement.alternate === null ? null : run(statement.alternate, frame);
  }
  if (statement.type === "VariableDeclaration") {
    for (const { id, init } of statement.declarations) {
      if (id.type !== "Identifier" || init === null) return gaveUp;
      const value = plain(init, frame.names);
      if (value === null && init.type !== "ObjectExpression" && !isMap(init)) return gaveUp;
      if (value !== null) frame.names.set(id.name, value);
      frame.constants.set(id.name, init);
    }
    return null;
  }
  if (statement.type !== "SwitchStatement") return gaveUp;
  return runSwitch(statement, frame);
}

function runSwitch({ discriminant, cases }: Extract<Node, { type: "SwitchStatement" }>, frame: Frame): Outcome {
  const wanted = plain(discriminant, frame.names);
  if (wanted === null) return gaveUp;
  const values = cases.map(({ test }) => (test === null ? null : plain(test, frame.names)));
  const start = values.indexOf(wanted);
  const from = start >= 0 ? start : cases.findIndex(({ test }) => test === null);
  frame.by = "table";
  return from < 0 ? null : runAll(cases.slice(from).flatMap(({ consequent }) => consequent), frame);
}

function valueOf(node: Node, frame: Frame): Outcome {
  if (node.type === "ConditionalExpression") {
    const holds = isTrue(node.test, frame.names);
    if (holds === null) return gaveUp;
    frame.by = "condition";
    return valueOf(holds ? node.consequent : node.alternate, frame);
  }
  if (node.type === "LogicalExpression" && (node.operator === "??" || node.operator === "||")) {
    const left = valueOf(node.left, frame);
    return left === gaveUp || (left !== null && left.value !== "undefined" && left.value !== "null") ? left : valueOf(node.right, frame);
  }
  if (node.type === "AwaitExpression") return valueOf(node.argument, frame);
  const promised = promisedBy(node);
  if (promised !== null) return valueOf(promised, frame);
  if (node.type === "TSAsExpression" || node.type === "TSNonNullExpression" || node.type === "ParenthesizedExpression") return valueOf(node.expression, frame);
  const looked = lookUp(node, frame);
  if (looked !== null) return looked;
  if (node.type === "Identifier" && frame.names.has(node.name)) return { value: frame.names.get(node.name) ?? "", at: null, by: frame.by };
  const value = writtenValue(node);
  return value === null ? gaveUp : { value, at: node.start, by: frame.by };
}

/** `table[key]`, `table.get(key)`; null for anything else. */
function lookUp(node: Node, frame: Frame): Outcome {
  const isGet = node.type === "CallExpression" && node.callee.type === "MemberExpression" && node.callee.property.type === "Identifier" && node.callee.property.name === "get";
  const table = node.type === "MemberExpression" && node.computed ? node.object : isGet && node.callee.type === "MemberExpression" ? node.callee.object : null;
  const keyNode = node.type === "MemberExpression" ? node.property : isGet ? node.arguments[0] : undefined;
  if (table === null || keyNode === undefined) return null;
  const key = plain(keyNode, frame.names);
  const entries = entriesOf(table, frame.constants);
  if (key === null || entries === null) return gaveUp;
  frame.by = "table";
  const held = entries.get(isGet ? key : asKey(key));
  if (held === undefined) return { value: "undefined", at: null, by: "table" };
  const value = writtenValue(held);
  return value === null ? gaveUp : { value, at: held.start, by: "table" };
}

function entriesOf(table: Node, constants: Constants): Map<string, Node> | null {
  if (table.type === "Identifier") {
    const meant = constants.get(table.name);
    return meant === undefined || meant.type === "Identifier" ? null : entriesOf(meant, constants);
  }
  if (table.type === "TSAsExpression" || table.type === "TSSatisfiesExpression" || table.type === "ParenthesizedExpression") return entriesOf(table.expression, constants);
  const entries = new Map<string, Node>();
  if (table.type === "ObjectExpression") {
    for (const property of table.properties) {
      const key = property.type === "Property" ? keyOf(property.key, property.computed) : null;
      if (property.type !== "Property" || key === null) return null;
      entries.set(key, property.value);
    }
    return entries;
  }
  const [list] = table.type === "NewExpression" && isMap(table) ? table.arguments : [];
  if (list?.type !== "ArrayExpression") return null;
  for (const entry of list.elements) {
    if (entry?.type !== "ArrayExpression") return null;
    const [key, value] = entry.elements;
    const written = writtenValue(key);
    if (written === null || value === null || value === undefined) return null;
    entries.set(written, value);
  }
  return entries;
}

function isMap(node: Node): boolean {
  return node.type === "NewExpression" && node.callee.type === "Identifier" && node.callee.name === "Map";
}

