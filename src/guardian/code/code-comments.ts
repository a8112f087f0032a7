// Comments of a file as its grammar finds them: what looks like one within a string is none. It knows no rule.
import type { CodeTree } from "./code-tree.ts";
import { endOf, findKinds, startOf } from "./code-tree.ts";
import { dialectOf } from "./dialects.ts";

export interface CodeComment {
  /** Without the signs that begin and end it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Null where the tree cannot be read. */
export function codeComments(code: CodeTree): readonly CodeComment[] | null {
  const root = code.root();
  if (root === null) return null;
  return findKinds(root, dialectOf(code).comments).map((node) => ({
    text: node.text().replace(/^(?:\/\/|\/\*|#)|\*\/$/g, ""),
    start: startOf(node),
    end: endOf(node),
  }));
}

/** Whether a comment stands between two offsets, in their lines, or in the line above. */
export function isExplained(comments: readonly CodeComment[], text: string, start: number, end: number): boolean {
  const above = text.lastIndexOf("\n", text.lastIndexOf("\n", start - 1) - 1) + 1;
  const below = text.indexOf("\n", end);
  return comments.some((comment) => comment.end > above && comment.start < (below < 0 ? text.length : below));
}
