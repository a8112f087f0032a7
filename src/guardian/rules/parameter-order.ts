// Functions whose parameters the change put in another order than the comment above says, so that who reads the comment
// calls them wrongly.
import type { Node } from "oxc-parser";
import { isFunction, walk, type AnyFunction } from "../source/nodes.ts";
import type { ChangeRule, Problem, RuleFile } from "./rule.ts";

export const parameterOrder: ChangeRule = {
  id: "policy/parameter-order",
  kind: "change",
  valid: [
    { path: "src/a.js", before: "/**\n * @param {number} a\n * @param {number} b\n */\nexport function f(a, b) {}", after: "/**\n * @param {object} c\n * @param {number} a\n * @param {number} b\n */\nexport function f(c, a, b) {}" },
    { path: "src/a.js", before: "/** @param {number} b */\nexport function f(a, b) {}", after: "/** @param {number} b */\nexport function f(c, a, b) {}" },
    { path: "src/a.js", before: "/** @param {number} a */\nexport function f(a) {}", after: "/** @param {number} a */\nexport function f(a, b) {}" },
    { path: "src/a.js", before: "/** @param {{ b: number }} options\n * @param {number} options.b */\nexport function f(options) {}", after: "/** @param {{ b: number }} options\n * @param {number} options.b */\nexport function f({ b }) {}" },
    { path: "src/a.js", after: "/** @param {number} b\n * @param {number} a */\nexport function f(a, b) {}" },
  ],
  invalid: [
    { path: "src/a.js", before: "/**\n * @param {number} a\n * @param {number} b\n */\nexport function f(a, b) {}", after: "/**\n * @param {number} a\n * @param {number} b\n */\nexport function f(b, a) {}" },
    { path: "src/a.js", before: "/** @param {number} a the first */\nconst f = (a) => a;", after: "/** @param {number} a the first */\nconst f = (context, a) => a;" },
    { path: "src/a.js", before: "class A {\n  /**\n   * @param {number} [start]\n   * @param {number} [end]\n   */\n  slice (start, end = 1) {}\n}", after: "class A {\n  /**\n   * @param {number} [start]\n   * @param {number} [end]\n   */\n  slice (end = 1, start) {}\n}" },
    { path: "src/a.js", before: "/** @param {string} key */\nexports.get = function (key) {};", after: "/** @param {string} key */\nexports.get = function (context, key) {};" },
  ],
  async compare(change) {
    const before = new Map(change.before.flatMap((file) => documented(file).map((one) => [`${file.path}\0${one.name}`, one])));
    return change.after.flatMap((file) =>
      documented(file).flatMap((one): Problem[] => {
        const old = before.get(`${file.path}\0${one.name}`);
        if (old === undefined || !isInOrder(old) || isInOrder(one)) return [];
        const message = `"${one.name}" takes ${one.taken.join(", ")}, but the comment above says ${one.said.join(", ")}, in which order it is called. Keep that order, or change the calls and the comment.`;
        return [{ file: file.path, offset: one.offset, key: one.name, message: message.slice(0, 280) }];
      }),
    );
  },
};

interface Documented {
  /** With the class or object around it. */
  readonly name: string;
  readonly offset: number;
  readonly taken: readonly string[];
  readonly said: readonly string[];
}

/** Parameters that the comment names come first, in its order. */
function isInOrder({ taken, said }: Documented): boolean {
  const named = taken.filter((name) => said.includes(name));
  if (named.length === 0) return true;
  const wanted = said.filter((name) => taken.includes(name));
  return named.every((name, at) => name === wanted[at] && taken[at] === name);
}

function documented({ text, tree, isTest }: RuleFile): readonly Documented[] {
  if (tree === null || isTest || !text.includes("@param")) return [];
  const found = new Map<string, Documented | null>();
  walk(tree.program, (node, ancestors) => {
    if (!isFunction(node)) return;
    const [name, start] = placeOf(node, ancestors);
    const comment = name === null ? undefined : tree.comments.findLast(({ end }) => end <= start);
    if (name === null || comment === undefined || comment.type !== "Block" || text.slice(comment.end, start).trim() !== "") return;
    const said = [...comment.value.matchAll(/@param\s+(?:\{(?:[^{}]|\{[^{}]*\})*\}\s+)?\[?([A-Za-z_$][\w$]*)(?![\w$.[])/g)].flatMap((match) => match[1] ?? []);
    // Two of one name cannot be told apart.
    found.set(name, found.has(name) ? null : { name, offset: node.start, taken: node.params.map(nameOf), said });
  });
  return [...found.values()].flatMap((one) => (one === null || one.said.length === 0 ? [] : [one]));
}

/** The name, and where the statement or member begins that has the comment above it. */
function placeOf(node: AnyFunction, ancestors: readonly Node[]): readonly [name: string | null, start: number] {
  const owner = ancestors.findLast(({ type }) => type === "ClassDeclaration" || type === "ClassExpression");
  const own = owner !== undefined && "id" in owner && owner.id?.type === "Identifier" ? `${owner.id.name}.` : "";
  const parent = ancestors.at(-1);
  const outer = ancestors.at(-2);
  const startOf = (each: Node | undefined): number => (each?.type.startsWith("Export") === true || each?.type === "ExpressionStatement" ? each.start : -1);
  if (parent?.type === "MethodDefinition" || parent?.type === "Property") return [parent.key.type === "Identifier" ? own + parent.key.name : null, parent.start];
  if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" && outer !== undefined) return [parent.id.name, Math.max(startOf(ancestors.at(-3)), 0) || outer.start];
  if (parent?.type === "AssignmentExpression" && parent.left.type === "MemberExpression" && parent.left.property.type === "Identifier") return [own + parent.left.property.name, outer?.start ?? parent.start];
  if (node.type !== "FunctionDeclaration" || node.id === null) return [null, 0];
  return [node.id.name, startOf(parent) >= 0 ? (parent?.start ?? 0) : node.start];
}

function nameOf(parameter: Node): string {
  if (parameter.type === "AssignmentPattern") return nameOf(parameter.left);
  if (parameter.type === "RestElement") return nameOf(parameter.argument);
  return parameter.type === "Identifier" ? parameter.name : "{ … }";
}
