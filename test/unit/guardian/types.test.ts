import { readdir, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { commandText, inSlot, toolCommandText } from "../../../src/guardian/tools/tool-command.ts";
import { parseCommand } from "../../../src/core/command.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import { runCommand } from "../../../src/guardian/commands/command-runner.ts";
import { readJavac } from "../../../src/guardian/types/jvm.ts";
import { readSvelteCheck } from "../../../src/guardian/types/svelte.ts";
import { readTypescript } from "../../../src/guardian/types/typescript.ts";
import type { GateInput } from "../../../src/ports/gate.ts";
import { brief, gateSettings, neverAborted, prepare, type Scene, temporaryFolder, type Tree, writeTree } from "./slot.ts";

const compiler = fileURLToPath(new URL("../../../node_modules/typescript/bin/tsc", import.meta.url));
const installed: Tree = { "node_modules/.bin/tsc": { link: compiler } };
const settings = JSON.stringify({ compilerOptions: { strict: true, noEmit: true, module: "esnext", target: "es2022", types: [] }, include: ["src"] });
const project: Tree = {
  ...installed,
  "tsconfig.json": settings,
  "src/price.ts": "export function price(count: number): number {\n  return count * 2;\n}\n",
  "src/bill.ts": 'import { price } from "./price.ts";\nexport const bill: number = price(3);\n',
};
const allowTs = (text: string) => text.replace('"strict":true', '"strict":true,"allowImportingTsExtensions":true');
const sound: Tree = { ...project, "tsconfig.json": allowTs(settings) };

async function check(scene: Scene) {
  return createGate().check(await prepare(scene), neverAborted);
}

/** The command in another folder that holds the files before, as a slot at the base does. */
function baselineOf(tree: Tree, ran: string[] = []): GateInput["baseline"] {
  return async (command) => {
    const directory = await temporaryFolder();
    await writeTree(directory, tree);
    ran.push(command);
    return runCommand({ command, directory, timeoutMs: 20_000, outputBytesMax: 200_000 }, neverAborted);
  };
}

/** A checker of the test's own in the place of the project's. */
function standIn(script: string): Tree {
  return { ...sound, "node_modules/.bin/tsc": { executable: `#!/bin/sh\n${script}\n` } };
}

const path = process.env["PATH"];
afterEach(() => {
  process.env["PATH"] = path;
});

describe("types of TypeScript", () => {
  test("a sound change is accepted, and the base is not asked", async () => {
    const baseline = async () => Promise.reject(new Error("must not be asked"));
    const verdict = await check({ before: sound, after: { "src/tax.ts": "export const tax: number = 3;\n" }, input: { baseline } });
    expect(verdict).toEqual({ outcome: "accepted", findings: [], notes: [] });
  });

  test("a new error is refused where it stands, in an unchanged file too", async () => {
    const after = { "src/price.ts": "export function price(count: string): string {\n  return count;\n}\n" };
    const verdict = await check({ before: sound, after, input: { baseline: baselineOf(sound) } });
    expect(verdict).toMatchObject({ outcome: "refused", stage: "types" });
    expect(brief(verdict)).toContain("types/TS2345 src/bill.ts:2");
    expect(verdict.findings[0]?.excerpt).toContain("> 2 |");
  });

  test("errors of the base do not count, wherever they have moved", async () => {
    const before: Tree = { ...sound, "src/old.ts": 'export const old: number = "x";\n' };
    const after = { "src/old.ts": '// A line more.\nexport const old: number = "x";\nexport const fresh: string = 1;\n' };
    const ran: string[] = [];
    const verdict = await check({ before, after, input: { baseline: baselineOf(before, ran) } });
    expect(brief(verdict)).toEqual(["types/TS2322 src/old.ts:3"]);
    expect(verdict.notes.join()).toContain("tsc found 1 problems that were there before");
    expect(ran).toEqual(["node_modules/.bin/tsc --noEmit --pretty false -p tsconfig.json"]);
    const same = await check({ before, after: { "src/other.ts": "export {};\n" }, input: { baseline: baselineOf(before) } });
    expect(same.outcome).toBe("accepted");
  });

  test("without a baseline, errors in changed files count and others warn", async () => {
    const before: Tree = { ...sound, "src/old.ts": 'export const old: number = "x";\n' };
    const accepted = await check({ before, after: { "src/other.ts": "export {};\n" } });
    expect(accepted.outcome).toBe("accepted");
    expect(accepted.findings).toMatchObject([{ severity: "warning", file: "src/old.ts" }]);
    const refused = await check({ before, after: { "src/other.ts": "export const a: string = 1;\n" } });
    expect(refused.findings.map(({ severity, file }) => `${severity} ${file}`)).toEqual(["error src/other.ts", "warning src/old.ts"]);
  });

  test("a project that only names others is checked through those", async () => {
    const before: Tree = {
      ...installed,
      "tsconfig.json": '{ /* all */ "files": [], "references": [{ "path": "./app" }, { "path": "./tool/tsconfig.tool.json" },] }',
      "app/tsconfig.json": settings,
      "tool/tsconfig.tool.json": settings,
    };
    const after = { "app/src/a.ts": "export const a: string = 1;\n", "main.ts": "export {};\n", "tool/src/b.ts": "export const b: number = 1;\n" };
    const verdict = await check({ before, after, input: { baseline: baselineOf(before) } });
    expect(brief(verdict)).toEqual(["types/TS2322 app/src/a.ts:1"]);
  });

  test("a project that refers to others is built with them, and whoever refers to the changed one is checked", async () => {
    const options = { composite: true, outDir: "dist", rootDir: "src", strict: true, module: "nodenext", target: "es2022", types: [] };
    const of = (references: readonly string[]) =>
      JSON.stringify({ compilerOptions: options, include: ["src"], references: references.map((folder) => ({ path: folder })) });
    const before: Tree = {
      ...installed,
      ".gitignore": "dist/\n",
      "tsconfig.json": '{ "files": [], "references": [{ "path": "app" }, { "path": "lib" }] }',
      "lib/tsconfig.json": of([]),
      "lib/src/price.ts": "export const price = (count: number): number => count * 2;\n",
      "app/tsconfig.json": of(["../lib"]),
      "app/src/bill.ts": 'import { price } from "../../lib/src/price.js";\nexport const bill: number = price(3);\n',
    };
    const after = { "lib/src/price.ts": "export const price = (count: number): string => String(count);\n" };
    const verdict = await check({ before, after, input: { baseline: baselineOf(before) } });
    expect(brief(verdict)).toEqual(["types/TS2322 app/src/bill.ts:2"]);
  });

  test("a build that would write over files of the repository is left out, and told", async () => {
    const before: Tree = {
      ...installed,
      "tsconfig.json": '{ "compilerOptions": { "composite": true, "outDir": "dist" }, "include": ["src"], "references": [{ "path": "lib" }] }',
      "lib/tsconfig.json": '{ "compilerOptions": { "composite": true } }',
      "dist/a.js": "export {};\n",
    };
    const verdict = await check({ before, after: { "src/a.ts": "export const a: string = 1;\n" } });
    expect(verdict.notes).toEqual(["types not checked with tsconfig.json, because its build would change files of the repository"]);
  });

  test("a package's own settings hold in a monorepo, and shared ones for all that are below them", async () => {
    const before: Tree = {
      ...installed,
      "tsconfig.base.json": settings,
      "packages/a/tsconfig.json": '{ "extends": "../../tsconfig.base.json", "include": ["."] }',
      "packages/a/x.ts": "export const x: string | null = null as string | null;\nexport const y = x.length;\n",
    };
    const sloppy: Tree = { ...before, "tsconfig.base.json": settings.replace('"strict":true', '"strict":false') };
    const verdict = await check({ before: sloppy, after: { "tsconfig.base.json": settings }, input: { baseline: baselineOf(sloppy) } });
    expect(brief(verdict)).toEqual(["types/TS18047 packages/a/x.ts:2"]);
  });

  test("JavaScript is checked where jsconfig.json asks for it", async () => {
    const options = { strict: true, module: "esnext", target: "es2022", types: [] };
    const of = (checkJs: boolean): Tree => ({ ...installed, "jsconfig.json": JSON.stringify({ compilerOptions: { ...options, checkJs } }) });
    const after = { "a.js": "/** @type {string} */\nexport const a = 1;\n" };
    expect(brief(await check({ before: of(true), after }))).toEqual(["types/TS2322 a.js:2"]);
    expect(await check({ before: of(false), after })).toEqual({ outcome: "accepted", findings: [], notes: [] });
  });

  test("what was broken before and keeps the compiler from looking at types is told", async () => {
    const before: Tree = { ...sound, "src/old.ts": "export const old: = 1;\n" };
    const verdict = await check({ before, after: { "src/new.ts": "export const fresh: string = 1;\n" }, input: { baseline: baselineOf(before) } });
    expect(verdict.outcome).toBe("accepted");
    expect(verdict.notes).toContain("types not checked any further by tsc, because of what was there before: src/old.ts: Type expected.");
  });

  test("who mends what was broken is not charged with what then shows elsewhere", async () => {
    const before: Tree = { ...sound, "src/old.ts": 'export const old: number = "x";\n', "src/torn.ts": "export const torn: = 1;\n" };
    const verdict = await check({ before, after: { "src/torn.ts": "export const torn = 1;\n" }, input: { baseline: baselineOf(before) } });
    expect(verdict.outcome).toBe("accepted");
    expect(verdict.findings).toMatchObject([{ severity: "warning", file: "src/old.ts" }]);
  });

  test("one cause is one finding, however many files show it", async () => {
    const users = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`src/user${at}.ts`, `import { price } from "./price.ts";\nexport const user${at} = price(1).name;\n`]),
    );
    const before: Tree = { ...sound, ...users, "src/price.ts": "export const price = (count: number) => ({ name: count });\n", "src/bill.ts": "export {};\n" };
    const after = { "src/price.ts": "export const price = (count: number) => ({ title: count });\nexport const worse: string = 1;\n" };
    const verdict = await check({ before, after, input: { baseline: baselineOf(before) } });
    expect(brief(verdict)).toEqual(["types/TS2322 src/price.ts:2", "types/TS2339 src/user0.ts:2"]);
    expect(verdict.findings[1]?.message).toContain("The same in 11 more places: src/user1.ts:2, ");
  });

  test("what the compiler knows outlives the slot's files, in a place of each slot's own", async () => {
    const folder = await temporaryFolder();
    const gate = createGate({ toolCacheDirectory: join(folder, "tools") });
    const input = await prepare({ before: sound, after: { "src/tax.ts": "export const tax: number = 3;\n" } });
    const ran: string[] = [];
    const baseline: GateInput["baseline"] = async (command) => (ran.push(command), null);
    expect(await gate.check({ ...input, baseline }, neverAborted)).toEqual({ outcome: "accepted", findings: [], notes: [] });
    const [place = ""] = await readdir(join(folder, "tools"));
    expect(await readdir(join(folder, "tools", place, "tsc"))).toEqual(["tsconfig.json.tsbuildinfo"]);
    await writeTree(input.directory, { "src/tax.ts": "export const tax: string = 3;\n" });
    expect(brief(await gate.check({ ...input, baseline }, neverAborted))).toEqual(["types/TS2322 src/tax.ts:1"]);
    // The base is asked with the same words, which mean its own slot's place there.
    expect(ran).toEqual(["node_modules/.bin/tsc --noEmit --pretty false -p tsconfig.json --incremental --tsBuildInfoFile @tool-cache/tsc/tsconfig.json.tsbuildinfo"]);
    await rm(input.directory, { recursive: true });
    const next = await prepare({ before: sound, after: { "src/tax.ts": "export const tax: number = 3;\n" } });
    await createGate({ toolCacheDirectory: join(folder, "tools") }).check({ ...next, baseline }, neverAborted);
    expect(await readdir(join(folder, "tools"))).not.toContain(place);
  });

  test("a changed file that the project's settings leave out is told, where the compiler says which it looked at", async () => {
    const gate = createGate({ toolCacheDirectory: join(await temporaryFolder(), "tools") });
    const after = { "src/tax.ts": "export const tax: number = 3;\n", "test/tax.ts": "export const wrong: string = 3;\n", "src/x.d.ts": "" };
    const verdict = await gate.check(await prepare({ before: sound, after }), neverAborted);
    expect(verdict).toMatchObject({ outcome: "accepted", findings: [] });
    expect(verdict.notes).toEqual(["types not checked by tsc in test/tax.ts, because the project's settings leave that out"]);
  });

  test("other languages, no settings and the switch leave it out; a missing compiler is told", async () => {
    const wrong = { "src/a.ts": "export const a: string = 1;\n" };
    expect((await check({ before: sound, after: { "README.md": "x" } })).notes).toEqual([]);
    expect((await check({ before: installed, after: wrong })).outcome).toBe("accepted");
    const off = { settings: gateSettings({ rules: { "policy/unused-export": "off" }, types: "off", lint: "off" }) };
    expect(await check({ before: sound, after: wrong, input: off })).toEqual({ outcome: "accepted", findings: [], notes: [] });
    const bare = await check({ before: { "tsconfig.json": settings }, after: wrong });
    expect(bare.outcome).toBe("accepted");
    expect(bare.notes).toContain("types not checked with tsconfig.json, because TypeScript is not installed");
  });

  test("broken settings are told by the compiler itself", async () => {
    const after = { "tsconfig.json": '{ "compilerOptions": { "strict": "perhaps" }, "include": ["src"] }' };
    const verdict = await check({ before: sound, after, input: { baseline: baselineOf(sound) } });
    expect(verdict).toMatchObject({ outcome: "refused", stage: "types" });
    expect(verdict.findings.map(({ file }) => file)).toContain("tsconfig.json");
  });

  test.each([
    ["crashes", "echo 'Segmentation fault' >&2; exit 139", "it failed (exit 139): Segmentation fault"],
    ["fails without a report", "echo 'cannot load'; exit 1", "it failed (exit 1): cannot load"],
    ["is killed", "kill -9 $$", "it was killed"],
    ["hangs", "sleep 60", "it did not end within 1 s"],
    ["prints too much", "head -c 3000000 /dev/zero; exit 2", "it printed more than 200000 bytes"],
  ])("a checker that %s is told, and nothing more", async (_, script, reason) => {
    const limits = { checkMs: 1_000, checkOutputBytesMax: 200_000 };
    const verdict = await check({ before: standIn(script), after: { "src/a.ts": "export {};\n" }, input: { limits } });
    expect(verdict).toEqual({ outcome: "accepted", findings: [], notes: [`types not checked by tsc, because ${reason}`] });
  });

  test("a checker that prints without end is ended and told", async () => {
    const limits = { checkMs: 20_000, checkOutputBytesMax: 10_000 };
    const script = "yes 'src/a.ts(1,1): error TS1: no'";
    const verdict = await check({ before: standIn(script), after: { "src/a.ts": "export {};\n" }, input: { limits } });
    expect(verdict).toEqual({ outcome: "accepted", findings: [], notes: ["types not checked by tsc, because it printed more than 16 MB and was ended"] });
  });
});

