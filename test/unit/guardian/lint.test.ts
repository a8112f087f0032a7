import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { runCommand } from "../../../src/guardian/commands/command-runner.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import { readBiome, readEslint, readOxlint } from "../../../src/guardian/lint/javascript.ts";
import { readRuff } from "../../../src/guardian/lint/native.ts";
import type { GateInput } from "../../../src/ports/gate.ts";
import { brief, neverAborted, prepare, temporaryFolder, type Scene, type Tree, writeTree } from "./slot.ts";

const linter = fileURLToPath(new URL("../../../node_modules/oxlint/bin/oxlint", import.meta.url));
const project: Tree = {
  "node_modules/.bin/oxlint": { link: linter },
  ".oxlintrc.json": JSON.stringify({ categories: { correctness: "off" }, rules: { "no-empty-pattern": "error", "no-var": "warn" } }),
  "old.js": "export const { } = globalThis;\n",
};

async function check(scene: Scene) {
  return createGate().check(await prepare(scene), neverAborted);
}

function baselineOf(tree: Tree): GateInput["baseline"] {
  return async (command) => {
    const directory = await temporaryFolder();
    await writeTree(directory, tree);
    return runCommand({ command, directory, timeoutMs: 20_000, outputBytesMax: 200_000 }, neverAborted);
  };
}

function eslintThat(script: string): Tree {
  return { "eslint.config.js": "export default [];\n", "node_modules/.bin/eslint": { executable: `#!/bin/sh\n${script}\n` } };
}

describe("lint", () => {
  test("errors in changed files are refused, warnings pass as warnings", async () => {
    const after = { "it's new.js": "export const { } = globalThis;\n", "b.js": "export var b = 1;\n" };
    const verdict = await check({ before: project, after, input: { baseline: baselineOf(project) } });
    expect(verdict).toMatchObject({ outcome: "refused", stage: "lint" });
    expect(verdict.findings.map(({ rule, severity, file, line }) => `${severity} ${rule} ${file}:${line}`)).toEqual([
      "error lint/eslint(no-empty-pattern) it's new.js:1",
      "warning lint/eslint(no-var) b.js:1",
    ]);
  });

  test("what the file had before does not count, and unchanged files are not looked at", async () => {
    const after = { "old.js": "// More.\nexport const { } = globalThis;\n" };
    const verdict = await check({ before: { ...project, "other.js": "export const { } = 1;\n" }, after, input: { baseline: baselineOf(project) } });
    expect(verdict.outcome).toBe("accepted");
    expect(verdict.notes).toEqual(["oxlint found 1 problems that were there before; they were not held against the change"]);
    const twice = await check({ before: project, after: { "old.js": "export const { } = globalThis;\nexport const { } = 1;\n" }, input: { baseline: baselineOf(project) } });
    expect(brief(twice)).toEqual(["lint/eslint(no-empty-pattern) old.js:2"]);
  });

  test("without settings or with the switch off nothing is run; what is not installed is told", async () => {
    const { ".oxlintrc.json": _, ...bare } = project;
    const after = { "a.js": "export const { } = globalThis;\n" };
    expect(await check({ before: bare, after })).toEqual({ outcome: "accepted", findings: [], notes: [] });
    const off = { settings: { protect: [], rules: {}, types: "auto", lint: "off", tests: "off", network: "off", mutation: "off" } } as const;
    expect(await check({ before: project, after, input: off })).toEqual({ outcome: "accepted", findings: [], notes: [] });
    const missing = await check({ before: { "biome.json": "{}" }, after });
    expect(missing.notes).toEqual(["lint not checked by biome, because it is configured but not installed"]);
  });

  test.each([
    ["crashes", "echo 'Oops! Something went wrong!' >&2; exit 2", "it failed (exit 2): Oops! Something went wrong!"],
    ["prints no JSON", "echo fine", "its output could not be read: fine"],
    ["hangs", "sleep 60", "it did not end within 1 s"],
    ["prints too much", "head -c 3000000 /dev/zero", "it printed more than 200000 bytes"],
  ])("a linter that %s is told, and nothing more", async (_, script, reason) => {
    const limits = { checkMs: 1_000, checkOutputBytesMax: 200_000 };
    const verdict = await check({ before: eslintThat(script), after: { "a.js": "export {};\n" }, input: { limits } });
    expect(verdict).toEqual({ outcome: "accepted", findings: [], notes: [`lint not checked by eslint, because ${reason}`] });
  });

  test("many files are given in several runs", async () => {
    const after = Object.fromEntries(Array.from({ length: 45 }, (_, at) => [`f${at}.js`, "export {};\n"]));
    const before = { ...eslintThat('echo "$#" >> runs/count; echo "[]"'), ".gitignore": "runs/\n", "runs/count": "" };
    const input = await prepare({ before, after });
    expect((await createGate().check(input, neverAborted)).notes).toEqual([]);
    const { readFile } = await import("node:fs/promises");
    expect(await readFile(`${input.directory}/runs/count`, "utf8")).toBe("23\n23\n8\n");
  });
});

describe("outputs", () => {
  test("of ESLint: what is ignored is no problem, what cannot be parsed is", () => {
    const messages = [
      { ruleId: null, severity: 1, message: "File ignored because of a matching ignore pattern." },
      { ruleId: null, fatal: true, severity: 2, message: "Parsing error: no", line: 2, column: 3 },
      { ruleId: "no-var", severity: 1, message: "Unexpected var.", line: 1, column: 1 },
    ];
    const output = `(node:1) Warning: old\n${JSON.stringify([{ filePath: "/slot/a.js", messages }])}\n`;
    expect(readEslint(output)).toMatchObject([
      { file: "/slot/a.js", line: 2, column: 3, code: null, severity: "error" },
      { line: 1, code: "no-var", severity: "warning" },
    ]);
    expect(readEslint("Oops!")).toBeNull();
  });

  test("of Biome, with what it escapes", () => {
    const report = "::error title=lint/suspicious/noDebugger,file=/slot/a%2C b.js,line=2,endLine=2,col=1,endColumn=10::Unexpected%3A debugger.";
    const other = "::error title=format,file=/slot/a.js,line=1,endLine=1,col=1,endColumn=2::Not formatted.";
    expect(readBiome(`biome.json deprecated\n${report}\n${other}\n`)).toEqual([
      { file: "/slot/a, b.js", line: 2, column: 1, code: "suspicious/noDebugger", message: "Unexpected: debugger.", severity: "error" },
    ]);
  });

  test("of Oxlint and ruff", () => {
    expect(readOxlint('No files found.\n{ "diagnostics": [],\n "number_of_files": 0\n}\n')).toEqual([]);
    const report = [{ filename: "/slot/a.py", code: "F401", message: "unused", location: { row: 3, column: 8 } }];
    expect(readRuff(JSON.stringify(report, null, 2))).toMatchObject([{ file: "/slot/a.py", line: 3, column: 8, code: "F401" }]);
    expect(readRuff("error: no")).toBeNull();
  });
});
