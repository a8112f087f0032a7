// The syntax tree of a file in a language that a grammar reads, for the rules that look at more than JavaScript. It is
// made when a rule first asks for it. What one language calls its nodes is in dialects.ts; no rule is known here.
import type { SgNode } from "@ast-grep/napi";
import { nestingProblem } from "../../core/nesting.ts";
import { parserOf, type GrammarName } from "../languages/grammars.ts";
import { languageOf } from "../languages/language.ts";
import { once } from "../once.ts";

export const codeLanguages = ["python", "go", "rust", "java", "csharp", "kotlin", "ruby", "php"] as const satisfies readonly GrammarName[];

export type CodeLanguage = (typeof codeLanguages)[number];

export interface CodeTree {
  readonly language: CodeLanguage;
  /** Null where the grammar could not read all of the text: nothing is then said about it. */
  readonly root: () => SgNode | null;
}

/** Null for other languages, and where the grammar is not installed. */
export async function codeTreeOf(path: string, text: string): Promise<CodeTree | null> {
  const read = languageOf(path);
  const language = read?.reader === "grammar" ? codeLanguages.find((each) => each === read.grammar) : undefined;
  if (language === undefined) return null;
  const parse = await parserOf(language);
  if (parse === null) return null;
  return { language, root: once(() => wholeTree(parse, text)) };
}

function wholeTree(parse: (text: string) => SgNode, text: string): SgNode | null {
  if (nestingProblem(text) !== null) return null;
  const root = parse(text);
  return root.kind() === "ERROR" || root.find({ rule: { kind: "ERROR" } }) !== null ? null : root;
}

export function kindOf(node: SgNode): string {
  return String(node.kind());
}

export function startOf(node: SgNode): number {
  return node.range().start.index;
}

export function endOf(node: SgNode): number {
  return node.range().end.index;
}

/** All nodes of these kinds, in the order of the text. A kind that the grammar does not have is an error. */
export function findKinds(root: SgNode, kinds: readonly string[]): SgNode[] {
  return kinds.length === 0 ? [] : root.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } });
}

export function isComment(node: SgNode): boolean {
  return kindOf(node).endsWith("comment");
}

/** Children that are no signs and no comments. */
export function partsOf(node: SgNode): SgNode[] {
  return node.children().filter((child) => child.isNamed() && !isComment(child));
}

/** What stands next to a node, signs and comments aside. */
export function nextPart(node: SgNode): SgNode | null {
  let next = node.next();
  while (next !== null && (!next.isNamed() || isComment(next))) next = next.next();
  return next;
}

/** Statements of a body; some grammars have a list of them within the braces. */
export function statementsOf(body: SgNode): SgNode[] {
  const parts = partsOf(body);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && /^(?:statement_list|statements)$/.test(kindOf(only))) return partsOf(only);
  return parts;
}

export function childOfKind(node: SgNode, kind: RegExp): SgNode | null {
  return node.children().find((child) => kind.test(kindOf(child))) ?? null;
}

/** Whether a node passes that lies within this one, or the node itself. For small nodes only. */
export function hasWithin(node: SgNode, passes: (node: SgNode) => boolean): boolean {
  return passes(node) || node.children().some((child) => hasWithin(child, passes));
}
