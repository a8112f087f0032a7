// Comments and casts that silence the type checker or the linter. What the file or the project does already is its
// habit, and no one's business here.
import { commentsOf } from "../source/comments.ts";
import { evened, nodesOf } from "../source/nodes.ts";
import type { FileRule, RuleFile, Tell } from "./rule.ts";

/** Each begins its comment. */
const silencers: readonly (readonly [start: RegExp, habit: string])[] = [
  [/^[\s*]*eslint-disable(?:-next-line|-line)?\b/, "eslint-disable"],
  [/^[\s*]*oxlint-disable(?:-next-line|-line)?\b/, "oxlint-disable"],
  [/^[\s*]*biome-ignore\b/, "biome-ignore"],
  [/^[\s*]*tslint:disable/, "tslint:disable"],
  [/^[\s*]*@ts-ignore\b/, "@ts-ignore"],
  [/^[\s*]*@ts-nocheck\b/, "@ts-nocheck"],
  [/^[\s*]*@ts-expect-error\b/, "@ts-expect-error"],
  [/^[\s*]*(?:istanbul|c8|v8) ignore\b/, " ignore "],
  [/^\s*noqa\b/, "noqa"],
  [/^\s*type:\s*ignore\b/, "type: ignore"],
  [/^\s*pylint:\s*disable/, "pylint:"],
  [/^\s*pyright:\s*ignore/, "pyright:"],
  [/^nolint\b/, "nolint"],
  [/^\s*rubocop:disable/, "rubocop:disable"],
  [/^[\s*]*@phpstan-ignore/, "@phpstan-ignore"],
];

export const suppression: FileRule = {
  id: "policy/suppression",
  kind: "file",
  valid: [
    "export const a = (b: unknown) => b as string;",
    "// This used to need eslint-disable, and no longer does.\nexport const a = 1;",
    { path: "src/a.ts", before: "// @ts-ignore\nf();", after: "// @ts-ignore\nf();\n// @ts-ignore\ng();" },
    { before: { "src/b.ts": "export const b = x as any;", "src/a.ts": "" }, after: { "src/a.ts": "export const a = x as any;" } },
    { path: "test/a.test.ts", after: "// @ts-expect-error\nf();" },
    { path: "test/a.test.ts", after: "f(1 as any);" },
  ],
  invalid: [
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
    for (const { text, offset } of commentsOf(file)) tellSilencer(file, text, offset, tell);
    if (!file.path.endsWith(".py") && !file.path.endsWith(".go")) tellCasts(file, tell);
    else tellTrailing(file, tell);
  },
};

function tellSilencer({ isTest }: RuleFile, comment: string, offset: number, tell: Tell): void {
  const silencer = silencers.find(([start]) => start.test(comment));
  if (silencer === undefined) return;
  const [, habit] = silencer;
  if (isTest && habit === "@ts-expect-error") return;
  const message = `This comment silences a checker (${habit.trim()}). Delete it and mend what the checker says.`;
  tell(offset, { message, key: evened(comment), habit });
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
    });
  }
}
