// Files that would take a native parser down with the whole process: they are known by size alone.
import { describe, expect, test } from "vitest";
import { readFacts } from "../../../src/context/facts.ts";

describe("hostile files", () => {
  test.each([
    ["parentheses", "a.js", `export const a = ${"(".repeat(50_000)}1${")".repeat(50_000)};`],
    ["objects", "a.ts", `export const a = ${"{a:".repeat(30_000)}1${"}".repeat(30_000)};`],
    ["elements", "a.html", "<div>".repeat(100_000)],
    ["rules", "a.css", "a{".repeat(100_000)],
  ])("%s nested without end", async (_what, path, text) => {
    const facts = await readFacts(path, text);
    expect(facts.lines).toBe(1);
    expect(facts.symbols).toEqual([]);
  });
});
