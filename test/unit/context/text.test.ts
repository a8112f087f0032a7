// Budgets in UTF-8 bytes: never half a line, never half a character.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteLength, cutLine, cutMark, lineCounter, linesOf, linesThatFit, oneLine } from "../../../src/context/text.ts";

describe("text", () => {
  test("lines of every line break", () => {
    expect(linesOf("a\r\nb\n\nc\n")).toEqual(["a", "b", "", "c"]);
    expect(linesOf("")).toEqual([]);
    expect(linesOf("a")).toEqual(["a"]);
  });

  test("a cut line fits, is a beginning, and has no broken character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), fc.nat(300), (line, bytesMax) => {
        const cut = cutLine(line, bytesMax);
        expect(byteLength(cut)).toBeLessThanOrEqual(bytesMax);
        if (cut === line || cut === "") return;
        expect(cut.endsWith(cutMark)).toBe(true);
        expect(line.startsWith(cut.slice(0, -cutMark.length))).toBe(true);
      }),
    );
  });

  test("lines that fit, with their breaks", () => {
    expect(linesThatFit(["é", "b"], 4)).toBe(1);
    expect(linesThatFit(["é", "b"], 5)).toBe(2);
    expect(linesThatFit(["abc"], 3)).toBe(0);
    expect(linesThatFit([], -1)).toBe(0);
  });

  test("one line, without control characters", () => {
    expect(oneLine(" a\n\tb\u001b[31m c ", 100)).toBe("a b [31m c");
    expect(oneLine("ääää", 3)).toBe("ää…");
  });

  test("line numbers of offsets", () => {
    const lineOf = lineCounter("a\nbc\n\nd");
    expect([0, 1, 2, 4, 5, 6].map(lineOf)).toEqual([1, 1, 2, 2, 3, 4]);
  });
});
