// What the statements of a stub do: throw, say something, or answer the same whatever they are given. It does not know
// which function they are of.
import type { Node } from "oxc-parser";
import { isOnlyPromise, isOverridePoint, isUnsupported, promisesWork } from "./stub-wording.ts";

/** What an error says: its text, and its name where that says as much. */
export function thrownTexts(value: Node): string[] {
  if (value.type === "Literal") return typeof value.value === "string" ? [value.value] : [];
  if (value.type === "TemplateLiteral") return [value.quasis.map(({ value: { raw } }) => raw).join("…")];
  if (value.type === "BinaryExpression") return [...thrownTexts(value.left), ...thrownTexts(value.right)];
  if (value.type !== "NewExpression" && value.type !== "CallExpression") return [];
  const named = value.callee.type === "Identifier" ? value.callee.name.replace(/(?<=[a-z])(?=[A-Z])/g, " ").replace(/ (?:Error|Exception)$/, "") : "";
  return [...value.arguments.slice(0, 1).flatMap(thrownTexts), ...(/^Not (?:Yet )?Implemented/.test(named) ? [named] : [])];
}

export function rejectedTexts(value: Node): string[] {
  if (value.type !== "CallExpression" || value.callee.type !== "MemberExpression" || value.callee.property.type !== "Identifier") return [];
  return value.callee.property.name === "reject" ? value.arguments.slice(0, 1).flatMap(thrownTexts) : [];
}

/** Before a throw, a condition would make it one case of several. */
export function isPlain(statement: Node): boolean {
  return statement.type === "ExpressionStatement" || statement.type === "VariableDeclaration";
}

function isConsoleCall(statement: Node): boolean {
  if (statement.type !== "ExpressionStatement" || statement.expression.type !== "CallExpression") return false;
  const { callee } = statement.expression;
  return callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "console";
}

/** `console.log("TODO: save")` as all that is done. */
export function saysToDo(statement: Node): boolean {
  if (!isConsoleCall(statement) || statement.type !== "ExpressionStatement" || statement.expression.type !== "CallExpression") return false;
  return statement.expression.arguments.flatMap(thrownTexts).some((text) => /^\W*to-?do\b/i.test(text) || promisesWork(text));
}

/** `return "not implemented";`, `response.send("TODO");` */
export function answersToDo(statement: Node): boolean {
  const value = statement.type === "ReturnStatement" ? statement.argument : statement.type === "ExpressionStatement" ? statement.expression : null;
  if (value === null) return false;
  const texts = value.type === "CallExpression" ? value.arguments.flatMap(saidTexts) : saidTexts(value);
  return texts.some(isOnlyPromise) && !texts.some((text) => isOverridePoint(text) || isUnsupported(text));
}

function saidTexts(value: Node): string[] {
  if (value.type !== "ObjectExpression") return thrownTexts(value);
  return value.properties.flatMap((property) => (property.type === "Property" ? thrownTexts(property.value) : []));
}

/** What a declaration gives the same value whatever the function is given. */
export function fixedNames(statement: Node): string[] {
  if (statement.type !== "VariableDeclaration") return [];
  return statement.declarations.flatMap(({ id, init }) => (id.type === "Identifier" && init !== null && isFixed(init) ? [id.name] : []));
}

export function isIdle(statement: Node, fixed: ReadonlySet<string>): boolean {
  if (statement.type === "VariableDeclaration") return fixedNames(statement).length === statement.declarations.length;
  if (statement.type === "ReturnStatement") {
    const value = statement.argument;
    return value === null || isFixed(value) || (value.type === "Identifier" && fixed.has(value.name));
  }
  if (statement.type !== "ExpressionStatement") return false;
  const { expression } = statement;
  // Waiting is what is done to look busy.
  return isConsoleCall(statement) || (expression.type === "AwaitExpression" && expression.argument.type === "NewExpression");
}

/** The same whatever the function is given: what stands in for a result. */
function isFixed(value: Node): boolean {
  if (value.type === "Literal") return true;
  if (value.type === "Identifier") return value.name === "undefined";
  if (value.type === "TSAsExpression" || value.type === "TSSatisfiesExpression" || value.type === "AwaitExpression") return isFixed("expression" in value ? value.expression : value.argument);
  if (value.type === "UnaryExpression") return isFixed(value.argument);
  if (value.type === "TemplateLiteral") return value.expressions.length === 0;
  if (value.type === "ArrayExpression") return value.elements.every((element) => element !== null && isFixed(element));
  if (value.type === "ObjectExpression") return value.properties.every((property) => property.type === "Property" && isFixed(property.value));
  if (value.type !== "CallExpression" || value.callee.type !== "MemberExpression") return false;
  const { object, property } = value.callee;
  return object.type === "Identifier" && object.name === "Promise" && property.type === "Identifier" && property.name === "resolve" && value.arguments.every(isFixed);
}
