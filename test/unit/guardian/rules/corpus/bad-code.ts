// What weak models leave in code: elisions, stubs, made-up answers, silenced checkers. Each must be refused by the rule
// that it stands under.
import type { Example } from "../../../../../src/guardian/rules/rule.ts";

/** Comments that stand for code, as they are written in each language. */
const elisions = [
  "// ... existing code ...", "// ...existing code...", "// ... rest of the code ...", "// ... rest of code remains the same ...", "// rest of the file stays the same",
  "// Rest of the file remains unchanged", "// rest of your code here", "// ... (rest of the implementation unchanged)", "// ... other methods ...", "// ... other imports ...",
  "// ... keep the rest of the file as is", "/* unchanged */", "/* ... unchanged ... */", "// unchanged", "// omitted for brevity", "// code omitted for brevity",
  "// Implementation omitted", "// ... implementation ...", "// the rest is unchanged", "// The rest of the function stays the same", "// remaining code is the same as before",
  "// ... previous code ...", "// previous code remains unchanged", "// existing imports", "// existing methods remain here", "// other methods remain unchanged", "// same as before",
  "// same code as before", "// (same as original)", "// no changes here", "// ... snip ...", "// <snip>", "// --- existing code ---", "// your code here", "// Your logic goes here",
  "// Add your logic here", "// insert implementation here", "// actual implementation goes here", "// validation logic goes here", "// TODO: implement", "// TODO implement this",
  "// TODO: Implement the rest", "// TODO: add implementation", "// TODO: write the remaining methods", "// implement me", "// to be implemented", "// ... and so on",
  "// ... etc", "// ... more tests ...", "// ... additional handlers ...", "// code continues as before", "// [rest of the code]", "// (existing code)", "/* rest of component */",
  "// All other code remains the same", "// keep everything else the same", "// Keep existing code", "// everything else unchanged", "// 其余代码保持不变", "// ... 省略 ...", "// 原有代码",
  "// (no changes to the rest of the file)", "// existing functions (unchanged)", "// unchanged code above", "// implementation details omitted", "// ... truncated ...", "// same imports as before",
  "// existing code above remains unchanged", "// Your existing code", "// Implementation remains the same", "// ... keep existing implementation ...", "// The rest remains unchanged",
  "// ... [existing code] ...", "// remaining functions unchanged", "// Keep the existing code as is", "// removed for brevity", "// truncated for clarity",
];

const elided: readonly Example[] = [
  ...elisions.map((comment) => `export function first(list) {\n  ${comment}\n  return list[0];\n}\n`),
  { path: "a.py", after: "def first(xs):\n    # ... rest of the code unchanged ...\n    return xs[0]\n" },
  { path: "a.py", after: "# rest of the file stays the same\n" },
  { path: "a.rb", after: "def a\n  # ... existing code ...\nend\n" },
  { path: "a.go", after: "package a\n\n// ... rest of file unchanged\n" },
  { path: "a.rs", after: "fn a() {\n    // ... existing code ...\n}\n" },
  { path: "a.java", after: "class A {\n  // ... other methods ...\n}\n" },
  { path: "a.yml", after: "a: 1\n# ... rest of the config unchanged\n" },
  { path: "a.scss", after: "a { b: c }\n// ... existing styles ...\n" },
  { path: "a.vue", after: "<template><p/></template>\n<!-- rest of the template unchanged -->\n" },
  { path: "src/a.tsx", after: "export const A = () => <div>{/* ... existing code ... */}</div>;\n" },
];

