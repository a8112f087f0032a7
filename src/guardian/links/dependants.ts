// Users of what a change took away: files that the change did not touch, and that import a name or a file which is no
// longer there. It looks through the repository only when something was taken away.
import type { ImportGraph } from "./import-graph.ts";
import type { ModuleImport, ModuleRecord } from "./module-record.ts";
import type { ModuleView } from "./module-view.ts";
import type { Files } from "./repository.ts";
import type { Resolution } from "./resolver.ts";
import { couldName } from "./stems.ts";

export interface BrokenUse {
  /** The changed or deleted file. */
  readonly target: string;
  /** Null if the whole file is gone. */
  readonly name: string | null;
  readonly user: string;
  readonly offset: number;
}

export interface UseSearch {
  readonly before: ModuleView;
  readonly after: ModuleView;
  /** Changed source files, and which files were deleted. */
  readonly changed: ReadonlySet<string>;
  readonly deleted: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

const kinds = ["static", "require"] as const;

/** Whether the change took any export away from one of its files. */
export async function takesAway(search: UseSearch): Promise<boolean> {
  if (search.deleted.size > 0) return true;
  for (const path of search.changed) for (const how of kinds) {
    const before = await search.before.exportsOf(path, how);
    const after = await search.after.exportsOf(path, how);
    if (!after.complete) continue;
    for (const name of before.names) if (!after.names.has(name)) return true;
  }
  return false;
}

export async function brokenUses(search: UseSearch, files: Files): Promise<BrokenUse[]> {
  const affected = passingOn(search.changed, files);
  const users = new Set([...usersOf(affected, files.graph), ...(search.deleted.size > 0 ? files.graph.astray() : [])]);
  const found: BrokenUse[] = [];
  for (const path of [...users].toSorted()) {
    search.signal.throwIfAborted();
    const record = files.records.get(path);
    if (record === undefined || search.changed.has(path)) continue;
    const targets = new Map(files.graph.targetsOf(path).map((target, at) => [record.imports[at]?.specifier, target]));
    const matters = (target: Resolution): boolean => target.kind === "missing" || (target.kind === "file" && affected.has(target.path));
    for (const imported of await everythingImported(search.after, path, record)) {
      const target = targets.get(imported.specifier);
      if (target !== undefined && matters(target)) found.push(...(await brokenImport(search, target, path, imported)));
    }
  }
  return found;
}

/** What a file imports by name, in any way. */
export async function everythingImported(view: ModuleView, path: string, record: ModuleRecord): Promise<readonly ModuleImport[]> {
  return record.loadsWhole ? [...record.imports, ...((await view.code(path))?.uses ?? [])] : record.imports;
}

/** Files, and all that pass their exports on. */
export function passingOn(paths: ReadonlySet<string>, { graph, records }: Pick<Files, "graph" | "records">): Set<string> {
  const affected = new Set(paths);
  // A set goes on with what is added while it is walked.
  for (const path of affected) {
    for (const importer of graph.importersOf(path)) {
      const record = records.get(importer);
      if (record !== undefined && passesOn(record, importer, path, graph)) affected.add(importer);
    }
  }
  return affected;
}

function passesOn({ imports, stars, passedOn }: ModuleRecord, importer: string, path: string, graph: ImportGraph): boolean {
  if (stars.length + passedOn.size === 0) return false;
  const passed = new Set([...stars, ...[...passedOn.values()].map(({ specifier }) => specifier)]);
  return graph.targetsOf(importer).some((target, at) => target.kind === "file" && target.path === path && passed.has(imports[at]?.specifier ?? ""));
}

export function usersOf(paths: Iterable<string>, graph: ImportGraph): Set<string> {
  const users = new Set<string>();
  for (const path of paths) for (const importer of graph.importersOf(path)) users.add(importer);
  return users;
}

async function brokenImport(search: UseSearch, resolved: Resolution, user: string, imported: ModuleImport): Promise<BrokenUse[]> {
  const gone = [...search.deleted].find((path) => couldName(user, imported.specifier, path));
  if (resolved.kind === "missing") {
    return gone === undefined ? [] : [{ target: gone, name: null, user, offset: imported.offset }];
  }
  if (resolved.kind !== "file") return [];
  const after = await search.after.exportsOf(resolved.path, imported.how);
  if (!after.complete) return [];
  // Another file may have taken the place of the deleted one, as `a/index.js` of `a.js`.
  const before = await search.before.exportsOf(gone ?? resolved.path, imported.how);
  const found: BrokenUse[] = [];
  for (const { name, offset } of imported.names) {
    if (after.names.has(name) || !before.names.has(name)) continue;
    const target = search.changed.has(resolved.path) ? resolved.path : await loserOf(search, name);
    found.push({ target: target ?? resolved.path, name, user, offset });
  }
  return found;
}

/** The changed file that a name was taken from; others may only have passed it on. */
async function loserOf(search: UseSearch, name: string): Promise<string | null> {
  for (const path of search.changed) {
    const before = await search.before.exportsOf(path);
    const after = await search.after.exportsOf(path);
    if (before.names.has(name) && !after.names.has(name)) return path;
  }
  return null;
}
