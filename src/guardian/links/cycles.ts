// Circles of imports that a change closes. Only what is left at run time counts: types do no harm in a circle.
import type { ModuleImport, ModuleRecord } from "./module-record.ts";
import type { ModuleView } from "./module-view.ts";
import type { Files } from "./repository.ts";
import type { Resolution, Resolver } from "./resolver.ts";

export interface Cycle {
  /** From the changed file through what it imports back to itself; its name stands at both ends. */
  readonly path: readonly string[];
  /** The import that closes it, in the changed file. */
  readonly offset: number;
}

const filesMax = 20_000;

/** What a file loads, with where it says so; each file is looked at once. */
type Loads = (path: string) => Promise<ReadonlyMap<string, number>>;

export interface CycleSearch {
  readonly before: ModuleView;
  readonly after: ModuleView;
  readonly resolver: Resolver;
  readonly changed: ReadonlySet<string>;
  readonly signal: AbortSignal;
  files(): Promise<Files>;
}

/** The shortest circle that each new import of a changed file closes. */
export async function newCycles(search: CycleSearch): Promise<Cycle[]> {
  const found = new Map<string, Cycle>();
  const { resolver, changed } = search;
  const resolved = (path: string, { imports }: ModuleRecord): readonly Resolution[] => imports.map(({ specifier }) => resolver.resolve(path, specifier));
  const kept = async (path: string, record: ModuleRecord): Promise<readonly Resolution[]> =>
    changed.has(path) ? resolved(path, record) : (await search.files()).graph.targetsOf(path);
  const loads = loadsIn(search.after, kept);
  const loadedBefore = loadsIn(search.before, kept);
  for (const path of changed) {
    const old = await loadedBefore(path);
    for (const [target, offset] of await loads(path)) {
      if (old.has(target)) continue;
      search.signal.throwIfAborted();
      const way = await closingWay(search, loads, target, path);
      if (way === null) continue;
      // What ran in a circle before is no new one.
      if ((await shortestWay(loadedBefore, path, target)) !== null && (await shortestWay(loadedBefore, target, path)) !== null) continue;
      // The same circle may be closed by two files of one change.
      const key = [...way].toSorted().join("\0");
      if (!found.has(key)) found.set(key, { path: [path, ...way], offset });
    }
  }
  return [...found.values()];
}

async function closingWay(search: CycleSearch, loads: Loads, target: string, path: string): Promise<string[] | null> {
  if (target === path) return [path];
  // Most new files are imported by nobody yet.
  const [importer] = (await search.files()).graph.importersOf(path);
  return importer === undefined ? null : shortestWay(loads, target, path);
}

async function shortestWay(loads: Loads, from: string, to: string): Promise<string[] | null> {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  for (const path of cameFrom.keys()) {
    if (path === to) return wayBack(cameFrom, to);
    if (cameFrom.size > filesMax) return null;
    for (const target of (await loads(path)).keys()) if (!cameFrom.has(target)) cameFrom.set(target, path);
  }
  return null;
}

function wayBack(cameFrom: ReadonlyMap<string, string | null>, to: string): string[] {
  const way: string[] = [];
  for (let at: string | null | undefined = to; typeof at === "string"; at = cameFrom.get(at)) way.unshift(at);
  return way;
}

function loadsIn(view: ModuleView, targetsOf: (path: string, record: ModuleRecord) => Promise<readonly Resolution[]>): Loads {
  const known = new Map<string, Promise<ReadonlyMap<string, number>>>();
  const look = async (path: string): Promise<ReadonlyMap<string, number>> => {
    const loaded = new Map<string, number>();
    const record = await view.record(path);
    if (record === null || record.imports.length === 0) return loaded;
    const targets = await targetsOf(path, record);
    for (const [at, imported] of record.imports.entries()) {
      const target = targets[at];
      if (imported.typeOnly || imported.how === "dynamic" || target?.kind !== "file" || loaded.has(target.path)) continue;
      if (!(await isErased(view, imported, target.path))) loaded.set(target.path, imported.offset);
    }
    return loaded;
  };
  return (path) => {
    const loaded = known.get(path) ?? look(path);
    known.set(path, loaded);
    return loaded;
  };
}

/** Compilers leave imports out of which only types are used, said or not. */
async function isErased(view: ModuleView, { names }: ModuleImport, target: string): Promise<boolean> {
  if (names.length === 0) return false;
  const types = (await view.record(target))?.types;
  return types !== undefined && names.every(({ name }) => types.has(name));
}
