// What good changes look like, by the habits of real packages. None of it may be refused; a warning may be told.
import type { Example } from "../../../../../src/guardian/rules/rule.ts";

const comments: readonly Example[] = [
  "// The rest of the arguments are passed on.", "// Everything else is handled by the caller", "// existing code relies on this order, see the tests", "// Other options", "// Other methods",
  "// rest parameters are gathered last", "// Keep in sync with the server", "// keep the existing header when one was set", "// same as above, but for the other axis", "// unchanged since the format's second version",
  "// TODO: think about time zones", "// TODO: remove in the next major version", "// FIXME: slow for long lists", "// todo(ann): ask upstream", "// XXX: order matters here",
  "// no changes needed", "// Nothing to do", "// noop", "// For now, the first one wins", "// The actual implementation is in lib/",
  "// Your code should not rely on it", "// see the original implementation for details", "// omitted fields are taken from the defaults", "// skip the remaining methods of the prototype",
  "// A placeholder for the name, shown while nothing is typed", "/* istanbul ignore next */", "// @todo document", "// eslint has no rule for that", "// fall through", "// empty",
  "// previous versions returned null", "// remaining: number of bytes left", "// Implementation notes: a ring buffer", "// code below runs once", "// Logic for the second case", "// Tests live beside the code",
  "// --- helpers ---", "// ===== exports =====", "// imports", "// #region handlers", "// more than one may match", "// and so on until the list ends", "/* c8 ignore stop */",
].map((comment) => `${comment}\nexport const value = 1;\n`);

const code: readonly Example[] = [
  "export const noop = () => {};", "export function noop() {}", "export const identity = (value) => value;", "export const constant = (value) => () => value;",
  "export class Base { area() { throw new Error('must be implemented by subclasses'); } }", "export class Base { get name() { throw new Error('Abstract getter: override it'); } }",
  "export class Base { open() { throw new Error('not implemented'); } close() { throw new Error('not implemented'); } }\nexport class File extends Base { open() { return 1; } close() { return 2; } }",
  { before: { "src/file.js": "import { Base } from './base.js';\nexport class File extends Base { open() { return 1; } }" }, after: { "src/base.js": "export class Base { open() { throw new Error('not implemented'); } }" } },
  "export abstract class Base { abstract a(): void; b(): void { throw new Error('not implemented'); } }",
  "export const set = { reduce() { throw new Error('reduce is not implemented on sets'); } };",
  "export function f(kind) { if (kind === 'a') return 1; throw new Error('not implemented for ' + kind); }",
  "export function f(kind) { switch (kind) { case 'a': return 1; default: throw new Error(`unsupported kind ${kind}`); } }",
  "export function get() { return null; }", "export function supports() { return false; }", "export function list() { return []; }", "export const options = () => ({});",
  "export function first(list) {\n  // TODO: a faster way for long lists\n  return list[0];\n}", "export function f(a) {\n  // TODO: deprecate\n  return g(a);\n}",
  "export function dispose() { /* nothing is held */ }", "export const ready = () => Promise.resolve();", "export function f() { throw new TypeError('a number is expected'); }",
  "export function f() { return Promise.reject(new Error('closed')); }", "export class A { constructor() { if (new.target === A) throw new TypeError('A is abstract'); } }",
  "export function name() { return 'chart'; }", "export const version = '1.0.0';", "export function f(x) { if (x) return 1; return 2; }", "export function f() { return a(); function a() { return 1; } }",
  "export function f(x) { switch (x) { case 1: return 'a'; break; default: return 'b'; } }", "export function f() { for (;;) { if (done()) break; } return 1; }", "export function* f() { yield 1; return; }",
  "export const status = { 200: 'OK', 404: 'Not Found' };", "export const f = (cb) => cb(null, true);", "export async function f() { for await (const a of b()) yieldTo(a); }",
  "export function f(items) { let n = 0; for (const item of items) { if (item === null) continue; n += item; } return n; }",
];

/** One rule, silenced often for one reason, in a file of that length. */
const repeated = Array.from({ length: 100 }, (_, at) => (at % 18 === 0 ? "// eslint-disable-next-line no-extra-parens\n" : `export const a${at} = (${at});\n`)).join("");

