// Rules on what code does when: core decides and does nothing else, and importing a file does nothing at all.
import { childrenOf, isFunction, isNode, isReference, textOf, violation, walk, type Source, type SyntaxNode } from "./source.ts";

const impureNames = new Set([
  "Promise", "Date", "process", "console", "performance", "crypto", "fetch", "globalThis", "Bun", "Deno", "require",
  "setTimeout", "setInterval", "setImmediate", "queueMicrotask", "structuredClone", "WebSocket",
]);

/** Core has no I/O, clock, randomness or async: a replay of the same events makes the same state. */
export function impureCore(sources: readonly Source[]): string[] {
  const found: string[] = [];
  for (const source of sources.filter(({ folder }) => folder === "core")) {
    walk(source.program, (node, parent) => {
      const what = impurity(source, node, parent);
      if (what !== null) found.push(violation(source, node.start, `core must not use ${what}`));
    });
  }
  return found;
}

function impurity(source: Source, node: SyntaxNode, parent: SyntaxNode | null): string | null {
  if (isFunction(node) && node.async === true) return "async";
  if (node.type === "AwaitExpression" || node.type === "ForOfStatement" && node.await === true) return "await";
  if (node.type === "ImportExpression") return "import()";
  if (node.type === "MemberExpression" && textOf(source, node) === "Math.random") return "Math.random";
  if (isReference(node, parent) && typeof node.name === "string" && impureNames.has(node.name)) return node.name;
  return null;
}

/** Calls that make a value and touch nothing else. */
const harmless = /^(Object\.(freeze|keys|values|entries|fromEntries)|Symbol(\.for)?|String\.raw|Number|String|Math\.\w+|RegExp|Array\.from|BigInt|TextEncoder|TextDecoder|URL|Intl\.\w+|promisify)$/;
const containers = /^(Set|Map|WeakMap|WeakSet)$/;
const harmlessMethods = /^\.(map|filter|flatMap|flat|join|concat|toSorted|toReversed|slice|entries|keys|values|split|trim|includes|repeat|replaceAll|toUpperCase|toLowerCase)$/;

/** What a shell runs, and nobody imports. */
const command = "src/cli/main.ts";

/**
 * Nothing runs and nothing changeable stands at the top of a file. A function of the same file may be called there if
 * it does nothing but the same.
 */
export function workOnImport(sources: readonly Source[]): string[] {
  return sources.filter(({ path }) => path !== command).flatMap((source) => {
    const found: string[] = [];
    const topFunctions = functionsOf(source);
    for (const statement of topStatements(source.program)) {
      if (statement.type === "VariableDeclaration" && statement.kind !== "const" && statement.declare !== true) {
        found.push(violation(source, statement.start, "a variable at the top of a file is global and changeable"));
      }
      for (const { node, what } of work(source, statement, topFunctions, new Set())) {
        found.push(violation(source, node.start, `${what} runs on import`));
      }
    }
    return found;
  });
}

function topStatements(program: SyntaxNode): readonly SyntaxNode[] {
  return childrenOf(program).map((node) => (isNode(node.declaration) ? node.declaration : node));
}

function functionsOf(source: Source): ReadonlyMap<string, SyntaxNode> {
  const functions = new Map<string, SyntaxNode>();
  for (const node of topStatements(source.program)) {
    if (node.type === "FunctionDeclaration" && isNode(node.id)) functions.set(String(node.id.name), node);
    if (node.type !== "VariableDeclaration") continue;
    for (const declarator of childrenOf(node)) {
      const { id, init } = declarator;
      if (isNode(id) && isNode(init) && isFunction(init)) functions.set(String(id.name), init);
    }
  }
  return functions;
}

interface Work {
  readonly node: SyntaxNode;
  readonly what: string;
}

/** What evaluating `start` would do. Bodies of functions are left out, but for `entered` ones, which are called. */
function work(source: Source, start: SyntaxNode, functions: ReadonlyMap<string, SyntaxNode>, entered: Set<SyntaxNode>): Work[] {
  const found: Work[] = [];
  walk(start, (node, parent) => {
    if (isFunction(node) && !entered.has(node)) return false;
    if (node.type === "PropertyDefinition" && node.static !== true) return false;
    if (node.type === "AwaitExpression") found.push({ node, what: "await" });
    if (node.type === "ExpressionStatement" && parent === null) found.push({ node, what: "a statement" });
    if (node.type !== "CallExpression" && node.type !== "NewExpression" || !isNode(node.callee)) return true;
    const name = nameOf(source, node.callee);
    const own = functions.get(name);
    if (own !== undefined) {
      if (entered.has(own)) return true;
      entered.add(own);
      for (const { what } of work(source, own, functions, entered)) found.push({ node, what: `${name}(), with ${what},` });
    } else if (containers.test(name)) {
      if (isChangeable(source, node, parent, start)) found.push({ node, what: `an empty ${name}, to be filled by someone,` });
    } else if (harmlessMethods.test(name)) {
      for (const child of childrenOf(node)) if (isFunction(child)) entered.add(child);
    } else if (!harmless.test(name) && !isSchema(source, node)) {
      found.push({ node, what: `${name}()` });
    }
    return true;
  });
  return found;
}

/** `Object.freeze` as it stands; of a longer chain the method only, as in `.map`; of anything else its beginning. */
function nameOf(source: Source, callee: SyntaxNode): string {
  if (callee.type === "Identifier") return textOf(source, callee);
  if (callee.type !== "MemberExpression" || !isNode(callee.object) || !isNode(callee.property)) {
    return textOf(source, callee).replace(/\s+/g, " ").slice(0, 40);
  }
  const whole = textOf(source, callee);
  return harmless.test(whole) ? whole : `.${textOf(source, callee.property)}`;
}

/** An empty container that stands at the top and is not declared as read-only: someone will fill it. */
function isChangeable(source: Source, node: SyntaxNode, parent: SyntaxNode | null, start: SyntaxNode): boolean {
  const isEmpty = Array.isArray(node.arguments) && node.arguments.length === 0;
  if (!isEmpty || isFunction(start) || parent?.type !== "VariableDeclarator" || !isNode(parent.id)) return false;
  return !/:\s*Readonly(Set|Map)\b/.test(textOf(source, parent.id));
}

/** Whether a call's chain begins with zod's `z`, or with a schema that the same file made of it before. */
function isSchema(source: Source, node: SyntaxNode): boolean {
  const root = rootOf(node);
  if (root === null) return false;
  if (root === "z") return source.imports.some(({ request }) => request === "zod");
  for (const statement of topStatements(source.program)) {
    if (statement.type !== "VariableDeclaration") continue;
    for (const { id, init } of childrenOf(statement)) {
      if (isNode(id) && id.name === root && isNode(init)) return init.start < node.start && isSchema(source, init);
    }
  }
  return false;
}

/** The variable that a chain of calls and members begins with. */
function rootOf(node: SyntaxNode): string | null {
  if (node.type === "Identifier") return String(node.name);
  const inner = node.type === "CallExpression" ? node.callee : node.object;
  return isNode(inner) ? rootOf(inner) : null;
}
