// Symbols, signatures and imports of single files, language by language.
import { describe, expect, test } from "vitest";
import { languageOf, readFacts } from "../../../src/context/facts.ts";

const signatures = async (path: string, text: string) =>
  (await readFacts(path, text)).symbols.map(({ line, endLine, signature, exported }) =>
    `${line}-${endLine}${exported ? "+" : ""} ${signature}`,
  );

describe("TypeScript", () => {
  test("functions, classes, types and exported values, without bodies and comments", async () => {
    const text = `import { z } from "zod";
/* é */ export function verify(
  token: string, // the token
  /* unused */ now = 1,
): Claims | null {
  return null;
}
function helper<T>(value: T): T { return value; }
export const sign = async (claims: Claims): Promise<string> => "";
export const limit = 5, table: Map<string, number> = new Map([["an entry too long to be shown on a line", 1], ["b", 2]]);
const hidden = 3;
export abstract class Store<T> extends Base implements Other {
  #secret = 1;
  private key = 2;
  static of<T>(items: T[]): Store<T> { return x; }
  readonly size: number = 0;
  get first(): T | null { return null; }
  constructor(readonly name: string) { super(); }
}
export interface Claims { readonly sub: string; /** when */ readonly exp: number }
type Local = "a" | "b";
export enum Kind { A, B }
declare function external(a: number): void;
export default function () {}
`;
    expect(await signatures("src/é.ts", text)).toEqual([
      "2-7+ export function verify( token: string, now = 1, ): Claims | null",
      "8-8 function helper<T>(value: T): T",
      "9-9+ export const sign = async (claims: Claims): Promise<string>",
      "10-10+ export const limit = 5",
      "10-10+ export const table: Map<string, number>",
      "12-19+ export abstract class Store<T> extends Base implements Other { static of<T>(items: T[]): Store<T>; readonly size: number; get first(): T | null; constructor(readonly name: string) }",
      "20-20+ export interface Claims { readonly sub: string; readonly exp: number }",
      "21-21 type Local = \"a\" | \"b\"",
      "22-22+ export enum Kind { A, B }",
      "23-23 declare function external(a: number): void",
      "24-24+ export default function ()",
      "15-15 static of<T>(items: T[]): Store<T>",
      "17-17 get first(): T | null",
    ]);
  });

  test("exports by name, by default and from elsewhere", async () => {
    const text = `function a() {}\nconst b = 1;\nclass C {}\nexport { a, b as renamed };\nexport default C;\nexport { d, e as f } from "./d.ts";\nexport * from "./g.ts";\n`;
    expect(await signatures("a.ts", text)).toEqual([
      "1-1+ function a()",
      "2-2+ const b = 1",
      "3-3+ class C",
      "6-6+ export { d }",
      "6-6+ export { e as f }",
    ]);
  });

  test("imports of every form, each once", async () => {
    const text = `import "./side.ts";\nimport type { A } from "./a.ts";\nexport * from "./b.ts";\nexport { c } from "./b.ts";\nconst d = await import("./d.ts");\nconst e = import(variable);\nfunction f() { return require("./f.cjs"); }\n`;
    expect((await readFacts("x.ts", text)).imports).toEqual(["./side.ts", "./a.ts", "./b.ts", "./d.ts", "./f.cjs"]);
  });
});

test("CommonJS exports", async () => {
  const text = `'use strict';\nconst x = require('./x');\nfunction a() {}\nfunction inner() {}\nmodule.exports = { a, b: 2, c(d) { return d; } };\nexports.e = function (f) {};\nmodule.exports.g = inner;\n`;
  const facts = await readFacts("a.cjs", text);
  expect(facts.imports).toEqual(["./x"]);
  expect(facts.symbols.map(({ name, exported }) => `${name}${exported ? "+" : ""}`)).toEqual(["a+", "inner+", "b+", "c+", "e+"]);
  expect((await readFacts("a.js", "module.exports = function parse(text) { return 1; };")).symbols[0]).toMatchObject({
    name: "module.exports",
    signature: "module.exports = function parse(text)",
  });
});

test("methods: of a class, and as older code assigns them to a constructor", async () => {
  const told = async (text: string) => (await readFacts("a.js", text)).symbols.map(({ name, kind, line, exported }) => `${line} ${kind} ${name}${exported ? "+" : ""}`);
  const older = "function Router() {}\nRouter.prototype.find = function find (path) {};\nRouter.prototype._off = () => {};\nRouter.of = function () {};\nwindow.load = function () {};\nmodule.exports = Router;\n";
  expect(await told(older)).toEqual(["1 function Router+", "2 method find+", "3 method _off", "4 method of+", "5 method load"]);
  expect((await readFacts("a.js", older)).symbols[1]?.signature).toBe("Router.prototype.find = function find (path)");
  const members = "{\n  constructor() {}\n  static make() {}\n  get size() { return 1; }\n  run = () => {};\n  [x]() {}\n  #own() {}\n  field = 1;\n}";
  const methods = ["3 method make", "4 method size", "5 method run"];
  expect(await told(`class A ${members}`)).toEqual(["1 class A", ...methods]);
  expect(await told(`export default class A ${members}`)).toEqual(["1 class A+", ...methods]);
  expect(await told(`export const A = class ${members}`)).toEqual(["1 class A+", ...methods]);
  expect(await told(`module.exports = class A ${members}`)).toEqual(["1 class module.exports+", ...methods]);
});

test("JSX in plain JavaScript", async () => {
  expect(await signatures("view.js", "export const View = ({ a }) => <p>{a}</p>;\n")).toEqual(["1-1+ export const View = ({ a })"]);
});

test("CSS, HTML and Markdown", async () => {
  expect(await signatures("a.css", "@import './b.css';\n.a,\n#b { color: red }\n")).toEqual(["2-3+ .a, #b"]);
  expect((await readFacts("a.css", "@import './b.css';\n@import url('https://x.y/z.css');\n")).imports).toEqual(["./b.css"]);
  const html = '<html><body><form id="login"><b></b></form><script src="app.js?v=1"></script><a href="#x"></a><a href="https://x.y">z</a></body></html>';
  const page = await readFacts("index.html", html);
  expect(page.imports).toEqual(["./app.js"]);
  expect(page.symbols).toMatchObject([{ name: "#login", line: 1, signature: '<form id="login">' }]);
  expect(await signatures("a.md", "# One\n```sh\n# no heading\n```\n## Two ##\n#none\n")).toEqual(["1-1+ # One", "5-5+ ## Two ##"]);
});

test("what no parser takes has lines and no symbols", async () => {
  expect(await readFacts("a.ts", "export function {{{ ((\n\nimport from")).toMatchObject({ lines: 3, imports: [] });
  expect(await readFacts("a.py", "def f():\n  pass\n")).toEqual({ lines: 2, symbols: [], imports: [] });
  expect(languageOf("Makefile")).toBeNull();
  expect(languageOf("a.constructor")).toBeNull();
  expect(languageOf("A.TS")).toBe("ts");
});

test("names, signatures and counts are bounded, whatever a file holds", async () => {
  const many = Array.from({ length: 2_000 }, (_, index) => `export const a${index} = 1;import "./b${index}";`).join("\n");
  const facts = await readFacts("a.ts", `export function ${"x".repeat(5_000)}(${"y: number, ".repeat(500)}) {}\n${many}`);
  expect(facts.symbols).toHaveLength(500);
  expect(facts.imports).toHaveLength(500);
  expect(facts.symbols[0]?.name).toHaveLength(100);
  expect(facts.symbols[0]?.signature).toHaveLength(200);
});
