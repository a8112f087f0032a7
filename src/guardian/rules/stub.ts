// Functions that only throw, note or pretend: somebody has yet to write them.
import type { Comment, Node } from "oxc-parser";
import { tellStubs } from "../code/stubs.ts";
import { evened, functionName, isFunction, type AnyFunction } from "../source/nodes.ts";
import type { TreeRule } from "./rule.ts";
import { answersToDo, fixedNames, isIdle, isPlain, rejectedTexts, saysToDo, thrownTexts } from "./stub-body.ts";
import { isOverridePoint, isUnsupported, promisesWork, pretending, toDo, toDoWork } from "./stub-wording.ts";

const statementsMax = 3;

export const stub: TreeRule = {
  id: "policy/stub",
  kind: "tree",
  valid: [
    { path: "src/a.py", after: "from abc import ABC, abstractmethod\n\nclass Shape(ABC):\n    @abstractmethod\n    def area(self) -> float:\n        raise NotImplementedError\n" },
    { path: "src/a.py", after: "class Shape:\n    def area(self):\n        raise NotImplementedError('subclasses must implement area')\n" },
    { path: "src/a.py", after: "class BaseStore:\n    def get(self, key):\n        raise NotImplementedError\n" },
    { path: "src/a.pyi", after: "def f(x: int) -> int: ...\n" },
    { path: "a.go", after: "package a\n\nfunc F(x int) int {\n\tif x > 1 {\n\t\tpanic(\"not implemented\")\n\t}\n\treturn x\n}\n" },
    { path: "src/a.rs", after: "pub trait Shape { fn area(&self) -> f64 { unimplemented!() } }\n" },
    "export function total(values: number[]) { return values.length; }",
    "export abstract class Shape { area(): number { throw new Error('not implemented'); } }",
    "export class Shape { area(): number { throw new Error('must be implemented by subclasses'); } }",
    "export const nothing = () => {};",
    "export function f(x: number) { if (x > 1) throw new Error('not implemented for more than one'); return x; }",
    {
      path: "src/a.ts",
      before: "export function f() { throw new Error('Not implemented'); }",
      after: "export function f() {\n  throw new Error('Not implemented');\n}\nexport const g = 1;",
    },
    { path: "test/a.test.ts", after: "const host = { read() { throw new Error('not implemented'); } };" },
    "export function first(list: string[]) {\n  // TODO: a faster way for long lists\n  return list[0];\n}",
  ],
  invalid: [
    { path: "src/a.py", after: "def total(values):\n    raise NotImplementedError\n" },
    { path: "src/a.py", after: "def total(values):\n    raise NotImplementedError('total is not implemented yet')\n" },
    { path: "a.go", after: "package a\n\nfunc Total(values []int) int {\n\tpanic(\"not implemented\")\n}\n" },
    { path: "src/a.rs", after: "pub fn total(values: &[u32]) -> u32 {\n    todo!()\n}\n" },
    { path: "src/A.java", after: "class A { int total() { throw new UnsupportedOperationException(\"Not implemented yet\"); } }\n" },
    { path: "src/A.cs", after: "class A { public int Total() { throw new NotImplementedException(); } }\n" },
    { path: "src/a.kt", after: "fun total(values: List<Int>): Int {\n    TODO(\"add them up\")\n}\n" },
    { path: "src/a.rb", after: "def total(values)\n  raise NotImplementedError, 'total is not implemented yet'\nend\n" },
    { path: "src/a.php", after: "<?php\nfunction total($values) { throw new \\Exception('Not implemented'); }\n" },
    "export function total() { throw new Error('Not implemented'); }",
    "export const total = () => { throw new Error('TODO'); };",
    "export function total(values: number[]): number {\n  // TODO: add them up\n  return 0;\n}",
    "export class Store { save() { // TODO\n } }",
    "export function login() { console.warn('x'); throw new Error('login is not implemented yet'); }",
    "export async function pay(amount: number) {\n  // In a real implementation this would call the bank.\n  return { ok: true };\n}",
    "export const save = () => Promise.reject(new Error('not implemented'));",
    "export function total() { throw new NotImplementedError(); }",
  ],
  inCode: tellStubs,
  enter({ text, isTest }, { comments }, tell) {
    if (isTest) return () => {};
    return (node, ancestors) => {
      if (!isFunction(node) || node.body === null || isAbstract(ancestors)) return;
      const found = problemOf(node, text, comments);
      if (found === null) return;
      const name = functionName(node, ancestors);
      const relief = ancestors.at(-1)?.type === "MethodDefinition" ? className(ancestors) : null;
      tell(found.offset, {
        message: `${name === null ? "This function" : `"${name}"`} is not implemented. Write its body.`,
        key: evened(text.slice(node.start, node.end)),
        ...(found.isUnsure ? { severity: "warning" as const } : {}),
        ...(relief === null ? {} : { relief: `extends ${relief}` }),
      });
    };
  },
};

