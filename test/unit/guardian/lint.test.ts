import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { runCommand } from "../../../src/guardian/commands/command-runner.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import { readBiome, readEslint, readOxlint, readStandard } from "../../../src/guardian/lint/script-reports.ts";
import { errorRules } from "../../../src/guardian/lint/own-oxlint.ts";
import { readRuff } from "../../../src/guardian/lint/native.ts";
import type { GateInput } from "../../../src/ports/gate.ts";
import { brief, gateSettings, neverAborted, prepare, quietRules, type Scene, temporaryFolder, type Tree, writeTree } from "./slot.ts";

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

const projectLint = gateSettings({ rules: quietRules });

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
    const off = { settings: gateSettings({ rules: quietRules, lint: "off" }) };
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

  test("settings above a file hold for it, in a package of a monorepo too, and the tool runs where they are", async () => {
    const script = 'pwd > ../../runs/folder; echo "$@" > ../../runs/words; echo "[]"';
    const before: Tree = {
      "packages/a/eslint.config.js": "export default [];\n",
      "node_modules/.bin/eslint": { executable: `#!/bin/sh\n${script}\n` },
      ".gitignore": "runs/\n",
      "runs/x": "",
    };
    const input = await prepare({ before, after: { "packages/a/src/x.js": "export {};\n", "packages/b/y.js": "export {};\n" } });
    expect((await createGate().check(input, neverAborted)).notes).toEqual([]);
    expect((await readFile(`${input.directory}/runs/folder`, "utf8")).trim()).toBe(`${input.directory}/packages/a`);
    expect(await readFile(`${input.directory}/runs/words`, "utf8")).toContain("src/x.js\n");
  });

  test("old settings of ESLint add up from the one that is the root", async () => {
    const script = 'pwd; exit 2';
    const before: Tree = {
      ".eslintrc.json": "{}",
      "web/.eslintrc.json": '{ "root": true }',
      "web/src/.eslintrc.yml": "rules: {}\n",
      "node_modules/.bin/eslint": { executable: `#!/bin/sh\n${script}\n` },
    };
    const verdict = await check({ before, after: { "web/src/a.js": "export {};\n" } });
    expect(verdict.notes.join()).toMatch(/exit 2\): \.\/web|exit 2\): web/);
  });

  test("settings that the change broke are a finding; that the base had broken, a note", async () => {
    const script = 'if grep -q broken "$PWD/eslint.config.js"; then echo "Error: no such rule" >&2; exit 2; fi; echo "[]"';
    const before: Tree = { ...eslintThat(script), "a.js": "export {};\n" };
    const after = { "eslint.config.js": "export default broken;\n" };
    const refused = await check({ before, after, input: { baseline: baselineOf(before) } });
    expect(brief(refused)).toEqual(["lint/broken-settings eslint.config.js"]);
    expect(refused.findings[0]?.message).toContain("now it failed (exit 2): Error: no such rule. Mend eslint.config.js.");
    const old: Tree = { ...before, "eslint.config.js": "export default broken;\n" };
    const accepted = await check({ before: old, after: { "a.js": "export const a = 1;\n" }, input: { baseline: baselineOf(old) } });
    expect(accepted).toMatchObject({ outcome: "accepted", notes: ["lint not checked by eslint, because it failed (exit 2): Error: no such rule"] });
    const untried = await check({ before: { "biome.json": "{}" }, after: { ".eslintrc.yml": "rules: {}\n" }, input: { settings: projectLint } });
    expect(untried.notes.join()).toContain(".eslintrc.yml was not tried");
  });

  test("a linter that prints garbage without end, of many forms, refuses nothing", async () => {
    const limits = { checkMs: 20_000, checkOutputBytesMax: 200_000 };
    for (const garbage of ["[{", "\\0\\1\\2", '{"diagnostics": 3}', "[[[[1]]]]", '[{"filePath": 3, "messages": [{"message": {}}]}]']) {
      const verdict = await check({ before: eslintThat(`printf '${garbage}\\n'`), after: { "a.js": "export {};\n" }, input: { limits } });
      expect(verdict).toMatchObject({ outcome: "accepted", findings: [] });
    }
  });

  test("many files are given in several runs", async () => {
    const after = Object.fromEntries(Array.from({ length: 45 }, (_, at) => [`f${at}.js`, "export {};\n"]));
    const before = { ...eslintThat('echo "$#" >> runs/count; echo "[]"'), ".gitignore": "runs/\n", "runs/count": "" };
    const input = await prepare({ before, after });
    expect((await createGate().check(input, neverAborted)).notes).toEqual([]);
    expect(await readFile(`${input.directory}/runs/count`, "utf8")).toBe("23\n23\n8\n");
  });
});

