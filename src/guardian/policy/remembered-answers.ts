// Answers that a function gives to questions written in it: by conditions, a `switch`, an object or a `Map`. It does not
// know what any test asks for; a function that also computes has such answers too.
import type { Node } from "oxc-parser";
import { chainOf, childrenOf, isFunction, type AnyFunction } from "../source/nodes.ts";
import { keyOf, writtenValue } from "./literal-values.ts";

export interface Remembered {
  /** As written: `"abc"`, or several joined. */
  readonly question: string;
  readonly answer: string;
  readonly by: "condition" | "table";
  /** The question is a value that was turned into text: `JSON.stringify(list) === "[1,2]"`. */
  readonly isSerial: boolean;
}

interface Question {
  readonly text: string;
  readonly isSerial: boolean;
}

export function rememberedAnswers(node: AnyFunction): readonly Remembered[] {
  if (node.body === null) return [];
  const names = new Set(node.params.flatMap((parameter) => nameOf(parameter)));
  const found: Remembered[] = [];
  const visit = (each: Node): void => {
    if (isFunction(each)) return;
    if (each.type === "IfStatement" || each.type === "ConditionalExpression") found.push(...byCondition(each, names));
    else if (each.type === "SwitchStatement") found.push(...bySwitch(each, names));
    else if (each.type === "VariableDeclarator" && each.init !== null) found.push(...byTable(each.init));
    childrenOf(each).forEach(visit);
  };
  visit(node.body);
  return found;
}

function nameOf(parameter: Node): readonly string[] {
  if (parameter.type === "AssignmentPattern") return nameOf(parameter.left);
  return parameter.type === "Identifier" ? [parameter.name] : [];
}

type Names = ReadonlySet<string>;

function byCondition({ test, consequent }: { readonly test: Node; readonly consequent: Node }, names: Names): readonly Remembered[] {
  const question = questionOf(test, names);
  const answer = consequent.type.endsWith("Statement") ? returnedBy(consequent) : writtenValue(consequent);
  return question === null || answer === null ? [] : [{ question: question.text, answer, by: "condition", isSerial: question.isSerial }];
}

function returnedBy(statement: Node): string | null {
  if (statement.type === "BlockStatement") return statement.body.length === 1 && statement.body[0] !== undefined ? returnedBy(statement.body[0]) : null;
  return statement.type === "ReturnStatement" && statement.argument !== null ? writtenValue(statement.argument) : null;
}

/** Null for a condition that asks more than whether parameters are these values. */
function questionOf(test: Node, names: Names): Question | null {
  if (test.type === "ParenthesizedExpression") return questionOf(test.expression, names);
  if (test.type === "LogicalExpression" && test.operator === "&&") {
    const [left, right] = [questionOf(test.left, names), questionOf(test.right, names)];
    return left === null || right === null ? null : { text: `${left.text} ${right.text}`, isSerial: left.isSerial || right.isSerial };
  }
  if (test.type !== "BinaryExpression" || !/^===?$/.test(test.operator)) return null;
  const [asked, text] = writtenValue(test.right) === null ? [test.right, writtenValue(test.left)] : [test.left, writtenValue(test.right)];
  if (text === null) return null;
  if (asked.type === "Identifier") return names.has(asked.name) && text !== "undefined" && text !== "null" ? { text, isSerial: false } : null;
  return isSerialized(asked, names) ? { text, isSerial: true } : null;
}

/** `JSON.stringify(a)`, `JSON.stringify([a, b])`, `String(a)`, `a.join()`, with nothing but parameters in it. */
function isSerialized(node: Node, names: Names): boolean {
  if (node.type !== "CallExpression") return false;
  const chain = chainOf(node.callee) ?? "";
  const [given] = node.arguments;
  if (chain === "JSON.stringify" || chain === "String") {
    const parts = given?.type === "ArrayExpression" ? given.elements : [given];
    return parts.every((part) => part?.type === "Identifier" && names.has(part.name));
  }
  return /^\w+\.(?:join|toString)$/.test(chain) && names.has(chain.split(".")[0] ?? "");
}

function bySwitch({ discriminant, cases }: Extract<Node, { type: "SwitchStatement" }>, names: Names): readonly Remembered[] {
  const isSerial = isSerialized(discriminant, names);
  if (!isSerial && !(discriminant.type === "Identifier" && names.has(discriminant.name))) return [];
  return cases.flatMap(({ test, consequent: [first] }): readonly Remembered[] => {
    const question = test === null ? null : writtenValue(test);
    const answer = first === undefined ? null : returnedBy(first);
    return question === null || answer === null ? [] : [{ question, answer, by: "table", isSerial }];
  });
}

/** `{ "[1,2]": 3 }` and `new Map([["abc", "cba"]])`. */
function byTable(node: Node): readonly Remembered[] {
  const entries: { question: string; answer: string }[] = [];
  const add = (question: string | null, value: Node | null | undefined): void => {
    const answer = writtenValue(value);
    if (question !== null && answer !== null) entries.push({ question, answer });
  };
  if (node.type === "ObjectExpression") {
    for (const property of node.properties) {
      const key = property.type === "Property" ? keyOf(property.key, property.computed) : null;
      if (property.type === "Property") add(key === null ? null : JSON.stringify(key), property.value);
    }
  } else if (node.type === "NewExpression" && chainOf(node.callee) === "Map" && node.arguments[0]?.type === "ArrayExpression") {
    for (const entry of node.arguments[0].elements) if (entry?.type === "ArrayExpression") add(writtenValue(entry.elements[0]), entry.elements[1]);
  }
  return entries.map(({ question, answer }) => ({ question, answer, by: "table", isSerial: isSerialText(question) }));
}

/** A key that is a list or an object itself. */
function isSerialText(question: string): boolean {
  try {
    const key: unknown = JSON.parse(question);
    const value: unknown = typeof key === "string" && /^[[{]/.test(key) ? JSON.parse(key) : null;
    return typeof value === "object" && value !== null;
  } catch {
    // No JSON: a key like any other.
    return false;
  }
}
