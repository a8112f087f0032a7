// What is left from debugging in other languages than JavaScript and TypeScript.
import type { Examples } from "./examples.ts";

export const leftovers: Examples = {
  valid: [
    { path: "src/a.py", after: "def f(x):\n    print(x)\n" },
    { path: "src/a.py", after: "text = 'breakpoint()'\n# breakpoint()\n" },
    { path: "src/a.py", after: "class Bus:\n    def f(self):\n        self.breakpoint()\n" },
    { path: "src/a.py", before: "import pdb\npdb.set_trace()\n", after: "import pdb\npdb.set_trace()\nx = 1\n" },
    { path: "src/a.rb", after: "binding.local_variables\n" },
    { path: "a.go", after: "package a\n\nfunc f() {\n\tfmt.Println(1)\n}\n" },
  ],
  invalid: [
    { path: "src/a.py", after: "def f(x):\n    breakpoint()\n    return x\n" },
    { path: "src/a.py", after: "import pdb\n\ndef f(x):\n    pdb.set_trace()\n    return x\n" },
    { path: "src/a.rs", after: "fn f(x: u8) -> u8 { dbg!(x) }\n" },
    { path: "src/a.rb", after: "def f(x)\n  binding.pry\n  x\nend\n" },
    { path: "src/a.rb", after: "def f(x)\n  byebug\n  x\nend\n" },
    { path: "a.go", after: "package a\n\nfunc f(x T) {\n\tspew.Dump(x)\n}\n" },
    { path: "src/a.php", after: "<?php\nfunction f($x) { var_dump($x); return $x; }\n" },
    { path: "src/A.cs", after: "class A { void F() { Debugger.Break(); } }\n" },
  ],
};
