// Comments that stand for code which its author left out: "rest of the code unchanged", "existing code here".
import { commentsOf } from "../source/comments.ts";
import { bare, elisionIn } from "./placeholder-wording.ts";
import type { FileRule } from "./rule.ts";

/** Behind code, other words may speak of that code: `return argument  # unchanged`. */
const leftOut = /\b(?:brevity|clarity|simplicity|omitted|rest of|existing|remain\w*|here|truncated|to-?do)\b|\bimplement/i;

function isBehindCode(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).trim() !== "";
}

export const placeholder: FileRule = {
  id: "policy/placeholder",
  kind: "file",
  valid: [
    "// The rest of the code paths are handled by the caller, which knows the user.\nexport const a = 1;",
    "// Existing code that uses the old name still works.\nexport const a = 1;",
    "const text = '// ... rest of the code unchanged';\nexport { text };",
    { path: "a.py", after: "# the rest of the arguments\nx = 1\n" },
    { path: "src/a.ts", before: "// ... existing code ...\n", after: "// ... existing code ...\nexport const a = 1;\n" },
    "// Other options\nexport const a = 1;",
    "// Continue with the existing session, if there is one.\nexport const a = 1;",
    "// TODO: think about time zones\nexport const a = 1;",
    { path: "docs/a.md", after: "// ... existing code ...\n" },
  ],
  invalid: [
    "// ... rest of the code unchanged\nexport const a = 1;",
    "export function f() {\n  // ... existing code ...\n  return 1;\n}",
    "/* rest of the file remains the same */",
    "export function f() {\n  /* continue with the existing code */\n  return false;\n}",
    "export const a = 1; // unchanged for brevity",
    "export class A {\n  // ... other methods ...\n}",
    "export function f() {\n  // TODO: implement\n  g();\n}",
    "export const a = 1;\n// 其余代码保持不变",
    { path: "a.py", after: "def f():\n    # ... existing code ...\n    return 1\n" },
    { path: "main.go", after: "package main\n// your code goes here\n" },
    { path: "a.css", after: "/* ... existing styles ... */\na { color: red }\n" },
    { path: "a.html", after: "<p>x</p>\n<!-- rest of the file remains unchanged -->\n" },
  ],
  look(file, tell) {
    for (const { text, offset } of commentsOf(file)) {
      const elision = elisionIn(text);
      if (elision === null) continue;
      const words = bare(text) || "...";
      const isSure = elision === "sure" && (!isBehindCode(file.text, offset) || leftOut.test(words));
      tell(offset, {
        message: `This comment stands for code that is not there: "${words.slice(0, 60)}". Write the whole code out.`,
        key: words.toLowerCase(),
        ...(isSure ? {} : { severity: "warning" as const }),
      });
    }
  },
};
