import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conflictMarkers } from "../../../src/guardian/syntax/conflict-markers.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import { measureNesting, nestingProblem } from "../../../src/core/nesting.ts";
import { parseSource } from "../../../src/guardian/source/oxc.ts";
import { sourceBytesMax } from "../../../src/guardian/files/slot-file.ts";
import { brief, neverAborted, prepare, writeTree, type Entry, type Scene } from "./slot.ts";

const check = async (scene: Scene) => createGate().check(await prepare(scene), neverAborted);
const added = async (path: string, entry: Entry) => brief(await check({ after: { [path]: entry } }));

describe("JavaScript and TypeScript", () => {
  test.each([
    ["a.ts", "const a: number = 1 as const;\nexport type T = { [K in 'a']: K };"],
    ["a.tsx", "export const A = () => <b>{1}</b>;"],
    ["a.jsx", "export const A = () => <b/>;"],
    ["a.js", "export const A = () => <b/>;"],
    ["a.js", "#!/usr/bin/env node\nconst x = 1; return x;"],
    ["a.js", "with (a) { b = 010; }"],
    ["a.cjs", "module.exports = 1; return;"],
    ["a.mjs", "await 1; export {};"],
    ["a.cts", "import a = require('a'); export = a;"],
    ["a.mts", "export const a = <T,>(x: T) => x;"],
    ["a.ts", "@decorate class A { constructor(private a: string) {} }"],
    ["a.d.ts", "declare const a: string; export function f(): void;"],
    ["a.ts", "\ufeffconst a = 1;\r\nconst b = 2;\r\n"],
    ["a.js", "// @flow\nfunction f(a: string) {}"],
  ])("%s parses: %j", async (path, text) => {
    expect(await added(path, text)).toEqual([]);
  });

  test.each([
    ["a.ts", "const a = 1;\nconst b = ;\n", 2],
    ["a.js", "function f() {\n  return 1;\n", 3],
    ["a.mjs", "return 1;", 1],
    ["a.tsx", "export const A = () => <b>;\n", 1],
    ["a.ts", "\ufeffconst a = 1;\r\nconst = 2;\r\n", 2],
    ["a.ts", "let a = 1;\nlet a = 2;\n", 1],
    ["a.js", "const a: string = 1;", 1],
    ["a.ts", "export const a = 1;\n// ... rest unchanged\n}\n", 3],
  ])("%s does not parse: %j", async (path, text, line) => {
    const found = await added(path, text);
    expect(found[0]).toBe(`syntax/parse-error ${path}:${line}`);
  });

  test("the finding shows the line", async () => {
    const verdict = await check({ after: { "a.ts": "const a = 1;\nconst b = ;\nconst c = 3;\n" } });
    expect(verdict).toMatchObject({ outcome: "refused", stage: "syntax" });
    expect(verdict.findings[0]).toMatchObject({ line: 2, column: 11, message: expect.stringContaining("Unexpected token") });
    expect(verdict.findings[0]?.excerpt).toBe("  1 | const a = 1;\n> 2 | const b = ;\n  3 | const c = 3;\n  4 | ");
  });

  test("a file that did not parse before is not held against the change, and that is told", async () => {
    const verdict = await check({ before: { "a.ts": "const = 1;" }, after: { "a.ts": "const = 2;" } });
    expect(verdict.outcome).toBe("accepted");
    expect(verdict.notes.join()).toContain("before the change either");
  });

  test("no text makes the parser throw", async () => {
    const pieces = fc.constantFrom("(", ")", "{", "}", "`", "${", "<a>", "=>", "'", "/", "*", "\u0000", "\ud800", "class ", "\n", "import ", "a", ";");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 60 }), async (parts) => {
        const source = await parseSource("a.ts", parts.join(""));
        expect(["parsed", "broken", "foreign"]).toContain(source.kind);
      }),
    );
  });
});

