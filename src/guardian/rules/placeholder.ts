// Comments that stand for code which its author left out: "rest of the code unchanged", "existing code here".
import { commentsOf } from "../source/comments.ts";
import { evened } from "../source/nodes.ts";
import type { FileRule } from "./rule.ts";

const charactersMax = 120;
const part = "(?:code|file|function|functions|implementation|class|component|method|methods|logic|imports|exports|module|tests?|handlers?|routes?|props|fields|content|body|script|styles?)";
const whole: readonly RegExp[] = [
  new RegExp(`^(?:the |all )?(?:rest|remainder) of (?:the |this |your |our )?(?:\\w+ ){0,2}${part}(?: (?:here|remains?.*|stays?.*|is (?:the same|unchanged)|unchanged|goes here|as (?:before|is)|omitted.*|same.*))?$`, "i"),
  new RegExp(`^(?:the |all |keep (?:the )?|insert |your )?(?:existing|previous|original|other|remaining) (?:\\w+ )?${part}(?: (?:here|remains?.*|stays?.*|unchanged|goes here|as (?:before|is)|omitted.*|is unchanged|continues))$`, "i"),
  new RegExp(`^(?:existing|previous|remaining) (?:\\w+ )?${part}$`, "i"),
  new RegExp(`^(?:your|actual|real) (?:\\w+ )?(?:code|logic|implementation) (?:goes )?here$`, "i"),
  new RegExp(`^(?:implementation|code|logic) (?:goes|here|omitted|unchanged)(?: (?:here|for brevity|from .*))?$`, "i"),
  new RegExp(`^(?:unchanged|omitted|same as (?:before|above|original)|as before|no changes?)(?: (?:for brevity|${part}|here))*$`, "i"),
  new RegExp(`^.*\\b(?:omitted|removed|truncated) for brevity$`, "i"),
  new RegExp(`^keep (?:the |all )?(?:rest|everything else)\\b.*$`, "i"),
];

export const placeholder: FileRule = {
  id: "policy/placeholder",
  kind: "file",
  valid: [
    "// The rest of the code paths are handled by the caller, which knows the user.\nexport const a = 1;",
    "// Existing code that uses the old name still works.\nexport const a = 1;",
    "const text = '// ... rest of the code unchanged';\nexport { text };",
    { path: "a.py", after: "# the rest of the arguments\nx = 1\n" },
    { path: "src/a.ts", before: "// ... existing code ...\n", after: "// ... existing code ...\nexport const a = 1;\n" },
    { path: "docs/a.md", after: "// ... existing code ...\n" },
  ],
  invalid: [
    "// ... rest of the code unchanged\nexport const a = 1;",
    "export function f() {\n  // ... existing code ...\n  return 1;\n}",
    "/* rest of the file remains the same */",
    "export const a = 1; // unchanged for brevity",
    { path: "a.py", after: "def f():\n    # ... existing code ...\n    return 1\n" },
    { path: "main.go", after: "package main\n// your code goes here\n" },
    { path: "a.css", after: "/* ... existing styles ... */\na { color: red }\n" },
    { path: "a.html", after: "<p>x</p>\n<!-- rest of the file remains unchanged -->\n" },
  ],
  look(file, tell) {
    for (const { text, offset } of commentsOf(file)) {
      const words = bare(text);
      if (words.length > charactersMax || words === "" || !whole.some((pattern) => pattern.test(words))) continue;
      tell(offset, {
        message: `This comment stands for code that is not there: "${words.slice(0, 60)}". Write the whole code out.`,
        key: evened(words.toLowerCase()),
      });
    }
  },
};

/** Without the dots and signs around. */
function bare(text: string): string {
  return evened(text).replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "").replace(/\s*[(…[]\s*$/u, "");
}
