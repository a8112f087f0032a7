import { describe, expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { brief, neverAborted, prepare, writeTree, type Scene, type Tree } from "./slot.ts";

const packages: Tree = {
  "node_modules/tools/package.json": JSON.stringify({ name: "tools", exports: { ".": "./index.js", "./sub": { "some-condition": "./sub.js" }, "./deep/*": "./deep/*.js", "./never": null } }),
  "node_modules/tools/index.js": "",
  "node_modules/tools/deep/a.js": "",
  "node_modules/plain/package.json": JSON.stringify({ name: "plain", main: "main.js" }),
  "node_modules/plain/main.js": "",
  "node_modules/plain/lib/x.js": "",
  "node_modules/plain/lib/theme.scss": "",
  "node_modules/one/package.json": JSON.stringify({ name: "one", exports: "./one.js" }),
  "node_modules/one/one.js": "",
};

async function check(scene: Scene, installed: Tree = packages) {
  const input = await prepare(scene);
  await writeTree(input.directory, installed);
  return createGate().check(input, neverAborted);
}

const manifest = (dependencies: Record<string, string>) => `${JSON.stringify({ name: "app", dependencies }, null, 2)}\n`;

describe("installed packages", () => {
  const before: Tree = { "package.json": manifest({ tools: "1", plain: "1", one: "1", absent: "1" }) };
  const judged = async (text: string) => brief(await check({ before, after: { "src/a.ts": text } }));

  test.each(['import "tools";', 'import "tools/sub";', 'import "tools/deep/a";', 'import "plain/lib/x.js";', 'import "plain/lib/x";', 'import "one";', 'import "absent";', 'await import("tools/nope");', 'import "plain/lib/theme";', 'import "app/src/b.js";'])("%s is right", async (text) => {
    expect(await judged(text)).toEqual([]);
  });

  test.each(['import "tools/nope";', 'import type { A } from "one/types";', 'require("tools/lib/a.js");', 'require("plain/lib/y");'])("%s is refused: the package does not offer it", async (text) => {
    expect(await judged(text)).toEqual(["links/unknown-subpath src/a.ts:1"]);
  });

  test("a package that imports itself offers what its own manifest says", async () => {
    const own = `${JSON.stringify({ name: "app", exports: { ".": "./index.js" } })}\n`;
    expect(brief(await check({ before: { "package.json": own }, after: { "src/a.ts": 'import "app/lib/deep";' } }))).toEqual(["links/unknown-subpath src/a.ts:1"]);
  });

  test("a subpath that was imported before is not held against the change", async () => {
    const text = 'import "tools/nope";\n';
    expect(brief(await check({ before: { ...before, "src/a.ts": text }, after: { "src/a.ts": `${text}import "tools";\n` } }))).toEqual([]);
  });
});

describe("packages that a change declares", () => {
  const scene: Scene = { before: { "package.json": manifest({ tools: "1", absent: "1" }) }, after: { "package.json": manifest({ tools: "1", absent: "1", plain: "1", "super-jwt-helper": "1" }) } };

  test("what is not installed is a warning at its line", async () => {
    const verdict = await check(scene);
    expect(verdict.outcome).toBe("accepted");
    expect(brief(verdict)).toEqual(["links/not-installed package.json:7"]);
    expect(verdict.findings[0]?.message).toContain('"super-jwt-helper" is added here but is not installed');
  });

  test("where nothing is installed nothing is said", async () => {
    expect(brief(await check(scene, {}))).toEqual([]);
  });
});
