// Statements that never run, since what stands before them always leaves.
import type { Node } from "oxc-parser";
import { tellDeadCode } from "../code/dead-code.ts";
import { evened } from "../source/nodes.ts";
import type { TreeRule } from "./rule.ts";

export const unreachable: TreeRule = {
  id: "policy/unreachable",
  kind: "tree",
  valid: [
    { path: "src/a.py", after: "def f(x):\n    if x > 1:\n        return 1\n    return 2\n" },
    { path: "src/a.py", after: "def f():\n    return\n    yield\n" },
    { path: "src/a.py", after: "def f(kind):\n    raise ValueError(kind)\n    # nothing comes behind it\n" },
    { path: "a.go", after: "package a\n\nfunc f() int {\n\tgoto end\nend:\n\treturn 1\n}\n" },
    { path: "src/a.rs", after: "fn f() -> u8 {\n    #[cfg(unix)]\n    return 1;\n    #[cfg(not(unix))]\n    2\n}\n" },
    { path: "src/A.cs", after: "class A { int F(int x) { switch (x) { case 1: return 1; default: return 2; } } }\n" },
    "export function f(x: number) { if (x > 1) return 1; return 2; }",
    "export function f() { return g(); function g() { return 1; } }",
    "export function f(x: number) { switch (x) { case 1: return 1; break; default: return 2; } }",
    "export function f() { return 1; type A = string; }",
    "export function f() { return a; var a; }",
    { path: "src/a.ts", before: "function f() { return 1; g(); }", after: "function f() { return 1; g(); }\nexport const a = 1;" },
  ],
  invalid: [
    { path: "src/a.py", after: "def f():\n    return 1\n    g()\n" },
    { path: "src/a.py", after: "def f():\n    raise ValueError('x')\n    return 1\n" },
    { path: "a.go", after: "package a\n\nfunc f() int {\n\treturn 1\n\tg()\n}\n" },
    { path: "src/a.rs", after: "fn f() -> u8 {\n    return 1;\n    g();\n}\n" },
    { path: "src/A.java", after: "class A { int f() { return 1; int a = 2; } }\n" },
    { path: "src/A.cs", after: "class A { int F() { throw new Exception(); G(); } }\n" },
    { path: "src/a.rb", after: "def f\n  return 1\n  g\nend\n" },
    { path: "src/a.php", after: "<?php\nfunction f() { return 1; g(); }\n" },
    "export function f() { return 1; g(); }",
    "export function f() { throw new Error('x'); return 1; }",
    "export function f(list: number[]) { for (const x of list) { continue; g(x); } }",
    "export function f(x: number) { switch (x) { case 1: return 1; g(); } return 2; }",
  ],
  inCode: tellDeadCode,
  enter({ text }, _tree, tell) {
    return (node) => {
      const statements = statementsOf(node);
      const leaving = statements.findIndex(leaves);
      if (leaving < 0) return;
      const dead = statements.slice(leaving + 1).find(runs);
      const exit = statements[leaving];
      if (dead === undefined || exit === undefined) return;
      const word = text.slice(exit.start, exit.end).split(/\W/, 1)[0] ?? "";
      tell(dead.start, {
        message: `This never runs: "${word}" stands before it. Delete it, or move it before.`,
        key: evened(text.slice(exit.start, dead.end)),
      });
    };
  },
};

function statementsOf(node: Node): readonly Node[] {
  if (node.type === "BlockStatement" || node.type === "StaticBlock") return node.body;
  return node.type === "SwitchCase" ? node.consequent : [];
}

function leaves({ type }: Node): boolean {
  return type === "ReturnStatement" || type === "ThrowStatement" || type === "BreakStatement" || type === "ContinueStatement";
}

/** Declarations that hold wherever they stand do not run; a `break` behind a `return` is a habit of switches. */
function runs(statement: Node): boolean {
  if (statement.type === "VariableDeclaration") return statement.kind !== "var" || statement.declarations.some(({ init }) => init !== null);
  return !/^(?:FunctionDeclaration|TS\w+|EmptyStatement|BreakStatement)$/.test(statement.type);
}
