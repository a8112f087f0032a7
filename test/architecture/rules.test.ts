// The rules themselves: each finds what it is there to find, where it is, and leaves the lawful alone.
import { describe, expect, test } from "vitest";
import { eagerPackages, importCycles, wrongDirections, wrongProcesses } from "./directions.ts";
import { defaultExports, longFiles, longFunctions, looseTypes, missingHeaders, unfinishedWork } from "./form.ts";
import { impureCore, workOnImport } from "./purity.ts";
import { parseSource, type Source } from "./source.ts";

type Rule = (sources: readonly Source[]) => string[];

/** What a rule says of files, given as path and text. */
function found(rule: Rule, files: Readonly<Record<string, string>>): string[] {
  return rule(Object.entries(files).map(([path, text]) => parseSource(path, text)));
}

describe("directions", () => {
  test.each([
    ["src/core/a.ts", 'import { b } from "../ports/b.ts";', "src/ports/b.ts"],
    ["src/core/a.ts", 'import type { B } from "../runtime/b.ts";', "src/runtime/b.ts"],
    ["src/core/a.ts", 'export { b } from "../agents/b.ts";', "src/agents/b.ts"],
    ["src/core/a.ts", 'export * from "../agents/b.ts";', "src/agents/b.ts"],
    ["src/store/a.ts", 'const b = await import("../journal/b.ts");', "src/journal/b.ts"],
    ["src/runtime/a.ts", 'import { b } from "../workspace/b.ts";', "src/workspace/b.ts"],
    ["src/plugin/a.ts", 'import { b } from "../guardian/b.ts";', "src/guardian/b.ts"],
    ["src/host/a.ts", 'import { b } from "../compose/driver.ts";', "src/compose/driver.ts"],
    ["src/scripted/a.ts", 'import { b } from "../ports/b.ts";', "src/ports/b.ts"],
  ])("%s must not say %s", (path, text, target) => {
    expect(found(wrongDirections, { [path]: `\n${text}`, [target]: "" })).toEqual([
      `${path}:2: ${path.split("/")[1]} must not import ${target}`,
    ]);
  });

  test("what goes down, or stays in its folder, may be imported", () => {
    const files = {
      "src/core/a.ts": 'import { b } from "./b.ts";',
      "src/core/b.ts": "",
      "src/host/c.ts": 'import { a } from "../core/a.ts"; import x from "node:fs";',
      "src/compose/driver.ts": 'import { c } from "../host/c.ts";',
      "src/plugin/d.ts": 'import { e } from "../compose/driver.ts";',
    };
    expect(found(wrongDirections, files)).toEqual([]);
  });

  test("a missing file, an unknown folder and a package in core are told", () => {
    expect(found(wrongDirections, { "src/core/a.ts": 'import "./none.ts";' })[0]).toMatch(/none\.ts does not exist/);
    expect(found(wrongDirections, { "src/new/a.ts": 'import "../core/b.ts";', "src/core/b.ts": "" })[0]).toMatch(/table/);
    expect(found(wrongDirections, { "src/core/a.ts": 'import { join } from "node:path";' })[0]).toMatch(/node:path/);
  });

  test("a cycle is told once, in order", () => {
    const files = {
      "src/core/a.ts": 'import { b } from "./b.ts";',
      "src/core/b.ts": 'import type { C } from "./c.ts";',
      "src/core/c.ts": 'import { a } from "./a.ts";',
      "src/core/d.ts": 'import { a } from "./a.ts";',
    };
    expect(found(importCycles, files)).toEqual(["src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts"]);
  });

  test("processes are started in few files only", () => {
    const spawning = 'import { spawn } from "node:child_process";';
    expect(found(wrongProcesses, { "src/workspace/git.ts": spawning, "src/guardian/commands/command-runner.ts": spawning })).toEqual([]);
    expect(found(wrongProcesses, { "src/host/a.ts": spawning })).toEqual(["src/host/a.ts:1: must not start processes"]);
    expect(found(wrongProcesses, { "src/guardian/commands/command-runner.ts": 'spawn("git", [])' })[0]).toMatch(/runs git/);
  });

  test("native packages are late everywhere, heavy ones in what the plugin loads first", () => {
    expect(found(eagerPackages, { "src/context/a.ts": 'import { parse } from "oxc-parser";' })).toHaveLength(1);
    expect(found(eagerPackages, { "src/context/a.ts": 'import type { A } from "oxc-parser"; await import("oxc-parser");' })).toEqual([]);
    const files = { "src/plugin/server.ts": 'import { a } from "../config/a.ts";', "src/config/a.ts": 'import { z } from "zod";' };
    expect(found(eagerPackages, files)[0]).toMatch(/src\/config\/a\.ts:1: .*zod/);
    expect(found(eagerPackages, { ...files, "src/plugin/server.ts": 'await import("../config/a.ts");' })).toEqual([]);
  });
});

