import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { covers, globMatches } from "../../../src/guardian/files/path-pattern.ts";
import { fileBytesMax } from "../../../src/guardian/scope/scope.ts";
import type { ChangedFile } from "../../../src/core/change.ts";
import { brief, neverAborted, prepare, type Scene } from "./slot.ts";

const check = async (scene: Scene) => createGate().check(await prepare(scene), neverAborted);

describe("declared paths", () => {
  test("exact paths, subtrees and globs are let through, everything else is told by name", async () => {
    const verdict = await check({
      before: { "src/a.txt": "1" },
      after: { "src/a.txt": "2", "docs/x/y.md": "x", "test/a.test.txt": "x", "src/b.txt": "x", "docsx.md": "x" },
      input: { writes: ["./src/a.txt", "docs/", "test/*.txt"] },
    });
    expect(brief(verdict)).toEqual(["scope/undeclared-path src/b.txt", "scope/undeclared-path docsx.md"]);
    expect(verdict).toMatchObject({ outcome: "refused", stage: "scope" });
    expect(verdict.findings[0]?.message).toContain("./src/a.txt, docs/, test/*.txt");
  });

  test("what the user protects is refused even where the plan names it; what is delicate, unless it does", async () => {
    const verdict = await check({
      before: { "db/1.sql": "a", "sub/package-lock.json": "{}", ".github/workflows/ci.yml": "on: push\n" },
      after: { "db/1.sql": "b", "sub/package-lock.json": "{ }", ".github/workflows/ci.yml": "on: [push]\n", "sub/.env.example": "A=1\n" },
      input: {
        writes: ["db/1.sql", "sub/", ".github/workflows/ci.yml"],
        settings: { protect: ["db/**"], rules: {}, types: "off", lint: "off", tests: "off", network: "off", mutation: "off" },
      },
    });
    expect(brief(verdict)).toEqual(["scope/protected-path db/1.sql", "scope/delicate-path sub/package-lock.json"]);
    expect(verdict.notes.join()).toContain(".github/workflows/ci.yml was changed");
  });

  test("deleting what was not declared is refused too", async () => {
    const verdict = await check({ before: { "a.txt": "1" }, after: { "a.txt": null }, input: { writes: ["b.txt"] } });
    expect(brief(verdict)).toEqual(["scope/undeclared-path a.txt"]);
    expect(verdict.findings[0]?.message).toContain("Undo");
  });

  test("brackets in file names are ordinary", () => {
    expect(covers("app/[id]/page.tsx", "app/[id]/page.tsx")).toBe(true);
    expect(covers("app/[id]/page.tsx", "app/i/page.tsx")).toBe(false);
  });

  test.each([
    ["src/**/*.ts", "src/a.ts", true],
    ["src/**/*.ts", "src/a/b/c.ts", true],
    ["src/*.ts", "src/a/b.ts", false],
    ["**/*.ts", "a.ts", true],
    ["src/**", "src/a/b", true],
    ["src/**", "srcs/a", false],
    ["*", "a/b", false],
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
    ["src/*/x/**/y", "src/1/x/y", true],
  ])("glob %s on %s: %s", (glob, path, expected) => {
    expect(globMatches(glob, path)).toBe(expected);
  });

  test("a glob made of a path's own parts matches it, and no glob is slow", () => {
    const path = fc.array(fc.stringMatching(/^[a-z.]{1,6}$/), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(path, fc.nat(5), fc.nat(5), (segments, first, second) => {
        const from = Math.min(first, second, segments.length);
        const to = Math.min(Math.max(first, second), segments.length);
        const glob = [...segments.slice(0, from), "**", ...segments.slice(to)].join("/");
        expect(globMatches(glob, segments.join("/"))).toBe(true);
        expect(globMatches(segments.map((segment) => `*${segment.slice(-1)}`).join("/"), segments.join("/"))).toBe(true);
      }),
    );
    expect(globMatches("*a".repeat(200), "a".repeat(5000) + "b")).toBe(false);
    expect(globMatches("**/a/".repeat(100) + "c", "a/".repeat(2000) + "b")).toBe(false);
  });
});

describe("what no task may bring in", () => {
  const withFile = async (file: Partial<ChangedFile>) => {
    const input = await prepare({ after: { "a.txt": "x" } });
    const files = input.change.files.map((original) => ({ ...original, ...file }));
    return brief(await createGate().check({ ...input, change: { ...input.change, files } }, neverAborted));
  };

  test("changes inside git's own folder or the plugin's", async () => {
    expect(await withFile({ path: "sub/.GIT/config" })).toEqual(["scope/protected-path sub/.GIT/config"]);
    expect(await withFile({ path: ".opencode/orchestrator/memo/x" })).toEqual([
      "scope/protected-path .opencode/orchestrator/memo/x",
    ]);
    expect(await withFile({ path: ".gitignore" })).toEqual([]);
  });

  test("submodules, and files that turn into something else; an executable bit is fine", async () => {
    expect(await withFile({ modeAfter: "160000" })).toEqual(["scope/submodule a.txt"]);
    expect(await withFile({ modeBefore: "160000", modeAfter: "000000" })).toEqual(["scope/submodule a.txt"]);
    expect(await withFile({ modeBefore: "120000", status: "type-changed" })).toEqual(["scope/mode a.txt"]);
    expect(await withFile({ modeBefore: "100644", modeAfter: "100755", status: "modified" })).toEqual([]);
  });

  test("symbolic links that lead out, by text or by what they point at", async () => {
    const verdict = await check({
      before: { "real/file.txt": "x", out: { link: "/tmp" } },
      after: {
        "inside": { link: "real/file.txt" },
        "real/up": { link: "../real" },
        "dangling": { link: "nowhere" },
        "absolute": { link: "/etc/passwd" },
        "climbs": { link: "../x" },
        "real/climbs": { link: "a/../../../x" },
        "through": { link: "out/x" },
        "git": { link: ".git/config" },
      },
    });
    expect(brief(verdict)).toEqual([
      "scope/link-outside absolute",
      "scope/link-outside climbs",
      "scope/link-outside real/climbs",
      "scope/link-outside through",
      "scope/link-outside git",
    ]);
  });

  test("a link through another link that leads out", async () => {
    const verdict = await check({ before: { out: { link: "/" } }, after: { through: { link: "out/etc/passwd" } } });
    expect(brief(verdict)).toEqual(["scope/link-outside through"]);
  });

  test("huge and binary files, unless they are declared by name", async () => {
    const after = { "big.txt": "x".repeat(fileBytesMax + 1), "image.png": new Uint8Array([1, 0, 2]) };
    const refused = await check({ after, input: { writes: ["*"] } });
    expect(brief(refused)).toEqual(["scope/large-file big.txt", "scope/binary-file image.png"]);
    const accepted = await check({ after, input: { writes: ["big.txt", "image.png"] } });
    expect(accepted.outcome).toBe("accepted");
    expect(accepted.notes.filter((note) => note.includes("declared by name"))).toHaveLength(2);
  });

  test("a file of exactly the limit is let through", async () => {
    expect((await check({ after: { "big.txt": "x".repeat(fileBytesMax) }, input: { writes: ["*"] } })).outcome).toBe("accepted");
  });
});
