// What a Python module imports, and which names it defines at its top, read from its syntax tree. It knows no other
// file.
import type { SgNode } from "@ast-grep/napi";
import { nestingProblem } from "../../../core/nesting.ts";
import { parseTree } from "../../languages/grammars.ts";

export interface PythonImport {
  /** As written, with the dots of relative imports. */
  readonly module: string;
  /** Null for `import a.b`. */
  readonly name: string | null;
  readonly offset: number;
  /** Within `try`, where it may fail. */
  readonly optional: boolean;
}

export interface PythonModule {
  readonly imports: readonly PythonImport[];
  readonly names: ReadonlySet<string>;
  /** Other names may be defined in ways that cannot be read: by `import *`, `globals()`, `__getattr__` and the like. */
  readonly open: boolean;
}

const openWays = /\bglobals\(\)|\b__getattr__\b|\bexec\(|\bsys\.modules\b|\bvars\(\)|\blocals\(\)|\blazy|\b__path__\b/;

/** Null for what cannot be parsed: nothing can then be said about it. */
export async function readPythonModule(text: string): Promise<PythonModule | null> {
  if (nestingProblem(text) !== null) return null;
  const root = await parseTree("python", text);
  if (root === null || root.find({ rule: { kind: "ERROR" } }) !== null) return null;
  const imports = [...plainImports(root), ...importsFrom(root)];
  const open = openWays.test(text) || imports.some(({ name }) => name === "*");
  return { imports, names: new Set(definedNames(root)), open };
}

function plainImports(root: SgNode): PythonImport[] {
  return root.findAll({ rule: { kind: "import_statement" } }).flatMap((statement) =>
    importedNames(statement, "").map(({ name, offset }) => ({ module: name, name: null, offset, optional: isOptional(statement) })),
  );
}

function importsFrom(root: SgNode): PythonImport[] {
  return root.findAll({ rule: { kind: "import_from_statement" } }).flatMap((statement) => {
    const module = statement.field("module_name")?.text().replaceAll(/\s/g, "") ?? "";
    const optional = isOptional(statement);
    const names = statement.children().some((child) => child.kind() === "wildcard_import")
      ? [{ name: "*", offset: statement.range().start.index }]
      : importedNames(statement, module);
    return names.map(({ name, offset }) => ({ module, name, offset, optional }));
  });
}

/** What is named behind `import`. */
function importedNames(statement: SgNode, module: string): { name: string; offset: number }[] {
  const from = module === "" ? -1 : (statement.field("module_name")?.range().end.index ?? -1);
  return statement.children().flatMap((child) => {
    if (child.range().start.index < from) return [];
    const named = child.kind() === "aliased_import" ? child.field("name") : child.kind() === "dotted_name" ? child : null;
    return named === null ? [] : [{ name: named.text(), offset: named.range().start.index }];
  });
}

function isOptional(node: SgNode): boolean {
  return node.ancestors().some((ancestor) => ancestor.kind() === "try_statement");
}

const scopes = ["function_definition", "class_definition", "lambda"];
const bindings = [...scopes, "assignment", "for_statement", "as_pattern", "named_expression", "import_statement", "import_from_statement", "type_alias_statement"];
const kinds = (names: readonly string[]) => names.map((kind) => ({ kind }));
const atTop = { any: kinds(bindings), not: { inside: { any: kinds(scopes), stopBy: "end" as const } } };

function definedNames(root: SgNode): string[] {
  const global = root.findAll({ rule: { kind: "global_statement" } }).flatMap(identifiers);
  return [...global, ...root.findAll({ rule: atTop }).flatMap(boundNames)];
}

function boundNames(node: SgNode): string[] {
  const kind = String(node.kind());
  if (scopes.includes(kind)) return [node.field("name")?.text() ?? ""];
  if (kind.startsWith("import")) return boundByImport(node);
  const target = kind === "as_pattern" ? node.field("alias") : kind === "named_expression" ? node.field("name") : (node.field("left") ?? node);
  return target === null ? [] : identifiers(target);
}

function boundByImport(statement: SgNode): string[] {
  const module = statement.field("module_name")?.range().end.index ?? -1;
  return statement.children().flatMap((child) => {
    if (child.range().start.index < module) return [];
    if (child.kind() === "aliased_import") return [child.field("alias")?.text() ?? ""];
    return child.kind() === "dotted_name" ? [child.text().split(".", 1)[0] ?? ""] : [];
  });
}

function identifiers(node: SgNode): string[] {
  return node.kind() === "identifier" ? [node.text()] : node.findAll({ rule: { kind: "identifier" } }).map((each) => each.text());
}
