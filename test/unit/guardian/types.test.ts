import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { commandText } from "../../../src/guardian/tools/project-tool.ts";
import { parseCommand } from "../../../src/core/command.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import { runCommand } from "../../../src/guardian/commands/command-runner.ts";
import { readTypescript } from "../../../src/guardian/types/typescript.ts";
import type { GateInput } from "../../../src/ports/gate.ts";
import { brief, neverAborted, prepare, temporaryFolder, type Scene, type Tree, writeTree } from "./slot.ts";

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

  test("other languages, no settings and the switch leave it out; a missing compiler is told", async () => {
    const wrong = { "src/a.ts": "export const a: string = 1;\n" };
    expect((await check({ before: sound, after: { "README.md": "x" } })).notes).toEqual([]);
    expect((await check({ before: installed, after: wrong })).outcome).toBe("accepted");
    const off = { settings: { protect: [], rules: {}, types: "off", lint: "off", tests: "off", network: "off", mutation: "off" } } as const;
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

describe("types of Python, Go and Rust", () => {
  const withPrograms = async (programs: Readonly<Record<string, string>>) => {
    const folder = await temporaryFolder();
    await writeTree(folder, Object.fromEntries(Object.entries(programs).map(([name, script]) => [name, { executable: `#!/bin/sh\n${script}\n` }])));
    process.env["PATH"] = `${folder}${delimiter}${path ?? ""}`;
  };

  test.each([
    ["mypy", { "mypy.ini": "[mypy]\nstrict = True\n" }, "a.py", "a.py:2:5: error: Name \"x\" is not defined  [name-defined]\na.py:1:1: note: see", 1, "types/name-defined a.py:2"],
    ["pyright", { "pyproject.toml": "[tool.pyright]\n" }, "a.py", "$PWD/a.py\n  $PWD/a.py:3:1 - error: \\\"y\\\" is not defined (reportUndefinedVariable)\n1 error, 0 warnings", 1, "types/reportUndefinedVariable a.py:3"],
    ["go", { "go.mod": "module x\n" }, "a.go", "# x\nvet: ./a.go:4:2: undefined: z", 1, "types/go vet a.go:4"],
    ["cargo", { "Cargo.toml": "[package]\n" }, "a.rs", "a.rs:5:2: error[E0308]: mismatched types\nerror: could not compile", 101, "types/E0308 a.rs:5"],
  ])("%s", async (program, before, file, output, exitCode, found) => {
    await withPrograms({ [program]: `cat <<END\n${output}\nEND\nexit ${exitCode}` });
    const verdict = await check({ before, after: { [file]: "\n\n\n\n\n" } });
    expect(brief(verdict)).toEqual([found]);
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
