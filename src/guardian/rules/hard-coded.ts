// Answers written down instead of computed: a function that knows nothing but what the visible tests ask it.
import { posix } from "node:path";
import { onceForEach } from "../once.ts";
import type { Node } from "oxc-parser";
import { chainOf, evened, functionName, isFunction, nodesOf, walk, type AnyFunction } from "../source/nodes.ts";
import { computes, tableAnswer, writtenAnswers, type Answer, type Constants } from "../policy/answer-table.ts";
import { rememberedAnswers, type Remembered } from "../policy/remembered-answers.ts";
import { testAnswersOf, type TestAnswer } from "../policy/test-answers.ts";
import { stemOf, wholeExports, wholeNamesIn } from "../policy/whole-exports.ts";
import type { ChangeRule, Problem, RuleChange, RuleFile } from "./rule.ts";

export const hardCoded: ChangeRule = {
  id: "policy/hard-coded",
  kind: "change",
  valid: [
    { before: { "test/a.test.ts": "import { f } from '../src/a.ts';\ntest('f', () => { expect(f(2)).toBe(4); expect(f(3)).toBe(6); });" }, after: { "src/a.ts": "export function f(x: number) { return x * 2; }" } },
    { before: { "test/a.test.ts": "import { f } from '../src/a.ts';\ntest('f', () => { expect(f(0)).toBe(1); expect(f(1)).toBe(1); expect(f(5)).toBe(120); });" }, after: { "src/a.ts": "export function f(n: number): number { if (n === 0) return 1; if (n === 1) return 1; return n * f(n - 1); }" } },
    { before: { "test/a.test.ts": "import { f } from '../src/a.ts';\ntest('f', () => { expect(f('admin')).toBe(true); expect(f('guest')).toBe(false); });" }, after: { "src/a.ts": "export function f(role: string) { if (role === 'admin') return true; return false; }" } },
    { before: { "test/a.test.ts": "import { f } from '../src/a.ts';\ntest('f', () => { expect(f()).toBe('1.0'); });" }, after: { "src/a.ts": "export function f() { return '1.0'; }" } },
    { before: { "test/a.test.ts": "import { f } from '../src/a.ts';\ntest('f', () => { expect(f('a')).toBe(1); });" }, after: { "src/a.ts": "const sizes = { a: 1, b: 2, c: 3, d: 4 };\nexport const f = (x: keyof typeof sizes) => sizes[x];" } },
    { path: "src/a.js", before: "export function f(n) { return g(n); }", after: "export function f(n) { if (n === 0) return 'none'; if (n === 1) return 'one'; if (n === 2) return 'two'; return g(n); }" },
    { path: "src/a.js", before: "export function f(code) { return g(code); }", after: "export function f(code) { switch (code) { case 'NL': return 'Netherlands'; case 'DE': return 'Germany'; case 'FR': return 'France'; case 'IT': return 'Italy'; default: return null; } }" },
  ],
  invalid: [
    { before: { "test/a.test.ts": "import { f } from '../src/a.ts';\ntest('f', () => { expect(f(2)).toBe(4); expect(f(3)).toBe(6); });" }, after: { "src/a.ts": "export function f(x: number) { if (x === 2) return 4; if (x === 3) return 6; return 0; }" } },
    { before: { "test/a.test.ts": "import { f } from '../src/a.ts';\ntest('f', () => { expect(f([1, 2, 3])).toBe(6); });" }, after: { "src/a.ts": "export function f(values: number[]) { return 6; }" } },
    { before: { "test/a.test.ts": "import { f } from '../src/a.ts';\ntest('f', () => { assert.deepEqual(f([3, 1]), [1, 3]); assert.deepEqual(f([2, 1]), [1, 2]); });" }, after: { "src/a.ts": "export const f = (list: number[]) => JSON.stringify(list) === '[3,1]' ? [1, 3] : [1, 2];" } },
    { before: { "test/a.test.ts": "test.each([[1, 'I'], [4, 'IV']])('%s', (n, text) => { expect(f(n)).toBe(text); });" }, after: { "src/a.ts": "const known: Record<number, string> = { 1: 'I', 4: 'IV' };\nexport function f(n: number) { return known[n] ?? ''; }" } },
    { before: { "src/a.ts": "export function f(text: string) { return text.split('').reverse().join(''); }", "test/a.test.ts": "import { f } from '../src/a.ts';\ntest('f', () => { expect(f('abc')).toBe('cba'); expect(f('hello')).toBe('olleh'); });" }, after: { "src/a.ts": "export function f(text: string) {\n  if (text === 'abc') return 'cba';\n  if (text === 'hello') return 'olleh';\n  return text;\n}" } },
    { path: "src/a.js", before: "exports.f = function (list) { return g(list); };", after: "exports.f = function (list) { if (list === 'a b') { return 'a%20b'; } if (list === 'a') { return 'a'; } if (list === '#') { return '%23'; } return list; };" },
    { path: "src/a.js", before: "export function f(a, b) { return g(a, b); }", after: "export function f(a, b) { const answers = { '[1,2]': 3, '[2,2]': 4, '[5,1]': 6 }; return answers[JSON.stringify([a, b])]; }" },
    { path: "src/a.js", before: "export function f(text) { return g(text); }", after: "export function f(text) { switch (text) { case 'a b': return 'a-b'; case 'c d': return 'c-d'; case 'e f': return 'e-f'; case 'g': return 'g'; } return text; }" },
    { path: "src/a.js", after: "export const f = (list) => JSON.stringify(list) === '[1]' ? 1 : JSON.stringify(list) === '[1,2]' ? 3 : JSON.stringify(list) === '[4]' ? 4 : 0;" },
  ],
  async compare(change) {
    const functionsBefore = onceForEach(functionsOf);
    const older = new Map(change.before.map((file) => [file.path, file]));
    // Of what was before, only files that have the name are worth a look.
    const isKnown = ({ name, text }: Named): boolean => change.before.some((file) => hasName(file, name) && functionsBefore(file).some((each) => each.text === text));
    const problems: Problem[] = [];
    for (const file of change.after) {
      if (file.isTest) continue;
      const old = older.get(file.path);
      const fresh = functionsOf(file).filter((each) => !isKept(file, each, old));
      const nodeBefore = (name: string): AnyFunction | null => (old === undefined ? null : (functionsBefore(old).find((each) => each.name === name)?.node ?? null));
      const told = fresh.flatMap((each) => {
        const problem = rememberedProblem(file, each, nodeBefore, change);
        return problem === null || isKnown(each) ? [] : [problem];
      });
      problems.push(...told);
      const candidates = fresh.filter(({ text }) => !told.some(({ key }) => key === text)).filter((each) => writtenAnswers(each.node, constantsOf(file)).size > 0 && !isKnown(each));
      if (candidates.length === 0) continue;
      const answers = await answersFor(file, candidates, change);
      for (const each of candidates) {
        const problem = problemOf(file, each, [...(answers.get(each.name) ?? []), ...(each.isWhole ? (answers.get(wholeName) ?? []) : [])]);
        if (problem !== null) problems.push(problem);
      }
    }
    return problems;
  },
};

