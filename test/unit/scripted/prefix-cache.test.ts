import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cacheBlockBytes, PrefixCache } from "../../../src/scripted/prefix-cache.ts";

describe("the cached prefix", () => {
  test("is the longest that any earlier prompt shares, in whole blocks", () => {
    const prompt = fc.array(fc.constantFrom("a", "b"), { maxLength: 6 }).map((parts) => parts.map((part) => part.repeat(300)).join(""));
    fc.assert(
      fc.property(fc.array(prompt, { maxLength: 8 }), prompt, (earlier, last) => {
        const cache = new PrefixCache();
        for (const text of earlier) cache.take("weak", text);
        const shared = Math.max(0, ...earlier.map((text) => sharedBytes(text, last)));
        expect(cache.take("weak", last)).toBe(shared - (shared % cacheBlockBytes));
      }),
    );
  });

  test("is each model's own", () => {
    const cache = new PrefixCache();
    cache.take("weak", "x".repeat(2_000));
    expect(cache.take("strong", "x".repeat(2_000))).toBe(0);
    expect(cache.take("weak", "x".repeat(2_000))).toBe(1_536);
  });
});

function sharedBytes(one: string, other: string): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  return at;
}