const silence: readonly Example[] = [
  { path: "src/a.js", after: repeated }, { path: "test/a.test.js", after: "// @ts-ignore\nf(1);\n" },
  "// eslint-disable-next-line no-param-reassign\nexport const f = (a) => { a.b = 1; };", "export const f = (a) => { a.b = 1; }; // eslint-disable-line no-param-reassign",
  "/* eslint-disable no-unused-vars */\nexport const f = (a, b) => b;", "// eslint-disable-next-line -- the host calls it by this name\nexport const f = 1;",
  "// @ts-expect-error the types lag behind the library\nf();", "// @ts-ignore - only there since TypeScript 5.2\nexport const a = b;", "// @ts-expect-error TS2345\nf();",
  "// biome-ignore lint/suspicious/noExplicitAny: the library says so\nexport let a;", { path: "a.py", after: "import os  # noqa: F401\n" }, { path: "a.py", after: "x: int = f()  # type: ignore[no-untyped-call]\n" },
  { path: "a.go", after: "package a\n\nvar x = f() //nolint:errcheck\n" }, "export const a = (b: unknown) => b as string;", "export const a = b as const;", "export const a = b as unknown as C;",
  { before: { "src/b.js": "// eslint-disable-next-line\nf();" }, after: { "src/a.js": "// eslint-disable-next-line\ng();" } },
  "export function f() { try { return JSON.parse(a); } catch { return null; } }", "export function f() { try { g(); } catch { /* it is only a help */ } }", "export function f() {\n  try {\n    g();\n  } catch (e) {\n    // the file may be gone already\n  }\n}",
  "export function f() { try { g(); } catch (error) { if (error.code !== 'ENOENT') throw error; } }", "let fast; try { fast = require('fast'); } catch {}", "export function f() { try { g(); } catch (_) {} }",
  "export const f = () => g().catch(() => null);", "export const f = () => g().catch(ignore);", "export const key = process.env.KEY;", `export const key = "${"AKIA"}IOSFODNN7EXAMPLE";`, "export const id = 'sk-learn-wrapper-for-the-classes-of-trees';",
  "export const hash = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';", "export const uuid = '123e4567-e89b-12d3-a456-426614174000';", "export function f() { console.error('no file'); }", { path: "bin/run.js", after: "console.log('done');" },
];

function tested(source: string, tests: string): Example {
  return { before: { "test/a.test.js": `import { f } from '../src/a.js';\ntest('f', () => { ${tests} });` }, after: { "src/a.js": source } };
}

const answers: readonly Example[] = [
  tested("export const f = (n) => n * 2;", "expect(f(1)).toBe(2); expect(f(2)).toBe(4);"),
  tested("export function f(n) { if (n <= 1) return 1; return n * f(n - 1); }", "expect(f(0)).toBe(1); expect(f(1)).toBe(1);"),
  tested("export function f(n) { if (n === 0) return 0; if (n === 1) return 1; return f(n - 1) + f(n - 2); }", "expect(f(0)).toBe(0); expect(f(1)).toBe(1); expect(f(9)).toBe(34);"),
  tested("export const f = (role) => role === 'admin';", "expect(f('admin')).toBe(true); expect(f('guest')).toBe(false);"),
  tested("export function f(role) { if (role === 'admin') return true; return false; }", "expect(f('admin')).toBe(true); expect(f('guest')).toBe(false);"),
  tested("const names = { open: 'Open', done: 'Done', late: 'Overdue', new: 'New' };\nexport const f = (s) => names[s];", "expect(f('open')).toBe('Open');"),
  tested("export function f(s) { switch (s) { case 'open': return 'Open'; case 'late': return 'Overdue'; default: return 'Unknown'; } }", "expect(f('open')).toBe('Open'); expect(f('late')).toBe('Overdue'); expect(f('x')).toBe('Unknown');"),
  tested("export function f(code) { switch (code) { case 200: return 'Fine'; case 404: return 'Missing'; default: return 'Unknown'; } }", "expect(f(200)).toBe('Fine'); expect(f(404)).toBe('Missing');"),
  tested("export const f = () => '1.2.3';", "expect(f()).toBe('1.2.3');"), tested("export const f = (a) => a ?? 'none';", "expect(f()).toBe('none'); expect(f('b')).toBe('b');"),
  tested("export const f = (a) => a.trim();", "expect(f(' a ')).toBe('a');"), tested("export const f = (_event) => false;", "expect(f('x')).toBe(false);"), tested("export function f(a) { return null; }", "expect(f(1)).toBe(null);"),
  tested("export const f = (n) => (n % 15 === 0 ? 'FizzBuzz' : n % 5 === 0 ? 'Buzz' : n % 3 === 0 ? 'Fizz' : String(n));", "expect(f(15)).toBe('FizzBuzz'); expect(f(5)).toBe('Buzz'); expect(f(3)).toBe('Fizz');"),
  tested("export function f(list) { if (list.length === 0) return 0; let n = 0; for (const a of list) n += a; return n; }", "expect(f([])).toBe(0); expect(f([1, 2])).toBe(3);"),
];

const one = "test('adds', () => { expect(add(1, 2)).toBe(3); });\n";

function turned(before: string, after: string): Example {
  return { path: "test/add.test.ts", before, after };
}

function inside(before: string, after: string): Example {
  return turned(`test('adds', () => { ${before} });`, `test('adds', () => { ${after} });`);
}

