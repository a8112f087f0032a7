// Calls of functions that a file knows by name, with what they pass. It does not know what the functions take.
import type { Argument, Program } from "oxc-parser";
import type { VisitorClass } from "./names.ts";

export interface Call {
  /** The name within the file, of the function or of the module that has it. */
  readonly name: string;
  /** `b` of `a.b()`; null for a plain call. */
  readonly member: string | null;
  readonly offset: number;
  /** How many arguments; after a spread there may be any number. */
  readonly count: number;
  readonly spread: boolean;
  /** Names of properties in arguments that are written out as objects, by the argument's place. */
  readonly properties: ReadonlyMap<number, readonly string[]>;
}

const silenced = /@ts-(?:expect-error|ignore)\b/;
/** A comment that silences the type checker stands on the line before, or a line or two above in a long call. */
const silencedWithin = 240;

export function callsOf(program: Program, Walker: VisitorClass, text: string, isKnown: (name: string) => boolean): Call[] {
  const found: Call[] = [];
  const hasSilenced = silenced.test(text);
  new Walker({
    CallExpression: ({ callee, arguments: passed, start }) => {
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
        offset: start,
        count: passed.filter(({ type }) => type !== "SpreadElement").length,
        spread: passed.some(({ type }) => type === "SpreadElement"),
        properties: new Map(passed.flatMap((argument, at) => namedProperties(argument, at))),
      });
    },
  }).visit(program);
  return found;
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
