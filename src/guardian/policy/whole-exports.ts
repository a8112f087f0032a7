// What a file hands over as a whole, by `export default` or `module.exports =`, and what others call it.
import { posix } from "node:path";
import type { Node } from "oxc-parser";
import { chainOf, nodesOf } from "../source/nodes.ts";
import type { RuleFile } from "../rules/rule.ts";

/** Names of functions that are the file's default, or all that it exports. */
export function wholeExports(program: Node): ReadonlySet<string> {
  const names = nodesOf(program, (node) => node.type === "ExportDefaultDeclaration" || node.type === "AssignmentExpression").flatMap((node) => {
    if (node.type === "ExportDefaultDeclaration") return node.declaration.type === "Identifier" ? [node.declaration.name] : [];
    if (node.type !== "AssignmentExpression" || node.right.type !== "Identifier" || chainOf(node.left) !== "module.exports") return [];
    return [node.right.name];
  });
  return new Set(names);
}

/** What a test calls the whole of that file: `import add from "./add.js"`, `const add = require("./add")`. */
export function wholeNamesIn({ path, tree }: RuleFile, stem: string): ReadonlySet<string> {
  const names = new Set<string>();
  const leadsThere = (specifier: unknown): boolean => typeof specifier === "string" && specifier.startsWith(".") && stemOf(posix.join(posix.dirname(path), specifier)) === stem;
  for (const node of tree === null ? [] : nodesOf(tree.program, (each) => each.type === "ImportDefaultSpecifier" || each.type === "ImportDeclaration" || each.type === "VariableDeclarator")) {
    if (node.type === "ImportDeclaration" && leadsThere(node.source.value)) {
      for (const specifier of node.specifiers) if (specifier.type === "ImportDefaultSpecifier") names.add(specifier.local.name);
    }
    if (node.type !== "VariableDeclarator" || node.id.type !== "Identifier" || node.init?.type !== "CallExpression") continue;
    const [argument] = node.init.arguments;
    if (chainOf(node.init.callee) === "require" && argument?.type === "Literal" && leadsThere(argument.value)) names.add(node.id.name);
  }
  return names;
}

export function stemOf(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, "").replace(/(?<=.)\/index$/, "");
}
