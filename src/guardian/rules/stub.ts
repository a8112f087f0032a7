// Functions that only throw or note that somebody has yet to write them.
import type { Node } from "oxc-parser";
import { evened, functionName, isFunction } from "../source/nodes.ts";
import type { TreeRule } from "./rule.ts";

const promise = /\bnot (?:yet |currently )?implemented\b|\bunimplemented\b|\bnot implemented yet\b|^\s*to-?do\b|\bimplement (?:me|this)\b|\bplaceholder\b/i;
const unfinished = /^[\s*]*(?:TODO|FIXME)\b|^[\s*]*(?:implement (?:me|this|here|later)|(?:your|add) (?:code|logic|implementation)(?: goes)? here|implementation (?:goes here|pending|needed))/i;

export const stub: TreeRule = {
  id: "policy/stub",
  kind: "tree",
  valid: [
    "export function total(values: number[]) { return values.length; }",
    "export abstract class Shape { area(): number { throw new Error('not implemented'); } }",
    "export const nothing = () => {};",
    "export function f(x: number) { if (x > 1) throw new Error('not implemented for more than one'); return x; }",
    {
      path: "src/a.ts",
      before: "export function f() { throw new Error('Not implemented'); }",
      after: "export function f() {\n  throw new Error('Not implemented');\n}\nexport const g = 1;",
    },
    { path: "test/a.test.ts", after: "const host = { read() { throw new Error('not implemented'); } };" },
  ],
  invalid: [
    "export function total() { throw new Error('Not implemented'); }",
    "export const total = () => { throw new Error('TODO'); };",
    "export function total(values: number[]): number {\n  // TODO: add them up\n  return 0;\n}",
    "export class Store { save() { // TODO\n } }",
    "export function login() { console.warn('x'); throw new Error('login is not implemented yet'); }",
  ],
  enter({ text, isTest }, { comments }, tell) {
    if (isTest) return () => {};
    return (node, ancestors) => {
      if (!isFunction(node) || node.body === null || node.body.type !== "BlockStatement") return;
      const { body: statements, start, end } = node.body;
      if (statements.length > 2 || isAbstract(ancestors)) return;
      const last = statements.at(-1);
      const name = functionName(node, ancestors);
      const message = `${name === null ? "This function" : `"${name}"`} is not implemented. Write its body.`;
      const key = evened(text.slice(node.start, node.end));
      if (last?.type === "ThrowStatement" && thrownText(last.argument).some((thrown) => promise.test(thrown))) {
        tell(last.start, { message, key });
      } else if (statements.every(isNothing)) {
        const comment = comments.find((each) => each.start > start && each.end < end && unfinished.test(each.value));
        if (comment !== undefined) tell(comment.start, { message, key });
      }
    };
  },
};

/** Methods that subclasses are meant to write. */
function isAbstract(ancestors: readonly Node[]): boolean {
  const owner = ancestors.findLast((node) => node.type === "ClassDeclaration" || node.type === "ClassExpression");
  return owner !== undefined && (owner.type === "ClassDeclaration" || owner.type === "ClassExpression") && owner.abstract === true;
}

function thrownText(thrown: Node): string[] {
  if (thrown.type === "Literal") return typeof thrown.value === "string" ? [thrown.value] : [];
  if (thrown.type === "TemplateLiteral") return thrown.quasis.map(({ value }) => value.raw);
  if (thrown.type === "NewExpression" || thrown.type === "CallExpression") return thrown.arguments.slice(0, 1).flatMap(thrownText);
  return [];
}

/** `return;`, `return 0;`, `return null;`: what stands in for a result. */
function isNothing(statement: Node): boolean {
  if (statement.type !== "ReturnStatement") return false;
  const value = statement.argument;
  if (value === null || value.type === "Literal") return true;
  if (value.type === "ArrayExpression") return value.elements.length === 0;
  if (value.type === "ObjectExpression") return value.properties.length === 0;
  return value.type === "Identifier" && value.name === "undefined";
}
