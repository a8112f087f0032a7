// Tolerant JSON: what is JSON is read as JSON, what weak models make of it comes out the same, and nothing throws.
import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { depthMax, readTolerantJson, type JsonEnding } from "../../../src/agents/tolerant-json.ts";
import { chooser, mangle } from "./mangle.ts";

function read(text: string): { readonly value: unknown; readonly ending: JsonEnding } | null {
  return readTolerantJson(text, 0, text.length).json;
}

const containers = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
const wildStrings = fc.string({ unit: fc.constantFrom(..."ab{}[]:,\"'`\\/#*\n\t“”‘’é😀 \u0000") });
const wildContainers = fc.letrec<{ readonly value: unknown; readonly container: unknown }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, wildStrings, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), tie("container")),
  container: fc.oneof(fc.array(tie("value")), fc.dictionary(fc.oneof(wildStrings, fc.constantFrom("depends_on", "a", "__proto__")), tie("value"))),
})).container;

describe("tolerant JSON", () => {
  test("valid JSON is read as JSON.parse reads it", () => {
    fc.assert(
      fc.property(fc.oneof(containers, wildContainers), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(JSON.stringify(read(text))).toBe(JSON.stringify({ value: JSON.parse(text), ending: "complete" }));
      }),
      { numRuns: 1_000 },
    );
  });

  test("any value, mangled by any mixture, comes out equal", () => {
    fc.assert(
      fc.property(fc.oneof(containers, wildContainers), fc.array(fc.nat(9_999), { minLength: 1, maxLength: 60 }), (value, decisions) => {
        const text = mangle(value, chooser(decisions));
        expect(JSON.stringify(read(text))).toBe(JSON.stringify({ value: JSON.parse(JSON.stringify(value)), ending: "complete" }));
      }),
      { numRuns: 3_000 },
    );
  });

  test("cut anywhere, it is read as a part of the whole, and said to be unfinished", () => {
    fc.assert(
      fc.property(wildContainers, fc.double({ min: 0, max: 1, noNaN: true }), (value, share) => {
        const text = JSON.stringify(value);
        const length = 1 + Math.floor(share * (text.length - 2));
        const part = read(text.slice(0, length));
        expect(part?.ending).not.toBe("complete");
        expect(isPart(part?.value, JSON.parse(text))).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("garbage never throws, and reading never leaves its bounds", () => {
    const alphabet = fc.constantFrom(..."{}[]:,\"'`\\/#*\n “”ntu0129aZ.-+", "```", '"""', "\\u", "None", "\ud83d");
    fc.assert(
      fc.property(fc.string({ unit: alphabet, maxLength: 200 }), fc.nat(200), fc.nat(200), (text, a, b) => {
        const from = Math.min(a, text.length);
        const to = Math.min(from + b, text.length);
        const { end } = readTolerantJson(text, from, to);
        expect(end).toBeGreaterThanOrEqual(from);
        expect(end).toBeLessThanOrEqual(to);
        expect(readTolerantJson(text, from, to)).toEqual(readTolerantJson(text.slice(0, to), from, to));
      }),
      { numRuns: 3_000 },
    );
  });

  test.each<readonly [string, unknown]>([
    ['{"a": "she said "hi" to him", "b": 1}', { a: 'she said "hi" to him', b: 1 }],
    ["{'a': 'don't', 'b': 'it\\'s'}", { a: "don't", b: "it's" }],
    ['{"re": "\\d+\\.\\w"}', { re: "\\d+\\.\\w" }],
    ["{verdict: approve, line: +12, half: .5}", { verdict: "approve", line: 12, half: 0.5 }],
    ["{verdict: needs work\nline: 3\n}", { verdict: "needs work", line: 3 }],
    ['{"a": """two\n"lines" """, "b": 2}', { a: 'two\n"lines" ', b: 2 }],
    ['{"a": [1, 2}', { a: [1, 2] }],
    ['{"a": , "b": 2}', { b: 2 }],
    ['{"url": https://example.org/x?y=1, "b": 2}', { url: "https://example.org/x?y=1", b: 2 }],
    ['{"a": 1, "a": 2}', { a: 2 }],
    ['[,,1,,2,]', [1, 2]],
    ['{"a": NaN, "b": -Infinity}', { a: null, b: "-Infinity" }],
    ['{"a": "\\u00e9\\ud83d\\ude00"}', { a: "é😀" }],
    ['{"a": "\\u00zz"}', { a: "\\u00zz" }],
  ])("%s", (text, value) => {
    expect(read(text)?.value).toEqual(value);
  });

  test.each<readonly [string, JsonEnding, unknown]>([
    ['{"a": [1, {"b": "text', "cut", { a: [1, { b: "text" }] }],
    ['{"a": 1, "b": 12', "cut", { a: 1 }],
    ['{"a": 1, "b": tr', "cut", { a: 1 }],
    ['{"a": 1, "b":', "cut", { a: 1 }],
    ['{"a": 1, "b', "cut", { a: 1 }],
    ['{"a": 1,', "cut", { a: 1 }],
    ['{"a": "x\\', "cut", { a: "x" }],
    ['{"a": "x\\u00', "cut", { a: "x" }],
    ['{"a": [1, {"b": "text"}', "unclosed", { a: [1, { b: "text" }] }],
    ['{"a": true', "unclosed", { a: true }],
    ['{"a": [1]\n```\nThat is all.', "unclosed", { a: [1] }],
  ])("%s is %s", (text, ending, value) => {
    expect(read(text)).toEqual({ value, ending });
  });

  test.each(["{placeholder}", "{ return x; }", "{1 + 2}", "{(a) => b}", `[${"x".repeat(500)}]`])("%s is no JSON", (text) => {
    expect(read(text)).toBeNull();
  });

  test("nesting is read down to its limit and no deeper", () => {
    expect(read("[".repeat(depthMax) + "]".repeat(depthMax))).not.toBeNull();
    expect(read("[".repeat(depthMax + 1) + "]".repeat(depthMax + 1))).toBeNull();
    expect(readTolerantJson("[".repeat(1_000_000), 0, 1_000_000)).toEqual({ json: null, end: depthMax + 1 });
  });
});

function isPart(part: unknown, whole: unknown): boolean {
  if (typeof part === "string") return typeof whole === "string" && whole.startsWith(part);
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.length <= whole.length && part.every((item, index) => isPart(item, whole[index]));
  }
  if (typeof part === "object" && part !== null) {
    if (typeof whole !== "object" || whole === null) return false;
    const held = new Map(Object.entries(whole));
    return Object.entries(part).every(([key, item]) => held.has(key) && isPart(item, held.get(key)));
  }
  return Object.is(part, whole);
}
