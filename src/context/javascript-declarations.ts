// What one top-level statement declares and exports, for oxc's syntax tree: ES modules, TypeScript and CommonJS.
import type { AssignmentExpression, Expression, ExportSpecifier, Node, VariableDeclaration } from "oxc-parser";
import type { SymbolFact } from "./file-facts.ts";
import {
  classSignature,
  functionSignature,
  isFunction,
  sourceBetween,
  valueSignature,
  type SourceText,
} from "./javascript-signature.ts";

export interface Declaration {
  readonly name: string;
  readonly kind: SymbolFact["kind"];
  readonly start: number;
  readonly end: number;
  readonly signature: string;
  readonly exported: boolean;
}

export function declarationsOf(statement: Node, source: SourceText): readonly Declaration[] {
  if (statement.type === "ExportNamedDeclaration") {
    if (statement.declaration === null) return statement.source === null ? [] : reexports(statement.specifiers, source);
    return declared(statement.declaration, source, statement.start, true);
  }
  if (statement.type === "ExportDefaultDeclaration") {
    return defaultExport(statement.declaration, source, statement.start);
  }
  if (statement.type === "ExpressionStatement") return commonJsExports(statement.expression, source);
  return declared(statement, source, statement.start, false);
}

function declared(node: Node, source: SourceText, start: number, exported: boolean): readonly Declaration[] {
  const one = (name: string, kind: Declaration["kind"], signature: string) => [
    { name, kind, start, end: node.end, signature, exported },
  ];
  switch (node.type) {
    case "FunctionDeclaration":
    case "TSDeclareFunction":
      return one(node.id?.name ?? "default", "function", functionSignature(source, start, node));
    case "ClassDeclaration":
      return one(node.id?.name ?? "default", "class", classSignature(source, start, node));
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSEnumDeclaration":
      return one(node.id.name, "type", sourceBetween(source, start, node.end));
    case "VariableDeclaration":
      return variables(node, source, start, exported);
    default:
      return [];
  }
}

function variables(
  node: VariableDeclaration,
  source: SourceText,
  start: number,
  exported: boolean,
): readonly Declaration[] {
  const head = `${exported ? "export " : ""}${node.kind} `;
  return node.declarations.flatMap(({ id, init, start: ownStart, end }, index) => {
    if (id.type !== "Identifier") return [];
    const kind = init === null ? "value" : kindOf(init);
    const signature = valueSignature(source, head, id, init);
    return [{ name: id.name, kind, start: index === 0 ? start : ownStart, end, signature, exported }];
  });
}

function kindOf(value: Expression): Declaration["kind"] {
  if (isFunction(value)) return "function";
  return value.type === "ClassExpression" ? "class" : "value";
}

function defaultExport(node: Node, source: SourceText, start: number): readonly Declaration[] {
  const named = declared(node, source, start, true);
  if (named.length > 0) return named;
  if (node.type === "Identifier") return [];
  const kind = isFunction(node) ? "function" : "value";
  const signature = isFunction(node) ? functionSignature(source, start, node) : "export default";
  return [{ name: "default", kind, start, end: node.end, signature, exported: true }];
}

function reexports(specifiers: readonly ExportSpecifier[], source: SourceText): readonly Declaration[] {
  return specifiers.map((specifier) => ({
    name: nameOf(specifier.exported) ?? "default",
    kind: "value",
    start: specifier.start,
    end: specifier.end,
    signature: `export { ${sourceBetween(source, specifier.start, specifier.end)} }`,
    exported: true,
  }));
}

/** `exports.name = …`, `module.exports.name = …` and `module.exports = { name, … }`. */
function commonJsExports(node: Expression, source: SourceText): readonly Declaration[] {
  if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") return [];
  const { left, right } = node;
  const name = isExports(left.object) ? nameOf(left.property) : null;
  if (name !== null && right.type !== "Identifier") {
    return [assigned(name, node, source)];
  }
  if (!isExports(left) || right.type === "Identifier") return [];
  if (right.type !== "ObjectExpression") return [assigned("module.exports", node, source)];
  return right.properties.flatMap((property) => {
    if (property.type !== "Property" || property.value.type === "Identifier") return [];
    const key = nameOf(property.key);
    if (key === null) return [];
    const signature = functionSignature(source, property.start, property.value);
    const kind = isFunction(property.value) ? "function" : "value";
    return [{ name: key, kind, start: property.start, end: property.end, signature, exported: true } as const];
  });
}

function assigned(name: string, node: AssignmentExpression, source: SourceText): Declaration {
  const signature = valueSignature(source, "", node.left, node.right);
  return { name, kind: kindOf(node.right), start: node.start, end: node.end, signature, exported: true };
}

function isExports(node: Node): boolean {
  if (node.type === "Identifier") return node.name === "exports";
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier") return false;
  return node.object.name === "module" && nameOf(node.property) === "exports";
}

/** Names declared elsewhere in the file that this statement exports. */
export function exportsOf(statement: Node): readonly string[] {
  if (statement.type === "ExportNamedDeclaration" && statement.source === null) {
    return statement.specifiers.flatMap(({ local }) => names(local));
  }
  if (statement.type === "ExportDefaultDeclaration") return names(statement.declaration);
  if (statement.type !== "ExpressionStatement") return [];
  const node = statement.expression;
  if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") return [];
  const { left, right } = node;
  if (isExports(left.object)) return names(right);
  if (!isExports(left)) return [];
  if (right.type !== "ObjectExpression") return names(right);
  return right.properties.flatMap((property) => (property.type === "Property" ? names(property.value) : []));
}

function names(node: Node): readonly string[] {
  const name = nameOf(node);
  return name === null ? [] : [name];
}

function nameOf(node: Node): string | null {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" && typeof node.value === "string" ? node.value : null;
}
