// Finds the bracket that is open at the end, or closes nothing, among the tokens of a syntax tree: brackets within
// strings and comments are none. It knows no language.
import type { SgNode } from "@ast-grep/napi";
import { placeAt } from "../finding.ts";

export interface Fault {
  readonly message: string;
  readonly offset: number;
}

interface Bracket {
  readonly sign: string;
  readonly offset: number;
}

const codeLeaves: ReadonlySet<string> = new Set(["ERROR", "preproc_arg"]);
const closerOf: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** Null if every bracket has its partner, as far as can be told. */
export function bracketFault(root: SgNode, text: string): Fault | null {
  const fault = firstFault(root, text);
  return fault === null || countsAreEven(root, text) ? null : fault;
}

/** Where a grammar stumbles, it drops tokens, brackets among them; so the text has the last word. */
function countsAreEven(root: SgNode, text: string): boolean {
  const signs = /[()[\]{}]/g;
  const counts = new Map<string, number>();
  const count = (part: string, by: number): void => {
    for (const [sign] of part.matchAll(signs)) counts.set(sign, (counts.get(sign) ?? 0) + by);
  };
  count(text, 1);
  // Strings, comments and the like; the bodies of C's macros are code.
  const literals = root.findAll({ rule: { regex: "[(){}]|\\[|\\]" } }).filter((node) => node.isNamed() && node.isLeaf() && !codeLeaves.has(String(node.kind())));
  for (const node of literals) count(node.text(), -1);
  return Object.entries(closerOf).every(([opener, closer]) => (counts.get(opener) ?? 0) === (counts.get(closer) ?? 0));
}

function firstFault(root: SgNode, text: string): Fault | null {
  const open: Bracket[] = [];
  const pairs: [Bracket, Bracket][] = [];
  for (const bracket of bracketsOf(root)) {
    if (closerOf[bracket.sign] !== undefined) {
      open.push(bracket);
      continue;
    }
    const last = open.at(-1);
    if (last === undefined) return { offset: bracket.offset, message: `This "${bracket.sign}" closes nothing. Delete it, or open it before` };
    if (closerOf[last.sign] !== bracket.sign) return unclosed(suspect(pairs, text) ?? last, text, bracket);
    open.pop();
    pairs.push([last, bracket]);
  }
  const last = open.at(-1);
  return last === undefined ? null : unclosed(suspect(pairs, text) ?? last, text, null);
}

function bracketsOf(root: SgNode): Bracket[] {
  return root
    .findAll({ rule: { regex: "^(?:[(){}]|\\[|\\])$" } })
    .filter((node) => !node.isNamed())
    .map((node) => ({ sign: node.text(), offset: node.range().start.index }))
    .sort((left, right) => left.offset - right.offset);
}

function unclosed(opener: Bracket, text: string, found: Bracket | null): Fault {
  const closer = closerOf[opener.sign] ?? "";
  const where = found === null ? "before the end of the file" : `before the "${found.sign}" in line ${placeAt(text, found.offset).line}`;
  return { offset: opener.offset, message: `This "${opener.sign}" is never closed. Put the missing "${closer}" where it belongs, ${where}` };
}

/**
 * What is open at the end is rarely what was left open: those within took its closers. A closer that stands further
 * left than the line of its opener was meant for another one.
 */
function suspect(pairs: readonly (readonly [Bracket, Bracket])[], text: string): Bracket | null {
  for (const [opener, closer] of pairs.toSorted(([left], [right]) => right.offset - left.offset)) {
    const closing = indentationAt(text, closer.offset);
    if (!closing.isFirst || text.indexOf("\n", opener.offset) > closer.offset) continue;
    if (closing.width < indentationAt(text, opener.offset).width) return opener;
  }
  return null;
}

function indentationAt(text: string, offset: number): { width: number; isFirst: boolean } {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(start, offset);
  const width = before.length - before.trimStart().length;
  return { width, isFirst: width === before.length };
}
