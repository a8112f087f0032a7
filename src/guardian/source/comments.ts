// The comments of a file: by its syntax tree where there is one; elsewhere the lines that a comment's sign begins, or
// ends behind code. Prose has none.
import { codeComments } from "../code/code-comments.ts";
import type { RuleFile } from "../rules/rule.ts";

export interface FoundComment {
  readonly text: string;
  readonly offset: number;
}

const hashed = /\.(?:py|pyi|rb|sh|bash|zsh|ya?ml|toml|pl|r|ex|exs|jl|nim|cmake|mk|tf)$|(?:^|\/)(?:Dockerfile|Makefile|Gemfile|Rakefile)$/i;
const slashed = /\.(?:go|rs|java|kt|kts|c|h|cc|cpp|hpp|cs|swift|scala|php|dart|scss|less|css|proto|groovy|zig|vue|svelte|astro|m|mm)$/i;
const dashed = /\.(?:sql|lua|hs|elm|adb|ads)$/i;
const marked = /\.(?:html?|xml|vue|svelte|astro|svg|xhtml)$/i;

export function commentsOf(file: RuleFile): readonly FoundComment[] {
  if (file.tree !== null) return file.tree.comments.map(({ value, start }) => ({ text: value, offset: start }));
  const read = file.code === null ? null : codeComments(file.code);
  if (read !== null) return read.map(({ text, start }) => ({ text, offset: start }));
  return [...lineComments(file, signOf(file.path)), ...blockComments(file)];
}

/** The sign that begins a comment up to the end of the line; null for languages that have none, or are not known. */
export function signOf(path: string): string | null {
  if (hashed.test(path)) return "#";
  if (slashed.test(path) && !/\.css$/i.test(path)) return "//";
  return dashed.test(path) ? "--" : null;
}

function lineComments({ text }: RuleFile, sign: string | null): FoundComment[] {
  if (sign === null || !text.includes(sign)) return [];
  const found: FoundComment[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    // Within a string the sign would follow a letter or a quotation mark; behind code it follows a space.
    const before = line.trimStart().startsWith(sign) ? line.indexOf(sign) : line.indexOf(` ${sign} `) + 1;
    if (before > 0 || line.startsWith(sign)) found.push({ text: line.slice(before + sign.length), offset: start + before });
    start += line.length + 1;
  }
  return found;
}

function blockComments({ path, text }: RuleFile): FoundComment[] {
  const signs: (readonly [string, string])[] = [];
  if (slashed.test(path)) signs.push(["/*", "*/"]);
  if (marked.test(path)) signs.push(["<!--", "-->"]);
  const found: FoundComment[] = [];
  for (const [opening, closing] of signs) {
    for (let at = text.indexOf(opening); at >= 0; ) {
      const end = text.indexOf(closing, at + opening.length);
      if (end < 0) break;
      found.push({ text: text.slice(at + opening.length, end), offset: at });
      at = text.indexOf(opening, end + closing.length);
    }
  }
  return found;
}
