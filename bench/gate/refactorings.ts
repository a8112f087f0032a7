// Right changes that a person makes without changing what a program does: names, constants, helpers, order, parameters
// that nobody has to give. The package's suite must stay green, or the change does not count.
import type { IfStatement, Node, ReturnStatement } from "oxc-parser";
import { walk } from "../../src/guardian/source/nodes.ts";
import { oneFile, type Candidate, type Generate } from "./candidate.ts";
import { edited, functionsOf, indentAt, parses, shuffled, sliceOf, type Edit, type FunctionPlace, type SourceFile } from "./source.ts";

interface Refactoring {
  readonly kind: string;
  readonly edits: readonly Edit[];
}

export const refactorings: Generate = function* (subject, random): Iterable<Candidate> {
  const all = subject.sources.flatMap((source) => refactoringsOf(source).map((one) => ({ source, one })));
  const byKind = new Map<string, typeof all>();
  for (const entry of shuffled(all, random)) byKind.set(entry.one.kind, [...(byKind.get(entry.one.kind) ?? []), entry]);
  // In turns, so that the sort with the most places does not take all.
  for (let at = 0; [...byKind.values()].some((list) => at < list.length); at += 1) {
    for (const list of byKind.values()) {
      const chosen = list[at];
      if (chosen === undefined) continue;
      const { source, one } = chosen;
      const text = edited(source.text, one.edits);
      if (text !== source.text && parses(source.path, text)) yield oneFile(one.kind, false, source.path, text);
    }
  }
};

export function refactoringsOf(source: SourceFile): readonly Refactoring[] {
  const found: Refactoring[] = [...reordered(source)];
  for (const place of functionsOf(source)) {
    found.push(...renamedLocals(place), ...documented(source, place), ...optionalParameter(source, place));
  }
  walk(source.program, (node, ancestors) => {
    if (node.type === "ReturnStatement" && ancestors.at(-1)?.type === "BlockStatement") found.push(...namedResult(source, node));
    if (node.type === "IfStatement") found.push(...swappedBranches(source, node));
    found.push(...helper(source, node));
  });
  return found;
}

function renamedLocals({ node, body }: FunctionPlace): readonly Refactoring[] {
  const names = body.body.flatMap((statement) =>
    statement.type === "VariableDeclaration" ? statement.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : [])) : [],
  );
  return names.flatMap((name): readonly Refactoring[] => {
    const edits: Edit[] = [];
    let isPlain = true;
    walk(node, (inner, ancestors) => {
      if (inner.type !== "Identifier" || inner.name !== name) return;
      const parent = ancestors.at(-1);
      if (parent?.type === "Property" && parent.shorthand) isPlain = false;
      const isKey = (parent?.type === "MemberExpression" && parent.property === inner) || (parent?.type === "Property" && parent.key === inner);
      if (isKey && "computed" in parent && !parent.computed) return;
      edits.push({ start: inner.start, end: inner.start + name.length, text: `${name}Value` });
    });
    return isPlain ? [{ kind: "local renamed", edits }] : [];
  });
}

/** `return f(x)` becomes a named value that is then returned. */
function namedResult(source: SourceFile, { argument, start, end }: ReturnStatement): readonly Refactoring[] {
  if (argument === null || !["BinaryExpression", "CallExpression", "ConditionalExpression", "LogicalExpression"].includes(argument.type)) return [];
  const name = ["outcome", "answer", "computed"].find((word) => !source.text.includes(word));
  if (name === undefined) return [];
  const semicolon = sliceOf(source, { start, end }).endsWith(";") ? ";" : "";
  const text = `const ${name} = ${sliceOf(source, argument)}${semicolon}\n${indentAt(source.text, start)}return ${name}${semicolon}`;
  return [{ kind: "constant extracted", edits: [{ start, end, text }] }];
}

