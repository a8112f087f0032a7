// What is written to look into a running program and forgotten: `debugger`, and output to the console in a project
// that does not use it.
import { tellLeftovers } from "../code/leftovers.ts";
import { chainOf, evened } from "../source/nodes.ts";
import type { TreeRule } from "./rule.ts";

const talking = /(?:^|\/)(?:bin|cli|scripts?|tools?|examples?|demos?|bench(?:marks?)?)\/|(?:^|\/)(?:bin|cli|main|demo)\.[cm]?[jt]sx?$|\.config\.|(?:^|\/)(?:gulpfile|Gruntfile)/i;

export const debugLeftover: TreeRule = {
  id: "policy/debug-leftover",
  kind: "tree",
  valid: [
    { path: "src/a.py", after: "def f(x):\n    print(x)\n" },
    { path: "src/a.py", after: "text = 'breakpoint()'\n# breakpoint()\n" },
    { path: "src/a.py", after: "class Bus:\n    def f(self):\n        self.breakpoint()\n" },
    { path: "src/a.rb", after: "binding.local_variables\n" },
    { path: "a.go", after: "package a\n\nfunc f() {\n\tfmt.Println(1)\n}\n" },
    "export const log = (text: string) => logger.info(text);",
    { path: "scripts/build.ts", after: "console.log('built');" },
    { path: "src/a.ts", before: "console.log(1);", after: "console.log(1);\nconsole.log(2);" },
    { before: { "src/b.ts": "console.log('x');", "src/a.ts": "" }, after: { "src/a.ts": "console.log('y');" } },
    "#!/usr/bin/env node\nconsole.log('usage');",
    "export function f() { console.error('what went wrong'); }",
  ],
  invalid: [
    "export function f(x: number) { console.log(x); return x; }", "export function f() { debugger; }",
    { path: "src/a.py", after: "def f(x):\n    breakpoint()\n    return x\n" },
    { path: "src/a.py", after: "import pdb\n\ndef f(x):\n    pdb.set_trace()\n    return x\n" },
    { path: "src/a.rs", after: "fn f(x: u8) -> u8 { dbg!(x) }\n" },
    { path: "src/a.rb", after: "def f(x)\n  binding.pry\n  x\nend\n" },
    { path: "a.go", after: "package a\n\nfunc f(x T) {\n\tspew.Dump(x)\n}\n" },
    { path: "src/a.php", after: "<?php\nfunction f($x) { var_dump($x); return $x; }\n" },
    { path: "src/A.cs", after: "class A { void F() { Debugger.Break(); } }\n" },
  ],
  inCode: tellLeftovers,
  enter({ path, text, isTest }, _tree, tell) {
    const mayTalk = isTest || talking.test(path) || text.startsWith("#!");
    return (node) => {
      if (node.type === "DebuggerStatement") {
        tell(node.start, { message: "A debugger statement is left here. Delete it.", key: "debugger" });
      } else if (!mayTalk && node.type === "CallExpression") {
        const name = chainOf(node.callee);
        if (name !== "console.log" && name !== "console.debug" && name !== "console.dir" && name !== "console.trace") return;
        const message = `${name} is left here, and nothing else in this project uses it. Delete it if it is for debugging.`;
        tell(node.start, { message, key: evened(text.slice(node.start, node.end)), habit: name });
      }
    };
  },
};