interface Found {
  readonly offset: number;
  readonly isUnsure: boolean;
}

function problemOf(node: AnyFunction, text: string, comments: readonly Comment[]): Found | null {
  const body: Node | null = node.body;
  if (body === null) return null;
  if (body.type !== "BlockStatement") return thrown(body, rejectedTexts(body));
  const { body: statements, start, end } = body;
  if (statements.length > statementsMax) return null;
  const last = statements.at(-1);
  if (last?.type === "ThrowStatement" && statements.slice(0, -1).every(isPlain)) return thrown(last, thrownTexts(last.argument));
  if (last?.type === "ReturnStatement" && last.argument !== null && statements.length === 1) {
    const rejected = thrown(last, rejectedTexts(last.argument));
    if (rejected !== null) return rejected;
  }
  if (statements.length === 1 && last !== undefined && (saysToDo(last) || answersToDo(last))) return { offset: last.start, isUnsure: false };
  const inside = comments.filter((each) => each.start > start && each.end < end);
  const before = comments.find((each) => each.end <= node.start && /^[\s;]*(?:(?:export|default|async|const|let|static|public|private|function|\w+\s*[=:])\s*)*$/.test(text.slice(each.end, node.start)));
  const fixed = new Set(statements.flatMap(fixedNames));
  return statements.every((statement) => isIdle(statement, fixed)) ? unfinishedIn(statements, inside, before) : onlyPassesOn(node, statements, inside);
}

function unfinishedIn(statements: readonly Node[], inside: readonly Comment[], before: Comment | undefined): Found | null {
  const comment = inside.find(({ value }) => toDo.test(value)) ?? (before !== undefined && toDoWork.test(before.value) ? before : undefined);
  if (comment !== undefined) return { offset: comment.start, isUnsure: false };
  const pretended = inside.find(({ value }) => pretending.sure.test(value));
  if (pretended !== undefined) return { offset: pretended.start, isUnsure: false };
  const maybe = statements.length === 0 ? undefined : inside.find(({ value }) => pretending.unsure.test(value));
  return maybe === undefined ? null : { offset: maybe.start, isUnsure: true };
}

/** `return items;` where a note says that the work is still to be done. */
function onlyPassesOn(node: AnyFunction, statements: readonly Node[], inside: readonly Comment[]): Found | null {
  const [only, ...more] = statements;
  if (more.length > 0 || only?.type !== "ReturnStatement" || only.argument?.type !== "Identifier") return null;
  const { name } = only.argument;
  if (!node.params.some((parameter) => parameter.type === "Identifier" && parameter.name === name)) return null;
  const comment = inside.find(({ value }) => toDoWork.test(value) || pretending.sure.test(value));
  return comment === undefined ? null : { offset: comment.start, isUnsure: false };
}

function thrown({ start }: Node, texts: readonly string[]): Found | null {
  const text = texts.find(promisesWork);
  if (text === undefined || texts.some(isOverridePoint)) return null;
  return { offset: start, isUnsure: isUnsupported(text) };
}

/** Methods that subclasses are meant to write. */
function isAbstract(ancestors: readonly Node[]): boolean {
  const owner = ownerClass(ancestors);
  return owner !== undefined && (owner.type === "ClassDeclaration" || owner.type === "ClassExpression") && owner.abstract === true;
}

function className(ancestors: readonly Node[]): string | null {
  const owner = ownerClass(ancestors);
  if (owner === undefined || (owner.type !== "ClassDeclaration" && owner.type !== "ClassExpression")) return null;
  return owner.id?.name ?? null;
}

function ownerClass(ancestors: readonly Node[]): Node | undefined {
  return ancestors.findLast((node) => node.type === "ClassDeclaration" || node.type === "ClassExpression");
}
