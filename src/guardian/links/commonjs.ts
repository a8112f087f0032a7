// What a CommonJS file exports, where it says so plainly: `module.exports = { … }`, `exports.name = …`. Anything else it
// does with `module` or `exports` makes the list incomplete.
import type { Expression, Node, Program } from "oxc-parser";
import { walk } from "../source/nodes.ts";

export interface CommonJsExports {
  /** Exported names, each with its name within the file, if it has one. */
  readonly names: ReadonlyMap<string, string | null>;
  readonly complete: boolean;
}

export function commonJsOf(program: Program): CommonJsExports {
  const names = new Map<string, string | null>();
  let complete = true;
  walk(program, (node, ancestors) => {
    if (node.type !== "Identifier" || (node.name !== "exports" && node.name !== "module") || isKey(node, ancestors.at(-1))) return;
    const isWhole = node.name === "module" && isModuleExports(ancestors.at(-1));
    const target = isWhole ? ancestors.at(-1) : node;
    const around = ancestors.at(isWhole ? -2 : -1);
    const outer = ancestors.at(isWhole ? -3 : -2);
    if (around?.type === "AssignmentExpression" && around.left === target) {
      complete = (node.name === "exports" || isWhole) && around.operator === "=" && addObject(names, around.right) && complete;
    } else if (around?.type === "MemberExpression" && around.object === target && !around.computed && around.property.type === "Identifier") {
      const isGiven = outer?.type === "AssignmentExpression" && outer.left === around;
      if (isGiven) names.set(around.property.name, outer.right.type === "Identifier" ? outer.right.name : null);
    } else if (around?.type !== "UnaryExpression" && around?.type !== "BinaryExpression") {
      complete = false;
    }
  });
  return { names, complete };
}

function isKey(node: Node, parent: Node | undefined): boolean {
  if (parent?.type === "MemberExpression") return parent.property === node && !parent.computed;
  return parent?.type === "Property" && parent.key === node && !parent.computed && !parent.shorthand;
}

function isModuleExports(node: Node | undefined): boolean {
  return node?.type === "MemberExpression" && !node.computed && node.property.type === "Identifier" && node.property.name === "exports";
}

/** False if the value may have other properties than those that are written out. */
function addObject(names: Map<string, string | null>, value: Expression): boolean {
  if (value.type === "AssignmentExpression") return addObject(names, value.right);
  if (value.type !== "ObjectExpression") return false;
  let complete = true;
  for (const property of value.properties) {
    if (property.type !== "Property" || property.computed) complete = false;
    else if (property.key.type === "Identifier") names.set(property.key.name, property.value.type === "Identifier" ? property.value.name : null);
    else if (property.key.type === "Literal" && typeof property.key.value === "string") names.set(property.key.value, null);
  }
  return complete;
}
