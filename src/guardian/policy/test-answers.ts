// What the tests of a file say that functions answer: `expect(f(1, 2)).toBe(3)` says 3 of f for 1 and 2. Names of
// constants and the rows of tables are followed; whatever is not written out is left.
import type { CallExpression, Node } from "oxc-parser";
import { chainOf, childrenOf, isFunction } from "../source/nodes.ts";
import type { RuleFile } from "../rules/rule.ts";
import { writtenValue, type Written } from "./literal-values.ts";

export interface TestAnswer {
  /** The last name that is called: `total` of `cart.total(1)`. */
  readonly callee: string;
  readonly given: readonly Written[];
  readonly expected: Written;
}

const exactMatchers = /^(?:toBe|toEqual|toStrictEqual|toBeCloseTo|toMatchObject)$/;
const exactAsserts = /(?:^|\.)(?:equal|equals|strictEqual|deepEqual|deepStrictEqual|is|same|eq|eql|assertEquals)$/;
const rowsMax = 50;

interface Scope {
  readonly values: Map<string, Written>;
  /** Constants that hold a call's result, or a list of rows. */
  readonly nodes: Map<string, Node>;
}

export function testAnswersOf(file: RuleFile): readonly TestAnswer[] {
  if (file.tree === null || !file.isTest) return [];
  const found: TestAnswer[] = [];
  read(file.tree.program, { values: new Map(), nodes: new Map() }, found);
  return found;
}

function read(node: Node, scope: Scope, found: TestAnswer[]): void {
  if (node.type === "VariableDeclarator" && node.id.type === "Identifier" && node.init !== null) {
    const value = writtenValue(node.init, scope.values);
    if (value !== null) scope.values.set(node.id.name, value);
    else scope.values.delete(node.id.name);
    scope.nodes.set(node.id.name, node.init);
  }
  if (node.type === "CallExpression") {
    const answer = answerOf(node, scope);
    if (answer !== null) {
      found.push(answer);
      return;
    }
  }
  const table = tableOf(node, scope);
  if (table !== null) {
    for (const row of table.rows.slice(0, rowsMax)) read(table.body, rowScope(scope, table.parameters, row), found);
    return;
  }
  const inner = isFunction(node) || node.type === "BlockStatement" ? { values: new Map(scope.values), nodes: new Map(scope.nodes) } : scope;
  for (const child of childrenOf(node)) read(child, inner, found);
}

/** Null for a call that is no assertion of an exact value. */
function answerOf(node: CallExpression, scope: Scope): TestAnswer | null {
  const { callee } = node;
  const name = callee.type === "MemberExpression" && callee.property.type === "Identifier" ? callee.property.name : null;
  if (name !== null && callee.type === "MemberExpression" && exactMatchers.test(name)) {
    const inner = callee.object.type === "MemberExpression" ? callee.object.object : callee.object;
    const negated = callee.object.type === "MemberExpression" && callee.object.property.type === "Identifier" && callee.object.property.name === "not";
    if (negated || inner.type !== "CallExpression" || chainOf(inner.callee) !== "expect") return null;
    return answerFrom(inner.arguments[0], node.arguments[0], scope);
  }
  const chain = chainOf(callee);
  return chain !== null && exactAsserts.test(chain) ? answerFrom(node.arguments[0], node.arguments[1], scope) : null;
}

function answerFrom(subject: Node | undefined, expectedNode: Node | undefined, scope: Scope): TestAnswer | null {
  const expected = writtenValue(expectedNode, scope.values);
  const call = callIn(subject, scope);
  if (expected === null || call === null) return null;
  const callee = call.callee.type === "Identifier" ? call.callee.name : call.callee.type === "MemberExpression" && call.callee.property.type === "Identifier" ? call.callee.property.name : null;
  const given = call.arguments.map((argument) => writtenValue(argument, scope.values));
  if (callee === null || given.includes(null)) return null;
  return { callee, given: given.filter((value) => value !== null), expected };
}

function callIn(node: Node | undefined, scope: Scope): CallExpression | null {
  if (node === undefined) return null;
  if (node.type === "CallExpression") return node;
  if (node.type === "AwaitExpression") return callIn(node.argument, scope);
  const meant = node.type === "Identifier" ? scope.nodes.get(node.name) : undefined;
  return meant === undefined || meant.type === "Identifier" ? null : callIn(meant, scope);
}

interface Table {
  readonly rows: readonly Node[];
  readonly parameters: readonly Node[];
  readonly body: Node;
}

/** `test.each(rows)(title, (a, b) => …)`, `rows.forEach(([a, b]) => …)` and `for (const [a, b] of rows)`. */
function tableOf(node: Node, scope: Scope): Table | null {
  if (node.type === "ForOfStatement") {
    const rows = rowsOf(node.right, scope);
    const pattern = node.left.type === "VariableDeclaration" ? node.left.declarations[0]?.id : undefined;
    return rows === null || pattern === undefined ? null : { rows, parameters: [pattern], body: node.body };
  }
  if (node.type !== "CallExpression") return null;
  const body = node.arguments.findLast(isFunction);
  if (body?.body === null || body === undefined) return null;
  if (node.callee.type === "CallExpression" && /\.(?:each|for)$/.test(chainOf(node.callee.callee) ?? "")) {
    const rows = rowsOf(node.callee.arguments[0], scope);
    return rows === null ? null : { rows, parameters: body.params, body: body.body };
  }
  if (node.callee.type !== "MemberExpression" || node.callee.property.type !== "Identifier" || node.callee.property.name !== "forEach") return null;
  const rows = rowsOf(node.callee.object, scope);
  return rows === null ? null : { rows, parameters: body.params.slice(0, 1), body: body.body };
}

function rowsOf(node: Node | undefined, scope: Scope): readonly Node[] | null {
  if (node?.type === "TSAsExpression") return rowsOf(node.expression, scope);
  if (node?.type === "ArrayExpression") return node.elements.filter((element) => element !== null);
  const meant = node?.type === "Identifier" ? scope.nodes.get(node.name) : undefined;
  return meant === undefined || meant.type === "Identifier" ? null : rowsOf(meant, scope);
}

function rowScope(scope: Scope, parameters: readonly Node[], row: Node): Scope {
  const values = new Map(scope.values);
  const bind = (pattern: Node, value: Node | null | undefined): void => {
    if (value === null || value === undefined) return;
    if (pattern.type === "Identifier") {
      const written = writtenValue(value, scope.values);
      if (written !== null) values.set(pattern.name, written);
    } else if (pattern.type === "ArrayPattern" && value.type === "ArrayExpression") {
      pattern.elements.forEach((element, index) => element !== null && bind(element, value.elements[index]));
    } else if (pattern.type === "ObjectPattern" && value.type === "ObjectExpression") {
      for (const property of pattern.properties) {
        if (property.type !== "Property" || property.key.type !== "Identifier") continue;
        const { name } = property.key;
        const held = value.properties.find((each) => each.type === "Property" && each.key.type === "Identifier" && each.key.name === name);
        if (held?.type === "Property") bind(property.value, held.value);
      }
    }
  };
  const cells = row.type === "ArrayExpression" && (parameters.length > 1 || parameters[0]?.type === "Identifier") ? row.elements : [row];
  parameters.forEach((parameter, index) => bind(parameter, cells[index]));
  return { values, nodes: new Map(scope.nodes) };
}
