// The functions at the top of a file whose parameters are known for sure: declared once, never given another value, and
// without overloads or a type of their own that says otherwise.
import type { Comment, Node, Program } from "oxc-parser";
import { chainOf, walk } from "../source/nodes.ts";
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

/** Methods of the classes and prototypes of a file by name; one of two that are unlike is none. */
export function methodsOf(program: Program, source: FunctionSource): Map<string, Signature> {
  const found = new Map<string, Signature>();
  const doubtful = new Set<string>();
  const add = (name: string | null, value: Node | null, start: number): void => {
    if (name === null || value === null || value.type !== "FunctionExpression") return;
    const signature = signatureOf(value, { typed: source.typed, remark: remarkBefore(source, start) });
    if (found.has(name)) doubtful.add(name);
    found.set(name, signature);
  };
  walk(program, (node) => {
    if (node.type === "MethodDefinition" && node.kind === "method" && !node.computed && !node.static && node.key.type === "Identifier") add(node.key.name, node.value, node.start);
    if (node.type === "AssignmentExpression") add(/^\w+\.prototype\.(\w+)$/.exec(chainOf(node.left) ?? "")?.[1] ?? null, node.right, node.start);
  });
  for (const name of doubtful) found.delete(name);
  return found;
}

/** What the classes at the top of a file are made with, by the name of the class; not where there are overloads. */
export function constructorsOf(program: Program, source: FunctionSource, isStable: (name: string) => boolean): Map<string, Signature> {
  const found = new Map<string, Signature>();
  for (const statement of topLevel(program)) {
    if (statement.type !== "ClassDeclaration" || statement.id === null || !isStable(statement.id.name)) continue;
    const constructors = statement.body.body.flatMap((member) => (member.type === "MethodDefinition" && member.kind === "constructor" ? [member] : []));
    const [only, ...more] = constructors;
    if (only === undefined || more.length > 0) continue;
    found.set(statement.id.name, signatureOf(only.value, { typed: source.typed, remark: remarkBefore(source, only.start) }));
  }
  return found;
}

/** The comment that ends right before a declaration, `export` aside. */
function remarkBefore({ comments, text }: FunctionSource, start: number): string {
  const comment = comments.findLast(({ end }) => end <= start);
  if (comment === undefined || comment.type !== "Block") return "";
  return /^\s*(?:export\s+)?(?:default\s+)?$/.test(text.slice(comment.end, start)) ? comment.value : "";
}