const stubs: readonly Example[] = [
  "export function f() { throw new Error('Not implemented'); }",
  "export function f() { throw new Error('not yet implemented'); }",
  "export function f() { throw Error('Unimplemented'); }",
  "export function f() { throw 'not implemented'; }",
  "export function f() { throw new Error(`f is not implemented`); }",
  "export function f() { throw new Error('Method not implemented.'); }",
  "export function f() { throw new Error('TODO: write this'); }",
  "export function f() { throw new Error('To be implemented'); }",
  "export function f() { throw new Error('Implement me!'); }",
  "export function f() { throw new NotImplementedError('f'); }",
  "export function f() { throw new NotImplementedException(); }",
  "export function f() { throw new Error('Placeholder'); }",
  "export function f() { throw new Error('coming soon'); }",
  "export const f = () => { throw new Error('not implemented'); };",
  "export const f = async () => { throw new Error('not implemented'); };",
  "export const f = () => Promise.reject(new Error('Not implemented'));",
  "export function f() { return Promise.reject(new Error('not implemented')); }",
  "export class A { save() { throw new Error('Not implemented'); } }",
  "export class A { save() { /* TODO */ } }",
  "export const a = { save() { throw new Error('Not implemented'); } };",
  "export function f() { // TODO\n}",
  "export function f() {\n  // TODO: parse the text\n  return null;\n}",
  "export function f(): number[] {\n  // TODO: sort\n  return [];\n}",
  "export function f() {\n  // FIXME: compute it\n  return {};\n}",
  "export function f() {\n  // implement later\n  return undefined;\n}",
  "export function f() {\n  // stub\n  return true;\n}",
  "export function f() {\n  // Not implemented\n  return false;\n}",
  "export function f() {\n  // Left as an exercise\n}",
  "export async function f() {\n  // TODO: ask the server\n  return Promise.resolve(null);\n}",
  "export function f(): User {\n  // TODO: look it up\n  return {} as User;\n}",
  "export function f(list) {\n  // TODO: implement sorting\n  return list;\n}",
  "export function f(text) {\n  // TODO: validate\n  return text;\n}",
  "export function f() { console.log('TODO: save'); }",
  "export function f() { console.warn('f is not implemented'); }",
  "export async function pay(amount) {\n  // In a real implementation, this would call the bank.\n  return { ok: true, id: '123' };\n}",
  "export async function pay() {\n  // Simulate a call\n  await new Promise((done) => setTimeout(done, 100));\n  return { ok: true };\n}",
  "export function user() {\n  // Mock implementation\n  return { id: 1, name: 'Ann' };\n}",
  "export function user() {\n  // placeholder\n  return 'Ann';\n}",
  "export function user() {\n  // Replace this with the actual query\n  return [];\n}",
  "export function check() {\n  console.log('checking');\n  // This would normally check the token\n  return true;\n}",
  "export function hash(text) {\n  // In production, use a real one\n  return text;\n}",
  "export function f(a, b) {\n  // TODO: implement the sum\n  const result = 0;\n  return result;\n}",
  "export function f() { throw new Error(\"f hasn't been implemented yet\"); }",
  "export function f() { throw new Error('f needs to be implemented'); }",
  "export function f() { return 'TODO'; }",
  "export function f() { return 'not implemented'; }",
  "export function f() { /* implementation */ }",
  "export function f() {\n  // This is a stub\n  return 1;\n}",
  "export function f() {\n  // WIP\n  return null;\n}",
  "export function f() { alert('Not implemented'); }",
  "export function f(request, response) { response.status(501).json({ error: 'Not implemented' }); }",
  "export function f(request, response) { response.send('TODO'); }",
  "// TODO: implement the function\nexport function f() { return null; }",
];

const suppressed: readonly Example[] = [
  "/* eslint-disable */\nexport const a = eval('1');", "// eslint-disable-next-line\nexport const a = eval('1');", "export const a = eval('1'); // eslint-disable-line",
  "// @ts-ignore\nexport const a: number = 'x';", "// @ts-nocheck\nexport const a: number = 'x';", "// @ts-expect-error\nexport const a: number = 'x';", "// @ts-ignore: fixme\nexport const a: number = 'x';",
  "/* @ts-ignore */\nexport const a: number = 'x';", "// biome-ignore lint\nexport const a = 1;", "/* oxlint-disable */\nexport const a = 1;", "// tslint:disable\nexport const a = 1;",
  "export const a = (b: unknown) => b as any;", "export const a = (b as any).c;",
  "f".repeat(6).replaceAll("f", "// eslint-disable-next-line no-eval\nf();\n"),
  { path: "a.py", after: "import os  # noqa\n" }, { path: "a.py", after: "x: int = 'a'  # type: ignore\n" }, { path: "a.py", after: "# pylint: disable=all\nx = 1\n" }, { path: "a.go", after: "package a\n\nvar x = f() //nolint\n" },
];

