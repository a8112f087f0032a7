// Kinds of modules, ways to import them, and settings that decide where imports lead.
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { brief, neverAborted, prepare, type Scene, type Tree } from "./slot.ts";

const check = async (scene: Scene) => createGate().check(await prepare(scene), neverAborted);

describe("names used through whole modules", () => {
  const before: Tree = {
    "src/lib.ts": "export const one = 1;\nexport type Two = 2;\nexport function run() { return one; }\n",
    "src/barrel.ts": 'export * as lib from "./lib.ts";\nexport * from "./lib.ts";\n',
    "src/old.cjs": "exports.one = 1;\nexports.two = function () {};\n",
    "src/odd.cjs": "module.exports = make();\nmodule.exports.one = 1;\n",
  };
  const judged = async (text: string) => brief(await check({ before, after: { "src/new.ts": text } }));

  test.each([
    'import * as lib from "./lib.ts"; lib.one; lib.run(); const x: lib.Two = 2; lib["any"];',
    'import * as lib from "./lib.ts"; if (lib.missing) lib.missing();',
    'import * as lib from "./lib.ts"; lib.missing?.(); typeof lib.missing; lib.other ?? 1;',
    'import * as lib from "./lib.ts"; function f(lib: any) { return lib.missing; }',
    'const { one } = await import("./lib.ts"); (await import("./lib.ts")).run();',
    'const { missing = 1 } = await import("./lib.ts"); const { ...all } = await import("./lib.ts");',
    'const old = require("./old.cjs"); old.one; old.two(); require("./old.cjs").hasOwnProperty("x");',
    'const { anything } = require("./odd.cjs"); require("./odd.cjs").whatever;',
  ])("%s is right", async (text) => {
    expect((await judged(text)).filter((found) => found.startsWith("links"))).toEqual([]);
  });

  test.each([
    'import * as lib from "./lib.ts"; lib.missing();',
    'import * as lib from "./lib.ts"; const x: lib.Missing = 2;',
    'import * as all from "./barrel.ts"; all.missing;',
    'import * as lib from "./lib.ts"; const { one, missing } = lib;',
    'const { missing } = await import("./lib.ts");',
    '(await import("./lib.ts")).missing();',
    'const lib = await import("./lib.ts"); lib.missing();',
    'const { missing } = require("./old.cjs");',
    'require("./old.cjs").missing;',
    'const old = require("./old.cjs"); old.missing();',
    'const old = require("./lib.ts"); old.missing();',
  ])("%s is wrong", async (text) => {
    expect(await judged(text)).toContain("links/unknown-export src/new.ts:1");
  });

  test.each([
    ['import * as lib from "./lib.ts";\nlib.run();\n', "src/user.ts:2"],
    ['import * as all from "./barrel.ts";\nall.run();\n', "src/user.ts:2"],
    ['const { run } = await import("./lib.ts");\n', "src/user.ts:1"],
    ['require("./lib.ts").run();\n', "src/user.ts:1"],
    ['export { run as start } from "./barrel.ts";\n', "src/user.ts:1"],
  ])("a removed name is missed by %s", async (user, place) => {
    const verdict = await check({ before: { ...before, "src/user.ts": user }, after: { "src/lib.ts": "export const one = 1;\nexport type Two = 2;\n" } });
    expect(brief(verdict)).toEqual(["links/broken-user src/lib.ts"]);
    expect(verdict.findings[0]?.message).toContain(place);
  });

  test.each([
    "const { readFileSync, promises } = require('fs');",
    "import fs from 'node:fs'; fs.readFileSync; fs.readJsonSync?.('a'); if (fs.outputFile) fs.outputFile();",
    "import { globSync } from 'node:fs'; import { styleText, inspect } from 'util';",
    "const events = require('events'); events.once; events.name; new events.EventEmitter();",
    "const path = require('path/'); path.anything;",
  ])("what Node has is right: %s", async (text) => {
    expect(brief(await check({ before: {}, after: { "src/new.js": text } })).filter((found) => found.startsWith("links/unknown-export"))).toEqual([]);
  });

  test.each(["const { readJsonSync } = require('node:fs');", "import fs from 'fs'; fs.readJsonSync('a');", "import { deepClone } from 'node:util';", "require('path').joinAll('a');", "import * as os from 'os'; os.coreCount();"])(
    "what Node does not have is wrong: %s",
    async (text) => {
      expect(brief(await check({ before: {}, after: { "src/new.js": text } }))).toContain("links/unknown-export src/new.js:1");
      expect(brief(await check({ before: { "src/new.js": text }, after: { "src/new.js": `${text}\nf();` } }))).not.toContain("links/unknown-export src/new.js:1");
    },
  );

  test("a name that a CommonJS file no longer exports is missed", async () => {
    const scene = { before: { ...before, "src/user.js": 'const old = require("./old.cjs");\nold.two();\n' }, after: { "src/old.cjs": "exports.one = 1;\n" } };
    expect(brief(await check(scene))).toEqual(["links/broken-user src/old.cjs"]);
  });
});

