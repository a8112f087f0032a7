// Methods as symbols of their own: those within a class, and those that older code assigns to a constructor or to its
// prototype. A class's signature names its methods, but only these say where in a long class one stands.
import type { Class, ClassElement, Expression, Node } from "oxc-parser";
import type { Declaration } from "./javascript-declarations.ts";
import { functionSignature, isFunction, valueSignature, type SourceText } from "./javascript-signature.ts";

export interface Method extends Declaration {
  readonly kind: "method";
  /** What it belongs to, if users of that can see it there and nowhere else. */
  readonly owner: string | null;
}

export function methodsOf(statement: Node, source: SourceText): readonly Method[] {
  if (statement.type === "ExpressionStatement") return assignedMethod(statement.expression, source);
  const exported = statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration";
  return classesIn(exported ? statement.declaration : statement).flatMap((found) =>
    found.body.body.flatMap((member) => memberMethod(member, source)),
  );
}

function classesIn(node: Node | null): readonly Class[] {
  if (node === null) return [];
  if (node.type === "ClassDeclaration" || node.type === "ClassExpression") return [node];
  if (node.type !== "VariableDeclaration") return [];
  return node.declarations.flatMap(({ init }) => (init?.type === "ClassExpression" ? [init] : []));
}

function memberMethod(member: ClassElement, source: SourceText): readonly Method[] {
  if (member.type !== "MethodDefinition" && member.type !== "PropertyDefinition") return [];
  const { key, value, start, end } = member;
  if (key.type !== "Identifier" || member.computed || key.name === "constructor") return [];
  if (value === null || !isFunction(value)) return [];
  return [method(key.name, start, end, functionSignature(source, start, value), null)];
}

/** `Router.prototype.find = function …` and `Router.find = function …`; `module.exports = class …` as well. */
function assignedMethod(node: Expression, source: SourceText): readonly Method[] {
  if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression") return [];
  const { left, right } = node;
  if (right.type === "ClassExpression") return right.body.body.flatMap((member) => memberMethod(member, source));
  if (!isFunction(right) || left.computed || left.property.type !== "Identifier") return [];
  const owner = ownerOf(left.object);
  if (owner === null) return [];
  return [method(left.property.name, node.start, node.end, valueSignature(source, "", left, right), owner)];
}

function ownerOf(object: Node): string | null {
  if (object.type === "Identifier") return ["module", "exports"].includes(object.name) ? null : object.name;
  if (object.type !== "MemberExpression" || object.object.type !== "Identifier") return null;
  return object.property.type === "Identifier" && object.property.name === "prototype" ? object.object.name : null;
}

function method(name: string, start: number, end: number, signature: string, owner: string | null): Method {
  // An underscore says that it is nobody else's business.
  return { name, kind: "method", start, end, signature, exported: false, owner: name.startsWith("_") ? null : owner };
}