describe("scripts of projects without a linter", () => {
  const auto = { settings: gateSettings({ rules: quietRules, types: "off", lint: "auto" }) };
  const faults = 'export const o = { a: 1, a: 2 };\nexport const b = typeof o === "strnig";\n';

  test("what is practically always wrong is refused if it is new; style is nobody's business", async () => {
    const before: Tree = { "old.js": "export const o = { a: 1, a: 2 };\n" };
    const after = {
      "old.js": "export const o = { a: 1, a: 2 };\nexport var x = 1;\n",
      "src/new.ts": faults,
      "src/fine.tsx": "export class A {\n  m(a: string): void;\n  m(a: number): void;\n  m(a: unknown) { var b = a; b; }\n}\n",
    };
    const verdict = await check({ before, after, input: { ...auto, baseline: baselineOf(before) } });
    expect(brief(verdict)).toEqual(["lint/eslint(no-dupe-keys) src/new.ts:1", "lint/eslint(valid-typeof) src/new.ts:2"]);
    expect(verdict).toMatchObject({ outcome: "refused", stage: "lint" });
  });

  test("files that a linter is configured for are left to it, and `project` leaves the others alone", async () => {
    const before: Tree = { ...eslintThat('echo "[]"'), "package.json": "{}" };
    expect(await check({ before, after: { "a.js": faults }, input: auto })).toMatchObject({ outcome: "accepted", findings: [] });
    expect(await check({ after: { "a.js": faults }, input: { settings: projectLint } })).toMatchObject({ outcome: "accepted", findings: [] });
  });

  test("what the same gate found clean is not linted again; what it found something in, or what is new, is", async () => {
    const gate = createGate();
    const ofTree = async (before: Tree, after: Tree) =>
      gate.check(await prepare({ before, after, input: { ...auto, baseline: baselineOf(before) } }), neverAborted);
    const clean = { "src/a.ts": "export const a = 1;\n" };
    expect(await ofTree({}, clean)).toEqual({ outcome: "accepted", findings: [], notes: [] });
    const faulty = { "src/b.ts": faults };
    expect(await ofTree({ "src/b.ts": "export const o = 1;\n" }, faulty)).toMatchObject({ outcome: "refused", stage: "lint" });
    // Without a runtime nothing can be linted, and that is told of what would have to be.
    vi.stubEnv("PATH", "/nowhere");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await ofTree({}, clean)).toEqual({ outcome: "accepted", findings: [], notes: [] });
    const unlinted = [expect.stringContaining("because node is not installed")];
    expect(await ofTree({}, faulty)).toMatchObject({ outcome: "accepted", notes: unlinted });
    expect(await ofTree({}, { "src/a.ts": "export const a = 2;\n" })).toMatchObject({ outcome: "accepted", notes: unlinted });
    expect(await ofTree({}, { "src/c.ts": "export const a = 1;\n" })).toMatchObject({ outcome: "accepted", notes: unlinted });
  });

  test("every rule that refuses is one that the linter has", async () => {
    const listed = await runCommand({ command: `${linter} --rules`, directory: await temporaryFolder(), timeoutMs: 20_000, outputBytesMax: 1_000_000 }, neverAborted);
    for (const rule of errorRules) expect(listed.output).toContain(rule.replace("oxc/", ""));
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

  test("of Standard, which marks warnings", () => {
    const output = "  /slot/a.js:1:1: Unexpected var, use let or const instead. (no-var) (warning)\n  /slot/a.js:2:13: 'y' is not defined. (no-undef)\n";
    expect(readStandard(output).map(({ code, severity, line }) => `${severity} ${code} ${line}`)).toEqual(["warning no-var 1", "error no-undef 2"]);
  });

  test("of Oxlint and ruff", () => {
    expect(readOxlint('No files found.\n{ "diagnostics": [],\n "number_of_files": 0\n}\n')).toEqual([]);
    const report = [{ filename: "/slot/a.py", code: "F401", message: "unused", location: { row: 3, column: 8 } }];
    expect(readRuff(JSON.stringify(report, null, 2))).toMatchObject([{ file: "/slot/a.py", line: 3, column: 8, code: "F401" }]);
    expect(readRuff("error: no")).toBeNull();
  });
});