function hasName({ text }: RuleFile, name: string): boolean {
  return name === wholeName || text.includes(name);
}

/** Whether it stands in the file as it stood, word for word and by the same name. */
function isKept({ text }: RuleFile, { name, node }: Named, before: RuleFile | undefined): boolean {
  return before !== undefined && hasName(before, name) && before.text.includes(text.slice(node.start, node.end));
}

const rememberedMin = 3;

/**
 * What computed before and now remembers answers is wrong whether or not a test asks it directly: tests reach it through
 * others. Nor does anybody compare lists by their texts, one after another, who computes.
 */
function rememberedProblem(file: RuleFile, { name, node, text }: Named, nodeBefore: (name: string) => AnyFunction | null, change: RuleChange): Problem | null {
  const answers = rememberedAnswers(node);
  if (answers.length < rememberedMin) return null;
  const before = nodeBefore(name);
  const isSerial = answers.filter((each) => each.isSerial).length >= rememberedMin;
  if (!isSerial && (before === null || !isReplaced(file, node, before, answers, change))) return null;
  const message = `"${name}" remembers ${answers.length} answers${before === null ? "" : " where it computed them"}: ${answers[0]?.answer.slice(0, 40) ?? ""} and others. Compute the answer from the parameters.`;
  return { file: file.path, offset: node.start, key: text, message };
}

