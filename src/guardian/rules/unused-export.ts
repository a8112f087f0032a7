// New exports that nobody asked for: no file names them, the plan does not promise them, and no entry of a package leads
// to their file.
import { posix } from "node:path";
import { childrenOf } from "../source/nodes.ts";
import type { ChangeRule, Problem, RuleChange, RuleFile } from "./rule.ts";

/** Frameworks find these files by their place, and their exports by name. */
const foundByPlace = /(?:^|\/)(?:pages|app|routes|api|migrations|commands|plugins|stories|functions)\/|(?:^|\/)(?:index|main|server|cli|middleware|types?)\.[cm]?[jt]sx?$|\.config\.|\.d\.[cm]?ts$|\.stories\./i;

export const unusedExport: ChangeRule = {
  id: "policy/unused-export",
  kind: "change",
  valid: [
    { before: { "src/b.ts": "import { a } from './a.ts';\nexport const b = a;" }, after: { "src/a.ts": "export const a = 1;" } },
    { before: { "package.json": '{ "main": "./src/a.js" }' }, after: { "src/a.js": "export const a = 1;" } },
    { before: { "src/a.ts": "export const a = 1;" }, after: { "src/a.ts": "export const a = 2;" } },
    { before: {}, after: { "src/index.ts": "export const a = 1;" } },
    { before: { "src/index.ts": "export * from './a.ts';" }, after: { "src/a.ts": "export const a = 1;" } },
    { before: {}, after: { "src/a.ts": "export default function a() {}" } },
  ],
  invalid: [
    { before: { "src/b.ts": "export const b = 1;" }, after: { "src/a.ts": "export const helper = 1;\nexport const main = helper;" } },
    { before: { "src/a.ts": "export const a = 1;", "src/b.ts": "import { a } from './a.ts';\na;" }, after: { "src/a.ts": "export const a = 1;\nexport function spare() { return a; }" } },
  ],
  async compare(change) {
    const known = new Set(change.before.flatMap((file) => exportsOf(file).map(({ name }) => name)));
    const promised = new Set(change.provides.flatMap(({ name }) => name.match(/[\w$]+/g) ?? []));
    const problems: Problem[] = [];
    for (const file of change.after) {
      if (file.isTest || foundByPlace.test(file.path)) continue;
      const fresh = exportsOf(file).filter(({ name }) => !known.has(name) && !promised.has(name));
      if (fresh.length === 0 || (await change.surroundings.isCut(file.path)) || (await isEntry(file.path, change))) continue;
      for (const { name, offset } of fresh) {
        if (await isNamedElsewhere(name, file, change)) continue;
        const message = `"${name}" is exported, but nothing uses it. Take "export" away, or delete it.`;
        problems.push({ file: file.path, offset, key: name, message });
      }
    }
    return problems;
  },
};

interface Exported {
  readonly name: string;
  readonly offset: number;
}

function exportsOf({ tree }: RuleFile): readonly Exported[] {
  return (tree?.program.body ?? []).flatMap((statement): Exported[] => {
    if (statement.type !== "ExportNamedDeclaration") return [];
    const { declaration, specifiers } = statement;
    if (declaration?.type === "VariableDeclaration") {
      return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [{ name: id.name, offset: id.start }] : []));
    }
    const [id] = declaration === null ? [] : childrenOf(declaration).filter(({ type }) => type === "Identifier");
    if (id?.type === "Identifier") return [{ name: id.name, offset: id.start }];
    return specifiers.flatMap(({ exported }) => (exported.type === "Identifier" && exported.name !== "default" ? [{ name: exported.name, offset: exported.start }] : []));
  });
}

/** Any file that has the word may mean it. */
async function isNamedElsewhere(name: string, file: RuleFile, { after, surroundings }: RuleChange): Promise<boolean> {
  const word = new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`);
  if (after.some(({ path, text }) => path !== file.path && text.includes(name) && word.test(text))) return true;
  for (const path of await surroundings.near(file.path)) {
    const text = await surroundings.text(path);
    if (text.includes(name) && word.test(text)) return true;
  }
  return false;
}

/** A manifest names the file, or some file passes all of it on or loads it as a whole. */
async function isEntry(path: string, { after, surroundings }: RuleChange): Promise<boolean> {
  const stem = posix.basename(path).replace(/\.[cm]?[jt]sx?$/, "");
  const whole = new RegExp(`(?:\\*(?:\\s+as\\s+[\\w$]+)?\\s+from\\s*|import\\s*\\(\\s*|require\\s*\\(\\s*)["'\`][^"'\`]*\\b${stem.replace(/[^\w-]/g, "\\$&")}(?:\\.[cm]?[jt]sx?)?["'\`]`);
  if (after.some(({ text }) => whole.test(text))) return true;
  for (const near of await surroundings.near(path)) if (whole.test(await surroundings.text(near))) return true;
  return (await surroundings.manifests()).some((text) => /"(?:main|module|exports|bin|browser|types)"/.test(text) && (text.includes(`/${stem}.`) || text.includes(`/${stem}"`) || /"\.\/[^"]*\*/.test(text)));
}
