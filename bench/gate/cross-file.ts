// Changes that break other files: exports that are gone or renamed, files that are gone, signatures that callers do not
// know, re-exports and requests that lead astray. The suite decides whether anybody relied on it.
import type { MethodDefinition, Node } from "oxc-parser";
import { isNode, walk } from "../../src/guardian/source/nodes.ts";
import { oneFile, type Candidate, type Generate } from "./candidate.ts";
import { edited, parses, shuffled, sliceOf, type Edit, type SourceFile } from "./source.ts";

interface Break {
  readonly kind: string;
  /** Null for the file as a whole. */
  readonly edits: readonly Edit[] | null;
}

export const crossFileBreaks: Generate = function* (subject, random): Iterable<Candidate> {
  const all = subject.sources.flatMap((source) => breaksOf(source).map((one) => ({ source, one })));
  for (const { source, one } of shuffled(all, random)) {
    const text = one.edits === null ? null : edited(source.text, one.edits);
    if (text === null || parses(source.path, text)) yield oneFile(one.kind, false, source.path, text);
  }
};

export function breaksOf(source: SourceFile): readonly Break[] {
  const found: Break[] = [{ kind: "file removed", edits: null }];
  for (const statement of source.program.body) found.push(...statementBreaks(source, statement));
  walk(source.program, (node, ancestors) => {
    if (node.type === "AssignmentExpression") found.push(...commonExportBreaks(source, node));
    if (node.type === "CallExpression" && sliceOf(source, node.callee) === "require") found.push(...requestBreaks(node.arguments[0]));
    if (node.type === "MethodDefinition" && ancestors.length < 6) found.push(...methodBreaks(source, node));
  });
  return found;
}

function statementBreaks(source: SourceFile, statement: Node): readonly Break[] {
  const { start, end } = statement;
  switch (statement.type) {
    case "ExportNamedDeclaration": {
      if (statement.source !== null) return [...requestBreaks(statement.source), { kind: "re-export removed", edits: [{ start, end, text: "" }] }];
      if (statement.declaration === null) return specifierBreaks(source, statement.specifiers);
      const hidden: Break = { kind: "export removed", edits: [{ start, end: statement.declaration.start, text: "" }] };
      return [hidden, ...renamed(source, statement.declaration), ...signatureBreaks(source, statement.declaration)];
    }
    case "ExportAllDeclaration":
      return [...requestBreaks(statement.source), { kind: "re-export removed", edits: [{ start, end, text: "" }] }];
    case "ImportDeclaration":
      return requestBreaks(statement.source);
    case "FunctionDeclaration":
      return signatureBreaks(source, statement);
    default:
      return [];
  }
}

function specifierBreaks(source: SourceFile, specifiers: readonly Node[]): readonly Break[] {
  return specifiers.flatMap((specifier): readonly Break[] => {
    if (specifier.type !== "ExportSpecifier") return [];
    const text = `${sliceOf(source, specifier.local)} as ${sliceOf(source, specifier.exported)}Value`;
    return [{ kind: "export renamed", edits: [{ start: specifier.start, end: specifier.end, text }] }];
  });
}

/** The name everywhere in its own file, and nowhere else. */
function renamed(source: SourceFile, declaration: Node): readonly Break[] {
  const names =
    declaration.type === "VariableDeclaration"
      ? declaration.declarations.map(({ id }) => id)
      : "id" in declaration && isNode(declaration.id) ? [declaration.id] : [];
  return names.flatMap((id): readonly Break[] => {
    if (id.type !== "Identifier") return [];
    const edits: Edit[] = [];
    walk(source.program, (node, ancestors) => {
      if (node.type !== "Identifier" || node.name !== id.name) return;
      const parent = ancestors.at(-1);
      if (parent?.type === "MemberExpression" && !parent.computed && parent.property === node) return;
      // An annotation belongs to the span of a name.
      edits.push({ start: node.start, end: node.start + node.name.length, text: `${node.name}Value` });
    });
    return [{ kind: "export renamed", edits }];
  });
}

function signatureBreaks(source: SourceFile, declaration: Node): readonly Break[] {
  if (declaration.type !== "FunctionDeclaration") return [];
  return parameterBreaks(source, declaration.params);
}

function methodBreaks(source: SourceFile, { value, kind }: MethodDefinition): readonly Break[] {
  return kind === "method" || kind === "constructor" ? parameterBreaks(source, value.params) : [];
}

function parameterBreaks(source: SourceFile, parameters: readonly Node[]): readonly Break[] {
  const [first, second] = parameters;
  if (first === undefined) return [];
  const text = source.path.endsWith(".ts") ? "context: object, " : "context, ";
  const found: Break[] = [{ kind: "parameter added in front", edits: [{ start: first.start, end: first.start, text }] }];
  if (second === undefined || second.type === "RestElement") return found;
  const [left, right] = [sliceOf(source, first), sliceOf(source, second)];
  found.push({ kind: "parameters swapped", edits: [{ start: first.start, end: first.end, text: right }, { start: second.start, end: second.end, text: left }] });
  return found;
}

/** `module.exports = …`, `exports.name = …`. */
function commonExportBreaks(source: SourceFile, { left, right, start, end }: Extract<Node, { type: "AssignmentExpression" }>): readonly Break[] {
  if (left.type !== "MemberExpression" || left.computed || left.property.type !== "Identifier") return [];
  const object = sliceOf(source, left.object);
  const target = sliceOf(source, left);
  if (object === "exports" || object === "module.exports" || (object !== "module" && /^[A-Z]/.test(object))) {
    const { property } = left;
    return [
      { kind: "export renamed", edits: [{ start: property.start, end: property.end, text: `${property.name}Value` }] },
      { kind: "export removed", edits: [{ start, end, text: sliceOf(source, right).startsWith("function") ? `(${sliceOf(source, right)})` : sliceOf(source, right) }] },
    ];
  }
  if (target !== "module.exports") return [];
  if (right.type !== "ObjectExpression") {
    return [{ kind: "default export became a named one", edits: [{ start: right.start, end: right.end, text: `{ main: ${sliceOf(source, right)} }` }] }];
  }
  return right.properties.flatMap((property): readonly Break[] => {
    if (property.type !== "Property" || property.key.type !== "Identifier") return [];
    const value = property.shorthand ? property.key.name : sliceOf(source, property.value);
    return [
      { kind: "export renamed", edits: [{ start: property.start, end: property.end, text: `${property.key.name}Value: ${value}` }] },
      { kind: "export removed", edits: [{ start: property.start, end: /^\s*,/.test(source.text.slice(property.end)) ? source.text.indexOf(",", property.end) + 1 : property.end, text: "" }] },
    ];
  });
}

function requestBreaks(request: Node | undefined): readonly Break[] {
  if (request?.type !== "Literal" || typeof request.value !== "string" || !request.value.startsWith(".")) return [];
  const { start, end, value } = request;
  const moved = value.startsWith("./") ? `../${value.slice(2)}` : value.replace(/^\.\.\//, "./");
  const misspelt = value.replace(/(\w)(\.\w+)?$/, "$1s$2");
  return [moved, misspelt].map((other) => ({ kind: "request astray", edits: [{ start, end, text: `'${other}'` }] }));
}