const swallowed: readonly Example[] = [
  "export function f() { try { save(); } catch {} }", "export function f() { try { save(); } catch (e) {} }", "export async function f() { try { await save(); } catch (error) { } }",
  "export function f() { try { return load(); } catch (e) {} try { save(); } catch (e) {} }", "for (const a of list) { try { save(a); } catch (e) {} }",
];

const dead: readonly Example[] = [
  "export function f() { return 1; save(); }", "export function f() { throw new Error('x'); save(); }", "export function f() { while (true) { break; save(); } }",
  "export function f(a) { if (a) { return 1; save(); } return 2; }", "export function f() { return; const a = 1; save(a); }",
];

const secrets: readonly Example[] = [
  `export const key = "${"AKIA"}R7HJ2QWZ5TLXNPBK";`, `export const key = "${"ghp"}_b9Gl3Mr8Ay6Su5Xw7Zc2Od4Ne1Qt0Vi9Hk3L";`, `export const key = "${"xoxb"}-2847561930-9182736455-aB3dE5fG7hJ9kL1m";`,
  `export const key = "${"sk_live"}_4eC39HqLyjWDarjtT1zdp7dc";`, { path: ".env", after: `KEY=${"sk"}-ant-Zk39fQx7LmVt2RbN8wYc4HdJ6sPa1GuE5\n` },
];

const small = "export function a() { return 1; }\nexport function b() { return 2; }\nexport function c() { return 3; }\nexport function d() { return 4; }\n";
const cut: readonly Example[] = [
  { path: "src/a.ts", before: small, after: "export function a() { return 10; }\n// ...\n" },
  { path: "src/a.ts", before: small, after: "export function a() { return 10; }\n// ... existing functions ...\n" },
  { path: "src/a.ts", before: small, after: "// rest of the file unchanged\nexport function d() { return 10; }\n" },
];

function tested(source: string, tests: string): Example {
  return { before: { "test/a.test.js": `import { f } from '../src/a.js';\ntest('f', () => { ${tests} });` }, after: { "src/a.js": source } };
}

