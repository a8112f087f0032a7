// The rig's own arithmetic: draws, Beta distributions, closed forms, and that a mission of it is one of the real kernel.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bestOf, oneShot, ours } from "../../../bench/method/arms.ts";
import { alphaFor, allRight, bestOfChances, silentlyWrong } from "../../../bench/method/closed-form.ts";
import { difficulty, incompleteBeta } from "../../../bench/method/difficulty.ts";
import { draw, keyOf } from "../../../bench/method/draws.ts";
import { tally } from "../../../bench/method/tally.ts";
import { weak } from "../../../bench/method/truth.ts";
import { standard } from "../../../bench/method/world.ts";

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("draws", () => {
  test("are the same for the same keys, and spread evenly over others", () => {
    fc.assert(fc.property(fc.array(fc.integer(), { maxLength: 6 }), (keys) => draw(...keys) === draw(...keys) && draw(...keys) >= 0 && draw(...keys) < 1));
    const cells = Array.from({ length: 20 }, () => 0);
    for (let mission = 0; mission < 200; mission += 1) {
      for (let task = 0; task < 100; task += 1) {
        const cell = Math.floor(draw(1, mission, 5, keyOf(`t${task}`), 1) * 20);
        cells[cell] = (cells[cell] ?? 0) + 1;
      }
    }
    for (const count of cells) expect(count).toBeGreaterThan(850);
  });
});

describe("a task's chance", () => {
  test.each([
    [0.5, 4],
    [0.7, 0.5],
    [0.9, 4],
    [0.5, Number.POSITIVE_INFINITY],
  ])("has the mean %d at concentration %d, and grows with its rank", (wanted, concentration) => {
    const chances = Array.from({ length: 1_000 }, (_, at) => difficulty(wanted, concentration)((at + 0.5) / 1_000));
    expect(mean(chances)).toBeCloseTo(wanted, 2);
    expect(chances.toSorted((left, right) => left - right)).toEqual(chances);
  });

  test("rests on the incomplete beta function", () => {
    expect(incompleteBeta(0.5, 2, 2)).toBeCloseTo(0.5, 9);
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 9);
    expect(incompleteBeta(0.25, 0.5, 0.5)).toBeCloseTo(1 / 3, 9);
  });
});

describe("closed forms", () => {
  const alike = { ...standard, concentration: Number.POSITIVE_INFINITY };

  test("are those that can be worked out by hand", () => {
    const { right, wrong } = bestOfChances({ ...alike, alpha: 0.02, beta: 0 }, 0.5, 1);
    expect([right, wrong]).toEqual([expect.closeTo(0.5, 9), expect.closeTo(0.01, 9)]);
    expect(bestOfChances({ ...alike, alpha: 0, beta: 0 }, 0.5, 3).right).toBeCloseTo(0.875, 9);
    expect(alphaFor(0.5, 0, 100, 0.95)).toBeCloseTo(5.13e-4, 6);
  });

  test("agree with what is counted", () => {
    const world = { ...standard, tasks: 4 };
    const counted = tally(bestOf(5, weak), world, 4_000);
    const task = bestOfChances(world, world.p, 5);
    expect(Math.abs(counted.allRight.share - allRight(task, 4))).toBeLessThan(0.03);
    expect(Math.abs(counted.silentlyWrong.share - silentlyWrong(task, 4))).toBeLessThan(0.02);
  });
});

describe("a mission of the rig", () => {
  test("comes to an end in every world, is right or wrong or stopped, and is the same again", () => {
    const world = { ...standard, tasks: 12, impossible: 0.1, concentration: 0.5 };
    for (const reviewer of ["honest", "strict", "yes", "no", "liar", "silent"] as const) {
      const counted = tally(ours(), { ...world, reviewer }, 20);
      expect(counted.allRight.hits + counted.silentlyWrong.hits + counted.honestStop.hits).toBe(20);
      expect(tally(ours(), { ...world, reviewer }, 20)).toEqual(counted);
    }
  });

  test("with a gate that errs never and tasks that anyone can do, all is right; one shot is not", () => {
    const world = { ...standard, alpha: 0, beta: 0, concentration: Number.POSITIVE_INFINITY, p: 0.8 };
    expect(tally(ours(), world, 30).silentlyWrong.hits).toBe(0);
    expect(tally(ours(), world, 30).allRight.share).toBeGreaterThan(0.9);
    expect(tally(oneShot(weak), world, 30).allRight.share).toBeLessThan(0.1);
  });
});