describe("purity", () => {
  test.each([
    "async function f() {}", "const t = () => Date.now();", "const r = () => Math.random();", "let p: Promise<void>;",
    "const e = () => process.env;", "console.log(1);", "const t = () => setTimeout(f, 1);", 'const m = () => import("x");',
  ])("core must not say %s", (text) => {
    expect(found(impureCore, { "src/core/a.ts": text })).not.toEqual([]);
    expect(found(impureCore, { "src/ports/a.ts": text })).toEqual([]);
  });

  test("names of properties are not what they look like", () => {
    const text = "interface A { process: string; Date(): void } const a = { console: 1 }; export const b = a.console;";
    expect(found(impureCore, { "src/core/a.ts": text })).toEqual([]);
  });

  test.each([
    "start();", "const a = readFileSync('x');", "const a = new Worker('x');", "export const a = make();", "await ready;",
    "const a = [1].map((x) => console.log(x));", "function f() { return Date.now(); } const a = f();",
    "const a = new Map();", "let count = 0;", "export let count = 0;", "class A { static now = Date.now(); }",
    "class A { static { start(); } }", "(() => start())();",
  ])("%s runs on import, or changes", (text) => {
    expect(found(workOnImport, { "src/host/a.ts": text })).not.toEqual([]);
  });

  test.each([
    "const a = new Set([1]);", "const a: ReadonlySet<string> = new Set();", "const a = Object.freeze({});",
    "const a = [1, 2].map((x) => x + 1).join();", "const a = () => start();", "function f() { start(); }",
    "class A { now = Date.now(); f() { start(); } }", "function f(x) { return [x]; } const a = f(1);",
    'import { z } from "zod"; const a = z.string(); export const b = z.object({ a: a.optional() });',
    "declare let a: string;", "export const a = Symbol.for('a');",
  ])("%s makes a value and no more", (text) => {
    expect(found(workOnImport, { "src/host/a.ts": text })).toEqual([]);
  });
});

describe("form", () => {
  test("long files and functions are told", () => {
    expect(found(longFiles, { "src/a.ts": "\n".repeat(300) + "f();" })).toEqual(["src/a.ts: has 301 lines; 300 are the most"]);
    expect(found(longFunctions, { "src/a.ts": `\nconst f = () => {${"\n".repeat(60)}};` })[0]).toMatch(/^src\/a\.ts:2: a function of 61/);
    expect(found(longFunctions, { "src/a.ts": `const f = () => {${"\n".repeat(59)}};` })).toEqual([]);
  });

  test("a file begins with a comment that says something", () => {
    expect(found(missingHeaders, { "src/a.ts": "// Says what this file is for.\nf();" })).toEqual([]);
    expect(found(missingHeaders, { "src/a.ts": "#!/usr/bin/env node\n// Says what this file is for.\nf();" })).toEqual([]);
    expect(found(missingHeaders, { "src/a.ts": "f(); // Says what this file is for." })).toHaveLength(1);
    expect(found(missingHeaders, { "src/a.ts": "//\nf();" })).toHaveLength(1);
  });

  test("only the plugin has a default export", () => {
    expect(found(defaultExports, { "src/a.ts": "export default 1;" })).toHaveLength(1);
    expect(found(defaultExports, { "src/plugin/server.ts": "export default 1;" })).toEqual([]);
  });

  test("loose types and unfinished work are told, in comments and types only", () => {
    expect(found(looseTypes, { "src/a.ts": "const a = b as any;" })).toHaveLength(1);
    expect(found(looseTypes, { "src/a.ts": "// @ts-ignore\nf();" })).toHaveLength(1);
    expect(found(unfinishedWork, { "src/a.ts": "// TODO: more\nf();" })).toHaveLength(1);
    expect(found(unfinishedWork, { "src/a.ts": "// Finds TODO in comments.\nconst a = 'TODO any @ts-ignore';" })).toEqual([]);
    expect(found(looseTypes, { "src/a.ts": "const a = 'any @ts-ignore';" })).toEqual([]);
  });
});
