// The sources as the architecture's rules see them: parsed, with imports resolved, and walked. Knows no rule.
import { readFileSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync, visitorKeys, type Comment } from "oxc-parser";

export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface Import {
  /** As written. */
  readonly request: string;
  /** The file that a relative request names, as in `src/core/ids.ts`; null for a package. */
  readonly file: string | null;
  readonly offset: number;
  /** Gone at run time. */
  readonly typeOnly: boolean;
  /** By `import()`: loaded only when it is reached. */
  readonly lazy: boolean;
}

export interface Source {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  /** The folder under src/; a file that lies in src/ itself stands for a folder of its own name. */
  readonly folder: string;
  readonly text: string;
  readonly program: SyntaxNode;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Every TypeScript file under src/, in order of path. */
export function readSources(): readonly Source[] {
  return readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll("\\", "/"))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), "utf8")));
}

export function parseSource(path: string, text: string): Source {
  const { program, module, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`);
  const resolve = (request: string) =>
    request.startsWith(".") ? posix.normalize(posix.join(posix.dirname(path), request)) : null;
  const imports: Import[] = [];
  for (const { moduleRequest: { value, start }, entries } of module.staticImports) {
    const typeOnly = entries.length > 0 && entries.every((entry) => entry.isType);
    imports.push({ request: value, file: resolve(value), offset: start, typeOnly, lazy: false });
  }
  for (const { moduleRequest, isType } of module.staticExports.flatMap((statement) => statement.entries)) {
    if (moduleRequest === null) continue;
    const { value, start } = moduleRequest;
    imports.push({ request: value, file: resolve(value), offset: start, typeOnly: isType, lazy: false });
  }
  for (const { moduleRequest: { start, end } } of module.dynamicImports) {
    const value = /^["'](.*)["']$/.exec(text.slice(start, end))?.[1];
    // A request that is computed names no file; loading user files by path is not an import of ours.
    if (value === undefined) continue;
    imports.push({ request: value, file: resolve(value), offset: start, typeOnly: false, lazy: true });
  }
  const folder = (path.split("/")[1] ?? "").replace(/\.tsx?$/, "");
  return { path, folder, text, program: program as unknown as SyntaxNode, comments, imports };
}

/** `src/core/ids.ts:12: message`. */
export function violation(source: Source, offset: number, message: string): string {
  return `${source.path}:${lineAt(source, offset)}: ${message}`;
}

export function lineAt(source: Source, offset: number): number {
  return source.text.slice(0, offset).split("\n").length;
}

export function textOf(source: Source, node: SyntaxNode): string {
  return source.text.slice(node.start, node.end);
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  return (visitorKeys[node.type] ?? []).flatMap((key) => node[key]).filter(isNode);
}

/** Visits a node and all below it, parents first; `visit` answers false to leave out what is below. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parent: SyntaxNode | null) => boolean | void,
  parent: SyntaxNode | null = null,
): void {
  if (visit(node, parent) === false) return;
  for (const child of childrenOf(node)) walk(child, visit, node);
}

/** Whether an identifier names a variable here, and not a property of something. */
export function isReference(node: SyntaxNode, parent: SyntaxNode | null): boolean {
  if (node.type !== "Identifier") return false;
  if (parent === null || parent.computed === true) return true;
  if (parent.type === "MemberExpression") return parent.property !== node;
  if (parent.type === "Property" || parent.type === "PropertyDefinition") return parent.value === node;
  return !["TSPropertySignature", "TSMethodSignature", "MethodDefinition", "LabeledStatement"].includes(parent.type);
}

export function isFunction(node: SyntaxNode): boolean {
  return ["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"].includes(node.type);
}
