// Comments and casts that silence the type checker or the linter. What the file or the project does already is its
// habit, and no one's business here.
import { tellSilencers } from "../code/silencers.ts";
import { commentsOf } from "../source/comments.ts";
import { evened, nodesOf } from "../source/nodes.ts";
import type { FileRule, RuleFile, Tell } from "./rule.ts";

/** More of them in one file, unless it is a long one, are a way of working, whatever each of them says. */
const oneOffsMax = 5;
const linesPerOneOff = 40;
/** The same rule silenced again for the same reason is one habit, up to here. */
const linesPerRepeat = 15;

interface Silencer {
  /** It begins its comment. */
  readonly start: RegExp;
  readonly habit: string;
  /** With this, the comment silences one known thing at one place, or says why; null where nothing makes it better. */
  readonly narrow: RegExp | null;
}

const lineWithRule = /-disable(?:-next-line|-line)\s+[\w@][\w@/-]*|\s--\s*\S+/;
const fileWithRule = /-disable\s+[\w@][\w@/-]*\s*(?:$|--|\*)/;
/** Two words at least, or the number of the error. */
const reason = /@ts-[a-z-]+\W+(?:TS\d+|[A-Za-z]\S*\s+\S+)/;

const silencers: readonly Silencer[] = [
  { start: /^[\s*]*eslint-disable(?:-next-line|-line)?\b/, habit: "eslint-disable", narrow: new RegExp(`${lineWithRule.source}|${fileWithRule.source}`) },
  { start: /^[\s*]*oxlint-disable(?:-next-line|-line)?\b/, habit: "oxlint-disable", narrow: new RegExp(`${lineWithRule.source}|${fileWithRule.source}`) },
  { start: /^[\s*]*biome-ignore\b/, habit: "biome-ignore", narrow: /biome-ignore\s+\w+\/\S+\/\w+\s*:\s*\w/ },
  { start: /^[\s*]*tslint:disable/, habit: "tslint:disable", narrow: /-line:?\s*[\w-]+/ },
  { start: /^[\s*]*@ts-ignore\b/, habit: "@ts-ignore", narrow: reason },
  { start: /^[\s*]*@ts-nocheck\b/, habit: "@ts-nocheck", narrow: null },
  { start: /^[\s*]*@ts-expect-error\b/, habit: "@ts-expect-error", narrow: reason },
  { start: /^[\s*]*(?:istanbul|c8|v8) ignore\b/, habit: " ignore ", narrow: /ignore (?:next|if|else|start|stop)/ },
  { start: /^\s*noqa\b/, habit: "noqa", narrow: /noqa:\s*[A-Z]+\d+/ },
  { start: /^\s*type:\s*ignore\b/, habit: "type: ignore", narrow: /ignore\[[\w, -]+\]/ },
  { start: /^\s*pylint:\s*disable/, habit: "pylint:", narrow: /disable(?:-next)?\s*=\s*(?!all\b)[\w-]+/ },
  { start: /^\s*pyright:\s*ignore/, habit: "pyright:", narrow: /ignore\[\w+/ },
  { start: /^nolint\b/, habit: "nolint", narrow: /^nolint:\s*(?!all\b)\w+/ },
  { start: /^\s*rubocop:disable/, habit: "rubocop:disable", narrow: /disable\s+(?!all\b)\w+\/\w+/ },
  { start: /^[\s*]*@phpstan-ignore/, habit: "@phpstan-ignore", narrow: /ignore\s+\w+\.\w+/ },
  { start: /^[\s*]*@psalm-suppress\b/, habit: "@psalm-suppress", narrow: /suppress\s+(?!all\b)\w+/ },
  { start: /^[\s*]*(?:@?phpcs:ignore|@?phpcs:disable)/, habit: "phpcs:", narrow: /phpcs:(?:ignore|disable)\s+\w+\.\w+/ },
];

export const suppression: FileRule = {
  id: "policy/suppression",
  kind: "file",
  valid: [
    { path: "src/a.py", after: "text = '# noqa'\n" },
    { path: "src/a.py", before: "import a  # noqa\n", after: "import a  # noqa\nimport b  # noqa\n" },
    { before: { "src/b.rs": "#[allow(dead_code)]\nfn b() {}\n", "src/a.rs": "" }, after: { "src/a.rs": "#[allow(dead_code)]\nfn a() {}\n" } },
    { path: "src/A.java", after: "class A { @Override public String toString() { return \"@SuppressWarnings\"; } }\n" },
    "export const a = (b: unknown) => b as string;",
    "// This used to need eslint-disable, and no longer does.\nexport const a = 1;",
    { path: "src/a.ts", before: "// @ts-ignore\nf();", after: "// @ts-ignore\nf();\n// @ts-ignore\ng();" },
    { before: { "src/b.ts": "export const b = x as any;", "src/a.ts": "" }, after: { "src/a.ts": "export const a = x as any;" } },
    { path: "test/a.test.ts", after: "// @ts-expect-error\nf();" },
    { path: "test/a.test.ts", after: "f(1 as any);" },
  ],
  invalid: [
    { path: "src/a.py", after: "import os  #noqa\n" },
    { path: "src/a.py", after: "x: int = 'a'  # type: ignore\n" },
    { path: "a.go", after: "package a\n\nvar x = f() //nolint\n" },
    { path: "src/a.rs", after: "#![allow(warnings)]\nfn a() {}\n" },
    { path: "src/A.java", after: "class A { @SuppressWarnings(\"all\") void f() { g(); } }\n" },
    { path: "src/a.kt", after: "@Suppress(\"ALL\")\nfun f() { g() }\n" },
    { path: "src/A.cs", after: "#pragma warning disable\nclass A { }\n" },
    { path: "src/a.rb", after: "# rubocop:disable all\nx = 1\n" },
    { path: "src/a.php", after: "<?php\n// phpcs:ignore\nf();\n" },
    "// eslint-disable-next-line\nexport const a = eval('1');",
    "// @ts-ignore\nexport const a: number = '1';",
    "// @ts-expect-error it is fine\nexport const a: number = '1';",
    "export const a = (b: unknown) => b as any;",
    "export const a = (b: string) => b as unknown as number;",
    { path: "a.py", after: "import os  # noqa\n" },
    { path: "a.py", after: "x: int = 'a'  # type: ignore\n" },
    { path: "a.go", after: "package a\n\nvar x = f() //nolint\n" },
  ],
  look(file, tell) {
    const found = commentsOf(file).flatMap(({ text, offset }) => {
      const silencer = silencers.find(({ start }) => start.test(text));
      return silencer === undefined ? [] : [{ text, offset, silencer }];
    });
    for (const { text, offset, silencer } of found) {
      const alike = found.filter((other) => other.silencer === silencer).map((other) => evened(other.text));
      tellSilencer(file, text, offset, silencer, alike, tell);
    }
    if (file.tree !== null) tellCasts(file, tell);
    else if (file.code !== null && file.code.root() !== null) tellSilencers(file, file.code, tell);
    else if (file.path.endsWith(".go")) tellTrailing(file, tell);
  },
};

function tellSilencer({ isTest, text }: RuleFile, comment: string, offset: number, { habit, narrow }: Silencer, alike: readonly string[], tell: Tell): void {
  if (isTest && habit === "@ts-expect-error") return;
  const message = `This comment silences a checker (${habit.trim()}). Delete it and mend what the checker says.`;
  const lines = text.split("\n").length;
  const isRare = new Set(alike).size <= Math.max(oneOffsMax, lines / linesPerOneOff) && alike.length <= Math.max(oneOffsMax, lines / linesPerRepeat);
  // Tests call wrongly on purpose.
  const isOneOff = isRare && ((narrow !== null && narrow.test(comment)) || (isTest && habit === "@ts-ignore"));
  tell(offset, { message, key: evened(comment), habit, ...(isOneOff ? { severity: "warning" as const } : {}) });
}

/** `x as any` and the way around it, `x as unknown as T`. */
function tellCasts({ tree, text, isTest }: RuleFile, tell: Tell): void {
  if (tree === null || isTest || !/\bas\s/.test(text)) return;
  const casts = nodesOf(tree.program, (node) => node.type === "TSAsExpression");
  for (const cast of casts) {
    if (cast.type !== "TSAsExpression") continue;
    const { expression, typeAnnotation } = cast;
    const isAny = typeAnnotation.type === "TSAnyKeyword";
    const isDouble = expression.type === "TSAsExpression" && expression.typeAnnotation.type === "TSUnknownKeyword";
    if (!isAny && !isDouble) continue;
    const habit = isAny ? "as any" : "as unknown as";
    // The way around is at times the only one that the type checker leaves.
    const message = `"${habit}" turns the type checker off. Give the value its type.`;
    tell(cast.end - (isAny ? 3 : 1), { message, key: evened(text.slice(cast.start, cast.end)), habit, ...(isAny ? {} : { severity: "warning" }) });
  }
}

/** Behind code, where a comment's sign needs no space after it. */
function tellTrailing({ text }: RuleFile, tell: Tell): void {
  for (const match of text.matchAll(/(?<=\S\s*)\/\/nolint\b[^\n]*/g)) {
    tell(match.index, {
      message: "This comment silences a checker (nolint). Delete it and mend what the checker says.",
      key: evened(match[0]),
      habit: "nolint",
      ...(/nolint:\s*(?!all\b)\w/.test(match[0]) ? { severity: "warning" as const } : {}),
    });
  }
}
