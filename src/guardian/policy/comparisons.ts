// What a function may compare without computing: parameters, parts and lengths of them, and their texts. Null is the
// answer for anything that does more.
import type { Node } from "oxc-parser";
import { writtenValue, type Names, type Written } from "./literal-values.ts";

/** A parameter, a written value, or a parameter turned into text: what can be compared. */
export function plain(node: Node, names: Names): Written | null {
  const value = writtenValue(node, names);
  if (value !== null) return value;
  if (node.type === "TemplateLiteral") {
    const parts = node.expressions.map((part) => plain(part, names));
    if (parts.includes(null)) return null;
    return JSON.stringify(node.quasis.map(({ value: { cooked } }, index) => (cooked ?? "") + (index < parts.length ? asKey(parts[index] ?? "null") : "")).join(""));
  }
  if (node.type === "MemberExpression" && !node.computed && node.property.type === "Identifier" && node.property.name === "length") {
    const held = plain(node.object, names);
    const parsed: unknown = held === null || held === "undefined" ? null : JSON.parse(held);
    return Array.isArray(parsed) || typeof parsed === "string" ? String(parsed.length) : null;
  }
  if (node.type === "MemberExpression" && node.computed) {
    const held = plain(node.object, names);
    const index = plain(node.property, names);
    const parsed: unknown = held === null || held === "undefined" ? null : JSON.parse(held);
    if (!Array.isArray(parsed) || index === null || !/^\d+$/.test(index)) return null;
    return JSON.stringify(parsed[Number(index)]) ?? "undefined";
  }
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || node.callee.property.type !== "Identifier") return null;
  const { object, property } = node.callee;
  if (property.name === "stringify" && object.type === "Identifier" && object.name === "JSON") {
    const held = node.arguments[0] === undefined ? null : plain(node.arguments[0], names);
    return held === null ? null : JSON.stringify(held);
  }
  if (property.name !== "toString" && property.name !== "join") return null;
  const held = plain(object, names);
  const parsed: unknown = held === null || held === "undefined" ? null : JSON.parse(held);
  const between: unknown = node.arguments[0]?.type === "Literal" ? node.arguments[0].value : ",";
  return Array.isArray(parsed) ? JSON.stringify(parsed.join(String(between))) : null;
}

/** Null for a condition that does more than compare for sameness. */
export function isTrue(node: Node, names: Names): boolean | null {
  if (node.type === "LogicalExpression") {
    const left = isTrue(node.left, names);
    if (left === null || (node.operator === "&&" ? !left : left)) return left;
    return isTrue(node.right, names);
  }
  if (node.type === "UnaryExpression" && node.operator === "!") {
    const inner = isTrue(node.argument, names);
    return inner === null ? null : !inner;
  }
  if (node.type === "ParenthesizedExpression") return isTrue(node.expression, names);
  if (node.type !== "BinaryExpression" || !/^[=!]==?$/.test(node.operator)) return null;
  const left = plain(node.left, names);
  const right = plain(node.right, names);
  if (left === null || right === null) return null;
  return (left === right) === (node.operator[0] === "=");
}

/** As an object's key, or within a template. */
export function asKey(value: Written): string {
  const parsed: unknown = value === "undefined" ? undefined : JSON.parse(value);
  return String(parsed);
}
