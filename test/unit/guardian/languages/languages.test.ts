// Stage 2 for other languages than JavaScript, TypeScript and JSON: what is right passes, what is wrong is told where
// and how, and what stood there before does not count.
import { describe, expect, test } from "vitest";
import { createGate } from "../../../../src/guardian/gate.ts";
import { brief, neverAborted, prepare, writeTree, type Entry, type Scene } from "../slot.ts";

const check = async (scene: Scene) => createGate().check(await prepare(scene), neverAborted);
const added = async (path: string, entry: Entry) => check({ after: { [path]: entry } });

test.each([
  ["a.py", "import os\n\nasync def f(x: int = 1, /, *args, **rest) -> dict[str, int]:\n    match x:\n        case 1 if x:\n            return {**rest}\n        case _:\n            pass\n\nprint(f'{x!r:>{10}}')\nif x: y()\nelse:\n    # why\n    z()\n"],
  ["a.py", "print 'as Python 2 had it'\n"],
  ["a.py", "def f():\n\tif x:\n\t\ty()\n  # a comment stands anywhere\n\tz(1,\n2)\n"],
  ["a.go", "package a\n\nimport \"fmt\"\n\ntype Set[T comparable] map[T]struct{}\n\nfunc f() { for i := range 3 { fmt.Println(i) } }\n"],
  ["a.rs", "use std::io;\nmacro_rules! m { ($($a:tt)*) => { $($a)* } }\nimpl<'a, const N: usize> A<'a, N> { async fn f(&self) -> io::Result<()> { let Some(x) = y else { return Ok(()) }; Ok(()) } }\nconst C: char = '(';\n"],
  ["A.java", "package a;\npublic sealed interface A permits B {}\nrecord B(int x) implements A { B { } }\nclass C { String s(Object o) { return switch (o) { case B(int x) when x > 1 -> \"\"\"\n  (text\n  \"\"\"; default -> \"\"; }; } }\n"],
  ["a.c", "#include <stdio.h>\nint main(void) { printf(\"(%d\", 1); return 0; }\n"],
  ["a.cpp", "template <typename T> requires std::integral<T> auto f(T x) -> decltype(x) { return [&]{ return x; }(); }\n"],
  ["a.cs", "namespace X;\npublic record P(int A);\npublic class Q(int a) { int[] x = [1, 2]; }\n"],
  ["a.rb", "def f(x, *rest, key: 1, **) = x&.y\nputs <<~TEXT\n  (not a bracket\nTEXT\n"],
  ["a.php", "<?php\nenum A: string { case X = 'x'; }\nclass B { public function __construct(private readonly int $a) {} }\n"],
  ["a.kt", "data class A(val x: Int)\nfun f(a: A?) = a?.let { it.x } ?: 0\n"],
  ["a.sh", "#!/bin/bash\ncase \"$1\" in\n  a) echo \"${x:-(}\" ;;\nesac\n"],
  ["a.html", "<!doctype html>\n<p>one<p>two<br><img src=a>\n"],
  ["a.css", "@layer base { a { &:hover { color: red } } }\n@tailwind base;\n"],
  ["a.toml", "[a]\nb = 9223372036854775807\nc = [1,\n 2]\n"],
  ["a.yaml", "a: &x\n  - b\n---\n- *x\n- !Ref c\n"],
  ["chart.yaml", "a: {{ .Values.a }}\n{{- if .b }}\nc: d\n{{- end }}\n"],
  ["a.md", "---\ntitle: \"x\"\n---\n# A\n\n```js\nlet\n```\n"],
  ["a.md", "---\nonly a rule of dashes: [\n"],
  ["a.vue", "<script setup lang=\"ts\" generic=\"T\">\nconst a: number = await f();\n</script>\n<template>\n  <p v-if=\"a < 1\">{{ a < 2 }}</p><br>\n</template>\n<style lang=\"scss\">a { b { c: d } }</style>\n"],
  ["a.vue", "<template lang=\"pug\">\np\n  | <text\n</template>\n"],
  ["a.svelte", "<script lang=\"ts\" module>\nexport const a: number = 1;\n</script>\n<script lang=\"ts\">\nlet { b }: Props = $props();\n$: c = b < 2;\n</script>\n{#if a < b}<p onclick={() => b++}>{b}</p>{/if}\n<style lang=\"scss\">a { b { c: d } }</style>\n"],
] as const)("%s is read: %j", async (path, text) => {
  const verdict = await added(path, text);
  // A compiler on this machine may be older than the language; it is not asked here.
  expect(verdict.findings.filter(({ stage, severity }) => stage === "syntax" && severity === "error")).toEqual([]);
});

