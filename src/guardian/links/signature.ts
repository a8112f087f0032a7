// What a function takes, read from its declaration: how many arguments, by which names, and which properties where a
// parameter is taken apart. What cannot be known for sure is left open.
import type { ArrowFunctionExpression, Function as FunctionNode, Node, ParamPattern, TSFunctionType } from "oxc-parser";
import { chainOf, childrenOf, walk } from "../source/nodes.ts";
import { valueIsNeeded } from "./needed-parameter.ts";

export interface Parameter {
  /** Empty for one that is taken apart. */
  readonly name: string;
  readonly required: boolean;
  /** The properties that it can have; null for any. */
  readonly properties: ReadonlySet<string> | null;
}

export interface Signature {
  readonly parameters: readonly Parameter[];
  /** Takes any number of arguments more. */
  readonly open: boolean;
  /** Parameters whose kind the function asks for: `typeof options === "function"`. */
  readonly asked: ReadonlySet<string>;
  /** Gives the value of one parameter to another: `callback = options`. */
  readonly passesAround: boolean;
}

type Declared = FunctionNode | ArrowFunctionExpression | TSFunctionType;

export interface SignatureSource {
  readonly typed: boolean;
  /** The comment before the function. */
  readonly remark: string;
}

export function signatureOf(node: Declared, source: SignatureSource): Signature {
  const parameters: Parameter[] = [];
  let open = node.type !== "ArrowFunctionExpression" && node.type !== "TSFunctionType" && usesArguments(node);
  for (const pattern of node.params) {
    if (pattern.type === "RestElement") open = true;
    else if (!(pattern.type === "Identifier" && pattern.name === "this")) parameters.push(parameterOf(node, pattern, source));
  }
  return { parameters, open, ...sortingIn(node, new Set(parameters.map(({ name }) => name))) };
}

function sortingIn(node: Declared, names: ReadonlySet<string>): Pick<Signature, "asked" | "passesAround"> {
  const asked = new Set<string>();
  let passesAround = false;
  if (!("body" in node) || node.body === null) return { asked, passesAround };
  const named = (part: Node | undefined): string | null => (part?.type === "Identifier" && names.has(part.name) ? part.name : null);
  walk(node.body, (each) => {
    const of =
      each.type === "UnaryExpression" && each.operator === "typeof" ? named(each.argument)
      : each.type === "BinaryExpression" && each.operator === "instanceof" ? named(each.left)
      : each.type === "CallExpression" && each.callee.type === "MemberExpression" ? named(each.arguments[0])
      : null;
    if (of !== null && (each.type !== "CallExpression" || isArrayTest(each))) asked.add(of);
    if (each.type !== "AssignmentExpression" || named(each.left) === null) return;
    // `end = end || start` falls back; `callback = options` finds out which is which.
    passesAround ||= each.operator === "=" && named(each.right) !== null && named(each.right) !== named(each.left);
  });
  return { asked, passesAround };
}

function isArrayTest(node: Node): boolean {
  return node.type === "CallExpression" && chainOf(node.callee) === "Array.isArray";
}

/** The least number of arguments that a call must have. */
export function leastOf({ parameters }: Signature): number {
  return parameters.findLastIndex(({ required }) => required) + 1;
}

function parameterOf(node: Declared, pattern: ParamPattern, source: SignatureSource): Parameter {
  const bare = pattern.type === "TSParameterProperty" ? pattern.parameter : pattern;
  if (bare.type === "AssignmentPattern") {
    const { left } = bare;
    return { name: left.type === "Identifier" ? left.name : "", required: false, properties: propertiesOf(left, source) };
  }
  const name = bare.type === "Identifier" ? bare.name : "";
  return { name, required: isRequired(node, bare, name, source), properties: propertiesOf(bare, source) };
}

function isRequired(node: Declared, pattern: Node, name: string, { typed, remark }: SignatureSource): boolean {
  if ("optional" in pattern && pattern.optional === true) return false;
  if (typed) return !mayBeLeftOut(annotationOf(pattern));
  if (name === "") return true;
  if (new RegExp(`\\[\\s*${name.replaceAll("$", "\\$")}\\b|=\\}\\s*${name.replaceAll("$", "\\$")}\\b`).test(remark)) return false;
  return "body" in node && node.body !== null && valueIsNeeded(node.body, name);
}

function annotationOf(pattern: Node): Node | null {
  if (!("typeAnnotation" in pattern)) return null;
  const annotation = pattern.typeAnnotation;
  return annotation !== null && annotation !== undefined && annotation.type === "TSTypeAnnotation" ? annotation.typeAnnotation : null;
}

/** `void` among the possible types lets a call do without; what a name stands for is not known here. */
function mayBeLeftOut(type: Node | null): boolean {
  if (type === null) return false;
  if (type.type === "TSTypeReference") return typeMayBeVoid(type);
  let found = false;
  walk(type, (each) => {
    found ||= each.type === "TSVoidKeyword" || each.type === "TSAnyKeyword" || each.type === "TSUnknownKeyword" || each.type === "TSConditionalType";
  });
  return found;
}

/** One capital letter is a type parameter, which a call may fill with `void`. */
function typeMayBeVoid(type: Node): boolean {
  if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return true;
  return /^[A-Z]$|^T[A-Z]/.test(type.typeName.name);
}

function propertiesOf(pattern: Node, { typed }: SignatureSource): ReadonlySet<string> | null {
  if (pattern.type !== "ObjectPattern") return null;
  const annotation = annotationOf(pattern);
  if (annotation !== null) return annotation.type === "TSTypeLiteral" ? namesOf(annotation.members) : null;
  return typed ? null : namesOf(pattern.properties);
}

/** Null if one of them can be anything. */
function namesOf(members: readonly Node[]): ReadonlySet<string> | null {
  const names = new Set<string>();
  for (const member of members) {
    if (member.type !== "Property" && member.type !== "TSPropertySignature" && member.type !== "TSMethodSignature") return null;
    const { key } = member;
    if (member.computed) return null;
    if (key.type === "Identifier") names.add(key.name);
    else if (key.type === "Literal" && typeof key.value === "string") names.add(key.value);
    else return null;
  }
  return names;
}

/** Arrow functions within share the `arguments` of the function around them. */
function usesArguments(node: Node): boolean {
  return childrenOf(node).some((child) => {
    if (child.type === "FunctionDeclaration" || child.type === "FunctionExpression") return false;
    return (child.type === "Identifier" && child.name === "arguments") || usesArguments(child);
  });
}
