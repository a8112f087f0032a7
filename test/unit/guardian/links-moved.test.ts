// Calls that a change leaves in the old order of a function's parameters, and changes that leave none behind.
import { describe, expect, test } from "vitest";
import { createGate } from "../../../src/guardian/gate.ts";
import { brief, gateSettings, neverAborted, prepare, type Tree } from "./slot.ts";

async function judged(before: Tree, after: Tree) {
  const settings = gateSettings({ types: "off", lint: "off" });
  return createGate().check(await prepare({ before, after, input: { settings } }), neverAborted);
}

const user = { "src/user.js": 'const { join } = require("./lib.js");\nmodule.exports = join("a", "b");\n' };

describe("old calls of parameters that moved", () => {
  test.each([
    ["in another file", user, "function join(a, b) { return a + b; }\nexports.join = join;\n", "function join(b, a) { return a + b; }\nexports.join = join;\n"],
    ["through the whole module", { "src/user.js": 'import * as lib from "./lib.js";\nlib.join("a", "b");\n' }, "export function join(a, b) { return a + b; }\n", "export function join(context, a, b) { return a + b; }\n"],
    ["in the file itself", {}, "function own(a) { return a; }\nexports.f = own(1);\n", "function own(context, a) { return a; }\nexports.f = own(1);\n"],
    ["on this", {}, "export class A {\n  has(a) { return a; }\n  run(x) { return this.has(x); }\n}\n", "export class A {\n  has(context, a) { return a; }\n  run(x) { return this.has(x); }\n}\n"],
    ["of a prototype", {}, "function A() {}\nA.prototype.has = function (a, b) { return a < b; };\nA.prototype.run = function (x) { return this.has(x, 1); };\nmodule.exports = A;\n", "function A() {}\nA.prototype.has = function (b, a) { return a < b; };\nA.prototype.run = function (x) { return this.has(x, 1); };\nmodule.exports = A;\n"],
    ["of a constructor", {}, "class A { constructor(a) { this.a = a; } }\nexports.f = () => new A(1);\n", "class A { constructor(context, a) { this.a = a; } }\nexports.f = () => new A(1);\n"],
  ])("are refused %s", async (_, others, before, after) => {
    const verdict = await judged({ ...others, "src/lib.js": before }, { "src/lib.js": after });
    expect(brief(verdict)).toEqual(["links/broken-call src/lib.js"]);
    expect(verdict.outcome).toBe("refused");
    expect(verdict.findings[0]?.message).toMatch(/ changed .+ to .+, but src\/\w+\.js:\d+ still /);
  });

  test.each([
    ["another name for a parameter", user, "function join(a, b) { return a + b; }\nexports.join = join;\n", "function join(first, b) { return first + b; }\nexports.join = join;\n"],
    ["a parameter behind the others", user, "function join(a, b) { return a + b; }\nexports.join = join;\n", "function join(a, b, c) { return a + b + (c || ''); }\nexports.join = join;\n"],
    ["calls that changed as well", {}, "function own(a) { return a; }\nexports.f = own(1);\n", "function own(context, a) { return a; }\nexports.f = own(null, 1);\n"],
    ["calls that end before", { "src/user.js": 'const { join } = require("./lib.js");\nmodule.exports = join("a");\n' }, "function join(a, b, c) { return [a, b, c]; }\nexports.join = join;\n", "function join(a, c, b) { return [a, b, c]; }\nexports.join = join;\n"],
    ["a function that finds out what it was given", user, "function join(a, done) { return done(a); }\nexports.join = join;\n", "function join(a, options, done) { if (typeof options === 'function') { done = options; } return done(a); }\nexports.join = join;\n"],
    ["a method of the same name elsewhere", {}, "export class A {\n  has(a) { return a; }\n  run(x) { return x.has(1); }\n}\n", "export class A {\n  has(context, a) { return a; }\n  run(x) { return x.has(1); }\n}\n"],
  ])("are none after %s", async (_, others, before, after) => {
    expect((await judged({ ...others, "src/lib.js": before }, { "src/lib.js": after })).outcome).toBe("accepted");
  });
});
