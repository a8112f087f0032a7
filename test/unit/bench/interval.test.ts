// The interval against values of published tables, and against its definition.
import { describe, expect, test } from "vitest";
import { clopperPearson } from "../../../bench/gate/interval.ts";

describe("the interval of Clopper and Pearson", () => {
  test.each([
    [0, 10, 0, 0.308_497_1],
    [10, 10, 0.691_502_9, 1],
    [5, 10, 0.187_086, 0.812_914],
    [1, 100, 0.000_253_146, 0.054_459_4],
    [0, 500, 0, 0.007_350_6],
  ])("%i of %i", (hits, count, low, high) => {
    const interval = clopperPearson(hits, count);
    expect(interval.low).toBeCloseTo(low, 5);
    expect(interval.high).toBeCloseTo(high, 5);
  });

  test("nothing counted says nothing", () => {
    expect(clopperPearson(0, 0)).toEqual({ low: 0, high: 1 });
  });

  test("it is symmetric, holds the share, and narrows with the count", () => {
    for (const count of [10, 200, 3_000]) {
      const hits = count / 10;
      const { low, high } = clopperPearson(hits, count);
      const mirrored = clopperPearson(count - hits, count);
      expect(mirrored.low).toBeCloseTo(1 - high, 8);
      expect(mirrored.high).toBeCloseTo(1 - low, 8);
      expect(low).toBeLessThan(0.1);
      expect(high).toBeGreaterThan(0.1);
      expect(high - low).toBeLessThan(4 / Math.sqrt(count));
    }
  });
});
