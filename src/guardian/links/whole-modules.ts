// Names of other modules that a file uses through the module as a whole: members of `import * as x`, what is taken from
// `require("…")` and `await import("…")`. Whether a name is there may be asked; such uses are left out.
import type { Expression, Node, Program } from "oxc-parser";
import { walk } from "../source/nodes.ts";
import type { ForeignName, ModuleImport } from "./module-record.ts";
import { topLevel } from "./names.ts";

type How = ModuleImport["how"];
export interface Loaded {
  readonly specifier: string;
  readonly how: How;
}

/** The module that an expression loads: `require("x")`, `await import("x")`. */
function loadedBy(node: Node): Loaded | null {
  if (node.type === "ParenthesizedExpression") return loadedBy(node.expression);
  if (node.type === "AwaitExpression") {
    const { argument } = node;
    return argument.type === "ImportExpression" ? written(argument.source, "dynamic") : null;
  }
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "require") return null;
  const [argument] = node.arguments;
  return argument === undefined || argument.type === "SpreadElement" ? null : written(argument, "require");
}

function written(source: Expression, how: How): Loaded | null {
  return source.type === "Literal" && typeof source.value === "string" ? { specifier: source.value, how } : null;
}

/** What variables at the top of the file take from `require()` and `await import()`. */
export function loadedBindings(program: Program): Map<string, ForeignName & Loaded> {
  const found = new Map<string, ForeignName & Loaded>();
  for (const statement of topLevel(program)) {
    if (statement.type !== "VariableDeclaration") continue;
    for (const { id, init } of statement.declarations) {
      const loaded = init === null ? null : loadedBy(init);
      if (loaded === null) continue;
      if (id.type === "Identifier") found.set(id.name, { ...loaded, name: "*" });
      else for (const { name, local } of takenApart(id)) if (local !== null) found.set(local, { ...loaded, name });
    }
  }
  return found;
}

interface Taken {
  readonly name: string;
  readonly local: string | null;
  readonly offset: number;
  /** Has a value to fall back on. */
  readonly mayBeMissing: boolean;
}

function takenApart(pattern: Node): Taken[] {
  if (pattern.type !== "ObjectPattern") return [];
  return pattern.properties.flatMap((property): Taken[] => {
    if (property.type !== "Property" || property.computed || property.key.type !== "Identifier") return [];
    const { key, value } = property;
    const local = value.type === "Identifier" ? value.name : null;
    return [{ name: key.name, local, offset: key.start, mayBeMissing: value.type === "AssignmentPattern" }];
  });
}

export function wholeModuleUses(program: Program, whole: ReadonlyMap<string, Loaded>): ModuleImport[] {
  const found: ModuleImport[] = [];
  const asked = new Set<string>();
  const add = ({ specifier, how }: Loaded, name: string, offset: number): void => {
    found.push({ specifier, offset, names: [{ name, offset }], how, typeOnly: false });
  };
  walk(program, (node, ancestors) => {
    if (node.type === "VariableDeclarator" && node.init !== null) {
      const loaded = loadedBy(node.init) ?? named(node.init, whole);
      if (loaded !== null) for (const { name, offset, mayBeMissing } of takenApart(node.id)) if (!mayBeMissing) add(loaded, name, offset);
    } else if (node.type === "MemberExpression" && !node.computed && node.property.type === "Identifier") {
      const loaded = loadedBy(node.object) ?? named(node.object, whole);
      if (loaded === null) return;
      if (isAsked(node, ancestors)) asked.add(`${loaded.specifier}\0${node.property.name}`);
      else add(loaded, node.property.name, node.property.start);
    } else if (node.type === "TSQualifiedName" && node.left.type === "Identifier") {
      const loaded = named(node.left, whole);
      if (loaded !== null) add(loaded, node.right.name, node.right.start);
    }
  });
  return found.filter(({ specifier, names }) => !names.some(({ name }) => asked.has(`${specifier}\0${name}`)));
}

function named(node: Node, whole: ReadonlyMap<string, Loaded>): Loaded | null {
  return node.type === "Identifier" ? (whole.get(node.name) ?? null) : null;
}

/** `if (x.a)`, `x.a ?? b`, `typeof x.a`, `x.a?.()`, and giving it a value, as tests do. */
function isAsked(node: Node, ancestors: readonly Node[]): boolean {
  const parent = ancestors.at(-1);
  switch (parent?.type) {
    case "IfStatement":
    case "ConditionalExpression":
      return parent.test === node;
    case "LogicalExpression":
    case "UnaryExpression":
    case "UpdateExpression":
      return true;
    case "BinaryExpression":
      return /^[!=]==?$/.test(parent.operator);
    case "AssignmentExpression":
      return parent.left === node;
    case "CallExpression":
      return parent.callee === node && parent.optional;
    case "MemberExpression":
      return parent.object === node && parent.optional;
    default:
      return false;
  }
}
