// Rules on who may import whom: one direction, no cycles, processes from two places only, nothing heavy at the start.
import { isNode, textOf, violation, walk, type Source } from "./source.ts";

const adapters = ["journal", "store", "guardian", "context", "workspace", "config"];

/** Folders that each folder may import, itself aside. */
const allowed: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["core", []],
  ["ports", ["core"]],
  ["agents", ["core"]],
  ["scripted", ["core"]],
  ["host", ["core", "ports", "agents"]],
  ["runtime", ["core", "ports", "agents"]],
  ["plugin", ["compose", "runtime", "config", "agents", "host", "core", "ports"]],
  ["cli", ["compose", "config", "core", "ports"]],
  ["compose", ["runtime", "agents", "host", "scripted", "core", "ports", ...adapters]],
  ...adapters.map((folder) => [folder, ["core", "ports"]] as const),
]);

/** Packages that a folder may import; folders that are not named may import any. */
const packages: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ["core", []],
  ["ports", []],
  ["agents", ["zod"]],
]);

export function wrongDirections(sources: readonly Source[]): string[] {
  const paths = new Set(sources.map((source) => source.path));
  return sources.flatMap((source) => source.imports.flatMap((each) => {
    const message = each.file === null ? wrongPackage(source, each.request) : wrongFile(source, each.file, paths);
    return message === null ? [] : [violation(source, each.offset, message)];
  }));
}

function wrongPackage(source: Source, request: string): string | null {
  const wanted = packages.get(source.folder);
  return wanted === undefined || wanted.includes(request) ? null : `${source.folder} must not import ${request}`;
}

function wrongFile(source: Source, file: string, paths: ReadonlySet<string>): string | null {
  if (!paths.has(file)) return `${file} does not exist, or has no .ts ending here`;
  const wanted = allowed.get(source.folder);
  if (wanted === undefined) return `the folder ${source.folder} has no place in the table of directions`;
  const folder = (file.split("/")[1] ?? "").replace(/\.tsx?$/, "");
  return folder === source.folder || wanted.includes(folder) ? null : `${source.folder} must not import ${file}`;
}

/** Each cycle once, types included: a file is understood only with all that it names. */
export function importCycles(sources: readonly Source[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const done = new Set<string>();
  const cycles: string[] = [];

  function follow(source: Source, trail: readonly string[]): void {
    const at = trail.indexOf(source.path);
    if (at >= 0) {
      cycles.push([...trail.slice(at), source.path].join(" → "));
      return;
    }
    if (done.has(source.path)) return;
    for (const { file } of source.imports) {
      const next = file === null ? undefined : byPath.get(file);
      if (next !== undefined) follow(next, [...trail, source.path]);
    }
    done.add(source.path);
  }

  for (const source of sources) follow(source, []);
  return cycles;
}

const gitFile = "src/workspace/git.ts";
/** Where git is run, where a check's command is, and where what such a command started is found and ended. */
const processFiles = [gitFile, "src/guardian/commands/command-runner.ts", "src/guardian/commands/process-tree.ts"];

/** Processes are started in these files only: each has its deadline, its limit on output, and its way to an end there. */
export function wrongProcesses(sources: readonly Source[]): string[] {
  const strangers = sources.filter(({ path }) => !processFiles.includes(path));
  const starts = strangers.flatMap((source) =>
    source.imports
      .filter(({ request, typeOnly }) => /^(node:)?child_process$/.test(request) && !typeOnly)
      .map(({ offset }) => violation(source, offset, "must not start processes")),
  );
  return [...starts, ...sources.filter(({ path }) => path !== gitFile).flatMap(spawnsOfGit)];
}

function spawnsOfGit(source: Source): string[] {
  const found: string[] = [];
  walk(source.program, (node) => {
    if (node.type !== "CallExpression" || !isNode(node.callee)) return;
    if (!/(^|\.)(spawn|exec|execFile|fork)(Sync)?$/.test(textOf(source, node.callee))) return;
    const [first] = Array.isArray(node.arguments) ? node.arguments : [];
    if (isNode(first) && first.value === "git") found.push(violation(source, node.start, `only ${gitFile} runs git`));
  });
  return found;
}

const native = /^(oxc-parser|oxc-resolver|@ast-grep\/.*)$/;
const heavy = /^(oxc-parser|oxc-resolver|@ast-grep\/.*|zod|smol-toml|yaml|postcss|svelte\/.*|@vue\/.*|@opencode-ai\/.*)$/;

/** What the host loads at every start, and what prints the command's help. */
const starts = ["src/plugin/server.ts", "src/cli/main.ts"];

/** Native modules are loaded when they are needed; and what is loaded at the start names no heavy package. */
export function eagerPackages(sources: readonly Source[]): string[] {
  const start = new Set(starts.flatMap((path) => [...closureOf(sources, path)]));
  return sources.flatMap((source) =>
    source.imports
      .filter(({ typeOnly, lazy }) => !typeOnly && !lazy)
      .flatMap(({ request, offset }) => {
        if (native.test(request)) return [violation(source, offset, `${request} must be loaded by await import()`)];
        if (!start.has(source.path) || !heavy.test(request)) return [];
        return [violation(source, offset, `the start loads ${request}; load it by await import()`)];
      }),
  );
}

/** The files that loading `path` loads at once. */
function closureOf(sources: readonly Source[], path: string): ReadonlySet<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const seen = new Set<string>();
  const open = [path];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const source = byPath.get(next);
    if (source === undefined || seen.has(next)) continue;
    seen.add(next);
    for (const { file, typeOnly, lazy } of source.imports) if (file !== null && !typeOnly && !lazy) open.push(file);
  }
  return seen;
}
