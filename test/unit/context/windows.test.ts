// Which lines are shown: inside the file, at most a hundred at once, no line twice.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aroundSymbol, chooseWindows, codeWordsOf, namedSymbols, windowLinesMax, wordsOf } from "../../../src/context/windows.ts";

const symbol = (name: string, line: number) =>
  ({ name, line, endLine: line, kind: "function", signature: name, exported: true }) as const;

describe("windows", () => {
  test("a short file is shown whole, a long one where something is wanted, else its beginning", () => {
    expect(chooseWindows([[3, 4]], 100, 3)).toEqual([[1, 100]]);
    expect(chooseWindows([], 101, 3)).toEqual([[1, 100]]);
    expect(chooseWindows([[150, 160], [10, 400]], 500, 3)).toEqual([[150, 160], [10, 109]]);
    expect(chooseWindows([[1, 5]], 0, 3)).toEqual([]);
  });

  test("ranges from models may be anything", () => {
    const range = fc.tuple(fc.integer({ min: -500, max: 900 }), fc.integer({ min: -500, max: 900 }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 8 }), fc.integer({ min: 1, max: 600 }), (wanted, totalLines) => {
        const windows = chooseWindows(wanted, totalLines, 3);
        expect(windows.length).toBeGreaterThan(0);
        expect(windows.length).toBeLessThanOrEqual(3);
        const shown = windows.flatMap(([first, last]) => {
          expect(first).toBeGreaterThanOrEqual(1);
          expect(last).toBeLessThanOrEqual(totalLines);
          expect(last - first).toBeLessThan(windowLinesMax);
          return Array.from({ length: last - first + 1 }, (_, index) => first + index);
        });
        expect(new Set(shown).size).toBe(shown.length);
      }),
    );
  });

  test("symbols are named by whole words, and not by chance", () => {
    const words = wordsOf(["Change `verifyToken(id)` in größe_2", "id"]);
    const symbols = [symbol("verify", 1), symbol("verifyToken", 200), symbol("id", 3), symbol("größe_2", 4)];
    expect(namedSymbols(symbols, words).map(({ name }) => name)).toEqual(["verifyToken", "größe_2"]);
    expect(aroundSymbol(symbol("verifyToken", 200))).toEqual([195, 294]);
    expect(aroundSymbol(symbol("first", 2))[0]).toBe(1);
  });

  test("methods come first, and those named like plain words only where they stand as code", () => {
    const texts = ["Write `set` and Router.prototype.find(path); let findRoute add what load() needs, in class Router"];
    const method = (name: string, line: number) => ({ ...symbol(name, line), kind: "method" }) as const;
    const symbols = [symbol("Router", 1), ...["set", "find", "add", "load", "findRoute", "needs"].map((name, index) => method(name, index + 2))];
    const named = namedSymbols(symbols, wordsOf(texts), codeWordsOf(texts)).map(({ name }) => name);
    expect(named).toEqual(["set", "find", "load", "findRoute", "Router"]);
  });
});
