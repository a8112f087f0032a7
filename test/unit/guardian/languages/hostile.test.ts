// Whatever is in a file, its reader answers: with a finding, or with the reason why it was not read.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGate } from "../../../../src/guardian/gate.ts";
import { languageOf } from "../../../../src/guardian/languages/language.ts";
import { readLanguage } from "../../../../src/guardian/languages/read.ts";
import { parseSource } from "../../../../src/guardian/source/oxc.ts";
import { brief, neverAborted, prepare, type Entry } from "../slot.ts";

const added = async (path: string, entry: Entry) => createGate().check(await prepare({ after: { [path]: entry } }), neverAborted);
const paths = ["a.py", "a.go", "a.rs", "A.java", "a.c", "a.cpp", "a.cs", "a.rb", "a.php", "a.kt", "a.sh", "a.html", "a.css", "a.toml", "a.yaml", "a.md", "a.vue", "a.svelte"];

async function read(path: string, text: string) {
  const language = languageOf(path);
  if (language === null) throw new Error(`${path} has no language`);
  return readLanguage(language, path, text, parseSource);
}

describe.each(paths)("%s", (path) => {
  test("zero bytes, invalid UTF-8 and 10 MB on one line are told", async () => {
    const zero = await added(path, "a\u0000b");
    const encoding = await added(path, new Uint8Array([0x23, 0xe9, 0x0a]));
    if (path === "a.md") expect([zero.outcome, encoding.outcome]).toEqual(["accepted", "accepted"]);
    else expect([...brief(zero), ...brief(encoding)]).toEqual([`syntax/zero-byte ${path}`, `syntax/encoding ${path}`]);
    const huge = await added(path, "x".repeat(10_000_000));
    expect(huge.notes.join()).toContain(`${path} was not parsed: it has 10000000 bytes`);
  });

  const nests = ["(", "[", "{", "<div>", "- ", "%w(", '"${', "if x { ", "{#if a}", "<<A\n", "[- "];
  test.each(nests)("thousands of %j neither overflow nor end the process", async (opening) => {
    const front = { "a.php": "<?php ", "a.vue": "<template>", "a.toml": "a = ", "a.css": "a{b:" }[path] ?? "";
    for (const depth of [300, 2_000]) expect(["read", "unread"]).toContain((await read(path, front + opening.repeat(depth))).kind);
  });

  test("no text makes the reader throw", async () => {
    const pieces = fc.constantFrom("(", ")", "{", "}", "[", "'", '"', "`", "<a>", "</a>", "<script>", "#", "---\n", "\n", "\r\n", "\t", " ", ":", "- ", "def ", "func ", "fn ", "\ud800", "\ufeff", "=", ";", "<?php ", "<<X\n", "```", "*x", "&x");
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 4 })), { maxLength: 40 }), async (parts) => {
        expect(["read", "unread"]).toContain((await read(path, parts.join(""))).kind);
      }),
      { numRuns: 20, seed: 3 },
    );
  });
});

test.each([
  ["a.py", "def f():\n    return 1\n\nx = (\n", 4],
  ["a.go", "package a\n\nfunc f() {\n", 3],
  ["a.toml", "a = 1\nb = \n", 2],
  ["a.yaml", "a:\n  b: 1\n c: 2\n", 3],
  ["a.css", "b { x: y }\na {\n", 2],
  ["a.vue", "<template>\n<p>\n</template>\n", 2],
])("a byte order mark and CRLF change nothing: %s", async (path, text, line) => {
  const verdict = await added(path, `\ufeff${text.replaceAll("\n", "\r\n")}`);
  expect(brief(verdict)).toEqual([`syntax/parse-error ${path}:${line}`]);
});

test("a text outside of the basic plane does not move the place", async () => {
  const verdict = await added("a.py", "x = '𝒳𝒳é'; y = (1\n");
  expect(verdict.findings[0]).toMatchObject({ line: 1, column: 18 });
});

test("2,000 brackets are told as not checked, and half a megabyte on one line is checked", async () => {
  const deep = await added("a.py", `x = ${"(".repeat(2_000)}${")".repeat(2_000)}\n`);
  expect(deep.outcome).toBe("accepted");
  expect(deep.notes.join()).toContain("a.py was not parsed: it has more than 400 brackets open at once");
  const long = await added("a.py", `x = "${"x ".repeat(250_000)}" = (\n`);
  expect(long.findings[0]).toMatchObject({ rule: "syntax/parse-error", line: 1 });
  expect(long.findings[0]?.excerpt?.length).toBeLessThan(400);
});

test.each([
  ["variance.ts", "interface A<in out T, out U extends readonly string[]> { get(): T; set(value: T): void; }\n"],
  ["all.ts", 'export type * from "./variance.js";\nexport type * as all from "./variance.js";\n'],
  ["defer.ts", "using a = f();\nexport const b = { c: 1 } satisfies object as const;\nfunction g(this: Window, ...rest: [a?: string]): asserts rest is [string] {}\n"],
  ["accessor.ts", "class A { accessor x = 1; declare y: string; static { this.z = 1; } static z: number; override toString(): string { return ''; } }\n"],
  ["types.d.ts", "declare module 'x' { export = y; const y: unique symbol; }\ndeclare global { interface Window { a: 1 } }\nexport {};\n"],
  ["types.d.mts", "export declare function f<T>(x: T): x is T & { a: `${string}-${number}` };\n"],
])("TypeScript 5.9 in %s is read", async (path, text) => {
  const before = { "variance.ts": "export interface A {}\n", "package.json": "{}" };
  const verdict = await createGate().check(await prepare({ before: path in before ? {} : before, after: { [path]: text } }), neverAborted);
  expect(brief(verdict)).toEqual([]);
});
