import { mkdir, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { createModuleIndex } from "../../../src/guardian/links/module-index.ts";
import { nearestName } from "../../../src/guardian/nearest.ts";
import { brief, neverAborted, prepare, temporaryFolder, writeTree, type Scene, type Tree } from "./slot.ts";

const check = async (scene: Scene) => createGate().check(await prepare(scene), neverAborted);
const manifest = (parts: object = {}): string => JSON.stringify({ name: "app", type: "module", ...parts });

describe("imports of changed files", () => {
  const base: Tree = {
    "package.json": manifest({ dependencies: { zod: "4" }, imports: { "#db": "./src/db.ts" } }),
    "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    "src/users.ts": "export const a = 1, { b } = x;\nexport default function users() {}\nexport interface User {}\nexport type Id = string;\nexport class Store {}\nexport enum Kind { A }\nexport { a as renamed };\n",
    "src/index.ts": 'export * from "./users.ts";\nexport * as all from "./users.ts";\nexport { b as passed } from "./users.ts";\n',
    "src/db.ts": "export const db = 1;",
    "src/legacy.cjs": "module.exports = { anything: 1 };",
    "src/typed.js": "export const value = 1;",
    "src/typed.d.ts": "export const value: number; export type Value = number;",
    "src/data.json": "{}",
    "src/style.css": "a {}",
    "src/lib/index.js": "export const lib = 1;",
    "src/broken.ts": "const = ;",
  };

  test.each([
    'import users, { a, b, Store, Kind, renamed } from "./users.ts";',
    'import users, { a } from "./users.js";',
    'import { a } from "./users";',
    'import type { User, Id } from "./users.js";',
    'import { type User, a } from "./users.ts";',
    'import { default as users } from "./users.ts";',
    'import { a, all, passed, Store } from "./index.ts";',
    'import { a } from ".";',
    'import { a } from "./";',
    'import * as users from "./users.ts";',
    'import { lib } from "./lib";',
    'import { a } from "@/users";',
    'import { db } from "#db";',
    'import anything, { whatever } from "./legacy.cjs";',
    'import { value, type Value } from "./typed.js";',
    'import data from "./data.json" with { type: "json" };',
    'import "./style.css";',
    'import raw from "./style.css?raw";',
    'import { nobodyKnows } from "./broken.ts";',
    'import { readFile } from "node:fs/promises";',
    'import { test } from "node:test";',
    'import path from "path";',
    'import { z } from "zod";',
    'import { z } from "zod/v4";',
    'import { own } from "app";',
    'import { x } from "virtual:thing";',
    'import { x } from "https://example.com/x.js";',
    'import { x } from "/absolute.js";',
    'import { x } from "./generated/client.js";',
    'export * from "./users.ts";',
    'export { a as c } from "./users.ts";',
    "const users = await import('./users.ts');",
    "const what = await import(`./${name}.ts`);",
    "const optional = await import('left-pad');",
    "try { require('left-pad'); } catch {}",
    "const { anything } = require('./legacy.cjs');",
  ])("%s is right", async (line) => {
    expect(brief(await check({ before: base, after: { "src/new.ts": `${line}\n` } }))).toEqual([]);
  });

  test.each([
    ['import { x } from "./user.ts";', "unresolved-import", "Did you mean src/users.ts?"],
    ['import { x } from "../nowhere/x.js";', "unresolved-import", "There is no folder nowhere"],
    ['import "./missing.css";', "unresolved-import", "leads to no file"],
    ['import { x } from "#nope";', "unresolved-import", "imports"],
    ['await import("./missing.ts");', "unresolved-import", "leads to no file"],
    ['require("./missing");', "unresolved-import", "leads to no file"],
    ['export * from "./missing.ts";', "unresolved-import", "leads to no file"],
    ['import { usr } from "./users.ts";', "unknown-export", 'src/users.ts does not export "usr"'],
    ['import { Stor } from "./users.ts";', "unknown-export", 'Did you mean "Store"?'],
    ['import type { Usr } from "./users.ts";', "unknown-export", 'Did you mean "User"?'],
    ['import { default as x } from "./index.ts";', "unknown-export", "has no default export"],
    ['import index from "./index.ts";', "unknown-export", "It exports: all, passed, a, b"],
    ['export { nope } from "./index.ts";', "unknown-export", '"nope"'],
    ['import { nope } from "@/users";', "unknown-export", '"nope"'],
    ['import jwt from "jsonwebtoken";', "unknown-package", "jsonwebtoken"],
    ['import { x } from "@scope/name/sub";', "unknown-package", "@scope/name/sub"],
    ['import { x } from "node:jwt";', "unknown-package", "node:jwt"],
    ['require("left-pad");', "unknown-package", "left-pad"],
    ["const { x } = require('./legacy.cjs');", "unknown-export", "It exports: anything"],
  ])("%s is wrong", async (line, rule, message) => {
    const verdict = await check({ before: base, after: { "src/new.ts": `// first\n${line}\n` } });
    expect(brief(verdict)).toEqual([`links/${rule} src/new.ts:2`]);
    expect(verdict).toMatchObject({ outcome: "refused", stage: "links" });
    expect(verdict.findings[0]?.message).toContain(message);
    expect(verdict.findings[0]?.excerpt).toContain(`> 2 | ${line}`);
  });

  test("each missing name is told once, at its place", async () => {
    const verdict = await check({
      before: base,
      after: { "src/new.ts": 'import {\n  a,\n  one,\n  two as three,\n} from "./users.ts";\nexport { one };\n' },
    });
    expect(brief(verdict)).toEqual(["links/unknown-export src/new.ts:3", "links/unknown-export src/new.ts:4"]);
  });

  test("packages by the manifests above the file, types packages and workspaces included", async () => {
    const before: Tree = {
      "package.json": manifest({ devDependencies: { "@types/estree": "1", "@types/scope__x": "1" } }),
      "packages/api/package.json": manifest({ name: "api", peerDependencies: { hono: "4" } }),
    };
    const verdict = await check({
      before,
      after: {
        "packages/api/src/a.ts": 'import "hono"; import type { Node } from "estree"; import "@scope/x"; import "api";',
        "src/b.ts": 'import "hono";',
        "src/c.ts": 'import x from "@/alias"; import y from "~/x"; import z from "$lib/x"; import w from "src/b";',
      },
    });
    expect(brief(verdict)).toEqual(["links/unknown-package src/b.ts:1"]);
    expect(verdict.notes.filter((note) => note.includes("could not be found out"))).toHaveLength(4);
  });

  test("without a package.json nothing is held against a package", async () => {
    expect((await check({ after: { "a.js": 'import x from "whatever";' } })).outcome).toBe("accepted");
  });

  test("a package that other files import without declaring it is known", async () => {
    const before = { "package.json": manifest(), "test/a.test.ts": 'import { test } from "vitest";' };
    const after = { "test/b.test.ts": 'import { test } from "vitest/globals";\nimport "left-pad";\n', "test/c.test.ts": 'import "left-pad";' };
    const verdict = await check({ before, after });
    expect(brief(verdict)).toEqual(["links/unknown-package test/b.test.ts:2", "links/unknown-package test/c.test.ts:1"]);
    expect(verdict.notes).toEqual(["test/b.test.ts imports vitest/globals, which is nowhere declared; test/a.test.ts does so too"]);
  });

  test("a package declared by the same change, or installed only, is known", async () => {
    const input = await prepare({
      before: { "package.json": manifest() },
      after: { "package.json": manifest({ dependencies: { jose: "6" } }), "a.js": 'import "jose"; import "installed";' },
    });
    await writeTree(input.directory, {
      "node_modules/installed/package.json": '{"name":"installed","main":"index.js"}',
      "node_modules/installed/index.js": "",
    });
    const verdict = await createGate().check(input, neverAborted);
    expect(verdict.outcome).toBe("accepted");
    expect(brief(verdict)).toEqual(["links/not-installed package.json:1"]);
  });

  test("a tsconfig that extends what is not installed stops nothing", async () => {
    const verdict = await check({
      before: { "tsconfig.json": '{"extends": "missing-config/base"}', "a.ts": "export const a = 1;" },
      after: { "b.ts": 'import { a } from "./a.js"; import { c } from "./a.js";' },
    });
    expect(brief(verdict)).toEqual(["links/unknown-export b.ts:1"]);
  });

  test("circles of export * end", async () => {
    const before = { "a.ts": 'export * from "./b.ts"; export const a = 1;', "b.ts": 'export * from "./a.ts"; export const b = 1;' };
    const verdict = await check({ before, after: { "c.ts": 'import { a, b } from "./a.ts"; import { c } from "./b.ts";' } });
    expect(brief(verdict)).toEqual(["links/unknown-export c.ts:1"]);
  });

  test("links in the folders' own paths are no matter", async () => {
    const input = await prepare({ before: { "a.ts": "export const a = 1;" }, after: { "b.ts": 'import { x } from "./a.ts";' } });
    const folder = await temporaryFolder();
    await symlink(input.directory, join(folder, "slot"));
    const verdict = await createGate().check({ ...input, directory: join(folder, "slot") }, neverAborted);
    expect(brief(verdict)).toEqual(["links/unknown-export b.ts:1"]);
  });
});

describe("only new problems", () => {
  test("what was wrong before is not held against the change", async () => {
    const wrong = 'import { gone } from "./a.ts";\nimport "./missing.ts";\nimport "nowhere";\n';
    const before = { "package.json": manifest(), "a.ts": "export const a = 1;", "b.ts": wrong };
    expect(brief(await check({ before, after: { "b.ts": `// moved down\n${wrong}` } }))).toEqual([]);
    const more = await check({ before, after: { "b.ts": `${wrong}import { other } from "./a.ts";\nimport "./b2.ts";\n` } });
    expect(brief(more)).toEqual(["links/unknown-export b.ts:4", "links/unresolved-import b.ts:5"]);
  });

  test("an import that the change itself broke counts, though the line is old", async () => {
    const before = { "a.ts": "export const a = 1;\nexport const b = 2;", "c.ts": "export const c = 1;", "user.ts": 'import { a } from "./a.ts";\nimport { c } from "./c.ts";\n' };
    const verdict = await check({ before, after: { "a.ts": "export const b = 2;", "c.ts": null, "user.ts": `${before["user.ts"]}a;\n` } });
    expect(brief(verdict)).toEqual(["links/unknown-export user.ts:1", "links/unresolved-import user.ts:2"]);
  });
});

describe("users of changed files", () => {
  const before: Tree = {
    "src/users.ts": "export const find = 1;\nexport const store = 2;\nexport default 3;\n",
    "src/index.ts": 'export * from "./users.ts";\n',
    "src/deep/barrel.ts": 'export * from "../index.js";\n',
    "src/one.ts": 'import { find } from "./users.js";\n',
    "src/two.ts": '// x\nimport { find as f, store } from "./deep/barrel.ts";\n',
    "src/three.ts": 'export { store } from "./users.ts";\n',
    "src/alias.ts": 'import users from "@/users";\n',
    "src/space.ts": 'import * as users from "./users.ts";\n',
    "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    "ignored/four.ts": 'import { find } from "../src/users.ts";\n',
    ".gitignore": "ignored/\n",
  };

  test("a removed export is told with its first user, through what passes it on", async () => {
    const verdict = await check({ before, after: { "src/users.ts": "export const search = 1;\nexport const store = 2;\nexport default 3;\n" } });
    expect(brief(verdict)).toEqual(["links/broken-user src/users.ts"]);
    const message = verdict.findings[0]?.message ?? "";
    expect(message).toContain('src/users.ts no longer exports "find"');
    expect(message).toMatch(/src\/(?:one\.ts:1|two\.ts:2) \(and 1 more\)/);
  });

  test("a removed default, through an alias", async () => {
    const verdict = await check({ before, after: { "src/users.ts": "export const find = 1, store = 2;\n" } });
    expect(verdict.findings.map(({ message }) => message)).toEqual([
      "src/users.ts no longer exports its default export, but src/alias.ts:1 imports it. Keep that export.",
    ]);
  });

  test("a deleted file is told with its users, and those that reach it through others", async () => {
    const verdict = await check({ before, after: { "src/users.ts": null } });
    expect(brief(verdict)).toEqual(["links/broken-user src/users.ts", ...Array.from({ length: verdict.findings.length - 1 }, () => "links/broken-user src/users.ts")]);
    expect(verdict.findings[0]?.message).toContain("src/users.ts is gone");
  });

  test("a file that moved with all its users brings no finding", async () => {
    const small: Tree = { "src/a.ts": "export const a = 1;", "src/b.ts": 'import { a } from "./a.ts";' };
    const verdict = await check({
      before: small,
      after: { "src/a.ts": null, "src/core/a.ts": "export const a = 1;", "src/b.ts": 'import { a } from "./core/a.ts";' },
    });
    expect(brief(verdict)).toEqual([]);
  });

  test("a file that became a folder with an index is found by its old name", async () => {
    const small: Tree = { "src/a.js": "export const a = 1;", "src/b.js": 'import { a } from "./a";' };
    expect(brief(await check({ before: small, after: { "src/a.js": null, "src/a/index.js": "export const a = 1;" } }))).toEqual([]);
    expect(brief(await check({ before: small, after: { "src/a.js": null, "src/a/index.js": "export const b = 1;" } }))).toHaveLength(1);
  });

  test("required files that were deleted are missed", async () => {
    const small: Tree = { "a.js": "module.exports = 1;", "b.js": "const a = require('./a');", "data.json": "{}", "c.js": 'require("./data.json");' };
    const verdict = await check({ before: small, after: { "a.js": null, "data.json": null } });
    expect(verdict.findings.map(({ message }) => message)).toEqual([
      "a.js is gone, but b.js:1 still imports it. Keep the file.",
      "data.json is gone, but c.js:1 still imports it. Keep the file.",
    ]);
  });

  test("a file emptied by the change breaks its users", async () => {
    const small: Tree = { "a.js": "export const a = 1;", "b.js": 'import { a } from "./a.js";' };
    expect(brief(await check({ before: small, after: { "a.js": "// TODO\n" } }))).toEqual(["links/broken-user a.js"]);
  });

  test("adding exports looks at nobody, and a renamed one with an alias kept is fine", async () => {
    const after = { "src/users.ts": "export const search = 1;\nexport { search as find };\nexport const store = 2;\nexport default 3;\n" };
    expect(brief(await check({ before, after }))).toEqual([]);
  });
});

describe("promises", () => {
  const provide = (path: string, name: string) => ({ path, name, signature: "" });
  const promised = async (path: string, text: string, name: string) =>
    brief(await check({ after: { [path]: text }, input: { provides: [provide(path, name)] } }));

  test.each([
    ["a.ts", "export function login() {}", "login"],
    ["a.ts", "export function login(name: string) { return name; }", "login(name)"],
    ["a.ts", "export class Store { get() {} }", "Store.get"],
    ["a.ts", "export default function login() {}", "login"],
    ["a.ts", "export default 1", "default"],
    ["a.ts", "export interface Claims {}", "interface Claims"],
    ["a.js", "module.exports = { login };", "login"],
    ["a.py", "def login(name):\n  pass", "login"],
    ["a.ts", "export const x = 1", "GET /login"],
  ])("%s with %j keeps the promise of %s", async (path, text, name) => {
    expect(await promised(path, text, name)).toEqual([]);
  });

  test.each([
    ["a.ts", "function login() {}\nexport {};", "login"],
    ["a.ts", "export function logIn() {}", "login"],
    ["a.js", "module.exports = { logins };", "login"],
    ["a.py", "def logins(): pass", "login"],
  ])("%s with %j breaks the promise of %s", async (path, text, name) => {
    expect(await promised(path, text, name)).toEqual([`links/missing-provision ${path}`]);
  });

  const signed = async (signature: string, text: string, path = "a.ts") => {
    const { findings, notes } = await check({ after: { [path]: text }, input: { provides: [{ path, name: "login", signature }] } });
    return { found: findings.map(({ rule, severity }) => `${severity} ${rule}`), said: findings[0]?.message ?? "", notes };
  };

  test.each([
    ["(name: string) => void", "export function login(name: string) {}"],
    ["(name: string): Promise<User>", "export async function login(name: string, at?: Date) {}"],
    ["(name: string, at?: Date) => User | null", "export const login = (name: string, at = new Date()) => null;"],
    ["login(name: string, password: string): boolean", "export function login(...all: string[]) { return true; }"],
    ["function login(name: string): void", "function login(name: string) {}\nexport { login };"],
    ["export async function login(name: string): Promise<void>;", "export default function login(name: string) {}"],
    ["login(name, password)", "export function login(name, password) {}"],
    ["(name: string) -> bool", "export function login(name: string) { return name !== ''; }"],
    ["const login: (name: string) => void", "export const login = (name: string) => {};"],
    ["(input: { name: string }) => void", "export function login({ name }: { name: string }) {}"],
  ])("the signature %s is kept by %s", async (signature, text) => {
    expect(await signed(signature, text)).toMatchObject({ found: [], notes: [] });
  });

  test.each([
    ["(name: string) => void", "export function login() {}", 'must take the parameter "name"'],
    ["(name: string) => void", "export function login(name: string, password: string) {}", "must be callable with 1 argument"],
    ["(name: string, at?: Date) => void", "export function login(name: string, at: Date) {}", "must be callable with 1 argument"],
    ["login(name, password)", "export function login(password: string, name: string) {}", 'must have "name" as parameter 1, not "password"'],
    ["({ name, password }: { name: string; password: string }) => void", "export function login({ name }: { name: string }) {}", 'must take the property "password"'],
  ])("the signature %s is broken by %s", async (signature, text, said) => {
    const { found, said: message } = await signed(signature, text);
    expect(found).toEqual(["error links/promised-signature"]);
    expect(message).toContain(said);
  });

  test("another name for a parameter is a warning, and what cannot be read a note", async () => {
    expect((await signed("(name: string) => void", "export function login(user: string) {}")).found).toEqual(["warning links/promised-signature"]);
    expect((await signed("(name of the user) => void", "export function login(user: string) {}")).notes).toHaveLength(1);
    expect((await signed("(name: string) => void", "export const login = wrap(() => 1);")).notes).toHaveLength(1);
  });

  test("a promised file that is not there", async () => {
    const verdict = await check({ after: { "b.ts": "export {}" }, input: { provides: [provide("a.ts", "login")] } });
    expect(brief(verdict)).toEqual(["links/missing-provision a.ts"]);
  });
});

describe("the index", () => {
  test("parses only what changed since the last check, whatever the slot", async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`src/f${at}.ts`, `export const f${at} = 1;\n`]));
    const first = await temporaryFolder();
    const second = await temporaryFolder();
    const index = createModuleIndex();
    for (const folder of [first, second]) {
      await writeTree(folder, files);
      for (const path of Object.keys(files)) await index.recordAt(folder, path);
    }
    expect(index.parsed).toBe(30);
    await writeTree(second, { "src/f3.ts": "export const changed = 1;\n" });
    for (const path of Object.keys(files)) await index.recordAt(second, path);
    expect(index.parsed).toBe(31);
    const record = await index.recordAt(second, "src/f3.ts");
    expect([...(record?.exports.keys() ?? [])]).toEqual(["changed"]);
  });

  test("notices a change of the same size that keeps the old time", async () => {
    const folder = await temporaryFolder();
    const index = createModuleIndex();
    const time = new Date(1_000_000_000_000);
    for (const name of ["aa", "bb"]) {
      await writeTree(folder, { "a.ts": `export const ${name} = 1;` });
      await utimes(join(folder, "a.ts"), time, time);
      expect([...((await index.recordAt(folder, "a.ts"))?.exports.keys() ?? [])]).toEqual([name]);
    }
  });

  test("folders and links are no modules", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "a.ts"));
    await writeTree(folder, { "b.ts": { link: "/etc/hostname" } });
    const index = createModuleIndex();
    expect(await index.recordAt(folder, "a.ts")).toBeNull();
    expect(await index.recordAt(folder, "b.ts")).toBeNull();
  });
});

test("nearestName suggests what is close, and nothing else", () => {
  expect(nearestName("findUsr", ["findUser", "listUsers"])).toBe("findUser");
  expect(nearestName("LOGIN", ["login"])).toBe("login");
  expect(nearestName("x", ["abc", "longer"])).toBeNull();
  expect(nearestName("a".repeat(5000), ["b".repeat(5000)])).toBeNull();
});
