// Reads JSON, and says where and why it is none. Files that their tools read with comments and trailing commas are read
// so here too.
import type { Expression, ObjectProperty, Span } from "oxc-parser";
import { placeAt } from "../finding.ts";
import { nestingProblem } from "../../core/nesting.ts";
import type { SourceProblem } from "../source/oxc.ts";

export type JsonReading =
  | { readonly kind: "valid" }
  | { readonly kind: "broken"; readonly problem: SourceProblem }
  | { readonly kind: "unsafe"; readonly reason: string };

const tolerantNames =
  /(?:^|\/)(?:[tj]sconfig[^/]*\.json|\.eslintrc(?:\.json)?|\.babelrc(?:\.json)?|\.swcrc|\.jshintrc|\.oxlintrc\.json|tslint\.json|deno\.json|biome\.json|turbo\.json|nx\.json|project\.json|renovate\.json|wrangler\.json|api-extractor\.json|devcontainer\.json|language-configuration\.json)$|(?:^|\/)\.vscode\/[^/]+\.json$|\.(?:jsonc|json5|code-workspace)$/i;

export function isJsonPath(path: string): boolean {
  return /\.(?:json|jsonc|json5|webmanifest|code-workspace)$/i.test(path) || tolerantNames.test(path);
}

export async function readJson(path: string, text: string): Promise<JsonReading> {
  if (isStrictJson(text)) return { kind: "valid" };
  const tolerant = tolerantNames.test(path);
  if (text.trim() === "") {
    return tolerant ? { kind: "valid" } : brokenAt(text, 0, "The file is empty. Write a JSON value, as in {}");
  }
  const unsafe = nestingProblem(text);
  if (unsafe !== null) return { kind: "unsafe", reason: unsafe };
  return readAsExpression(text, tolerant);
}

function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function brokenAt(text: string, offset: number, message: string): JsonReading {
  return { kind: "broken", problem: { message, place: placeAt(text, offset) } };
}

/**
 * JSON with comments and trailing commas is a JavaScript expression, so the JavaScript parser reads it and knows where
 * it breaks off. The bracket before the text shifts its offsets by one.
 */
async function readAsExpression(text: string, tolerant: boolean): Promise<JsonReading> {
  const { parseSync } = await import("oxc-parser");
  const result = parseSync("value.js", `(${text}\n)`, { lang: "js", sourceType: "script" });
  const [error] = result.errors;
  if (error !== undefined) return brokenAt(text, (error.labels[0]?.start ?? 1) - 1, error.message);
  const [statement, another] = result.program.body;
  if (statement === undefined || statement.type !== "ExpressionStatement" || another !== undefined) {
    return brokenAt(text, 0, "This is not one JSON value");
  }
  const fault = faultOf(statement.expression, text, tolerant);
  if (fault !== null) return brokenAt(text, fault.offset, fault.message);
  const [comment] = result.comments;
  if (!tolerant && comment !== undefined) return brokenAt(text, comment.start - 1, "JSON has no comments. Delete it");
  if (tolerant) return { kind: "valid" };
  return brokenAt(text, 0, "This is JavaScript, but not JSON");
}

interface Fault {
  readonly offset: number;
  readonly message: string;
}

/** What an expression has that JSON has not, first in the text; null if nothing. */
function faultOf(node: Expression, text: string, tolerant: boolean): Fault | null {
  const at = (span: Span, message: string): Fault => ({ offset: span.start - 1, message });
  switch (node.type) {
    case "ParenthesizedExpression":
      return faultOf(node.expression, text, tolerant);
    case "Literal":
      if (tolerant) return null;
      if (node.raw?.startsWith("'") === true) return at(node, 'Strings in JSON stand in double quotes, as in "text"');
      return isStrictJson(node.raw ?? "") ? null : at(node, `${node.raw ?? "This"} is not a JSON value`);
    case "UnaryExpression":
      return node.argument.type === "Literal" ? null : at(node, "This is not a JSON value");
    case "Identifier":
      if (tolerant && /^(?:NaN|Infinity)$/.test(node.name)) return null;
      return at(node, `${node.name} is not a JSON value. Put strings in double quotes`);
    case "ArrayExpression":
      for (const element of node.elements) {
        if (element === null || element.type === "SpreadElement") return at(node, "This array has an element that is no JSON value");
        const fault = faultOf(element, text, tolerant);
        if (fault !== null) return fault;
      }
      return tolerant ? null : trailingComma(node.end, text);
    case "ObjectExpression":
      for (const property of node.properties) {
        if (property.type === "SpreadElement") return at(property, "This is not a JSON property");
        const fault = propertyFault(property, text, tolerant);
        if (fault !== null) return fault;
      }
      return tolerant ? null : trailingComma(node.end, text);
    default:
      return at(node, "This is JavaScript, but not a JSON value");
  }
}

function propertyFault(property: ObjectProperty, text: string, tolerant: boolean): Fault | null {
  const { key, value } = property;
  const offset = property.start - 1;
  if (property.computed || property.shorthand || property.method) return { offset, message: "This is not a JSON property" };
  if (!tolerant && (key.type !== "Literal" || key.raw?.startsWith('"') !== true)) {
    return { offset, message: 'Names in JSON stand in double quotes, as in "name": 1' };
  }
  return faultOf(value, text, tolerant);
}

/** `end` is behind the closing bracket, in the text with one character before it. */
function trailingComma(end: number, text: string): Fault | null {
  const before = text.slice(0, end - 2).trimEnd();
  return before.endsWith(",") ? { offset: before.length - 1, message: "JSON has no comma after the last element. Delete it" } : null;
}
