// Calls of functions that a file knows by name, with what they pass. It does not know what the functions take.
import { chainOf, evened, nodesOf } from "../source/nodes.ts";
import type { Argument, CallExpression, NewExpression, Program } from "oxc-parser";
import type { VisitorClass } from "./names.ts";

export interface Call {
  /** The name within the file, of the function or of the module that has it. */
  readonly name: string;
  /** `b` of `a.b()`; null for a plain call. */
  readonly member: string | null;
  /** `new a()`. */
  readonly isNew: boolean;
  readonly offset: number;
  /** How many arguments; after a spread there may be any number. */
  readonly count: number;
  readonly spread: boolean;
  /** As written, white space evened out: the same call before and after a change. */
  readonly text: string;
  /** Names of properties in arguments that are written out as objects, by the argument's place. */
  readonly properties: ReadonlyMap<number, readonly string[]>;
}

const silenced = /@ts-(?:expect-error|ignore)\b/;
/** A comment that silences the type checker stands on the line before, or a line or two above in a long call. */
const silencedWithin = 240;
const callCharactersMax = 200;

export function callsOf(program: Program, Walker: VisitorClass, text: string, isKnown: (name: string) => boolean): Call[] {
  const found: Call[] = [];
  const hasSilenced = silenced.test(text);
  const add = (node: CallExpression | NewExpression): void => {
    const { callee, arguments: passed, start, end } = node;
    const isMember = callee.type === "MemberExpression" && !callee.computed;
    const object = isMember ? callee.object : callee;
    if (object.type !== "Identifier" || !isKnown(object.name)) return;
    const member = isMember && callee.property.type === "Identifier" ? callee.property.name : null;
    if (isMember && member === null) return;
    // Whoever silences the checker calls wrongly on purpose.
    if (hasSilenced && silenced.test(text.slice(Math.max(0, start - silencedWithin), start))) return;
    found.push({
      name: object.name,
      member,
      isNew: node.type === "NewExpression",
      offset: start,
      count: passed.filter(({ type }) => type !== "SpreadElement").length,
      spread: passed.some(({ type }) => type === "SpreadElement"),
      text: callText(text, start, end),
      properties: new Map(passed.flatMap((argument, at) => namedProperties(argument, at))),
    });
  };
  new Walker({ CallExpression: add, NewExpression: add }).visit(program);
  return found;
}

function callText(text: string, start: number, end: number): string {
  return evened(text.slice(start, Math.min(end, start + callCharactersMax)));
}

/** `this.name(…)`, of methods that the file has itself. */
export interface OwnCall extends Pick<Call, "name" | "offset" | "count" | "text"> {}

export function ownCallsOf(program: Program, text: string, methods: ReadonlySet<string>): OwnCall[] {
  if (methods.size === 0) return [];
  return nodesOf(program, (node) => node.type === "CallExpression").flatMap((node): OwnCall[] => {
    if (node.type !== "CallExpression" || node.arguments.some(({ type }) => type === "SpreadElement")) return [];
    const [object, name, ...more] = (chainOf(node.callee) ?? "").split(".");
    if (object !== "this" || name === undefined || more.length > 0 || !methods.has(name)) return [];
    return [{ name, offset: node.start, count: node.arguments.length, text: callText(text, node.start, node.end) }];
  });
}

function namedProperties(argument: Argument, at: number): [number, readonly string[]][] {
  if (argument.type !== "ObjectExpression") return [];
  const names = argument.properties.flatMap((property) => {
    if (property.type !== "Property" || property.computed) return [];
    if (property.key.type === "Identifier") return [property.key.name];
    return property.key.type === "Literal" && typeof property.key.value === "string" ? [property.key.value] : [];
  });
  return [[at, names]];
}
