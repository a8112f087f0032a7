// Stage 4 for Go: imports lead to packages of the module or to modules that go.mod requires.
import { expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { brief, neverAborted, prepare, type Scene, type Tree } from "./slot.ts";

/** Without Go's own checker, which may be installed here, and finds the same in its way. */
const check = async (scene: Scene) => {
  const input = await prepare(scene);
  return createGate().check({ ...input, settings: { ...input.settings, types: "off", lint: "off" } }, neverAborted);
};

const base: Tree = {
  "go.mod": "module example.com/app\n\ngo 1.22\n\nrequire (\n\tgithub.com/spf13/cobra v1.8.0 // indirect\n)\n",
  "main.go": 'package main\n\nimport "example.com/app/store"\n',
  "store/store.go": "package store\n",
  "tools/go.mod": "module example.com/app/tools\n",
  "tools/lint/lint.go": "package lint\n",
};
const source = (path: string): string => `package a\n\nimport (\n\t"fmt"\n\tx "${path}"\n)\n`;

test.each(["net/http", "C", "example.com/app", "example.com/app/store", "example.com/app/tools/lint", "github.com/spf13/cobra/doc", "example.com/app/gen/api"])("%s is right", async (path) => {
  expect(brief(await check({ before: base, after: { "a/a.go": source(path) } }))).toEqual([]);
});

test.each([
  ["example.com/app/stores", "unresolved-import", "Did you mean store?"],
  ["example.com/app/tools/format", "unresolved-import", "tools/format has no Go files"],
  ["github.com/nobody/nothing", "unknown-package", "No module that go.mod requires"],
])("%s is refused", async (path, rule, message) => {
  const verdict = await check({ before: base, after: { "a/a.go": source(path) } });
  expect(brief(verdict)).toEqual([`links/${rule} a/a.go:5`]);
  expect(verdict.findings[0]?.message).toContain(message);
});

test("what was imported before does not count, nor does a module that the change adds", async () => {
  const path = "github.com/nobody/nothing";
  const before = { ...base, "a/a.go": source(path) };
  expect(brief(await check({ before, after: { "a/a.go": `${source(path)}\nvar y = 1\n` } }))).toEqual([]);
  const after = { "go.mod": `${String(base["go.mod"])}require ${path} v1.0.0\n`, "a/a.go": source(path) };
  expect(brief(await check({ before: base, after }))).toEqual([]);
});

test("files that are not built by themselves may import what they like", async () => {
  const tool = `//go:build ignore\n\n${source("github.com/nobody/nothing")}`;
  expect(brief(await check({ before: base, after: { "a/gen.go": tool, "_tools/a.go": source("github.com/nobody/nothing") } }))).toEqual([]);
});

test("a package that goes away is missed by its users", async () => {
  const verdict = await check({ before: base, after: { "store/store.go": null } });
  expect(brief(verdict)).toEqual(["links/broken-user store/store.go"]);
  expect(verdict.findings[0]?.message).toContain("main.go imports it");
});
