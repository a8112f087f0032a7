import { describe, expect, test } from "vitest";
import { packDiff } from "../../../src/agents/pack-diff.ts";
import { seededRandom } from "../../support/random.ts";

function diffOf(name: string, lines: number, text = "+line"): string {
  const head = `diff --git a/${name} b/${name}\n--- a/${name}\n+++ b/${name}\n`;
  return head + Array.from({ length: lines }, (_, at) => `${text} ${at}\n`).join("");
}

describe("a diff in a bound of bytes", () => {
  test("stays as it is if it fits", () => {
    const patch = diffOf("a.js", 3) + diffOf("b.js", 3);
    expect(packDiff(patch, Buffer.byteLength(patch))).toBe(patch);
  });

  test("leaves short files whole beside a long one, of which it says how much is left out", () => {
    const [first, long, last] = [diffOf("a.js", 3), diffOf("long.js", 5_000), diffOf("z.js", 3)];
    const packed = packDiff(first + long + last, 4_000);
    expect(packed.startsWith(first)).toBe(true);
    expect(packed.endsWith(last)).toBe(true);
    const left = Number(/\[(\d+) more lines of this file's diff; read the file\]\n/.exec(packed)?.[1]);
    const kept = packed.split("\n").filter((line) => line.startsWith("+line")).length - 6;
    expect(kept).toBeGreaterThan(200);
    expect(kept + 3 + left).toBe(5_003);
  });

  test("is never longer than the bound, whatever it is of", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seededRandom(seed);
      const files = Array.from({ length: 1 + random.below(30) }, (_, at) => diffOf(`f${at}.js`, random.below(100), random.chance(0.5) ? "+é😀" : "-x"));
      const bytesMax = random.below(6_000);
      expect(Buffer.byteLength(packDiff(files.join(""), bytesMax)), `seed ${seed}`).toBeLessThanOrEqual(bytesMax);
    }
  });
});
