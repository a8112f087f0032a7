// Reads JSON as weak models write it: comments, trailing or missing commas, single and smart quotes, bare keys, Python's
// words, raw newlines, a missing end. One pass, linear in what it consumes. It does not know what the value should be.
import { isAtEnd, isBlank, isComment, skipBlank, type Cursor, type JsonEnding } from "./json-cursor.ts";
import { readString } from "./tolerant-string.ts";

export type { JsonEnding } from "./json-cursor.ts";

export interface TolerantJson {
  readonly value: unknown;
  readonly ending: JsonEnding;
}

/** `value` is absent if the text is not JSON of any sort; `end` is where reading stopped. */
export interface Reading {
  readonly json: TolerantJson | null;
  readonly end: number;
}

export const depthMax = 200;
const bareCharsMax = 400;

/** Stands for a value that is not there, as after `"a":` at the end of the text. */
const absent: unique symbol = Symbol("absent");

/** Reads one object or list that begins at `from`, and nothing at or after `to`. */
export function readTolerantJson(text: string, from: number, to: number): Reading {
  const cursor: Cursor = { text, at: from, to, depth: 0, ending: "complete", failed: false };
  const value = readValue(cursor);
  if (cursor.failed || value === absent) return { json: null, end: cursor.at };
  return { json: { value, ending: cursor.ending }, end: cursor.at };
}

function readValue(cursor: Cursor): unknown {
  skipBlank(cursor);
  if (isAtEnd(cursor)) {
    cursor.ending = "cut";
    return absent;
  }
  const char = cursor.text.charAt(cursor.at);
  if (char === "{") return readObject(cursor);
  if (char === "[") return readList(cursor);
  if (char === "}" || char === "]" || char === ",") return absent;
  return readString(cursor, "value") ?? readBare(cursor);
}

function readObject(cursor: Cursor): unknown {
  if (!descend(cursor)) return absent;
  const entries: [string, unknown][] = [];
  while (hasMore(cursor, "}")) {
    const key = readKey(cursor);
    if (key === null) {
      if (!isAtEnd(cursor)) cursor.failed = true;
      break;
    }
    const value = readValue(cursor);
    if (value !== absent) entries.push([key, value]);
  }
  cursor.depth -= 1;
  // Not by assignment, which would take `__proto__` for the prototype.
  return cursor.failed ? absent : Object.fromEntries(entries);
}

function readList(cursor: Cursor): unknown {
  if (!descend(cursor)) return absent;
  const items: unknown[] = [];
  while (hasMore(cursor, "]")) {
    const value = readValue(cursor);
    if (value !== absent) items.push(value);
  }
  cursor.depth -= 1;
  return cursor.failed ? absent : items;
}

function descend(cursor: Cursor): boolean {
  cursor.at += 1;
  cursor.depth += 1;
  if (cursor.depth > depthMax) cursor.failed = true;
  return !cursor.failed;
}

/** Goes on to the next member, or past the end of the container; the other kind's bracket ends it as well, unread. */
function hasMore(cursor: Cursor, closing: "}" | "]"): boolean {
  if (cursor.failed) return false;
  const afterComma = skipSeparators(cursor);
  if (isAtEnd(cursor)) {
    if (afterComma) cursor.ending = "cut";
    else if (cursor.ending === "complete") cursor.ending = "unclosed";
    return false;
  }
  const char = cursor.text.charAt(cursor.at);
  if (char === closing) {
    cursor.at += 1;
    return false;
  }
  return char !== "}" && char !== "]";
}

function skipSeparators(cursor: Cursor): boolean {
  let met = false;
  for (skipBlank(cursor); cursor.at < cursor.to && cursor.text.charAt(cursor.at) === ","; skipBlank(cursor)) {
    cursor.at += 1;
    met = true;
  }
  return met;
}

/** A key with its colon; null if there is none, or if the text ends first. */
function readKey(cursor: Cursor): string | null {
  const key = readString(cursor, "key") ?? readBareKey(cursor);
  if (key === null) return null;
  skipBlank(cursor);
  if (isAtEnd(cursor)) {
    cursor.ending = "cut";
    return null;
  }
  if (cursor.text.charAt(cursor.at) !== ":") {
    cursor.failed = true;
    return null;
  }
  cursor.at += 1;
  return key;
}

function readBareKey(cursor: Cursor): string | null {
  const start = cursor.at;
  const end = Math.min(cursor.to, start + bareCharsMax);
  while (cursor.at < end && /[\p{L}\p{N}_$.-]/u.test(cursor.text.charAt(cursor.at))) cursor.at += 1;
  return cursor.at > start ? cursor.text.slice(start, cursor.at) : null;
}

const words: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["null", null],
  ["True", true],
  ["False", false],
  ["None", null],
  ["undefined", null],
  ["NaN", null],
  ["Infinity", null],
]);

/** A number, a word, or text that somebody forgot to quote: up to the next separator or the end of the line. */
function readBare(cursor: Cursor): unknown {
  const start = cursor.at;
  const end = Math.min(cursor.to, start + bareCharsMax);
  while (cursor.at < end && !endsBare(cursor)) cursor.at += 1;
  const bare = cursor.text.slice(start, cursor.at).trim();
  if (bare === "" || cursor.at === start + bareCharsMax) {
    cursor.failed = true;
    return absent;
  }
  if (words.has(bare)) return words.get(bare);
  // What the text's end cut short may have been longer: half a number is a wrong number.
  if (cursor.at >= cursor.to) {
    cursor.ending = "cut";
    return absent;
  }
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(bare) ? Number(bare) : bare;
}

function endsBare(cursor: Cursor): boolean {
  const char = cursor.text.charAt(cursor.at);
  if (char === "," || char === "}" || char === "]" || char === "\n" || char === "\r") return true;
  return isBlank(char) && isComment(cursor, cursor.at + 1);
}