function swappedBranches(source: SourceFile, { test, consequent, alternate }: IfStatement): readonly Refactoring[] {
  if (alternate?.type !== "BlockStatement" || consequent.type !== "BlockStatement") return [];
  return [
    {
      kind: "branches swapped",
      edits: [
        { start: test.start, end: test.end, text: `!(${sliceOf(source, test)})` },
        { start: consequent.start, end: consequent.end, text: sliceOf(source, alternate) },
        { start: alternate.start, end: alternate.end, text: sliceOf(source, consequent) },
      ],
    },
  ];
}

/** Neighbouring declarations at the top, with the comments above them. */
function reordered(source: SourceFile): readonly Refactoring[] {
  const statements = source.program.body;
  return statements.flatMap((statement, at): readonly Refactoring[] => {
    const next = statements[at + 1];
    const previous = statements[at - 1];
    if (statement.type !== "FunctionDeclaration" || next?.type !== "FunctionDeclaration") return [];
    const start = previous?.end ?? 0;
    const [first, second] = [source.text.slice(start, statement.end), source.text.slice(statement.end, next.end)];
    return [{ kind: "functions reordered", edits: [{ start, end: next.end, text: `${second}${first}` }] }];
  });
}

const wordsOf = (name: string): string => name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

function documented(source: SourceFile, { node, name, depth }: FunctionPlace): readonly Refactoring[] {
  if (node.type !== "FunctionDeclaration" || name === null || depth > 0) return [];
  if (/\*\/\s*(?:export )?$/.test(source.text.slice(0, node.start))) return [];
  const lineStart = source.text.lastIndexOf("\n", node.start) + 1;
  if (!/^\s*(?:export )?$/.test(source.text.slice(lineStart, node.start))) return [];
  const text = `/** Serves ${wordsOf(name)} for the rest of this file. */\n`;
  return [{ kind: "documented", edits: [{ start: lineStart, end: lineStart, text }] }];
}

/** A last parameter that nobody has to give, used where the function returns. */
function optionalParameter(source: SourceFile, { node, body, depth, name }: FunctionPlace): readonly Refactoring[] {
  const last = node.params.at(-1);
  const end = body.body.at(-1);
  if (node.type !== "FunctionDeclaration" || name === null || depth > 0 || last?.type !== "Identifier" || node.returnType !== null) return [];
  if (end?.type !== "ReturnStatement" || end.argument === null || source.path.endsWith(".ts")) return [];
  const value = sliceOf(source, end.argument);
  const text = `typeof convert === 'function' ? convert(${value}) : (${value})`;
  return [{ kind: "optional parameter added", edits: [{ start: last.end, end: last.end, text: ", convert" }, { ...end.argument, text }] }];
}

const helpers: Readonly<Record<string, readonly [name: string, what: string, body: string]>> = {
  string: ["isText", "Whether a value is a string.", "typeof value === 'string'"],
  function: ["isCallable", "Whether a value can be called.", "typeof value === 'function'"],
  number: ["isAmount", "Whether a value is a number.", "typeof value === 'number'"],
  undefined: ["isAbsent", "Whether a value was left out.", "typeof value === 'undefined'"],
  object: ["isObjectLike", "Whether a value is an object, or null.", "typeof value === 'object'"],
};

/** `typeof x === "string"` asked by a helper with a comment of its own. */
function helper(source: SourceFile, node: Node): readonly Refactoring[] {
  if (node.type !== "BinaryExpression" || node.operator !== "===" || node.left.type !== "UnaryExpression" || node.left.operator !== "typeof") return [];
  if (node.right.type !== "Literal" || typeof node.right.value !== "string" || source.path.endsWith(".ts")) return [];
  const made = helpers[node.right.value];
  if (made === undefined || node.left.argument.type !== "Identifier" || source.text.includes(made[0])) return [];
  const [name, what, body] = made;
  const text = `\n/**\n * ${what}\n *\n * @param {unknown} value\n * @returns {boolean}\n */\nfunction ${name}(value) {\n  return ${body};\n}\n`;
  return [
    {
      kind: "helper added",
      edits: [
        { start: node.start, end: node.end, text: `${name}(${sliceOf(source, node.left.argument)})` },
        { start: source.text.length, end: source.text.length, text },
      ],
    },
  ];
}
