// Pages: names that cannot leave the folder, excerpts that keep their budget and always move on.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makePage, readPage, writePage } from "../../../src/context/pages.ts";
import { byteLength, linesOf } from "../../../src/context/text.ts";
import { createMemoryStore } from "../../support/memory-store.ts";

describe("pages", () => {
  test("are named after what they show, and differently for different content", () => {
    expect(makePage("src/a b/ü.ts", ["x"]).name).toMatch(/^src-a-b-.ts-[0-9a-f]{8}$/);
    expect(makePage("a.ts", ["x"]).name).not.toBe(makePage("a.ts", ["y"]).name);
    expect(makePage("a/b.ts", ["x"]).name).not.toBe(makePage("a-b.ts", ["x"]).name);
    expect(makePage("日本", ["x"]).name).toMatch(/^page-[0-9a-f]{8}$/);
    expect(makePage("../..", []).name).not.toContain("..");
  });

  test("every page that was written can be read, whatever its title", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 300 }), async (title) => {
        const store = createMemoryStore();
        const page = makePage(title, ["one", "two"]);
        await writePage(store, page);
        expect([...store.files.keys()][0]).toMatch(/^context\/[^/]+\.md$/);
        expect(await readPage(store, page.name, 0, 1_000)).toBe("one\ntwo\n");
      }),
    );
  });

  test.each(["../journal", "a/b", "", ".", "..", "a..b", "a\\b", "/etc/passwd", "x".repeat(81), "a\0", "-a", "a b"])(
    "no page is named %j",
    async (name) => {
      const store = createMemoryStore();
      store.files.set(`context/${name}.md`, "secret");
      expect(await readPage(store, name, 0, 1_000)).toBeNull();
    },
  );

  test("going on from where the last answer ended reads the whole page", async () => {
    const line = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => text.replace(/[\r\n[]/g, ""));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 60 }), fc.integer({ min: 300, max: 900 }), async (lines, bytesMax) => {
        const store = createMemoryStore();
        const page = makePage("p", lines);
        await writePage(store, page);
        const read: string[] = [];
        for (let offset = 0; offset < lines.length; ) {
          const text = (await readPage(store, page.name, offset, bytesMax)) ?? "";
          expect(byteLength(text)).toBeLessThanOrEqual(bytesMax);
          const shown = [...linesOf(text)];
          const footer = /^\[lines (\d+)-(\d+) of (\d+); more from offset (\d+)\]$/.exec(shown.at(-1) ?? "");
          if (footer !== null) shown.pop();
          expect(shown.length).toBeGreaterThan(0);
          read.push(...shown);
          offset += shown.length;
          expect(footer === null ? lines.length : Number(footer[4])).toBe(offset);
        }
        expect(read).toEqual(lines);
      }),
    );
  });

  test("budgets and offsets of any size", async () => {
    const store = createMemoryStore();
    const page = makePage("p", ["é".repeat(500), "b", "c"]);
    await writePage(store, page);
    for (const bytesMax of [0, 1, 10, 20, 50, 100, 500, 1_001, 1_004, 1_100]) {
      expect(byteLength((await readPage(store, page.name, 0, bytesMax)) ?? "")).toBeLessThanOrEqual(bytesMax);
    }
    expect(await readPage(store, page.name, 0, 200)).toContain("…[line cut]\n[lines 1-1 of 3; more from offset 1]\n");
    expect(await readPage(store, page.name, 2, 200)).toBe("c\n");
    expect(await readPage(store, page.name, 3, 200)).toBe("");
    expect(await readPage(store, page.name, -7, 2_000)).toContain("b\nc\n");
    expect(await readPage(store, page.name, Number.NaN, 2_000)).toContain("b\nc\n");
    expect(await readPage(store, "unknown-page", 0, 200)).toBeNull();
  });
});
