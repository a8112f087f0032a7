import { describe, expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { brief, neverAborted, prepare, type Scene, type Tree, gateSettings } from "./slot.ts";

const check = async (scene: Scene) => createGate().check(await prepare(scene), neverAborted);

describe("calls of changed files", () => {
  const before: Tree = {
    "src/lib.ts": [
      "export function two(a: string, b: string) { return a + b; }",
      "export function some(a: string, b?: string, c = 1) { return [a, b, c]; }",
      "export function rest(a: string, ...more: string[]) { return [a, more]; }",
      "export function silent(this: Date, a: string, b: void) { return a; }",
      "export function old() { return arguments.length; }",
      "export function over(a: string): void; export function over(a: string, b: string): void; export function over(a: any, b?: any) { return [a, b]; }",
      "export let moved = (a: string) => a;",
      "export const arrow = ({ a, b }: { a: string; b?: string }) => [a, b];",
      "export const open = ({ a, ...b }: { a: string; [key: string]: string }) => [a, b];",
      "export default function first(a: number) { return a; }",
      "export type Maybe<T> = T | void;",
      "export function maybe<T>(a: T) { return a; }",
    ].join("\n"),
    "src/barrel.ts": 'export * from "./lib.ts"; export { two as twice } from "./lib.ts"; export { default as first } from "./lib.ts";',
    "src/plain.js": "export function plain(a, b) { return a + b.length; }\nexport function lenient(a, b) { if (b) return b.x; return a; }\nexport function named({ a, b }) { return [a, b]; }\n",
  };

  test.each([
    'import { two } from "./lib.ts"; two("a", "b"); [["a", "b"]].map((x) => two(...(x as [string, string])));',
    'import { some } from "./lib.ts"; some("a"); some("a", "b", 2);',
    'import { rest, silent, old, over, moved, maybe } from "./lib.ts"; rest("a", "b", "c"); silent.call(new Date(), "a"); old(1, 2); over("a", "b"); moved("a", 1); maybe();',
    'import { arrow, open } from "./lib.ts"; arrow({ a: "1" }); arrow({ ...x, b: "2" }); open({ a: "1", z: "2" });',
    'import { two } from "./lib.ts"; function inner(two: () => void) { two(); }',
    'import { two } from "./lib.ts"; ["a"].reduce(two);',
    'import { two } from "./lib.ts";\n// @ts-expect-error: too few\ntwo("a");',
    'import * as lib from "./lib.ts"; lib.two("a", "b"); lib.some("a");',
  ])("%s is right", async (text) => {
    const settings = gateSettings({ rules: { "policy/suppression": "off", "policy/unused-import": "off" }, types: "off", lint: "off" });
    expect(brief(await check({ before, after: { "src/new.ts": text }, input: { settings } }))).toEqual([]);
  });

  test.each([
    ['import { two } from "./lib.ts"; two("a");', "needs at least 2"],
    ['import { two as both } from "./barrel.ts"; both("a", "b", "c");', "takes at most 2"],
    ['import { twice } from "./barrel.ts"; twice();', "src/lib.ts has two(a, b)"],
    ['import first from "./lib.ts"; first();', "needs at least 1"],
    ['import { first } from "./barrel.ts"; first(1, 2);', "takes at most 1"],
    ['import * as lib from "./lib.ts"; lib.two("a");', "needs at least 2"],
    ['import { arrow } from "./lib.ts"; arrow({ a: "1", c: "2" });', 'given the property "c"'],
    ["function own(a: string) { return a; }\nown();", "needs at least 1"],
  ])("%s is wrong", async (text, message) => {
    const verdict = await check({ before, after: { "src/new.ts": text } });
    expect(brief(verdict)).toEqual([expect.stringMatching(/^links\/call-arguments src\/new\.ts:/)]);
    expect(verdict).toMatchObject({ outcome: "refused" });
    expect(verdict.findings[0]?.message).toContain(message);
  });

  test("in JavaScript such a call is a warning, and none in tests", async () => {
    const text = 'import { plain, lenient, named } from "./plain.js"; plain(1); plain(1, 2, 3); lenient(1); named({ a: 1, c: 2 });';
    const verdict = await check({ before, after: { "src/new.js": text, "src/new.test.js": text } });
    expect(verdict.outcome).toBe("accepted");
    expect(verdict.findings.map(({ severity, file }) => `${severity} ${file}`)).toEqual(Array(3).fill("warning src/new.js"));
  });

  test("what did not fit before is not held against the change", async () => {
    const wrong = 'import { two } from "./lib.ts";\ntwo("a");\n';
    const verdict = await check({ before: { ...before, "src/user.ts": wrong }, after: { "src/user.ts": `// moved\n${wrong}two("a");\n` } });
    expect(brief(verdict)).toEqual([expect.stringMatching(/^links\/call-arguments src\/user\.ts/)]);
  });
});

describe("users of a function that the change gave another signature", () => {
  const user = 'import { send } from "./barrel.js";\nsend("to", "text");\n';
  const changes = async (from: string, to: string, calls = user, ending = "ts") => {
    const before: Tree = { [`send.${ending}`]: from, [`barrel.${ending}`]: 'export { send } from "./send.js";', [`user.${ending}`]: calls };
    const { findings } = await check({ before, after: { [`send.${ending}`]: to } });
    return findings.filter(({ rule }) => rule === "links/broken-call").map(({ severity, message }) => ({ severity, message }));
  };

  test("a parameter more that is needed", async () => {
    const found = await changes("export function send(to: string, text: string) { return to + text; }", "export function send(to: string, text: string, by: string) { return to + text + by; }");
    expect(found).toEqual([{ severity: "error", message: "send.ts changed send(to, text) to send(to, text, by), but user.ts:2 still calls it the old way. Keep the old calls working, or change them." }]);
  });

  test("a parameter more that is not needed", async () => {
    expect(await changes("export function send(to: string, text: string) { return to + text; }", "export function send(to: string, text: string, by = 'x', at?: Date) { return [to, text, by, at]; }")).toEqual([]);
  });

  test("in JavaScript a value that the function would fail without is needed", async () => {
    const from = "export function send(to, text) { return to + text; }";
    expect(await changes(from, "export function send(to, text, by) { return to + text + by.name; }", user, "js")).toMatchObject([{ severity: "error" }]);
    expect(await changes(from, "export function send(to, text, by) { return [to, text, by]; }", user, "js")).toEqual([]);
    expect(await changes(from, "export function send(to, text, by) { by = by || {}; return to + by.name; }", user, "js")).toEqual([]);
    expect(await changes(from, "/** @param {object} [by] */\nexport function send(to, text, by) { return to + by.name; }", user, "js")).toEqual([]);
  });

  test("in JavaScript an argument that nobody looks at any more is a warning, and one that moved an error", async () => {
    const from = "export function send(to, text) { return to + text; }";
    expect(await changes(from, "export function send(to) { return to; }", user, "js")).toMatchObject([{ severity: "warning" }]);
    expect(await changes(from, "export function send(text) { return text; }", user, "js")).toMatchObject([{ severity: "error" }]);
  });

  test("a property that got another name", async () => {
    const calls = 'import { send } from "./barrel.js";\nsend({ to: 1, text: 2 });\n';
    const from = "export function send({ to, text }) { return [to, text]; }";
    expect(await changes(from, "export function send({ to, body }) { return [to, body]; }", calls, "js")).toMatchObject([{ severity: "error" }]);
    expect(await changes(from, "export function send({ to }) { return to; }", calls, "js")).toMatchObject([{ severity: "warning" }]);
    expect(await changes(from, "export function send({ to, ...others }) { return [to, others]; }", calls, "js")).toEqual([]);
  });

  test("through CommonJS, and members of whole modules", async () => {
    const before: Tree = {
      "send.js": "function send(to) { return to; }\nmodule.exports = { send };",
      "one.js": "const { send } = require('./send');\nsend(1);",
      "two.js": "const mail = require('./send.js');\nmail.send(1);",
    };
    const { findings } = await check({ before, after: { "send.js": "function send(to, by) { return to + by.name; }\nmodule.exports = { send };" } });
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining("one.js:2 (and 1 more)")]);
  });
});

