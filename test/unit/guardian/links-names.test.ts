import { describe, expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { styleOf } from "../../../src/guardian/links/conventions.ts";
import { brief, neverAborted, prepare, type Scene, type Tree } from "./slot.ts";

const check = async (scene: Scene) => createGate().check(await prepare(scene), neverAborted);

describe("names that go against the habit", () => {
  const words = ["alpha", "beta", "gamma", "delta", "kappa", "lambda", "sigma", "omega", "theta", "zeta"];
  const before: Tree = Object.fromEntries(
    words.map((word, at) => [`src/${word}-part.ts`, `export function make${word[0]?.toUpperCase()}${word.slice(1)}() { return ${at}; }\nexport interface The${at}Thing {}\n`]),
  );

  test.each([
    ["src/new-part.ts", "export function makeNew() { return 0; }\nexport interface OtherThing {}\n"],
    ["src/single.ts", "export function run() { return 0; }\n"],
    ["src/some-view.tsx", "export function SomeView() { return null; }\n"],
    ["test/fooBar.test.ts", "export function foo_bar() { return 0; }\n"],
    ["README_FIRST.md", "hello\n"],
  ])("%s is named as the others", async (path, text) => {
    expect(brief(await check({ before, after: { [path]: text } }))).toEqual([]);
  });

  test.each([
    ["src/newPart.ts", "export const one = 1;\n", "Files here are named in kebab-case, as alpha-part.ts; newPart.ts is not"],
    ["src/b.ts", "export function make_new() { return 0; }\n", 'Exported functions are named in camelCase here, as makeAlpha; "make_new" is not'],
    ["src/c.ts", "export interface other_thing {}\n", 'Exported types are named in PascalCase here, as The0Thing; "other_thing" is not'],
  ])("%s is a warning", async (path, text, message) => {
    const verdict = await check({ before, after: { [path]: text } });
    expect(verdict.outcome).toBe("accepted");
    expect(brief(verdict)).toEqual([`links/naming ${path}`]);
    expect(verdict.findings[0]?.message).toContain(message);
  });

  test("with fewer samples, or without a clear habit, nothing is said", async () => {
    const few = Object.fromEntries(Object.entries(before).slice(1));
    expect(brief(await check({ before: few, after: { "src/newPart.ts": "export const one = 1;\n" } }))).toEqual([]);
    const mixed = { ...before, "src/oneWay.ts": "export {};", "src/otherWay.ts": "export {};" };
    expect(brief(await check({ before: mixed, after: { "src/newPart.ts": "export const one = 1;\n" } }))).toEqual([]);
  });

  test("what was so before the change is nobody's fault", async () => {
    const old = { ...before, "src/old_part.ts": "export function old_function() { return 0; }\n" };
    expect(brief(await check({ before: old, after: { "src/old_part.ts": "export function old_function() { return 1; }\n" } }))).toEqual([]);
  });

  test("styles of names", () => {
    expect(["fooBar", "FooBar", "foo-bar", "foo_bar", "Foo", "foo", "FOO", "_x", "x1"].map(styleOf)).toEqual(["camelCase", "PascalCase", "kebab-case", "snake_case", "PascalCase", null, null, null, null]);
  });
});

describe("the same defined twice", () => {
  const slug = "export function slugOf(title: string): string {\n  return title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').slice(0, 40);\n}\n";

  test("in two files of the change, and beside what the repository has", async () => {
    const verdict = await check({ after: { "a.ts": slug, "b.ts": `// again\n${slug}` } });
    expect(verdict.outcome).toBe("accepted");
    expect(brief(verdict)).toEqual(["links/duplicate-definition b.ts"]);
    const known = await check({ before: { "a.ts": slug }, after: { "b.ts": slug } });
    expect(known.findings.map(({ message }) => message)).toEqual(['"slugOf" is defined in a.ts already, word for word. Import it from there.']);
  });

  test("what only has the same name, has moved, or was there twice before, is fine", async () => {
    expect(brief(await check({ before: { "a.ts": slug }, after: { "b.ts": slug.replace("40", "60") } }))).toEqual([]);
    expect(brief(await check({ before: { "a.ts": slug }, after: { "a.ts": null, "b.ts": slug } }))).toEqual([]);
    expect(brief(await check({ before: { "a.ts": slug, "b.ts": slug }, after: { "b.ts": `${slug}export const more = 1;\n` } }))).toEqual([]);
  });
});