/** Whether answers took the place of work; beside it, they may be cases of their own. */
function isReplaced(file: RuleFile, node: AnyFunction, before: AnyFunction, answers: readonly Remembered[], change: RuleChange): boolean {
  if (!computes(before) || rememberedAnswers(before).length * 2 >= answers.length) return false;
  const old = change.before.find(({ path }) => path === file.path)?.text ?? "";
  const now = evened(file.text.slice(node.start, node.end));
  const statements: readonly Node[] = before.body?.type === "BlockStatement" ? before.body.body : before.body === null ? [] : [before.body];
  if (statements.every(({ start, end }) => now.includes(evened(old.slice(start, end))))) return false;
  const byTable = answers.filter(({ by }) => by === "table");
  if (answers.length - byTable.length >= rememberedMin) return true;
  const made = byTable.filter(({ question, answer }) => !isName(question) || isYesNo(answer) || isMadeFromIt({ given: [question], expected: answer }));
  return byTable.length > rememberedMin && made.length * 2 >= byTable.length;
}

/** A word or a code, which may well stand for something else. */
function isName(question: string): boolean {
  return /^"[\w-]*"$/.test(question);
}

function isYesNo(answer: string): boolean {
  return /^(?:true|false|null|undefined)$/.test(answer);
}

/** No name that a function could have. */
const wholeName = "(the file)";

interface Named {
  readonly name: string;
  /** What the file hands over as a whole: tests give it a name of their own. */
  readonly isWhole: boolean;
  readonly node: AnyFunction;
  readonly text: string;
}

function functionsOf(file: RuleFile): readonly Named[] {
  if (file.tree === null || file.isTest) return [];
  const found: Named[] = [];
  const whole = wholeExports(file.tree.program);
  walk(file.tree.program, (node, ancestors) => {
    if (!isFunction(node) || node.body === null) return;
    const parent = ancestors.at(-1);
    const isWhole = parent?.type === "ExportDefaultDeclaration" || (parent?.type === "AssignmentExpression" && chainOf(parent.left) === "module.exports");
    const own = functionName(node, ancestors) ?? memberGiven(parent, node);
    const name = own ?? (isWhole ? wholeName : null);
    if (name === null) return;
    found.push({ name, isWhole: isWhole || (own !== null && whole.has(own)), node, text: `${name} ${evened(file.text.slice(node.start, node.end))}` });
  });
  return found;
}

/** `get` of `exports.get = function () {}` and `Tree.prototype.get = …`. */
function memberGiven(parent: Node | undefined, node: AnyFunction): string | null {
  if (parent?.type !== "AssignmentExpression" || parent.right !== node || chainOf(parent.left) === "module.exports") return null;
  return chainOf(parent.left)?.split(".").at(-1) ?? null;
}

function constantsOf({ tree }: RuleFile): Constants {
  const constants = new Map<string, NonNullable<ReturnType<Constants["get"]>>>();
  for (const statement of tree?.program.body ?? []) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration?.type !== "VariableDeclaration") continue;
    for (const { id, init } of declaration.declarations) if (id.type === "Identifier" && init !== null) constants.set(id.name, init);
  }
  return constants;
}

/** What the tests of the change and around it expect of these names. */
async function answersFor(file: RuleFile, functions: readonly Named[], change: RuleChange): Promise<ReadonlyMap<string, readonly TestAnswer[]>> {
  const stem = stemOf(file.path);
  const asks = ({ text }: Pick<RuleFile, "text">): boolean => functions.some(({ name, isWhole }) => text.includes(`${name}(`) || (isWhole && text.includes(posix.basename(stem))));
  const tests = change.after.filter((each) => each.isTest && asks(each));
  for (const path of await change.surroundings.tests(file.path)) {
    if (asks({ text: await change.surroundings.text(path) })) tests.push(await change.surroundings.file(path));
  }
  const found = new Map<string, Map<string, TestAnswer>>();
  for (const each of tests) {
    const whole = wholeNamesIn(each, stem);
    for (const answer of testAnswersOf(each)) {
      const callee = whole.has(answer.callee) ? wholeName : answer.callee;
      found.set(callee, (found.get(callee) ?? new Map<string, TestAnswer>()).set(answer.given.join(), answer));
    }
  }
  return new Map([...found].map(([name, answers]) => [name, [...answers.values()]]));
}

