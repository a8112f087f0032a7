// The mutants of a file's changed lines: which nodes may be given a fault, and which few of all are tried. What could
// make no difference to a test is left out: messages, logs, types, names of modules.
import type { Node, Program } from "oxc-parser";
import { chainOf, childrenOf } from "../source/nodes.ts";
import { placeAt, type Place } from "../finding.ts";
import { faultsOf, type Fault } from "./mutators.ts";

export interface Mutant extends Fault {
  readonly path: string;
  readonly place: Place;
  /** The whole text of the file with the fault in it. */
  readonly text: string;
  /** The line with the fault, before and after. */
  readonly before: string;
  readonly after: string;
}

const logging = /^(?:console|log|logger|debug|winston|pino|trace|tracer)(?:$|\.)|(?:^|\.)(?:log|logger|debug|trace|warn|info)$/;

/** All mutants whose fault begins on one of the lines, in the order of the text. */
export function mutantsOf(path: string, text: string, program: Program, lines: ReadonlySet<number>): readonly Mutant[] {
  const found: Mutant[] = [];
  const visit = (node: Node, parent: Node | null): void => {
    if (isBeside(node, parent)) return;
    for (const fault of isKeptAsIs(node, parent) || choosesOneOfBoth(node, parent, text) ? [] : faultsOf(node, text)) {
      const place = placeAt(text, fault.start);
      if (lines.has(place.line)) found.push(mutant(path, text, fault, place));
    }
    for (const child of childrenOf(node)) visit(child, node);
  };
  visit(program, null);
  return found.toSorted((one, other) => one.start - other.start);
}

function mutant(path: string, text: string, fault: Fault, place: Place): Mutant {
  const mutated = text.slice(0, fault.start) + fault.replacement + text.slice(fault.end);
  const lineStart = fault.start - (place.column - 1);
  return { ...fault, path, place, text: mutated, before: lineAt(text, lineStart), after: lineAt(mutated, lineStart) };
}

function lineAt(text: string, start: number): string {
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? undefined : end).trim();
}

const expressionsOfTypes = new Set(["TSAsExpression", "TSSatisfiesExpression", "TSNonNullExpression", "TSTypeAssertion", "TSInstantiationExpression", "TSEnumDeclaration", "TSEnumBody", "TSEnumMember", "TSParameterProperty", "TSExportAssignment", "TSModuleDeclaration", "TSModuleBlock"]);

/** What is not looked into: types, what is imported, what is only said. */
function isBeside(node: Node, parent: Node | null): boolean {
  if (node.type.startsWith("TS") && !expressionsOfTypes.has(node.type)) return true;
  if (/^(?:ImportDeclaration|ExportAllDeclaration|ImportExpression|Decorator|JSXText)$/.test(node.type)) return true;
  if (node.type === "CallExpression") return logging.test(chainOf(node.callee) ?? "") || chainOf(node.callee) === "require";
  // What an error says is for people; that it is thrown is for tests.
  return (node.type === "NewExpression" || node.type === "TemplateLiteral") && parent?.type === "ThrowStatement";
}

/** What has a meaning beside its value: keys, directives, attributes, the module that an export is from. */
function isKeptAsIs(node: Node, parent: Node | null): boolean {
  if (node.type === "ExpressionStatement") {
    if (node.expression.type === "Literal") return true;
    const call = node.expression.type === "AwaitExpression" ? node.expression.argument : node.expression;
    return call.type === "CallExpression" && isBeside(call, node);
  }
  if (node.type !== "Literal" || parent === null) return false;
  if (parent.type === "ExpressionStatement" || parent.type === "JSXAttribute" || parent.type === "ExportNamedDeclaration") return true;
  return "key" in parent && parent.key === node;
}

/**
 * `a < b ? a : b`, `if (a < b) return a;`: where both are equal, it is all the same which of them is taken, so that the
 * boundary makes no difference.
 */
function choosesOneOfBoth(node: Node, parent: Node | null, text: string): boolean {
  if (node.type !== "BinaryExpression" || !/^[<>]=?$/.test(node.operator)) return false;
  const both = new Set([node.left, node.right].map((side) => text.slice(side.start, side.end)));
  const isOne = (result: Node | null): boolean => result !== null && both.has(text.slice(result.start, result.end));
  if (parent?.type === "ConditionalExpression") return parent.test === node && isOne(parent.consequent) && isOne(parent.alternate);
  if (parent?.type !== "IfStatement" || parent.test !== node) return false;
  const then = parent.consequent.type === "BlockStatement" ? parent.consequent.body[0] : parent.consequent;
  return then?.type === "ReturnStatement" && isOne(then.argument);
}

/** At most so many of all, spread evenly. */
export function spread<Entry>(entries: readonly Entry[], entriesMax: number): readonly Entry[] {
  if (entries.length <= entriesMax) return entries;
  return Array.from({ length: entriesMax }, (_, at) => entries[Math.floor((at * entries.length) / entriesMax)]).filter((entry) => entry !== undefined);
}
