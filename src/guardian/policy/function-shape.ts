// The shape of a function: its syntax tree with its own names numbered, so that a copy with other names has the same. It
// does not know where copies are looked for.
import type { Node } from "oxc-parser";
import { childrenOf, functionName, isFunction, isNode, nodesOf, walk, type AnyFunction } from "../source/nodes.ts";
import type { RuleFile } from "../rules/rule.ts";

export interface Shape {
  readonly name: string | null;
  readonly node: AnyFunction;
  readonly shape: string;
  /** Words that a copy must have as well: property names, texts, and what it takes from outside. */
  readonly words: readonly string[];
}

/** Less is often alike by chance: getters, wrappers, guards. */
const statementsMin = 6;
const nodesMin = 60;
/** Of what says a lot in few statements. */
const fewStatementsMin = 3;
const manyNodesMin = 150;
const leftOut = new Set(["start", "end", "loc", "range", "parent", "typeAnnotation", "returnType", "typeParameters", "typeArguments", "raw", "optional", "definite", "decorators", "accessibility", "override", "readonly"]);

/** Functions of some size, outer ones only. */
export function shapesOf(file: RuleFile): readonly Shape[] {
  if (file.tree === null) return [];
  const found: Shape[] = [];
  let insideUntil = -1;
  walk(file.tree.program, (node, ancestors) => {
    if (!isFunction(node) || node.body === null || node.start < insideUntil) return;
    const inner = nodesOf(node.body, (each): each is Node => each !== node.body);
    const statements = inner.filter(({ type }) => /Statement$|^VariableDeclaration$/.test(type) && type !== "BlockStatement").length;
    const isSmall = (statements < statementsMin || inner.length < nodesMin) && (statements < fewStatementsMin || inner.length < manyNodesMin);
    if (isSmall) return;
    insideUntil = node.end;
    found.push({ name: functionName(node, ancestors), node, ...shapeOf(node) });
  });
  return found;
}

function shapeOf(node: AnyFunction): Pick<Shape, "shape" | "words"> {
  const own = ownNames(node);
  const words = new Set<string>();
  const parts: string[] = [];
  const write = (each: Node): void => {
    parts.push("(", each === node ? "Function" : each.type);
    if (each.type === "Identifier" || each.type === "JSXIdentifier") {
      const number = own.get(each.name);
      if (number === undefined) words.add(each.name);
      parts.push(number === undefined ? each.name : `#${number}`);
    } else if (each.type === "Literal") {
      if (typeof each.value === "string" && each.value !== "") words.add(each.value);
      parts.push(typeof each.value === "string" ? JSON.stringify(each.value) : String(each.raw));
    }
    for (const [key, value] of Object.entries(each) as [string, unknown][]) {
      if (leftOut.has(key) || key === "type" || key === "name" || (key === "value" && !isNode(value))) continue;
      if (typeof value === "string" || typeof value === "boolean") parts.push(`${key}=${String(value)}`);
    }
    for (const child of childrenOf(each)) if (!child.type.startsWith("TSType") && child !== (each === node ? node.id : null)) write(child);
    parts.push(")");
  };
  write(node);
  return { shape: parts.join(" "), words: [...words].filter((word) => !/[\\\n"']/.test(word)) };
}

/** Parameters and what is declared within, by the order in which they come. */
function ownNames(node: AnyFunction): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  const add = (pattern: Node): void => {
    if (pattern.type === "Identifier") {
      if (!names.has(pattern.name)) names.set(pattern.name, names.size);
    } else if (pattern.type === "ObjectPattern") {
      for (const property of pattern.properties) add(property.type === "Property" ? property.value : property.argument);
    } else if (pattern.type === "ArrayPattern") {
      for (const element of pattern.elements) if (element !== null) add(element);
    } else if (pattern.type === "AssignmentPattern") add(pattern.left);
    else if (pattern.type === "RestElement") add(pattern.argument);
  };
  walk(node, (each) => {
    if (isFunction(each)) {
      // Its own name is not part of what it does.
      if (each !== node && each.type !== "ArrowFunctionExpression" && each.id !== null) add(each.id);
      each.params.forEach(add);
    } else if (each.type === "VariableDeclarator") add(each.id);
    else if (each.type === "CatchClause" && each.param !== null) add(each.param);
  });
  return names;
}
