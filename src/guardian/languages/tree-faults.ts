// What is wrong with a text, told from the tree that ast-grep makes of it: a bracket, a token that is missing, or the
// place where the grammar could not go on. It tells one fault, since what comes behind the first mostly follows from it.
import type { SgNode } from "@ast-grep/napi";
import { bracketFault, type Fault } from "./brackets.ts";

export interface TreeFault extends Fault {
  /** How much can be relied on it: grammars stumble over code that is right, but seldom over its brackets. */
  readonly kind: "bracket" | "token";
}

/** The search for missing tokens reads each node's text; so deep trees would take long. */
const depthMax = 400;

/** Null if the text is right, as far as the grammar can tell. */
export function treeFault(root: SgNode, text: string): TreeFault | null {
  const errors = root.findAll({ rule: { kind: "ERROR" } });
  if (root.kind() === "ERROR") errors.unshift(root);
  if (isDeep(root)) return errors.length === 0 ? null : tokenFault(errors);
  const missing = missingTokens(root);
  if (errors.length === 0 && missing.length === 0) return null;
  const bracket = bracketFault(root, text);
  if (bracket !== null) return { kind: "bracket", ...bracket };
  const [first] = missing;
  const error = tokenFault(errors);
  if (first === undefined || (error !== null && error.offset < first.range().start.index)) return error;
  const what = first.isNamed() ? "A name" : `"${String(first.kind())}"`;
  return { kind: "token", offset: first.range().start.index, message: `${what} is missing here` };
}

/** Down the widest branch: what nests without end is nearly all of its text. */
function isDeep(root: SgNode): boolean {
  let node = root;
  for (let depth = 0; depth < depthMax; depth += 1) {
    let widest: SgNode | null = null;
    let width = 0;
    for (const child of node.children()) {
      const { start, end } = child.range();
      if (end.index - start.index > width) [widest, width] = [child, end.index - start.index];
    }
    if (widest === null) return false;
    node = widest;
  }
  return true;
}

/** Tokens that the parser put in to go on. Some grammars have named nodes that may be empty; those are none. */
function missingTokens(root: SgNode): SgNode[] {
  return root
    .findAll({ rule: { regex: "^$" } })
    .filter((node) => node.isLeaf() && (!node.isNamed() || /identifier$|^name$/.test(String(node.kind()))));
}

/** The smallest of the first errors: a large one holds what was understood, too. */
function tokenFault(errors: readonly SgNode[]): TreeFault | null {
  const [error] = errors.slice(0, 50).sort((left, right) => sizeOf(left) - sizeOf(right));
  if (error === undefined) return null;
  const text = error.text();
  const start = error.range().start.index + (text.length - text.trimStart().length);
  const shown = text.trim().split("\n", 1)[0]?.slice(0, 40).trim() ?? "";
  return { kind: "token", offset: start, message: describe(shown) };
}

function describe(shown: string): string {
  if (shown === "") return "Something is missing here";
  const [quote = ""] = /^[a-zA-Z]{0,2}("""|'''|["'`])/.exec(shown)?.slice(1) ?? [];
  return quote === "" ? `This is not expected here: ${shown}` : `The text that ${quote} opens here is never closed`;
}

function sizeOf(node: SgNode): number {
  const { start, end } = node.range();
  return end.line - start.line;
}
