// Values that stand in the source as they are: numbers, texts, lists and objects of them. Two values are the same if
// their texts are, so that `{ a: 1, b: [2] }` of a test can be found again in the code.
import type { Node } from "oxc-parser";

/** JSON with sorted keys; `undefined` for undefined. */
export type Written = string;

/** What names stand for, where that is known. */
export type Names = ReadonlyMap<string, Written>;

const none: Names = new Map([["undefined", "undefined"]]);

/** Null for what is not written out. */
export function writtenValue(node: Node | null | undefined, names: Names = none): Written | null {
  if (node === null || node === undefined) return null;
  if (node.type === "Identifier") return names.get(node.name) ?? none.get(node.name) ?? null;
  if (node.type === "Literal") return typeof node.value === "object" && node.value !== null ? null : typeof node.value === "bigint" ? null : JSON.stringify(node.value);
  if (node.type === "TemplateLiteral") return node.expressions.length > 0 ? null : JSON.stringify(node.quasis[0]?.value.cooked ?? "");
  if (node.type === "UnaryExpression") return writtenUnary(node.operator, writtenValue(node.argument, names));
  if (node.type === "TSAsExpression" || node.type === "TSSatisfiesExpression" || node.type === "TSNonNullExpression" || node.type === "ParenthesizedExpression") {
    return writtenValue(node.expression, names);
  }
  if (node.type === "ArrayExpression") return joined(node.elements.map((element) => writtenValue(element, names)), "[", "]");
  if (node.type !== "ObjectExpression") return null;
  const properties = node.properties.map((property) => {
    if (property.type !== "Property" || property.kind !== "init") return null;
    const key = keyOf(property.key, property.computed);
    const value = writtenValue(property.value, names);
    return key === null || value === null ? null : `${JSON.stringify(key)}:${value}`;
  });
  return joined(properties.includes(null) ? properties : properties.toSorted(), "{", "}");
}

export function keyOf(key: Node, computed: boolean): string | null {
  if (key.type === "Literal") return String(key.value);
  return key.type === "Identifier" && !computed ? key.name : null;
}

function writtenUnary(operator: string, value: Written | null): Written | null {
  if (value === null) return null;
  if (operator === "-" && /^\d/.test(value)) return `-${value}`;
  if (operator === "!" && (value === "0" || value === "1")) return value === "0" ? "true" : "false";
  return operator === "void" ? "undefined" : null;
}

function joined(parts: readonly (string | null)[], opening: string, closing: string): string | null {
  return parts.includes(null) ? null : `${opening}${parts.join(",")}${closing}`;
}
