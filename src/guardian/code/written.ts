// Whether a function that is a stub now did something before the change: then it is no declaration for others to write,
// whatever its class looks like.
import type { SgNode } from "@ast-grep/napi";
import { findKinds, statementsOf, type CodeTree } from "./code-tree.ts";
import { bodyOf, dialectOf, nameOf, ownersOf } from "./dialects.ts";
import { isDocument } from "./python-classes.ts";
import { isIdle, surrenderIn } from "./surrender.ts";

export function fullName(node: SgNode, code: CodeTree): string {
  return [...ownersOf(node, code).map(nameOf), nameOf(node)].join(".");
}

/** The functions of a file that do something, by their full names. */
export function writtenIn(code: CodeTree | null, language: CodeTree["language"]): ReadonlySet<string> {
  const root = code === null || code.language !== language ? null : code.root();
  if (code === null || root === null) return new Set();
  return new Set(findKinds(root, dialectOf(code).functions).flatMap((node) => (isWritten(node, code) ? [fullName(node, code)] : [])));
}

function isWritten(node: SgNode, code: CodeTree): boolean {
  const body = bodyOf(node);
  const statements = body === null ? [] : statementsOf(body).filter((statement) => !isDocument(statement));
  return statements.length > 0 && !statements.every(isIdle) && surrenderIn(statements.at(-1) ?? node, code) === null;
}