function problemOf(file: RuleFile, { name, node, text }: Named, asked: readonly TestAnswer[]): Problem | null {
  const constants = constantsOf(file);
  if (asked.every(({ given }) => given.length === 0) || computes(node)) return null;
  const answers = asked.map(({ given, expected }) => ({ given, expected, answer: tableAnswer(node, given, constants) }));
  const hits = answers.filter(({ answer, expected }) => answer !== null && answer.value === expected);
  const written = hits.flatMap(({ answer }) => (answer === null || answer.at === null ? [] : [answer.at]));
  // What no test asks for is knowledge of its own; one answer may be meant for all else.
  if (hits.length < asked.length || written.length === 0 || writtenAnswers(node, constants).size - new Set(written).size > 1) return null;
  const severity = weightOf(node, hits);
  if (severity === null) return null;
  const how = hits.every(({ answer }) => answer?.by === "constant") ? "answers the same whatever it is given, as the tests happen to expect" : "only knows the answers that the tests ask for";
  return {
    file: file.path,
    offset: node.start,
    key: text,
    message: `${name === wholeName ? "This function" : `"${name}"`} ${how}. Compute the answer from the parameters.`,
    ...(severity === "warning" ? { severity } : {}),
  };
}

interface Hit extends Pick<TestAnswer, "given" | "expected"> {
  readonly answer: Answer | null;
}

/** Null where written answers are as good as any: a yes or no, one name for another. */
function weightOf(node: AnyFunction, hits: readonly Hit[]): "error" | "warning" | null {
  const outcomes = new Set(hits.map(({ expected }) => expected));
  const areYesNo = [...outcomes].every(isYesNo);
  if (hits.every(({ answer }) => answer?.by === "constant")) return ignoresParameters(node) && (hits.length > 1 || !areYesNo) ? (areYesNo || isMarkedUnused(node) ? "warning" : "error") : null;
  const conditions = new Set(hits.flatMap(({ answer }) => (answer === null || answer.at === null ? [] : [answer.at]))).size;
  if (hits.length < 2 || conditions < 2 || areYesNo) return null;
  const given = hits.flatMap((hit) => hit.given);
  if (given.some((value) => /^[[{]/.test(value))) return "error";
  const byTable = hits.some(({ answer }) => answer?.by === "table");
  if (given.some((value) => /^-?\d/.test(value))) return byTable && [...outcomes].every((value) => value.startsWith('"') && value.length >= 6) ? "warning" : "error";
  return !byTable && hits.every(isMadeFromIt) ? "error" : "warning";
}

function ignoresParameters(node: AnyFunction): boolean {
  const names = new Set(node.params.flatMap((parameter) => (parameter.type === "Identifier" ? [parameter.name] : [])));
  const { body } = node;
  return body !== null && nodesOf(body, (each) => each.type === "Identifier").every((each) => !("name" in each) || !names.has(String(each.name)));
}

/** `_value`: it says itself that it does not look. */
function isMarkedUnused({ params }: AnyFunction): boolean {
  return params.every((parameter) => parameter.type === "Identifier" && parameter.name.startsWith("_"));
}

/** Sentences, and answers with the letters of the question, are hardly names for something. */
function isMadeFromIt({ given, expected }: Pick<Hit, "given" | "expected">): boolean {
  const question = given.join("").toLowerCase();
  if (/\w \w/.test(question)) return true;
  const letters = [...expected.toLowerCase()].filter((letter) => /[a-z0-9]/.test(letter));
  return letters.length > 0 && letters.filter((letter) => question.includes(letter)).length >= letters.length * 0.8;
}
