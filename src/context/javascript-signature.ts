// Signatures: a declaration's source without its body and its comments, for oxc's syntax tree.
import type { Class, ClassElement, Comment, Expression, Node } from "oxc-parser";

export interface SourceText {
  readonly text: string;
  readonly comments: readonly Comment[];
}

/** What stands from `start` to `end`, without comments. */
export function sourceBetween(source: SourceText, start: number, end: number): string {
  let result = "";
  let at = start;
  for (let index = firstCommentAfter(source.comments, start); index < source.comments.length; index += 1) {
    const comment = source.comments[index];
    if (comment === undefined || comment.start >= end) break;
    result += `${source.text.slice(at, comment.start)} `;
    at = comment.end;
  }
  return result + source.text.slice(at, end);
}

/** Comments are in the order of the source; looking through all of them for each symbol would cost their product. */
function firstCommentAfter(comments: readonly Comment[], start: number): number {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Up to the body, if there is one. `start` may lie before the node, to take `export` along. */
export function functionSignature(source: SourceText, start: number, node: Node): string {
  const body = "body" in node ? node.body : null;
  const end = isNode(body) ? body.start : node.end;
  return sourceBetween(source, start, end).replace(/\s*(=>)?\s*$/, "");
}

export function classSignature(source: SourceText, start: number, node: Class): string {
  const members = node.body.body.flatMap((member) => memberSignature(source, member));
  const head = sourceBetween(source, start, node.body.start).trim();
  return members.length === 0 ? head : `${head} { ${members.join("; ")} }`;
}

function memberSignature(source: SourceText, member: ClassElement): readonly string[] {
  if (!("key" in member) || member.key.type === "PrivateIdentifier") return [];
  if ("accessibility" in member && (member.accessibility === "private" || member.accessibility === "protected")) {
    return [];
  }
  const value = "value" in member ? member.value : null;
  if (member.type === "MethodDefinition" && isNode(value)) return [functionSignature(source, member.start, value)];
  const end = isNode(value) ? value.start : member.end;
  return [sourceBetween(source, member.start, end).replace(/[\s;=]*$/, "")];
}

/** A function's signature or, for other values, the name with its type, and the value itself if it is short. */
export function valueSignature(source: SourceText, head: string, name: Node, value: Expression | null): string {
  const named = `${head}${sourceBetween(source, name.start, name.end)}`;
  if (value === null) return named;
  if (isFunction(value)) return `${named} = ${functionSignature(source, value.start, value)}`;
  const text = sourceBetween(source, value.start, value.end);
  return text.length <= shortValueChars ? `${named} = ${text}` : named;
}

const shortValueChars = 60;

export function isFunction(node: Node): boolean {
  return node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression";
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "start" in value && "end" in value;
}