describe("ways that imports lead", () => {
  const settled = async (before: Tree, text: string) => brief(await check({ before, after: { "src/new.ts": text } }));

  test("a tsconfig that cannot be read is told, and its aliases are left out", async () => {
    const before = { "tsconfig.json": '{ "compilerOptions": { "paths": {', "src/a.ts": "export const a = 1;" };
    const verdict = await check({ before, after: { "src/b.ts": 'import { a } from "./a.ts";\nimport { c } from "./a.ts";\n' } });
    expect(brief(verdict)).toEqual(["links/unknown-export src/b.ts:2"]);
    expect(verdict.notes).toEqual([expect.stringContaining("a tsconfig could not be used")]);
  });

  test("a workspace's packages are known by their names, by the exports that they declare", async () => {
    const before: Tree = {
      "package.json": '{ "workspaces": ["packages/*"], "dependencies": { "@org/lib": "*" } }',
      "packages/lib/package.json": '{ "name": "@org/lib", "exports": { ".": { "types": "./src/index.ts", "default": "./dist/index.js" }, "./sub": "./src/sub.ts" } }',
      "packages/lib/src/index.ts": "export const lib = 1;\n",
      "packages/lib/src/sub.ts": "export const sub = 1;\n",
      "user.ts": 'import { lib } from "@org/lib";\n',
    };
    const install = async (scene: Scene) => {
      const input = await prepare(scene);
      await mkdir(join(input.directory, "node_modules/@org"), { recursive: true });
      await symlink("../../packages/lib", join(input.directory, "node_modules/@org/lib"));
      return brief(await createGate().check(input, neverAborted));
    };
    expect(await install({ before, after: { "a.ts": 'import { lib } from "@org/lib"; import { sub } from "@org/lib/sub";' } })).toEqual([]);
    expect(await install({ before, after: { "a.ts": 'import { nope } from "@org/lib/sub";' } })).toEqual(["links/unknown-export a.ts:1"]);
    expect(await install({ before, after: { "a.ts": 'import { x } from "@org/lib/other";' } })).toEqual(["links/unknown-subpath a.ts:1"]);
    expect(await install({ before, after: { "packages/lib/src/index.ts": "export const renamed = 1;\n" } })).toEqual(["links/broken-user packages/lib/src/index.ts"]);
  });

  test("imports of package.json lead through conditions", async () => {
    const before: Tree = {
      "package.json": '{ "name": "app", "imports": { "#db": { "node": "./src/db.ts", "default": "./src/none.ts" }, "#lib/*": "./src/lib/*.ts" } }',
      "src/db.ts": "export const db = 1;",
      "src/lib/x.ts": "export const x = 1;",
    };
    expect(await settled(before, 'import { db } from "#db"; import { x } from "#lib/x";')).toEqual([]);
    expect(await settled(before, 'import { nope } from "#db";')).toEqual(["links/unknown-export src/new.ts:1"]);
    expect(await settled(before, 'import { y } from "#lib/y";')).toEqual(["links/unresolved-import src/new.ts:1"]);
  });

  test("types are passed on by export type *, and declared beside", async () => {
    const before: Tree = {
      "src/types.ts": "export interface User {}\n",
      "src/index.ts": 'export type * from "./types.ts";\nexport type * as all from "./types.ts";\n',
      "src/declared.d.ts": "export declare function make(name: string): void;\nexport interface Made {}\n",
      "src/declared.js": "export function make(name) {}\n",
    };
    expect(await settled(before, 'import type { User, all } from "./index.ts"; import { make, type Made } from "./declared.js";')).toEqual([]);
    expect(await settled(before, 'import type { Usr } from "./index.ts";')).toEqual(["links/unknown-export src/new.ts:1"]);
    expect(await settled(before, 'import { type Maker } from "./declared.js";')).toEqual(["links/unknown-export src/new.ts:1"]);
  });

  test("Vue and Svelte files are found, and use what they import", async () => {
    const before: Tree = {
      "src/lib.ts": "export const title = 1;\nexport const other = 2;\n",
      "src/Page.vue": '<template><p>{{ title }}</p></template>\n<script setup lang="ts">\nimport { title } from "./lib.ts";\nconst a: number = title;\n</script>\n',
      "src/Part.svelte": '<script>\n  import { other } from "./lib.ts";\n</script>\n<p>{other}</p>\n',
    };
    expect(await settled(before, 'import Page from "./Page.vue"; import Part, { anything } from "./Part.svelte";')).toEqual([]);
    expect(await settled(before, 'import Page from "./Pag.vue";')).toEqual(["links/unresolved-import src/new.ts:1"]);
    const verdict = await check({ before, after: { "src/lib.ts": "export const nothing = 1;\n" } });
    expect(verdict.findings.map(({ message }) => message)).toEqual([expect.stringContaining("src/Page.vue:3"), expect.stringContaining("src/Part.svelte:2")]);
  });
});

test("an alias of a tsconfig holds for JavaScript and components of the same folder, whoever asks first", async () => {
  const before: Tree = {
    "package.json": "{}",
    "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    "src/lib.ts": "export const one = 1;\n",
  };
  const uses = 'import { one } from "@/lib";\none;\n';
  const after = { "src/a.js": uses, "src/a.vue": `<script>\n${uses}</script>\n`, "src/b.ts": uses, "src/c.js": 'import { two } from "@/lib";\ntwo;\n' };
  const found = brief(await check({ before, after }));
  expect(found.filter((line) => line.startsWith("links/un"))).toEqual(["links/unknown-export src/c.js:1"]);
});
