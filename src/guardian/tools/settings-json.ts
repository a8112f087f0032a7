// The value of a settings file in JSON with comments and trailing commas. What is no JSON value in it reads as null:
// whether the file is sound is for its tool to say.
import type { Expression } from "oxc-parser";
import { nestingProblem } from "../../core/nesting.ts";

/** Null if the text as a whole cannot be read. */
export async function settingsJson(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    if (nestingProblem(text) !== null) return null;
  }
  const { parseSync } = await import("oxc-parser");
  const { program, errors } = parseSync("value.js", `(${text}\n)`, { lang: "js", sourceType: "script" });
  const [statement] = program.body;
  return errors.length > 0 || statement?.type !== "ExpressionStatement" ? null : valueOf(statement.expression);
}

function valueOf(node: Expression): unknown {
  if (node.type === "ParenthesizedExpression") return valueOf(node.expression);
  if (node.type === "Literal") return node.value;
  if (node.type === "ArrayExpression") {
    return node.elements.map((element) => (element === null || element.type === "SpreadElement" ? null : valueOf(element)));
  }
  if (node.type !== "ObjectExpression") return null;
  const entries = node.properties.flatMap((property): readonly (readonly [string, unknown])[] => {
    if (property.type !== "Property" || property.computed) return [];
    const { key, value } = property;
    const name = key.type === "Literal" ? String(key.value) : key.type === "Identifier" ? key.name : null;
    return name === null ? [] : [[name, valueOf(value)]];
  });
  return Object.fromEntries(entries);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
