// The user's own rules: read from the base, run on what the change makes new, and told when they are not right.
import { describe, expect, test } from "vitest";
import { createSourceParser } from "../../../src/guardian/source/oxc.ts";
import { policyOf } from "../../../src/guardian/policy/policy.ts";
import { showFindings } from "../../../src/agents/prompt-findings.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import { walkSlot } from "../../../src/guardian/files/slot-walk.ts";
import { rulesOfTree } from "../../../src/guardian/user-rules/rule-source.ts";
import { neverAborted, prepare, temporaryFolder, writeTree, type Scene } from "./slot.ts";

const folder = ".opencode/orchestrator/rules";

async function judged(scene: Scene) {
  const input = await prepare(scene);
  return policyOf({ ...input, files: input.change.files, ownRules: rulesOfTree, walk: () => walkSlot(input.directory) }, createSourceParser());
}

function rule(text: string, name = "own.yml"): Record<string, string> {
  return { [`${folder}/${name}`]: text };
}

const noFoo = "id: no-foo\nlanguage: TypeScript\nseverity: error\nmessage: foo of $A is old\nnote: Use bar.\nrule:\n  pattern: foo($A)\nfix: bar($A)\n";

describe("a rule of the user's", () => {
  test("is told with its place, message and fix", async () => {
    const several = noFoo.replace("foo($A)", "foo($A, $$$$$$REST)").replace("bar($A)", "bar($A, [$$$$$$REST])");
    const { findings } = await judged({ before: rule(several), after: { "src/a.ts": "const ä = 'é';\nfoo(1, b, 'c', ä);\n" } });
    expect(findings).toMatchObject([
      { rule: "policy/own/no-foo", severity: "error", file: "src/a.ts", line: 2, column: 1, message: "foo of 1 is old Use bar.", fix: "bar(1, [b, 'c', ä])" },
    ]);
    expect(showFindings(findings)).toContain("\n    fix: bar(1, [b, 'c', ä])\n");
  });

  test("is one finding for the same slip in several lines", async () => {
    const { findings } = await judged({ before: rule(noFoo.replace(" of $A", "")), after: { "src/a.ts": "foo(1);\nfoo(2);\n\nfoo(3);\n" } });
    expect(findings.map(({ line, message }) => [line, message])).toEqual([[1, "foo is old Use bar. The same in line 2, 4."]]);
  });

  test("does not count what was there before, wherever it has moved to", async () => {
    const before = { ...rule(noFoo), "src/a.ts": "foo(1);\n", "src/b.ts": "export {};\n" };
    expect((await judged({ before, after: { "src/a.ts": "// moved\n", "src/b.ts": "export {};\nfoo(1);\n" } })).findings).toEqual([]);
    expect((await judged({ before, after: { "src/b.ts": "foo(1);\n" } })).findings).toHaveLength(1);
  });

  test("is heard as a warning unless it says otherwise, and not at all as a hint", async () => {
    const severities = { error: "error", warning: "warning", info: "warning", hint: null, off: null } as const;
    for (const [written, heard] of Object.entries(severities)) {
      const { findings, notes } = await judged({ before: rule(noFoo.replace("error", written)), after: { "src/a.ts": "foo(1);" } });
      expect([findings[0]?.severity ?? null, notes]).toEqual([heard, []]);
    }
    expect((await judged({ before: rule(noFoo.replace("severity: error\n", "")), after: { "src/a.ts": "foo(1);" } })).findings[0]?.severity).toBe("warning");
  });

  test("holds for its language, files, constraints and utils only", async () => {
    const text = "id: no-foo\nlanguage: ts\nrule:\n  all:\n    - matches: call\n    - inside:\n        kind: function_declaration\n        stopBy: end\nutils:\n  call:\n    pattern: foo($A)\nconstraints:\n  A:\n    regex: ^1$\nfiles: ['src/**']\nignores: ['src/old/**']\n";
    const bad = "export function f() { foo(1); }";
    const after = { "src/a.ts": bad, "src/a.js": bad, "lib/a.ts": bad, "src/old/a.ts": bad, "src/b.ts": "foo(1);", "src/c.ts": "export function f() { foo(2); }" };
    expect((await judged({ before: rule(text), after })).findings.map(({ file }) => file)).toEqual(["src/a.ts"]);
  });

  test("may be for CSS and HTML, and several may stand in one file", async () => {
    const text = "id: no-red\nlanguage: css\nrule: { kind: plain_value, regex: '^red$' }\n---\nid: no-b\nlanguage: html\nrule: { kind: tag_name, regex: '^b$' }\n";
    const { findings } = await judged({ before: rule(text), after: { "a.css": "a { color: red }", "a.html": "<b>x</b>" } });
    expect(findings.map((found) => found.rule)).toEqual(["policy/own/no-red", "policy/own/no-b"]);
  });
});

