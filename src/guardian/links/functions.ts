// The functions at the top of a file whose parameters are known for sure: declared once, never given another value, and
// without overloads or a type of their own that says otherwise.
import type { Comment, Node, Program } from "oxc-parser";
import { topLevel } from "./names.ts";
import { signatureOf, type Signature } from "./signature.ts";

export interface FunctionSource {
  readonly typed: boolean;
  readonly text: string;
  readonly comments: readonly Comment[];
}

export function functionsOf(program: Program, source: FunctionSource, isStable: (name: string) => boolean): Map<string, Signature> {
  const found = new Map<string, Signature>();
  const add = (name: string, node: Node, start: number): void => {
    if (!isStable(name)) return;
    if (node.type !== "FunctionDeclaration" && node.type !== "FunctionExpression" && node.type !== "ArrowFunctionExpression" && node.type !== "TSDeclareFunction") return;
    found.set(name, signatureOf(node, { typed: source.typed, remark: remarkBefore(source, start) }));
  };
  const typedByRemark = (start: number): boolean => !source.typed && /@(?:type|overload|callback)\b/.test(remarkBefore(source, start));
  for (const statement of topLevel(program)) {
    if (statement.type === "VariableDeclaration" && statement.kind === "const") {
      for (const { id, init, start } of statement.declarations) {
        if (id.type !== "Identifier" || init === null || id.typeAnnotation) continue;
        if (!typedByRemark(statement.start)) add(id.name, init, statement.start === start ? start : statement.start);
      }
    } else if (statement.type === "FunctionDeclaration" || statement.type === "TSDeclareFunction") {
      if (statement.id !== null && !typedByRemark(statement.start)) add(statement.id.name, statement, statement.start);
    }
  }
  return found;
}

/** The comment that ends right before a declaration, `export` aside. */
function remarkBefore({ comments, text }: FunctionSource, start: number): string {
  const comment = comments.findLast(({ end }) => end <= start);
  if (comment === undefined || comment.type !== "Block") return "";
  return /^\s*(?:export\s+)?(?:default\s+)?$/.test(text.slice(comment.end, start)) ? comment.value : "";
}