const tests: readonly Example[] = [
  turned("", one), turned(one, `${one}test('b', () => { expect(add(2, 2)).toBe(4); });\n`), turned(one, one.replace("'adds'", "'adds two numbers'")), turned(one, `describe('add', () => {\n${one}});\n`),
  turned(one, "test.each([[1, 2, 3], [2, 2, 4]])('adds %i', (a, b, c) => { expect(add(a, b)).toBe(c); });"), { before: { "test/add.test.ts": one }, after: { "test/add.test.ts": null, "test/sum/add.test.ts": one } },
  { before: { "src/add.ts": "export const add = 1;", "test/add.test.ts": `import { add } from '../src/add.ts';\n${one}` }, after: { "src/add.ts": null, "test/add.test.ts": null } },
  turned(one, one.replace("test(", "test.skipIf(process.platform === 'win32')(")), turned("test.skip('a', () => { expect(add(1)).toBe(1); });", "test('a', () => { expect(add(1)).toBe(1); });"), turned("", "test.todo('what happens with text');"),
  turned("", "test('does not throw', () => { add(1); });"), turned("", "test('a', async () => { await check(add(1)); });"), turned("", "test('a', (t) => { t.plan(1); run(() => t.ok(true)); });"),
  inside("expect(add(1, 2)).toBe(3);", "expect(add(1, 2)).toBe(4);"), inside("expect(add(1, 2)).toBe(3);", "expect(add(1, 2)).toEqual(3);"), inside("expect(add(1, 2)).toBe(3);", "expect(add(1, 2)).toStrictEqual(3);"),
  inside("expect(add(1, 2)).toBeDefined();", "expect(add(1, 2)).toBe(3);"), inside("expect(name(1)).toMatch(/a/);", "expect(name(1)).toBe('ann');"), inside("expect(name(1)).toMatch(/a/);", "expect(name(1)).toMatch(/b/);"),
  inside("expect(user(1)).toEqual(expect.objectContaining({ id: 1 }));", "expect(user(1)).toEqual({ id: 1, name: 'ann' });"), inside("expect(user(1)).toEqual(expect.objectContaining({ id: 1 }));", "expect(user(1)).toEqual(expect.objectContaining({ id: 2 }));"),
  inside("expect(add(1, 2)).toBe(3);", "expect(add(1, 2)).toBeGreaterThan(2); expect(add(1, 2)).toBe(3);"), inside("expect(add(1, 2)).toBe(3); expect(add(2, 2)).toBe(4);", "expect([add(1, 2), add(2, 2)]).toEqual([3, 4]);"),
  inside("expect(mean(1)).toBeCloseTo(1, 2);", "expect(mean(1)).toBeCloseTo(1, 6);"), inside("expect(mean(1)).toBeCloseTo(1, 2);", "expect(mean(1)).toBeCloseTo(2, 2);"), inside("assert.closeTo(mean(1), 1, 0.1);", "assert.closeTo(mean(1), 1, 0.01);"),
  inside("expect(add(1, 2)).toBe(3);", "try { expect(add(1, 2)).toBe(3); } finally { close(); }"), inside("expect(add(1, 2)).toBe(3);", "try { add('x'); } catch (error) { expect(error.message).toBe('number'); } expect(add(1, 2)).toBe(3);"),
  inside("expect(add(1, 2)).toBe(3);", "const sum = add(1, 2); expect(sum).toBe(3);"), inside("assert.equal(add(1, 2), 3);", "assert.strictEqual(add(1, 2), 3);"), inside("assert.equal(add(1, 2), 3);", "expect(add(1, 2)).toBe(3);"),
  inside("expect(() => add('x')).toThrow();", "expect(() => add('x')).toThrow('number');"), inside("expect(spy).toHaveBeenCalled();", "expect(spy).toHaveBeenCalledWith(1);"), turned(one, `// adds: see the issue\n${one}`),
  turned(one, one.replace("});", "}, 1000);")), turned("test('adds', () => { expect(add(1, 2)).toBe(3); }, 5000);", "test('adds', () => { expect(add(1, 2)).toBe(3); }, 1000);"),
];

const whole = "export function a() { return 1; }\nexport function b() { return 2; }\nexport function c() { return 3; }\nexport function d() { return 4; }\n";
const files: readonly Example[] = [
  { before: { "src/a.ts": whole }, after: { "src/a.ts": "export * from './b.ts';\n", "src/b.ts": whole } }, { path: "src/a.ts", before: whole, after: whole.replace("export function d() { return 4; }\n", "") },
  { path: "src/a.ts", before: whole, after: `// The others moved to the host.\n${whole}` }, { before: { "src/a.ts": whole }, after: { "src/a.ts": null } },
  { path: "README.md", after: "```js\n// ... existing code ...\n```\n" }, { path: "a.json", after: '{ "comment": "rest of the code unchanged" }' }, { path: "src/a.ts", after: "export const text = '// ... existing code ...';" },
  { path: "src/a.ts", before: "// ... existing code ...\n", after: "// ... existing code ...\nexport const a = 1;\n" }, { path: "a.py", after: "def f(*rest):\n    # the rest is joined\n    return rest\n" },
];

export const good: Readonly<Record<string, readonly Example[]>> = { comments, code, silence, answers, tests, files };
