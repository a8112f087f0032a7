// A file cut short: most of what it declared is gone, and is nowhere else in the change. With a comment in its place
// that is a fault; without one it may be what the task asks for.
import { commentsOf } from "../source/comments.ts";
import { childrenOf } from "../source/nodes.ts";
import { elisionIn } from "./placeholder-wording.ts";
import type { ChangeRule, Problem, RuleChange, RuleFile } from "./rule.ts";

const namesMin = 4;
/** Of what a file declared and of its length, what at most is left of a file that was cut short. */
const shareLeftMax = 0.4;
const namesShownMax = 4;

const whole = "export function a() { return 1; }\nexport function b() { return 2; }\nexport class C { d() { return 3; } e() { return 4; } }\nexport const f = 5;\n";

export const truncated: ChangeRule = {
  id: "policy/truncated",
  kind: "change",
  valid: [
    { path: "src/a.ts", before: whole, after: `${whole}export const g = 6;\n` },
    { before: { "src/a.ts": whole }, after: { "src/a.ts": "export * from './b.ts';\n", "src/b.ts": whole } },
    { path: "src/a.ts", before: "export const a = 1;\nexport const b = 2;\n", after: "export const a = 1;\n" },
    { before: { "src/a.ts": whole }, after: { "src/a.ts": null } },
  ],
  invalid: [
    { path: "src/a.ts", before: whole, after: "export function a() { return 10; }\n// ...\n" },
    { path: "src/a.ts", before: whole, after: "// the other functions stay as they are\nexport class C { d() { return 3; }\n  // ...\n}\n" },
    { path: "src/a.ts", before: whole, after: "export function a() { return 10; }\n" },
  ],
  async compare(change) {
    const now = new Set(change.after.flatMap(namesIn));
    return change.before.flatMap((before) => {
      const after = change.after.find(({ path }) => path === before.path);
      return after === undefined || before.isTest ? [] : shortened(before, after, now, change);
    });
  },
};

function shortened(before: RuleFile, after: RuleFile, now: ReadonlySet<string>, { before: all }: RuleChange): Problem[] {
  const names = namesIn(before);
  const lost = names.filter((name) => !now.has(name));
  const comment = commentsOf(after).find(({ text }) => elisionIn(text) !== null && !before.text.includes(text));
  const isCut = names.length >= namesMin && names.length - lost.length <= names.length * shareLeftMax && after.text.length <= before.text.length * shareLeftMax;
  const isElided = comment !== undefined && lost.length > 0 && after.text.length < before.text.length;
  // A file that only passes on what others have was emptied on purpose.
  if ((!isCut && !isElided) || (comment === undefined && all.length > 3)) return [];
  const shown = lost.slice(0, namesShownMax).map((name) => `"${name}"`).join(", ");
  const more = lost.length > namesShownMax ? ` and ${lost.length - namesShownMax} more` : "";
  const message = `${shown}${more} ${lost.length === 1 ? "is" : "are"} gone from this file. ${comment === undefined ? "Put back what the task does not take away." : "Write the whole file out."}`;
  return [{ file: after.path, offset: comment?.offset ?? null, key: after.path, message, ...(comment === undefined ? { severity: "warning" as const } : {}) }];
}

/** Functions, classes with their methods, and constants at the top of a file. */
function namesIn({ tree }: RuleFile): string[] {
  return (tree?.program.body ?? []).flatMap((statement) => {
    const declaration = statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration" ? statement.declaration : statement;
    if (declaration === null) return [];
    if (declaration.type === "VariableDeclaration") return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
    if (declaration.type === "FunctionDeclaration") return declaration.id === null ? [] : [declaration.id.name];
    if (declaration.type !== "ClassDeclaration") return [];
    const methods = childrenOf(declaration.body).flatMap((member) => (member.type === "MethodDefinition" && member.key.type === "Identifier" ? [`${declaration.id?.name ?? ""}.${member.key.name}`] : []));
    return [declaration.id?.name ?? "", ...methods].filter((name) => name !== "");
  });
}