const answers: readonly Example[] = [
  tested("export function f(n) { if (n === 3) return 6; if (n === 4) return 24; return 1; }", "expect(f(3)).toBe(6); expect(f(4)).toBe(24);"),
  tested("export function f(n) { switch (n) { case 3: return 6; case 4: return 24; default: return 0; } }", "expect(f(3)).toBe(6); expect(f(4)).toBe(24);"),
  tested("export const f = (n) => (n === 3 ? 6 : n === 4 ? 24 : 0);", "expect(f(3)).toBe(6); expect(f(4)).toBe(24);"),
  tested("const known = { 3: 6, 4: 24 };\nexport const f = (n) => known[n];", "expect(f(3)).toBe(6); expect(f(4)).toBe(24);"),
  tested("export function f(n) { const known = { 3: 6, 4: 24 }; return known[n] ?? 0; }", "expect(f(3)).toBe(6); expect(f(4)).toBe(24);"),
  tested("const known = new Map([[3, 6], [4, 24]]);\nexport const f = (n) => known.get(n);", "expect(f(3)).toBe(6); expect(f(4)).toBe(24);"),
  tested("export function f(a, b) { if (a === 1 && b === 2) return 3; if (a === 5 && b === 5) return 10; return 0; }", "expect(f(1, 2)).toBe(3); expect(f(5, 5)).toBe(10);"),
  tested("export function f(a, b) { const key = `${a},${b}`; if (key === '1,2') return 3; if (key === '5,5') return 10; return 0; }", "assert.equal(f(1, 2), 3); assert.equal(f(5, 5), 10);"),
  tested("export function f(list) { if (list.length === 3) return 6; if (list.length === 2) return 7; return 0; }", "expect(f([1, 2, 3])).toBe(6); expect(f([3, 4])).toBe(7);"),
  tested("export function f(list) { return 6; }", "expect(f([1, 2, 3])).toBe(6);"),
  tested("export const f = (text) => 'olleh';", "expect(f('hello')).toBe('olleh');"),
  tested("export function f(text) { return { name: 'ann', age: 3 }; }", "expect(f('ann,3')).toEqual({ age: 3, name: 'ann' });"),
  tested("export async function f(id) { return ['a', 'b']; }", "expect(f(1)).resolves.toEqual(['a', 'b']);"),
  tested("export function f(text) { if (text === 'hello world') return 'Hello World'; if (text === 'a b') return 'A B'; return ''; }", "const result = f('hello world'); expect(result).toBe('Hello World'); expect(f('a b')).toBe('A B');"),
  tested("export function f(list) { if (JSON.stringify(list) === '[2,1]') return [1, 2]; if (JSON.stringify(list) === '[]') return []; return list; }", "const input = [2, 1]; expect(f(input)).toEqual([1, 2]); expect(f([])).toEqual([]);"),
  tested("export function f(n) { if (n === 1) return 'I'; if (n === 4) return 'IV'; if (n === 9) return 'IX'; }", "for (const [n, text] of [[1, 'I'], [4, 'IV'], [9, 'IX']]) expect(f(n)).toBe(text);"),
  { before: { "test/a.test.js": "const add = require('../src/a');\ntest('a', () => { assert.equal(add(1, 2), 3); assert.equal(add(2, 2), 4); });" }, after: { "src/a.js": "module.exports = function (a, b) { if (a === 1 && b === 2) return 3; if (a === 2) return 4; };" } },
  { before: { "test/a.test.js": "import sum from '../src/a.js';\ntest('a', () => { expect(sum([1, 2])).toBe(3); });" }, after: { "src/a.js": "export default (list) => 3;" } },
  { before: { "test/a.test.js": "import sum from '../src/a.js';\ntest('a', () => { expect(sum([1, 2])).toBe(3); });" }, after: { "src/a.js": "function total(list) { return 3; }\nexport default total;" } },
  tested("export function f({ a, b }) { if (a === 1 && b === 2) return 3; if (a === 3) return 7; return 0; }", "expect(f({ a: 1, b: 2 })).toBe(3); expect(f({ a: 3, b: 4 })).toBe(7);"),
  tested("export function f(n, by = 2) { if (n === 3) return 9; if (n === 4) return 16; return n; }", "expect(f(3)).toBe(9); expect(f(4)).toBe(16);"),
  tested("export const f = (n) => Promise.resolve(n === 3 ? 9 : 16);", "expect(f(3)).resolves.toBe(9); expect(f(4)).resolves.toBe(16);"),
  tested("export class A { f(n) { if (n === 3) return 9; if (n === 4) return 16; } }", "expect(new A().f(3)).toBe(9); expect(new A().f(4)).toBe(16);"),
  { before: { "test/a.test.js": "it.each([{ n: 1, text: 'I' }, { n: 4, text: 'IV' }])('$n', ({ n, text }) => { expect(f(n)).toBe(text); });" }, after: { "src/a.js": "export function f(n) { if (n === 1) return 'I'; if (n === 4) return 'IV'; return ''; }" } },
];

export const badCode: Readonly<Record<string, readonly Example[]>> = {
  "policy/placeholder": elided,
  "policy/stub": stubs,
  "policy/suppression": suppressed,
  "policy/swallowed-error": swallowed,
  "policy/unreachable": dead,
  "policy/secret": secrets,
  "policy/truncated": cut,
  "policy/hard-coded": answers,
};