describe("types of other languages", () => {
  const withPrograms = async (programs: Readonly<Record<string, string>>) => {
    const folder = await temporaryFolder();
    await writeTree(folder, Object.fromEntries(Object.entries(programs).map(([name, script]) => [name, { executable: `#!/bin/sh\n${script}\n` }])));
    process.env["PATH"] = `${folder}${delimiter}${path ?? ""}`;
  };

  test.each([
    ["mypy", { "mypy.ini": "[mypy]\nstrict = True\n" }, "a.py", "a.py:2:5: error: Name \"x\" is not defined  [name-defined]\na.py:1:1: note: see", 1, "types/name-defined a.py:2"],
    ["pyright", { "pyproject.toml": "[tool.pyright]\n" }, "a.py", JSON.stringify({ generalDiagnostics: [{ file: "$PWD/a.py", severity: "error", message: "y is not defined", range: { start: { line: 2, character: 0 } }, rule: "reportUndefinedVariable" }] }), 1, "types/reportUndefinedVariable a.py:3"],
    ["go", { "go.mod": "module x\n" }, "a.go", "# x\nvet: ./a.go:4:2: undefined: z", 1, "types/typecheck a.go:4"],
    ["mvn", { "pom.xml": "<project/>" }, "src/A.java", "[ERROR] COMPILATION ERROR :\n[ERROR] $PWD/src/A.java:[5,2] cannot find symbol\n  symbol:   method nope()\n[ERROR] Failed: $PWD\n[ERROR] $PWD/src/A.java:[5,2] cannot find symbol\n[ERROR]   symbol:   method nope()", 1, "types/mvn src/A.java:5"],
    ["gradle", { "build.gradle": "" }, "src/A.java", "$PWD/src/A.java:5: error: incompatible types\n  int a;\n  ^", 1, "types/gradle src/A.java:5"],
    ["dotnet", { "x/a.csproj": "<Project/>" }, "x/A.cs", "$PWD/A.cs(5,2): error CS0103: The name does not exist [$PWD/a.csproj]", 1, "types/CS0103 x/A.cs:5"],
    ["cargo", { "Cargo.toml": "[package]\n" }, "a.rs", "a.rs:5:2: error[E0308]: mismatched types\nerror: could not compile", 101, "types/E0308 a.rs:5"],
  ])("%s", async (program, before, file, output, exitCode, found) => {
    await withPrograms({ [program]: `cat <<END\n${output}\nEND\nexit ${exitCode}` });
    const verdict = await check({ before, after: { [file]: "\n\n\n\n\n" } });
    expect(brief(verdict)).toEqual([found]);
  });

  test("they run where their manifest is, and what they say of its files is told from the top", async () => {
    await withPrograms({ go: "echo ./a.go:4:2: undefined: z; exit 1", cargo: "echo 'b/src/a.rs:5:2: error[E0308]: mismatched types'; exit 101" });
    const before = { "tools/go.mod": "module x\n", "native/Cargo.toml": "[workspace]\n", "native/b/Cargo.toml": "[package]\n" };
    const verdict = await check({ before, after: { "tools/a.go": "\n\n\n\n\n", "native/b/src/a.rs": "\n\n\n\n\n" } });
    expect(brief(verdict)).toEqual(["types/go vet tools/a.go:4", "types/E0308 native/b/src/a.rs:5"]);
  });

  test.each([
    ["dotnet", { "a.csproj": "" }, "A.cs", "error NETSDK1004: Assets file not found. Run a NuGet package restore.", 1],
    ["go", { "go.mod": "module x\n" }, "a.go", "a.go:3:8: example.com/y@v1.0.0: Get \\\"https://proxy.example/y\\\": dial tcp: no such host", 1],
    ["mypy", { "mypy.ini": "" }, "a.py", "a.py:1: error: INTERNAL ERROR -- Please try using mypy master", 2],
    ["mvn", { "pom.xml": "<project/>" }, "A.java", "[ERROR] Plugin could not be resolved", 1],
  ])("%s that lacks what it needs refuses nothing", async (program, before, file, output, exitCode) => {
    await withPrograms({ [program]: `echo "${output}"\nexit ${exitCode}` });
    const verdict = await check({ before, after: { [file]: "\n" } });
    expect(verdict).toMatchObject({ outcome: "accepted", findings: [] });
    expect(verdict.notes.join()).toContain("types not checked by");
  });

  test("javac looks at sources without a build, and only warns where libraries are missing", async () => {
    const output = "src/B.java:2: error: package org.x does not exist\nsrc/B.java:4: error: cannot find symbol\n  new Z();\n      ^\n  symbol:   class Z\n";
    expect(readJavac(output)).toMatchObject([{ severity: "warning" }, { severity: "warning", message: "cannot find symbol: class Z" }]);
    expect(readJavac(output.split("\n").slice(1).join("\n"))).toMatchObject([{ severity: "error", file: "src/B.java", line: 4 }]);
  });

  test("svelte-check's report counts from 1, and only a whole one is read", () => {
    const report = { type: "ERROR", filename: "src/A.svelte", start: { line: 2, character: 13 }, message: "No.", code: 2322, source: "ts" };
    const output = `1 START "/x"\n1 ${JSON.stringify(report)}\n1 COMPLETED 3 FILES 1 ERRORS 0 WARNINGS\n`;
    expect(readSvelteCheck(output)).toMatchObject([{ file: "src/A.svelte", line: 3, column: 14, code: "TS2322" }]);
    expect(readSvelteCheck(output.split("\n").slice(0, 2).join("\n"))).toBeNull();
  });

  test("a checker that is configured but not installed is told", async () => {
    process.env["PATH"] = await temporaryFolder();
    const verdict = await check({ before: { "mypy.ini": "[mypy]\n", "go.mod": "module x\n" }, after: { "a.py": "", "a.go": "package x\n" } });
    expect(verdict.notes).toContain("types not checked by mypy, because it is configured but not installed");
    expect(verdict.notes).toContain("types not checked by go vet, because go is not installed");
  });
});

