// Variables that a function used to read and now only writes: what it computes is thrown away.
import type { Node } from "oxc-parser";
import { childrenOf, functionName, isFunction, walk, type AnyFunction } from "../source/nodes.ts";
import type { ChangeRule, Problem, RuleFile } from "./rule.ts";

export const unreadVariable: ChangeRule = {
  id: "policy/unread-variable",
  kind: "change",
  valid: [
    { path: "src/a.js", before: "function f(n) { let sum = 0; for (const x of n) sum += x; return sum; }", after: "function f(n) { let sum = 0; for (const x of n) sum += x; return g(sum); }" },
    { path: "src/a.js", before: "function f(n) { let sum = 0; for (const x of n) sum += x; return sum; }", after: "function f(n) { return g(n); }" },
    { path: "src/a.js", before: "function f(n) { let last = n; return last; }", after: "function f(n) { let last = n; return () => last; }" },
    { path: "src/a.js", before: "function f(n) { const { a, ...rest } = n; return g(a, rest); }", after: "function f(n) { const { a, ...rest } = n; return rest; }" },
    { path: "src/a.js", before: "function f(n) { let i = 0; return n[i]; }", after: "function f(n) { let i = 0; return n[i++]; }" },
  ],
  invalid: [
    { path: "src/a.js", before: "function f(n) { let sum = 0; for (const x of n) sum += x; return sum; }", after: "function f(n) { let sum = 0; for (const x of n) sum += x; return undefined; }" },
    { path: "src/a.js", before: "const f = function (n) { var text = ''; for (var i = 0; i < n; i++) { text += 'a'; } return text; };", after: "const f = function (n) { var text = ''; for (var i = 0; i < n; i++) { text += 'a'; } return 'a'; };" },
    { path: "src/a.ts", before: "export function f(n: number) { const twice = n * 2; return twice; }", after: "export function f(n: number) { const twice = n * 2; return n; }" },
  ],
  async compare(change) {
    const older = new Map(change.before.map((file) => [file.path, file]));
    return change.after.flatMap((file) => {
      const unread = variablesOf(file).filter(({ isRead }) => !isRead);
      const old = unread.length === 0 ? undefined : older.get(file.path);
      const readBefore = new Set(old === undefined ? [] : variablesOf(old).flatMap(({ key, isRead }) => (isRead ? [key] : [])));
      return unread.flatMap(({ key, name, offset }): Problem[] =>
        readBefore.has(key) ? [{ file: file.path, offset, key, message: `"${name}" is given a value that nothing reads any more. Use it, or delete it.` }] : [],
      );
    });
  },
};

interface Variable {
  /** With the function that it is declared in. */
  readonly key: string;
  readonly name: string;
  readonly isRead: boolean;
  readonly offset: number;
}

/** Variables of functions that have a name, each name declared once within its function. */
function variablesOf({ tree, isTest }: RuleFile): readonly Variable[] {
  if (tree === null || isTest) return [];
  const found = new Map<string, Variable | null>();
  walk(tree.program, (node, ancestors) => {
    const name = isFunction(node) ? functionName(node, ancestors) : null;
    if (name === null || !isFunction(node)) return;
    for (const one of ownVariables(node, name)) found.set(one.key, found.has(one.key) ? null : one);
  });
  return [...found.values()].filter((one) => one !== null);
}

function ownVariables(node: AnyFunction, owner: string): readonly Variable[] {
  const declared = new Map<string, { offset: number; times: number }>();
  const declare = (each: Node): void => {
    if (each.type === "VariableDeclarator" && each.id.type === "Identifier") {
      const { name, start } = each.id;
      declared.set(name, { offset: start, times: (declared.get(name)?.times ?? 0) + 1 });
    }
    for (const child of childrenOf(each)) if (!isFunction(child)) declare(child);
  };
  if (node.body !== null) declare(node.body);
  const read = readNames(node);
  return [...declared].flatMap(([name, { offset, times }]) => (times > 1 ? [] : [{ key: `${owner}\0${name}`, name, isRead: read.has(name), offset }]));
}

/** Names whose value anything in the function asks for; one that is declared again further in counts as asked for. */
function readNames(root: AnyFunction): ReadonlySet<string> {
  const read = new Set<string>();
  walk(root, (node, ancestors) => {
    if (node.type !== "Identifier" && node.type !== "JSXIdentifier") return;
    if (!isWritten(node, ancestors)) read.add(node.name);
  });
  return read;
}

function isWritten(node: Node, ancestors: readonly Node[]): boolean {
  const [parent, outer] = [ancestors.at(-1), ancestors.at(-2)];
  if (parent?.type === "VariableDeclarator") return parent.id === node;
  if (parent?.type === "AssignmentExpression") return parent.left === node && outer?.type === "ExpressionStatement";
  if (parent?.type === "MemberExpression") return parent.property === node && !parent.computed;
  if (parent?.type === "Property") return parent.key === node && !parent.computed && !parent.shorthand;
  return parent?.type === "UpdateExpression" && (outer?.type === "ExpressionStatement" || (outer?.type === "ForStatement" && outer.update === parent));
}
