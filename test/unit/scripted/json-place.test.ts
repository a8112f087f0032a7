import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonErrorPlace } from "../../../src/scripted/json-place.ts";

describe("the place where a text stops being JSON", () => {
  test.each([
    ["", 'line 1, column 1, at the end of the text'],
    ["  nonsense", 'line 1, column 3, at "nonsense"'],
    ['{"a": 1,}', 'line 1, column 9, at "}"'],
    ['{"a" 1}', 'line 1, column 6, at "1}"'],
    ["{a: 1}", 'line 1, column 2, at "a: 1}"'],
    ["[1 2]", 'line 1, column 4, at "2]"'],
    ["[1,\n 02]", 'line 2, column 2, at "02]"'],
    ["[,]", 'line 1, column 2, at ",]"'],
    ["[1}", 'line 1, column 3, at "}"'],
    ["{]", 'line 1, column 2, at "]"'],
    ['["open', "line 1, column 7, at the end of the text"],
    ['["tab\there"]', 'line 1, column 6, at "\\there\\"]"'],
    ['["\\x"]', 'line 1, column 3, at "\\\\x\\"]"'],
    ["[1] [2]", 'line 1, column 5, at "[2]"'],
    ['{"a": {"b": [1', "line 1, column 15, at the end of the text"],
  ])("%j", (text, place) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(jsonErrorPlace(text)).toBe(place);
  });

  test("of a JSON text cut anywhere is its end, or the last token", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, at) => {
        const whole = JSON.stringify([value], null, 1);
        const text = whole.slice(0, at % whole.length);
        const column = Number(/column (\d+)/.exec(jsonErrorPlace(text))?.[1]);
        const lastLine = text.slice(text.lastIndexOf("\n") + 1);
        expect(jsonErrorPlace(text)).toContain(`line ${text.split("\n").length},`);
        expect(column).toBeLessThanOrEqual(lastLine.length + 1);
      }),
    );
  });

  test("is found in a deep nest and in a long string", () => {
    expect(jsonErrorPlace("[".repeat(200_000))).toContain("column 200001,");
    expect(jsonErrorPlace(`["${"x".repeat(3_000_000)}`)).toContain("column 3000003,");
  });
});