describe("circles of imports", () => {
  const before: Tree = {
    "a.ts": 'import { b } from "./b.ts";\nexport const a = b;\nexport type A = number;\n',
    "b.ts": 'import { c } from "./c.ts";\nexport const b = c;\n',
    "c.ts": "export const c = 1;\n",
  };

  test("a new one is a warning with the shortest way", async () => {
    const verdict = await check({ before, after: { "c.ts": 'import { a } from "./a.ts";\nexport const c = () => a;\n' } });
    expect(verdict.outcome).toBe("accepted");
    expect(brief(verdict)).toEqual(["links/import-cycle c.ts:1"]);
    expect(verdict.findings[0]?.message).toContain("c.ts → a.ts → b.ts → c.ts");
  });

  test.each([
    'import type { A } from "./a.ts";\nexport const c: A = 1;\n',
    'import { type A } from "./a.ts";\nexport const c: A = 1;\n',
    'import { A } from "./a.ts";\nexport const c: A = 1;\n',
    'export const c = () => import("./a.ts");\n',
  ])("%j closes none", async (text) => {
    expect(brief(await check({ before, after: { "c.ts": text } }))).toEqual([]);
  });

  test("one that was there is not new", async () => {
    const circle = { ...before, "c.ts": 'import { a } from "./a.ts";\nexport const c = () => a;\n' };
    expect(brief(await check({ before: circle, after: { "c.ts": `${circle["c.ts"]}export { b } from "./b.ts";\n` } }))).toEqual([]);
  });
});
