// The links of Go: imports of changed files lead to packages of the module, or to modules that go.mod requires, and no
// package goes away that other files import. It does not look at names within packages.
import { posix } from "node:path";
import type { Finding } from "../../core/change.ts";
import { nestingProblem } from "../../core/nesting.ts";
import type { GateInput } from "../../ports/gate.ts";
import { readSlotText, textOf, type SlotText } from "../files/slot-file.ts";
import type { Walk } from "../files/slot-walk.ts";
import { excerptAt, finding, placeAt } from "../finding.ts";
import { parseTree } from "../languages/grammars.ts";
import { nearestName } from "../nearest.ts";
import type { StageReport } from "../stage.ts";

interface GoImport {
  readonly path: string;
  readonly offset: number;
}

interface GoModule {
  /** The folder of its go.mod; empty for the repository's own. */
  readonly folder: string;
  readonly name: string;
  /** Every word of go.mod: what it requires and replaces is among them. */
  readonly words: readonly string[];
}

const isGo = (path: string): boolean => path.endsWith(".go");

export async function goLinks(input: GateInput, walk: () => Promise<Walk>, signal: AbortSignal): Promise<StageReport> {
  const changed = input.change.files.filter(({ path }) => isGo(path));
  if (changed.length === 0) return { findings: [], notes: [] };
  const { paths, complete } = await walk();
  // A workspace or a vendor folder brings modules of its own.
  const foreign = paths.find((path) => path === "go.work" || /(?:^|\/)vendor\/modules\.txt$/.test(path));
  if (!complete || foreign !== undefined) return { findings: [], notes: [`the imports of Go were not checked: ${foreign ?? "the repository has too many files"}`] };
  const modules = await modulesOf(input, paths);
  const folders = new Set(paths.filter(isGo).map((path) => posix.dirname(path)));
  const findings: Finding[] = [];
  for (const { path, status } of changed) {
    signal.throwIfAborted();
    const content = status === "deleted" || /(?:^|\/)[_.]/.test(path) ? null : await readSlotText(input.directory, path);
    // What is only built on demand brings its packages on demand.
    if (content?.kind === "text" && /^\/\/(?:go:build| ?\+build)\b/m.test(content.text)) continue;
    const before = new Set((await importsOf(textOf(await input.before(path)))).map((each) => each.path));
    for (const imported of content === null ? [] : await importsOf(content)) {
      const problem = before.has(imported.path) ? null : problemOf(path, imported.path, modules, folders);
      if (problem !== null && content?.kind === "text") findings.push(told(path, content.text, imported, problem));
    }
  }
  const gone = changed.flatMap(({ path, status }) => (status === "deleted" && !folders.has(posix.dirname(path)) ? [posix.dirname(path)] : []));
  return { findings: [...findings, ...(await brokenUsers(input, signal, paths, modules, new Set(gone)))], notes: [] };
}

/** The innermost first. */
async function modulesOf(input: GateInput, paths: readonly string[]): Promise<GoModule[]> {
  const found: GoModule[] = [];
  for (const path of paths.filter((each) => posix.basename(each) === "go.mod")) {
    const content = await readSlotText(input.directory, path);
    const words = content.kind === "text" ? content.text.replaceAll(/\/\/.*/g, "").split(/[\s()"]+/) : [];
    const name = words[words.indexOf("module") + 1];
    if (name !== undefined && words.includes("module")) found.push({ folder: posix.dirname(path), name, words });
  }
  return found.sort((left, right) => right.folder.length - left.folder.length);
}

async function importsOf(content: SlotText): Promise<GoImport[]> {
  if (content.kind !== "text" || nestingProblem(content.text) !== null) return [];
  const root = await parseTree("go", content.text);
  return (root?.findAll({ rule: { kind: "import_spec" } }) ?? []).flatMap((spec) => {
    const path = spec.field("path");
    return path === null ? [] : [{ path: path.text().slice(1, -1), offset: path.range().start.index }];
  });
}

interface Problem {
  readonly rule: string;
  readonly text: string;
}

function problemOf(file: string, path: string, modules: readonly GoModule[], folders: ReadonlySet<string>): Problem | null {
  const own = modules.find(({ folder }) => folder === "." || file.startsWith(`${folder}/`));
  if (own === undefined) return null;
  const inside = modules.find(({ name }) => isWithin(path, name));
  if (inside !== undefined) {
    const folder = folderOf(inside, path);
    // Code that is generated at the build stands in folders that say so.
    if (folders.has(folder) || /gen|pb|proto|mock/i.test(path)) return null;
    const near = nearestName(folder, [...folders]);
    return { rule: "unresolved-import", text: `There is no package "${path}": the folder ${folder} has no Go files.${near === null ? "" : ` Did you mean ${near}?`}` };
  }
  const [host = ""] = path.split("/", 1);
  if (!host.includes(".") || own.words.some((word) => isWithin(path, word))) return null;
  return { rule: "unknown-package", text: `No module that go.mod requires has the package "${path}". Use what is required, or have it added to go.mod.` };
}

function isWithin(path: string, module: string): boolean {
  return module !== "" && (path === module || path.startsWith(`${module}/`));
}

function folderOf({ folder, name }: GoModule, path: string): string {
  return posix.join(folder, path.slice(name.length + 1)) || ".";
}

function told(file: string, text: string, { offset }: GoImport, problem: Problem): Finding {
  const place = placeAt(text, offset);
  return finding("links", problem.rule, problem.text, { file, place, excerpt: excerptAt(text, place) });
}

async function brokenUsers(input: GateInput, signal: AbortSignal, paths: readonly string[], modules: readonly GoModule[], gone: ReadonlySet<string>): Promise<Finding[]> {
  const changed = new Set(input.change.files.map(({ path }) => path));
  const findings = new Map<string, Finding>();
  if (gone.size === 0) return [];
  for (const path of paths) {
    if (!isGo(path) || changed.has(path)) continue;
    signal.throwIfAborted();
    for (const imported of await importsOf(await readSlotText(input.directory, path))) {
      const inside = modules.find(({ name }) => isWithin(imported.path, name));
      const folder = inside === undefined ? null : folderOf(inside, imported.path);
      if (folder === null || !gone.has(folder) || findings.has(folder)) continue;
      const text = `The package "${imported.path}" is gone, but ${path} imports it. Keep it, or change ${path} too.`;
      findings.set(folder, finding("links", "broken-user", text, { file: [...changed].find((each) => posix.dirname(each) === folder) ?? null }));
    }
  }
  return [...findings.values()];
}