describe("a rule for a language with a grammar of its own", () => {
  const cases: readonly (readonly [language: string, path: string, pattern: unknown, code: string, matched: string])[] = [
    ["python", "a.py", "foo($A)", "x = [foo(1)]\n", "1"],
    ["Python", "a.py", "def $A(self): pass", "class B:\n    def c(self): pass\n", "c"],
    ["go", "a.go", "$A := 1", "package a\n\nfunc f() {\n\tb := 1\n}\n", "b"],
    ["rust", "a.rs", "$A.unwrap()", "fn f() { g().unwrap(); }\n", "g()"],
    ["java", "A.java", "new Foo($A)", "class A { Object f() { return new Foo(1); } }\n", "1"],
    ["c", "a.c", "$A = 1", "int f() { int b; b = 1; return b; }\n", "b"],
    ["c++", "a.cpp", "$A = 1", "int f() { int b; b = 1; return b; }\n", "b"],
    ["c#", "A.cs", "foo($A)", "class A { void F() { foo(1); } }\n", "1"],
    ["ruby", "a.rb", "foo($A)", "x = foo(1)\n", "1"],
    ["php", "a.php", { context: "<?php foo($A);", selector: "function_call_expression" }, "<?php\nfoo(1);\n", "1"],
    ["kotlin", "a.kt", "foo($A)", "fun f() { foo(1) }\n", "1"],
    ["bash", "a.sh", "rm $A", "#!/bin/bash\nrm file\n", "file"],
  ];

  test.each(cases)("%s matches what its variables stand for: %s %j", async (language, path, pattern, code, matched) => {
    const own = rule(`id: own\nlanguage: ${language}\nmessage: found $A\nrule:\n  pattern: ${JSON.stringify(pattern)}\n`);
    const { findings, notes } = await judged({ before: own, after: { [path]: code, "src/a.ts": "foo(1);" } });
    expect(notes).toEqual([]);
    expect(findings.filter((found) => found.rule === "policy/own/own")).toMatchObject([{ file: path, message: `found ${matched}` }]);
  });

  test("is a note where nothing reads the language", async () => {
    const { notes } = await judged({ before: rule("id: own\nlanguage: toml\nrule: { pattern: a }\n"), after: { "src/a.ts": "foo(1);" } });
    expect(notes).toEqual([`the rule at ${folder}/own.yml:1 was not checked, because the rule "own" is for toml, which has no parser here`]);
  });
});

describe("the rules of a project inside a repository", () => {
  test("hold for its own files, which they name from where it stands", async () => {
    const text = `${noFoo}files: ["src/**"]\n`;
    const after = { "packages/one/src/a.ts": "foo(1);", "packages/one/lib/a.ts": "foo(1);", "packages/two/src/a.ts": "foo(1);", "src/a.ts": "foo(1);" };
    const { findings } = await judged({ before: { [`packages/one/${folder}/own.yml`]: text }, after });
    expect(findings.map(({ file }) => file)).toEqual(["packages/one/src/a.ts"]);
  });
});

