// Which names a file declares, how often, and which are given another value. Two things of one name in a file, however
// far apart, make it uncertain what the name means: that is enough here, and needs no scopes.
import type { Node, Program, Visitor } from "oxc-parser";

export type VisitorClass = typeof Visitor;

export interface CountedNames {
  readonly declared: ReadonlyMap<string, number>;
  readonly assigned: ReadonlySet<string>;
}

export function countNames(program: Program, Walker: VisitorClass): CountedNames {
  const declared = new Map<string, number>();
  const assigned = new Set<string>();
  const declare = (pattern: Node | null): void => {
    for (const name of namesIn(pattern)) declared.set(name, (declared.get(name) ?? 0) + 1);
  };
  const assign = (target: Node): void => {
    for (const name of namesIn(target)) assigned.add(name);
  };
  const enterFunction = ({ id, params }: { readonly id: Node | null; readonly params: readonly Node[] }): void => {
    declare(id);
    params.forEach(declare);
  };
  new Walker({
    VariableDeclarator: ({ id }) => declare(id),
    FunctionDeclaration: enterFunction,
    FunctionExpression: enterFunction,
    ArrowFunctionExpression: ({ params }) => params.forEach(declare),
    TSDeclareFunction: ({ id }) => declare(id),
    ClassDeclaration: ({ id }) => declare(id),
    ClassExpression: ({ id }) => declare(id),
    CatchClause: ({ param }) => declare(param),
    TSEnumDeclaration: ({ id }) => declare(id),
    TSModuleDeclaration: ({ id }) => declare(id),
    AssignmentExpression: ({ left }) => assign(left),
    UpdateExpression: ({ argument }) => assign(argument),
    ForOfStatement: ({ left }) => assign(left),
    ForInStatement: ({ left }) => assign(left),
  }).visit(program);
  return { declared, assigned };
}

/** Names that a pattern binds or assigns; members of objects are none. */
export function namesIn(pattern: Node | null): string[] {
  switch (pattern?.type) {
    case "Identifier":
      return [pattern.name];
    case "ObjectPattern":
      return pattern.properties.flatMap((property) => namesIn(property.type === "RestElement" ? property.argument : property.value));
    case "ArrayPattern":
      return pattern.elements.flatMap(namesIn);
    case "AssignmentPattern":
      return namesIn(pattern.left);
    case "RestElement":
      return namesIn(pattern.argument);
    case "TSParameterProperty":
      return namesIn(pattern.parameter);
    default:
      return [];
  }
}

/** Statements at the top of a file, without the `export` around them. */
export function topLevel(program: Program): Node[] {
  return program.body.map((statement): Node => {
    if (statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration") return statement.declaration ?? statement;
    return statement;
  });
}

export function topLevelNames(program: Program): Map<string, number> {
  const names = new Map<string, number>();
  const add = (pattern: Node | null): void => {
    for (const name of namesIn(pattern)) names.set(name, (names.get(name) ?? 0) + 1);
  };
  for (const statement of topLevel(program)) {
    if (statement.type === "VariableDeclaration") for (const { id } of statement.declarations) add(id);
    else if (statement.type === "FunctionDeclaration" || statement.type === "TSDeclareFunction" || statement.type === "ClassDeclaration") add(statement.id);
  }
  return names;
}
