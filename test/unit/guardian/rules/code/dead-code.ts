// What never runs in other languages than JavaScript and TypeScript, and what only looks so.
import { type Examples, python } from "./examples.ts";

export const deadCode: Examples = {
  valid: [
    python("def f(x):\n    if x > 1:\n        return 1\n    return 2\n"),
    python("def f():\n    return\n    yield\n"),
    python("def f(kind):\n    raise ValueError(kind)\n    # nothing comes behind it\n"),
    python("def f():\n    return 1\n    assert False\n"),
    python("def f(x):\n    try:\n        return g(x)\n    finally:\n        h()\n"),
    python("for x in y:\n    if x: continue\n    f(x)\n"),
    { path: "a.go", after: "package a\n\nfunc f() int {\n\tgoto end\nend:\n\treturn 1\n}\n" },
    { path: "a.go", after: "package a\n\nfunc f() int {\n\tfor {\n\t\treturn 1\n\t}\n\tpanic(\"unreachable\")\n}\n" },
    { path: "a.go", after: "package a\n\nfunc f(x int) int {\n\tswitch x {\n\tcase 1:\n\t\treturn 1\n\tdefault:\n\t\treturn 2\n\t}\n}\n" },
    { path: "src/a.rs", after: "fn f() -> u8 {\n    #[cfg(unix)]\n    return 1;\n    #[cfg(not(unix))]\n    2\n}\n" },
    { path: "src/a.rs", after: "fn f(x: u8) -> u8 { if x > 1 { return 1; } 2 }\n" },
    { path: "src/A.cs", after: "class A { int F(int x) { switch (x) { case 1: return 1; default: return 2; } } }\n" },
    { path: "src/a.rb", after: "def f(x)\n  return 1 if x\n  2\nend\n" },
    { path: "src/a.rb", after: "def f\n  return g\nrescue KeyError\n  2\nensure\n  h\nend\n" },
    { path: "src/a.php", after: "<?php\nfunction f($x) { switch ($x) { case 1: return 1; break; default: return 2; } }\n" },
    { path: "src/a.py", before: "def f():\n    return 1\n    g()\n", after: "def f():\n    return 1\n    g()\n\nX = 1\n" },
  ],
  invalid: [
    python('def f():\n    return None\n    """Does it."""\n    g()\n'),
    python("def f():\n    return 1\n    g()\n"),
    python("def f():\n    raise ValueError('x')\n    return 1\n"),
    python("for x in y:\n    continue\n    f(x)\n"),
    { path: "a.go", after: "package a\n\nfunc f() int {\n\treturn 1\n\tg()\n}\n" },
    { path: "a.go", after: "package a\n\nfunc f() int {\n\tpanic(\"x\")\n\treturn 1\n}\n" },
    { path: "src/a.rs", after: "fn f() -> u8 {\n    return 1;\n    g();\n}\n" },
    { path: "src/A.java", after: "class A { int f() { return 1; int a = 2; } }\n" },
    { path: "src/A.cs", after: "class A { int F() { throw new Exception(); G(); } }\n" },
    { path: "src/a.rb", after: "def f\n  return 1\n  g\nend\n" },
    { path: "src/a.php", after: "<?php\nfunction f() { return 1; g(); }\n" },
  ],
};