describe("JSON", () => {
  test.each([
    ["package.json", '{"a": [1, null, "x"]}'],
    ["tsconfig.json", '{ // comment\n "a": 1,\n}'],
    ["tsconfig.build.json", "{ /* x */ }"],
    ["a.jsonc", '{"a": 1, // x\n}'],
    ["a.json5", "{a: 'x', b: +1, c: NaN,}"],
    [".vscode/settings.json", '{"a": 1,}'],
    ["a.json", "\ufeff{}"],
  ])("%s is read: %j", async (path, text) => {
    expect(await added(path, text)).toEqual([]);
  });

  test.each([
    ["a.json", '{\n "a": 1,\n}', 2, 8, "no comma after the last"],
    ["a.json", "{\n 'a': 1}", 2, 2, "double quotes"],
    ["a.json", "{\n a: 1}", 2, 2, "double quotes"],
    ["a.json", '{\n // note\n "a": 1}', 2, 2, "no comments"],
    ["a.json", '{"a": 1\n "b": 2}', 2, 2, "Expected"],
    ["a.json", '{"a": [1, 2\n', 2, 1, "Expected"],
    ["a.json", '{"a": undefined}', 1, 7, "not a JSON value"],
    ["a.json", '{"a": f()}', 1, 7, "not a JSON value"],
    ["a.json", "", 1, 1, "empty"],
    ["a.jsonc", "{]", 1, 2, ""],
    ["tsconfig.json", "{} {}", 1, 4, ""],
  ])("%s is refused: %j", async (path, text, line, column, message) => {
    const verdict = await check({ after: { [path]: text } });
    expect(verdict.findings[0]).toMatchObject({ rule: "syntax/parse-error", line, column });
    expect(verdict.findings[0]?.message).toContain(message);
  });
});

describe("leftovers of a merge", () => {
  const conflict = "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> task\n";

  test.each(["a.ts", "a.py", "README.md", "a.json", "Makefile"])("are found in %s", async (path) => {
    expect(await added(path, `first\n${conflict}`)).toEqual([`syntax/conflict-marker ${path}:2`]);
  });

  test("what was there before does not count", async () => {
    const verdict = await check({ before: { "a.md": conflict }, after: { "a.md": `${conflict}x` } });
    expect(verdict.outcome).toBe("accepted");
  });

  test("found wherever a merge could put them, in any text", () => {
    const line = fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) => !/[\r\n]|^(?:<{7}|>{7}) /.test(text));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), fc.nat(20), fc.constantFrom("\n", "\r\n"), (lines, at, newline) => {
        expect(conflictMarkers(lines.join(newline))).toEqual([]);
        const where = Math.min(at, lines.length);
        const merged = lines.toSpliced(where, 0, "<<<<<<< ours", "=======", ">>>>>>> theirs");
        expect(conflictMarkers(merged.join(newline)).map((place) => place.line)).toEqual([where + 1, where + 3]);
      }),
    );
  });

  test("headings and quotations are none", async () => {
    expect(await added("a.md", "Title\n=======\n\n>>> x\n>>>>>>>>\n<<<<<<<x\n")).toEqual([]);
  });
});

