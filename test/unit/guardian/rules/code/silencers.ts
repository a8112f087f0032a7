// What silences a checker in other languages than JavaScript and TypeScript.
import type { Examples } from "./examples.ts";

export const codeSilencers: Examples = {
  valid: [
    { path: "src/a.py", after: "text = '# noqa'\n" },
    { path: "src/a.py", before: "import a  # noqa\n", after: "import a  # noqa\nimport b  # noqa\n" },
    { before: { "src/b.rs": "#[allow(dead_code)]\nfn b() {}\n", "src/a.rs": "" }, after: { "src/a.rs": "#[allow(dead_code)]\nfn a() {}\n" } },
    { path: "src/a.rs", after: "#[derive(Debug)]\n#[inline]\nfn a() {}\n" },
    { path: "src/A.java", after: "class A { @Override public String toString() { return \"@SuppressWarnings\"; } }\n" },
  ],
  invalid: [
    { path: "src/a.py", after: "import os  #noqa\n" },
    { path: "src/a.py", after: "x: int = 'a'  # type: ignore\n" },
    { path: "src/a.py", after: "# pylint: disable=all\nx = 1\n" },
    { path: "a.go", after: "package a\n\nvar x = f() //nolint\n" },
    { path: "src/a.rs", after: "#![allow(warnings)]\nfn a() {}\n" },
    { path: "src/a.rs", after: "#[allow(dead_code)]\nfn a() {}\n" },
    { path: "src/A.java", after: "class A { @SuppressWarnings(\"all\") void f() { g(); } }\n" },
    { path: "src/a.kt", after: "@Suppress(\"ALL\")\nfun f() { g() }\n" },
    { path: "src/A.cs", after: "#pragma warning disable\nclass A { }\n" },
    { path: "src/a.rb", after: "# rubocop:disable all\nx = 1\n" },
    { path: "src/a.php", after: "<?php\n// phpcs:ignore\nf();\n" },
    { path: "src/a.php", after: "<?php\n/** @phpstan-ignore-next-line */\nf();\n" },
  ],
};