describe("a rule that is not right", () => {
  test.each([
    ["id: a\nlanguage: ts\nrule:\n  patern: foo\n", "own.yml:1", "patern"],
    ["id: a\nlanguage: ts\nrule: { kind: nope }\n", "own.yml:1", "nope"],
    ["id: a\nlanguage: ts\nrule: { regex: '(' }\n", "own.yml:1", "regex"],
    ["id: a\nlanguage: cobol\nrule: { pattern: foo }\n", "own.yml:1", "cobol"],
    ["id: a\nlanguage: ts\n", "own.yml:1", '"rule"'],
    ["language: ts\nrule: { pattern: foo }\n", "own.yml:1", '"id"'],
    ["id: a\nlanguage: ts\nseverity: fatal\nrule: { pattern: foo }\n", "own.yml:1", "severity"],
    ["id: a\nrule:\n  pattern: [foo\n", "own.yml:4", "YAML"],
    [`${noFoo}---\nid: b\nlanguage: ts\nrule: {}\n`, "own.yml:10", '"b"'],
    ["just text\n", "own.yml:1", "keys"],
    ["id: a\nlanguage: ts\nfiles: 3\nrule: { pattern: foo }\n", "own.yml:1", "files"],
  ])("is a note: %j", async (text, place, word) => {
    const { findings, notes } = await judged({ before: rule(text), after: { "src/a.ts": "bar(1);" } });
    expect(findings).toEqual([]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(place);
    expect(notes[0]).toContain(word);
  });

  test("leaves the others as they are", async () => {
    const before = { ...rule("id: a\nlanguage: ts\nrule: {}\n", "a.yml"), ...rule(noFoo, "b.yaml"), ...rule("not a rule", "readme.md") };
    const { findings, notes } = await judged({ before, after: { "src/a.ts": "foo(1);" } });
    expect([findings.length, notes.length]).toEqual([1, 1]);
  });
});

test("the second rule of an id is a note", async () => {
  const { findings, notes } = await judged({ before: rule(`${noFoo}---\n${noFoo}`), after: { "src/a.ts": "foo(1);" } });
  expect(findings).toHaveLength(1);
  expect(notes).toEqual([`the rule "no-foo" of ${folder}/own.yml was not checked, because another has its id`]);
});

describe("a change cannot touch the rules that judge it", () => {
  test.each([
    ["deletes", null],
    ["empties", "id: no-foo\nlanguage: ts\nseverity: off\nrule: { pattern: foo }\n"],
  ])("when it %s them", async (_, content) => {
    const { findings } = await judged({ before: rule(noFoo), after: { [`${folder}/own.yml`]: content, "src/a.ts": "foo(1);" } });
    expect(findings.map((found) => found.rule)).toContain("policy/own/no-foo");
  });

  test("nor add any", async () => {
    const { findings } = await judged({ after: { [`${folder}/own.yml`]: noFoo, "src/a.ts": "foo(1);" } });
    expect(findings).toEqual([]);
  });
});

describe("in a mission, the rules of the user's project", () => {
  const after = { "src/a.ts": "foo(1);\n", "packages/one/a.ts": "foo(1);\n" };

  async function found(project: string, scene: Scene = { after }): Promise<readonly string[]> {
    const input = await prepare(scene);
    const gate = createGate({ project });
    const { findings } = await gate.check(input, neverAborted);
    const edited = await gate.checkFile(input.directory, "src/a.ts", input);
    const own = [...findings, ...edited.findings].filter((each) => each.rule.startsWith("policy/own/"));
    return own.map(({ rule: id, file }) => `${id} ${file}`);
  }

  test("hold for the verdict and at the edit, whatever a slot has in their place", async () => {
    const project = await temporaryFolder();
    await writeTree(project, rule(noFoo));
    const all = ["policy/own/no-foo packages/one/a.ts", "policy/own/no-foo src/a.ts", "policy/own/no-foo src/a.ts"];
    expect((await found(project)).toSorted()).toEqual(all);
    expect((await found(project, { before: rule(noFoo.replace("error", "off")), after })).toSorted()).toEqual(all);
    expect(await found(await temporaryFolder(), { before: rule(noFoo), after })).toEqual([]);
  });

  test("hold for the project's files only where it stands inside a repository", async () => {
    const repository = await temporaryFolder();
    await writeTree(repository, { ".git/HEAD": "", [`packages/one/${folder}/own.yml`]: noFoo });
    expect(await found(`${repository}/packages/one`)).toEqual(["policy/own/no-foo packages/one/a.ts"]);
  });
});
