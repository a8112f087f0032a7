// Functions that others call by what a README says, and that the change took away: nothing in the repository may use
// them, since whoever does is elsewhere.
import { posix } from "node:path";
import type { Node } from "oxc-parser";
import { covers } from "../../core/path-pattern.ts";
import { chainOf, walk } from "../source/nodes.ts";
import type { ChangeRule, Problem, RuleChange, RuleFile } from "./rule.ts";

const readme = "# Trees\n\n## .get(path)\n\nWhat stands at a path.\n\n    tree.has(path)\n";
const manifest = '{ "name": "trees", "main": "index.js" }';

export const documentedMember: ChangeRule = {
  id: "policy/documented-member",
  kind: "change",
  valid: [
    { before: { "README.md": readme, "index.js": "exports.get = (p) => p;" }, after: { "README.md": "# Trees\n\n## .at(path)\n", "index.js": "exports.at = (p) => p;" } },
    { before: { "README.md": readme, "index.js": "exports.get = (p) => p;", "lib.js": "exports.get = (p) => p;" }, after: { "index.js": "exports.at = (p) => p;" } },
    { before: { "README.md": readme, "index.js": "function Tree() {}\nTree.prototype.get = function (p) { return p; };" }, after: { "index.js": "class Tree { get(p) { return p; } }" } },
    { before: { "README.md": "# Trees\n\nTo get a tree, plant one.\n", "index.js": "exports.get = (p) => p;" }, after: { "index.js": "exports.at = (p) => p;" } },
    { before: { "README.md": readme, "index.js": "const get = (p) => p;\nmodule.exports = { get };" }, after: { "index.js": "exports['get'] = (p) => p;" } },
  ],
  invalid: [
    { before: { "README.md": readme, "package.json": manifest, "index.js": "function Tree() {}\nTree.prototype.get = function (p) { return p; };\nmodule.exports = Tree;" }, after: { "index.js": "function Tree() {}\nTree.prototype.getValue = function (p) { return p; };\nmodule.exports = Tree;" } },
    { before: { "README.md": readme, "src/tree.ts": "export class Tree { has(path: string) { return path; } }" }, after: { "src/tree.ts": "export class Tree { contains(path: string) { return path; } }" } },
    { before: { "README.md": readme, "index.js": "module.exports = { get: (p) => p, has: (p) => p };" }, after: { "index.js": "module.exports = { has: (p) => p };" } },
    { before: { "README.md": readme, "lib/get.js": "export function get(p) { return p; }" }, after: { "lib/get.js": "function get2(p) { return p; }\nexport { get2 };" } },
  ],
  async compare(change) {
    const kept = new Set(change.after.flatMap((file) => (file.isTest ? [] : [...definedIn(file)])));
    const problems: Problem[] = [];
    for (const file of change.before) {
      if (file.isTest || file.tree === null) continue;
      const gone = [...offeredBy(file)].filter((name) => !kept.has(name));
      const documents = gone.length === 0 ? [] : await documentsAbove(file.path, change);
      for (const name of gone) {
        const document = documents.find(({ text }) => new RegExp(`\\.${name.replaceAll("$", "\\$")}\\s*\\(`).test(text));
        if (document === undefined || (await isDefinedAround(name, file.path, change))) continue;
        const told = `${document.path} documents ".${name}()", but ${file.path} no longer has it, nor has any other file.`;
        const problem = { file: file.path, offset: null, key: `${file.path} ${name}` };
        // Another task of the plan may have the document to change.
        if (mayWrite(document.path, change)) problems.push({ ...problem, message: `${told} Keep it, or change the document with it.` });
        else problems.push({ ...problem, severity: "warning", message: `${told} This task may not write the document: say so in the summary if it is gone for good.` });
      }
    }
    return problems;
  },
};

function mayWrite(path: string, { writes }: RuleChange): boolean {
  return writes === null || writes.some((declared) => covers(declared, path));
}

/** Names that others may call: exports, methods, members of exported objects. */
function offeredBy({ tree }: RuleFile): ReadonlySet<string> {
  const names = new Set<string>();
  if (tree === null) return names;
  walk(tree.program, (node) => {
    if (node.type === "AssignmentExpression") {
      const chain = chainOf(node.left) ?? "";
      const member = /^(?:exports|module\.exports|[A-Za-z_$][\w$]*\.prototype|[A-Z][\w$]*)\.([A-Za-z$][\w$]*)$/.exec(chain)?.[1];
      if (member !== undefined && member !== "prototype" && chain !== "module.exports") names.add(member);
      if (chain === "module.exports" && node.right.type === "ObjectExpression") node.right.properties.forEach((property) => addKey(property, names));
    } else if (node.type === "MethodDefinition" && node.kind !== "constructor") addKey(node, names);
    else if (node.type === "ExportNamedDeclaration") for (const name of exportedBy(node)) names.add(name);
  });
  return new Set([...names].filter((name) => !name.startsWith("_")));
}

function exportedBy({ declaration, specifiers }: Extract<Node, { type: "ExportNamedDeclaration" }>): readonly string[] {
  if (declaration?.type === "VariableDeclaration") return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
  if (declaration !== null) return "id" in declaration && declaration.id?.type === "Identifier" ? [declaration.id.name] : [];
  return specifiers.flatMap(({ exported }) => (exported.type === "Identifier" ? [exported.name] : []));
}

/** Anything that a name is given to, wherever it stands: one of these may be what the document means. */
function definedIn({ tree }: RuleFile): ReadonlySet<string> {
  const names = new Set<string>();
  if (tree === null) return names;
  walk(tree.program, (node) => {
    if (node.type === "AssignmentExpression") names.add((chainOf(node.left) ?? "").split(".").at(-1) ?? "");
    else if (node.type === "Property" || node.type === "MethodDefinition" || node.type === "PropertyDefinition") addKey(node, names);
    else if (node.type === "ExportNamedDeclaration") for (const name of exportedBy(node)) names.add(name);
    else if (node.type === "Literal" && typeof node.value === "string") names.add(node.value);
  });
  return names;
}

function addKey(node: Node, names: Set<string>): void {
  if (node.type !== "Property" && node.type !== "MethodDefinition" && node.type !== "PropertyDefinition") return;
  if (node.key.type === "Identifier" && !node.computed) names.add(node.key.name);
  else if (node.key.type === "Literal") names.add(String(node.key.value));
}

/** READMEs of the folders above, as they are after the change. */
async function documentsAbove(path: string, { after, surroundings }: RuleChange): Promise<readonly Pick<RuleFile, "path" | "text">[]> {
  const isAbove = (other: string): boolean => {
    const folder = posix.dirname(other);
    return /(?:^|\/)readme\.(?:md|markdown)$/i.test(other) && (folder === "." || path.startsWith(`${folder}/`));
  };
  const found: Pick<RuleFile, "path" | "text">[] = after.filter((file) => isAbove(file.path));
  for (const other of await surroundings.near(posix.join(posix.dirname(path), "README.md"))) {
    if (isAbove(other)) found.push({ path: other, text: await surroundings.text(other) });
  }
  return found;
}

async function isDefinedAround(name: string, path: string, { surroundings }: RuleChange): Promise<boolean> {
  if (await surroundings.isCut(path)) return true;
  for (const near of await surroundings.near(path)) {
    if (!(await surroundings.text(near)).includes(name)) continue;
    const file = await surroundings.file(near);
    if (!file.isTest && !/\.d\.[cm]?ts$/.test(near) && definedIn(file).has(name)) return true;
  }
  return false;
}