describe("hostile content", () => {
  const nested: readonly (readonly [string, string, string])[] = [
    ["brackets", "a.ts", `x = ${"(".repeat(200_000)}`],
    ["arrays", "a.js", `x = ${"[".repeat(2_000)}${"]".repeat(2_000)}`],
    ["blocks", "a.js", `${"{".repeat(2_000)}${"}".repeat(2_000)}`],
    ["templates", "a.ts", `x = ${"`${".repeat(2_000)}1${"}`".repeat(2_000)}`],
    ["negations", "a.js", `x = ${"!".repeat(300_000)}1`],
    ["sums", "a.js", `x = 1${"+1".repeat(300_000)}`],
    ["elements", "a.tsx", `x = ${"<a>".repeat(50_000)}`],
    ["types", "a.ts", `let x: ${"A<".repeat(50_000)}B`],
    ["choices", "a.js", `x = ${"a?b:".repeat(50_000)}1`],
    ["conditions", "a.js", `${"if(a)".repeat(50_000)}b`],
    ["else branches", "a.js", `${"if(a){b()}\nelse ".repeat(50_000)}b`],
    ["branches without blocks", "a.js", `${"if (a)\n  return 1;\nelse ".repeat(50_000)}b`],
    ["mismatched brackets", "a.js", `${"{".repeat(100_000)}${")".repeat(100_000)}`],
    ["arrows", "a.js", `x = ${"a=>".repeat(50_000)}1`],
    ["calls", "a.js", `x = a${".b()".repeat(300_000)}`],
    ["broken JSON", "a.json", `${'{"a":'.repeat(50_000)}`],
  ];

  test.each(nested)("nesting by %s is refused and crashes nothing", async (_, path, text) => {
    const verdict = await check({ after: { [path]: text } });
    expect(brief(verdict)).toEqual([`syntax/too-deep ${path}`]);
  });

  test("valid JSON may be as deep as it likes", async () => {
    expect(await added("a.json", "[".repeat(2_000) + "]".repeat(2_000))).toEqual([]);
  });

  test("what people write is far from the limits", () => {
    const functions = "function f(a) {\n  if (a.b && !c) { return g(h(a), `x${a}`); } else { d = a ? b : c; }\n}\n".repeat(5_000);
    expect(measureNesting(functions).brackets).toBeLessThan(10);
    expect(nestingProblem(functions)).toBeNull();
    const unbalanced = `const a = { b: /[(]/, c: "((((" };\n`.repeat(5_000);
    expect(nestingProblem(unbalanced)).toBeNull();
    expect(nestingProblem("app.get('/x', f)\nif (a.b) c(d)\n".repeat(5_000))).toBeNull();
    expect(nestingProblem(`/* ${"=".repeat(80)} */\n// -----\n`.repeat(5_000))).toBeNull();
  });

  test("zero bytes, wrong encodings, long lines and huge files are findings or notes", async () => {
    expect(await added("a.ts", "const a = '\u0000';")).toEqual(["syntax/zero-byte a.ts"]);
    expect(await added("a.ts", new Uint8Array([0x2f, 0x2f, 0xe9, 0x0a]))).toEqual(["syntax/encoding a.ts"]);
    expect(await added("a.txt", new Uint8Array([0xe9, 0x0a]))).toEqual([]);
    const line = await check({ after: { "a.js": `const a = "${"x".repeat(3_000_000)}"; const = 1;` } });
    expect(line.findings[0]?.rule).toBe("syntax/parse-error");
    expect(line.findings[0]?.excerpt?.length).toBeLessThan(300);
    const huge = await check({ after: { "a.js": "x".repeat(10_000_000) } });
    expect(huge.outcome).toBe("accepted");
    expect(huge.notes.join("\n")).toContain(`more than ${sourceBytesMax}`);
  });

  test("languages without a parser pass with a note", async () => {
    const verdict = await check({ after: { "a.zig": "fn (:" } });
    expect(verdict.outcome).toBe("accepted");
    expect(verdict.notes.join()).toContain("a.zig was not parsed");
  });
});

describe("one file at a time", () => {
  test("checkFile tells what is wrong with the file as it stands", async () => {
    const input = await prepare({ before: { "src/a.ts": "const = 1;", "src/b.ts": "export const b = 1;", "c.ts": 'import { x } from "./src/b.js";' } });
    const gate = createGate();
    expect(brief(await gate.checkFile(input.directory, "src/a.ts", input))).toEqual(["syntax/parse-error src/a.ts:1"]);
    expect(brief(await gate.checkFile(input.directory, `${input.directory}/src/a.ts`, input))).toHaveLength(1);
    expect(brief(await gate.checkFile(input.directory, "src/b.ts", input))).toEqual([]);
    expect(brief(await gate.checkFile(input.directory, "c.ts", input))).toEqual(["links/unknown-export c.ts:1"]);
    expect(brief(await gate.checkFile(input.directory, "../elsewhere.ts", input))).toEqual([]);
    expect(brief(await gate.checkFile(input.directory, "missing.ts", input))).toEqual([]);
    await writeTree(input.directory, { "src/b.ts": "export const b = () => {\n  throw new Error('not implemented');\n};\n" });
    expect(brief(await gate.checkFile(input.directory, "src/b.ts", input))).toEqual(["policy/stub src/b.ts:2"]);
    const off = { ...input, settings: { ...input.settings, rules: { "policy/stub": "off" } } } as const;
    expect(brief(await gate.checkFile(input.directory, "src/b.ts", off))).toEqual([]);
  });
});
