// Checkers that are no packages of npm, as they are on the machine: each test says why it is left out where its tool is
// not there. How their outputs are read in detail is tested without them.
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { brief, neverAborted, prepare, type Scene, temporaryFolder, type Tree, writeTree } from "./slot.ts";

function isThere(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { timeout: 20_000 }).status === 0;
}

/** Also asks the base, in a folder of its own, with the same gate. */
async function check(before: Tree, after: NonNullable<Scene["after"]>) {
  const gate = createGate({ toolCacheDirectory: await temporaryFolder() });
  const base = await temporaryFolder();
  await writeTree(base, before);
  const limits = { checkMs: 60_000, checkOutputBytesMax: 200_000, network: "on" } as const;
  return gate.check(await prepare({ before, after, input: { limits, baseline: (command) => gate.run(base, command, limits, neverAborted) } }), neverAborted);
}

test.skipIf(!isThere("cargo", "--version"))("cargo check, in a workspace below the top (left out without cargo)", async () => {
  const manifest = (name: string, more = "") => `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;
  const before = {
    "native/Cargo.toml": '[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n',
    "native/a/Cargo.toml": manifest("a"),
    "native/a/src/lib.rs": "pub fn count(of: u32) -> u32 { of }\n",
    "native/b/Cargo.toml": manifest("b", '[dependencies]\na = { path = "../a" }\n'),
    "native/b/src/lib.rs": "pub fn twice() -> u32 { a::count(2) }\n",
  };
  const verdict = await check(before, { "native/a/src/lib.rs": "pub fn count(of: u32) -> String { of.to_string() }\n" });
  expect(brief(verdict)).toEqual(["types/E0308 native/b/src/lib.rs:1"]);
});

test.skipIf(!isThere("go", "version"))("go vet, in a module below the top (left out without go)", async () => {
  const before = { "tools/go.mod": "module example.com/tools\n\ngo 1.19\n", "tools/old.go": "package tools\n\nfunc Old() int { return 1 }\n" };
  const verdict = await check(before, { "tools/new.go": "package tools\n\nfunc New() string { return Old() }\n" });
  expect(brief(verdict)).toEqual(["types/typecheck tools/new.go:3"]);
});

test.skipIf(!isThere("mypy", "--version"))("mypy, with errors of the base (left out without mypy)", async () => {
  const before = { "service/mypy.ini": "[mypy]\n", "service/old.py": "old: int = 'a'\n" };
  const verdict = await check(before, { "service/new.py": "def new(a: int) -> str:\n    return a\n" });
  expect(brief(verdict)).toEqual(["types/return-value service/new.py:2"]);
});

test.skipIf(!isThere("javac", "-version"))("javac, on sources without a build (left out without javac)", async () => {
  const before = { "p/A.java": "package p;\nclass A { int f() { return 1; } }\n", "p/B.java": "package p;\nclass B { int g() { return new A().f(); } }\n" };
  const verdict = await check(before, { "p/A.java": 'package p;\nclass A { String f() { return "x"; } }\n' });
  expect(brief(verdict)).toEqual(["types/javac p/B.java:2"]);
});

test.skipIf(!isThere("ruff", "--version"))("ruff, below its own settings (left out without ruff)", async () => {
  const before = { "service/ruff.toml": 'lint.select = ["F", "B"]\n', "service/old.py": "import os\n" };
  const verdict = await check(before, { "service/old.py": "import os\nimport sys\n", "service/new.py": "def new(a=[]):\n    return a\n" });
  expect(brief(verdict)).toEqual(["lint/B006 service/new.py:1", "lint/F401 service/old.py:2"]);
});