test("a report goes on in indented lines", () => {
  const output = "a.ts(1,2): error TS2322: Type 'A' is wrong.\n  Property 'x' is missing.\nerror TS5083: Cannot read file 'x'.\n";
  expect(readTypescript(output)).toMatchObject([
    { file: "a.ts", line: 1, column: 2, code: "TS2322", message: "Type 'A' is wrong.\n  Property 'x' is missing." },
    { file: null, line: null, code: "TS5083" },
  ]);
});

test("a command's text reads as the same words", () => {
  const argv = [join("a b", "it's"), "$HOME", "*.ts", "-x", "ä;|"];
  expect(parseCommand(commandText(argv))).toEqual({ ok: true, argv });
});

test("a tool's command means its own slot's folder and cache in each slot; others stay as they are", () => {
  const text = toolCommandText({ folder: "a b/ü'/100%", argv: ["x", "--cache-dir", "@tool-cache/x", "it's"] });
  const read = inSlot(text, "/slot 1", "/cache of it/1");
  expect(read.directory).toBe("/slot 1/a b/ü'/100%");
  expect(parseCommand(read.command)).toEqual({ ok: true, argv: ["x", "--cache-dir", "/cache of it/1/x", "it's"] });
  expect(inSlot("npm test -- @in x", "/slot", null)).toEqual({ command: "npm test -- @in x", directory: "/slot" });
});
