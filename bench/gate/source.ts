// Source files as the generators see them: parsed by the native parser, with the functions and statements in them, and
// edited by spans of text.
import { parseSync, type Function as FunctionNode, type Node, type ParserOptions, type Program } from "oxc-parser";
import type { Random } from "../../test/support/random.ts";
import { isFunction, walk, type AnyFunction } from "../../src/guardian/source/nodes.ts";

export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  /** Whether it speaks of its neighbours by `import`, and not by `require`. */
  readonly isModule: boolean;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Edit extends Span {
  readonly text: string;
}

export interface FunctionPlace {
  readonly node: AnyFunction;
  readonly name: string | null;
  /** Braces included. */
  readonly body: NonNullable<FunctionNode["body"]>;
  /** Functions, blocks and the program around it. */
  readonly depth: number;
}

/** Null for what the parser does not take. */
export function readSource(path: string, text: string): SourceFile | null {
  const readings: readonly ParserOptions[] = /\.[cm]?tsx?$/.test(path)
    ? [{ showSemanticErrors: true }]
    : [{ lang: "jsx", sourceType: "module", showSemanticErrors: true }, { lang: "jsx", sourceType: "commonjs", showSemanticErrors: true }];
  for (const options of readings) {
    const { errors, program, module } = parseSync(path, text, options);
    if (errors.length === 0) return { path, text, program, isModule: module.hasModuleSyntax };
  }
  return null;
}

export function parses(path: string, text: string): boolean {
  return readSource(path, text) !== null;
}

/** Edits must not overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((left, right) => right.start - left.start)
    .reduce((now, edit) => now.slice(0, edit.start) + edit.text + now.slice(edit.end), text);
}

export function sliceOf(file: Pick<SourceFile, "text">, { start, end }: Span): string {
  return file.text.slice(start, end);
}

/** Functions with a block for a body, in the order of the text. */
export function functionsOf(file: SourceFile): readonly FunctionPlace[] {
  const found: FunctionPlace[] = [];
  walk(file.program, (node, ancestors) => {
    if (!isFunction(node) || node.body === null || node.body.type !== "BlockStatement") return;
    found.push({ node, name: nameOf(node, ancestors), body: node.body, depth: ancestors.filter(isFunction).length });
  });
  return found;
}

/** Also of what is assigned: `exports.parse = function () {}`. */
function nameOf(node: AnyFunction, ancestors: readonly Node[]): string | null {
  if (node.type !== "ArrowFunctionExpression" && node.id !== null) return node.id.name;
  const parent = ancestors.at(-1);
  if (parent?.type === "VariableDeclarator") return parent.id.type === "Identifier" ? parent.id.name : null;
  if (parent?.type === "AssignmentExpression" && parent.left.type === "MemberExpression") {
    return parent.left.property.type === "Identifier" ? parent.left.property.name : null;
  }
  if (parent?.type === "MethodDefinition" || parent?.type === "Property" || parent?.type === "PropertyDefinition") {
    return parent.key.type === "Identifier" ? parent.key.name : null;
  }
  return null;
}

/** The white space that the line of an offset begins with. */
export function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? "";
}

/** A new order, the same for the same seed. */
export function shuffled<Value>(values: readonly Value[], random: Random): Value[] {
  const list = [...values];
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    const [left, right] = [list[at] as Value, list[other] as Value];
    list[at] = right;
    list[other] = left;
  }
  return list;
}

export function pick<Value>(values: readonly Value[], random: Random): Value {
  const value = values[random.below(values.length)];
  if (value === undefined) throw new Error("There is nothing to pick from.");
  return value;
}
