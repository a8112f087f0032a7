// Bends values towards the type that a field should have. What cannot be bent is left as it is, for the schema to name.
import { readTolerantJson } from "./tolerant-json.ts";

/** An object's values by its keys in lower case without `_`, `-` and spaces, so that `depends_on` is `dependsOn`. */
export type Fields = ReadonlyMap<string, unknown>;

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function fieldsOf(value: Readonly<Record<string, unknown>>): Fields {
  return new Map(Object.entries(value).map(([key, held]) => [key.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""), held]));
}

/** The first of these fields that is there and says something. */
export function pick(fields: Fields, ...names: readonly string[]): unknown {
  for (const name of names) {
    const value = fields.get(name);
    if (value !== undefined && value !== null) return value;
  }
  return undefined;
}

/** Weak models send objects and lists as the text of them. */
export function unpack(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (!text.startsWith("{") && !text.startsWith("[")) return value;
  const { json, end } = readTolerantJson(text, 0, text.length);
  return json !== null && json.ending !== "cut" && end === text.length ? json.value : value;
}

export function toText(value: unknown): unknown {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join("\n");
  return value;
}

/** Text that is left out, or said to be none, is `fallback`. */
export function toTextOr<T>(value: unknown, fallback: T): unknown {
  return isNothing(value) ? fallback : toText(value);
}

/** One name, path or title: without the quotes and spaces around it. */
export function toLabel(value: unknown): unknown {
  const text = toText(value);
  return typeof text === "string" ? text.trim().replace(/^`([^`]*)`$/, "$1") : text;
}

const nothings: ReadonlySet<string> = new Set(["", "null", "none", "n/a", "na", "nil", "undefined", "-", "[]", "{}"]);

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "string" && value.length < 12 && nothings.has(value.trim().toLowerCase());
}

/** A list of whatever is there: one value is a list of one, nothing is an empty one. */
export function toList(value: unknown): readonly unknown[] {
  if (isNothing(value)) return [];
  const unpacked = unpack(value);
  return Array.isArray(unpacked) ? unpacked.filter((item) => !isNothing(item)).map(unpack) : [unpacked];
}

/** Lines of prose; one text of several lines, with or without bullets, is a list. */
export function toTexts(value: unknown, ...namesInObjects: readonly string[]): readonly unknown[] {
  const unpacked = unpack(value);
  const items = typeof unpacked === "string" ? unpacked.split("\n").map(withoutBullet) : toList(unpacked);
  return items.filter((item) => !isNothing(item)).map((item) => textWithin(item, namesInObjects));
}

/** Paths, or other words that a list may hold in one text: on lines of their own, or with commas between them. */
export function toLabels(value: unknown, ...namesInObjects: readonly string[]): readonly unknown[] {
  const unpacked = unpack(value);
  const items =
    typeof unpacked === "string" && (unpacked.includes(",") || unpacked.includes("\n"))
      ? unpacked.split(/[,\n]/).map(withoutBullet)
      : toList(unpacked);
  const labels = items.filter((item) => !isNothing(item)).map((item) => toLabel(textWithin(item, namesInObjects)));
  return [...new Set(labels)];
}

function textWithin(item: unknown, names: readonly string[]): unknown {
  return isObject(item) ? (pick(fieldsOf(item), ...names) ?? item) : toText(item);
}

function withoutBullet(line: string): string {
  return line.trim().replace(/^(?:[-*•]|\d{1,3}[.)])\s+/, "");
}

/** A whole number from a number or its text. */
export function toInteger(value: unknown): number | null {
  const number = typeof value === "string" && /^\s*L?\d{1,9}\s*$/i.test(value) ? Number(value.replace(/\D/g, "")) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 1 ? number : null;
}

/** First and last line from `"10-20"`, `[10, 20]`, `{start, end}` or `10`; null if it is no range. */
export function toLines(value: unknown): [number, number] | null {
  const [first, last] = lineEnds(unpack(value));
  const start = toInteger(first);
  if (start === null) return null;
  const end = toInteger(last) ?? start;
  return start <= end ? [start, end] : [end, start];
}

function lineEnds(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return [value[0], value[value.length - 1]];
  if (isObject(value)) {
    const fields = fieldsOf(value);
    return [
      pick(fields, "start", "from", "first", "begin", "startline", "line"),
      pick(fields, "end", "to", "last", "endline"),
    ];
  }
  if (typeof value !== "string" || value.length > 40) return [value];
  return value.split(/\s*(?:-|–|:|,|\.\.|to)\s*/);
}