test.each([
  ["a.py", "def f():\n    return (1\n\nx = 2\n", 2, 12, '"(" is never closed'],
  ["a.py", "def f():\n    a()\n      b()\n", 3, 7, "not indented as those before it"],
  ["a.py", "def f():\n    a()\n  b()\n", 3, 3, "not indented as those before it"],
  ["a.py", "def f():\n\ta()\n        b()\n", 3, 9, "mixes tabs and spaces"],
  ["a.py", "def f():\n    # add the body here\n\nx = 1\n", 1, 8, "A body is missing"],
  ["a.py", "if x\n    y()\n", 2, 5, '":" is missing behind "if x"'],
  ["a.py", "print('a)\n", 1, 7, "The text that ' opens here"],
  ["a.go", "package a\nfunc f() {\n\tif x {\n\t\ty()\n\treturn\n}\n", 3, 7, '"{" is never closed'],
  ["a.go", "package a\nfunc f() {\n}\n}\n", 4, 1, '"}" closes nothing'],
  ["a.rs", "fn f() {\n    let x = 1\n    let y = 2;\n}\n", 2, 14, '";" is missing'],
  ["A.java", "class A {\n  void f() {\n    if (x) {\n      y();\n  }\n  void g() {}\n}\n", 3, 12, '"{" is never closed'],
  ["a.c", "int f(void) {\n  return 1;\n", 1, 13, '"{" is never closed'],
  ["a.cpp", "class A {\n  int x[3;\n};\n", 2, 8, '"[" is never closed'],
  ["a.cs", "class A {\n  void F() {\n}\n", 2, 12, '"{" is never closed'],
  ["a.rb", "def f\n  1\n", 1, 1, '"end" is missing'],
  ["a.php", "<?php\nfunction f() {\n  return 1\n}\n", 3, 11, '";" is missing'],
  ["a.css", "a { color: red; }\n}\n", 2, 1, "Unexpected }"],
  ["a.toml", "a = 1\nb = \n", 2, 5, "invalid value"],
  ["a.yaml", "a:\n  b: 1\n c: 2\n", 3, 1, "same column"],
  ["a.md", "---\na: b: c\n---\n# x\n", 2, 4, "Nested mappings"],
  ["a.vue", "<template>\n <div><p></div>\n</template>\n", 2, 7, "missing end tag"],
  ["a.vue", "<template><p/></template>\n<script lang=\"ts\">\nconst a: number = ;\n</script>\n", 3, 19, "Unexpected token"],
  ["a.vue", "<template><p/></template>\n<style>\na {\n</style>\n", 3, 1, "Unclosed block"],
  ["a.svelte", "<script lang=\"ts\">\nlet a: number = ;\n</script>\n<p>{a}</p>\n", 2, 17, "Unexpected token"],
  ["a.svelte", "<script>\nlet a = 1;\n</script>\n{#if a}<p>x</p>\n", 4, 1, "left open"],
] as const)("%s is refused: %j", async (path, text, line, column, message) => {
  const verdict = await added(path, text);
  expect(verdict).toMatchObject({ outcome: "refused", stage: "syntax" });
  expect(verdict.findings).toHaveLength(1);
  expect(verdict.findings[0]).toMatchObject({ rule: "syntax/parse-error", line, column, message: expect.stringContaining(message) });
  expect(verdict.findings[0]?.excerpt).toContain(`> ${line} |`);
});

test.each([
  ["a.kt", "fun f( { }\n"],
  ["a.sh", "if true; then\n  echo 1\n"],
  ["a.c", "int f(void) {\n  return 1\n}\n"],
  ["a.html", "<p></p>\n<span"],
  ["a.yaml", "a: 1\na: 2\n"],
] as const)("%s may be right after all, so it is only warned: %j", async (path, text) => {
  const verdict = await added(path, text);
  expect(verdict).toMatchObject({ outcome: "accepted", findings: [{ rule: "syntax/parse-error", severity: "warning" }] });
});

describe("what was there before", () => {
  test.each([
    ["a.py", "x = (\n", "y = (\n"],
    ["a.yaml", "a: b: c\n", "a: b: d\n"],
    ["a.vue", "<template><p></template>", "<template><b></template>"],
  ])("a broken %s is not held against the change, and that is told", async (path, before, after) => {
    const verdict = await check({ before: { [path]: before }, after: { [path]: after } });
    expect(verdict.outcome).toBe("accepted");
    expect(verdict.notes.join()).toContain("before the change either");
  });

  test("at the edit, a fault of the file's own past is not told again, and warnings are left for the verdict", async () => {
    const input = await prepare({ before: { "old.py": "x = (\n", "new.py": "x = 1\n" } });
    await writeTree(input.directory, { "old.py": "y = (\n", "new.py": "x = (1\n", "a.sh": "if true; then\n" });
    const gate = createGate();
    expect(brief(await gate.checkFile(input.directory, "old.py", input))).toEqual([]);
    expect(brief(await gate.checkFile(input.directory, "new.py", input))).toEqual(["syntax/parse-error new.py:1"]);
    expect(brief(await gate.checkFile(input.directory, "a.sh", input))).toEqual([]);
  });
});
