// Takes unused imports out of a text. It knows which names are unused from its caller, and touches nothing but import
// statements.
import type { ImportDeclaration, Node } from "oxc-parser";
import type { SourceTree } from "../rules/rule.ts";

/** The text without these names; null if there is nothing to take out, or a comment stands where it would be cut. */
export function withoutImports(text: string, { program, comments }: SourceTree, names: ReadonlySet<string>): string | null {
  let result = text;
  const statements = program.body.filter((statement) => statement.type === "ImportDeclaration").toReversed();
  for (const statement of statements) {
    const kept = statement.specifiers.filter(({ local }) => !names.has(local.name));
    if (statement.specifiers.length === 0 || kept.length === statement.specifiers.length) continue;
    if (comments.some(({ start, end }) => start < statement.end && end > statement.start)) continue;
    result = kept.length === 0 ? withoutLine(result, statement) : result.slice(0, statement.start) + rewritten(text, statement, kept) + result.slice(statement.end);
  }
  return result === text ? null : result;
}

/** With the line's end if nothing else stands on it. */
function withoutLine(text: string, { start, end }: ImportDeclaration): string {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const rest = /^[ \t;]*(?:\r?\n|$)/.exec(text.slice(end));
  const isAlone = rest !== null && text.slice(lineStart, start).trim() === "";
  return isAlone ? text.slice(0, lineStart) + text.slice(end + rest[0].length) : text.slice(0, start) + text.slice(end);
}

function rewritten(text: string, statement: ImportDeclaration, kept: readonly Node[]): string {
  const source = text.slice(statement.source.start, statement.end);
  const written = (node: Node): string => text.slice(node.start, node.end);
  const whole = kept.filter(({ type }) => type !== "ImportSpecifier").map(written);
  const named = kept.filter(({ type }) => type === "ImportSpecifier").map(written);
  const inner = text.slice(statement.start, statement.source.start);
  const brackets = named.length === 0 ? [] : [listed(named, inner)];
  const keyword = statement.importKind === "type" ? "import type" : "import";
  return `${keyword} ${[...whole, ...brackets].join(", ")} from ${source}`;
}

/** One name a line where it was so before. */
function listed(names: readonly string[], before: string): string {
  const indent = /\{\s*?(\r?\n[ \t]*)/.exec(before)?.[1];
  if (indent === undefined) return /\{\S/.test(before) ? `{${names.join(", ")}}` : `{ ${names.join(", ")} }`;
  const comma = /,\s*\}/.test(before) ? "," : "";
  return `{${names.map((name) => `${indent}${name}`).join(",")}${comma}${/\r?\n/.exec(indent)?.[0] ?? "\n"}}`;
}
