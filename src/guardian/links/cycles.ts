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

interface Version {
  readonly view: ModuleView;
  targets(path: string, record: ModuleRecord): readonly Resolution[];
}

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
  for (const path of changed) {
    const now = await valueTargets({ view: search.after, targets: resolved }, path);
    const old = await valueTargets({ view: search.before, targets: resolved }, path);
    for (const [target, offset] of now) {
      if (old.has(target)) continue;
      search.signal.throwIfAborted();
      const { graph } = await search.files();
      const kept = (each: string, record: ModuleRecord): readonly Resolution[] => (changed.has(each) ? resolved(each, record) : graph.targetsOf(each));
      const before: Version = { view: search.before, targets: kept };
      const way = target === path ? [path] : await shortestWay({ view: search.after, targets: kept }, target, path);
      if (way === null) continue;
      // What ran in a circle before is no new one.
      if ((await shortestWay(before, path, target)) !== null && (await shortestWay(before, target, path)) !== null) continue;
      // The same circle may be closed by two files of one change.
      const key = [...way].toSorted().join("\0");
      if (!found.has(key)) found.set(key, { path: [path, ...way], offset });
    }
  }
  return [...found.values()];
}

async function shortestWay(version: Version, from: string, to: string): Promise<string[] | null> {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  for (const path of cameFrom.keys()) {
    if (path === to) return wayBack(cameFrom, to);
    if (cameFrom.size > filesMax) return null;
    for (const target of (await valueTargets(version, path)).keys()) if (!cameFrom.has(target)) cameFrom.set(target, path);
  }
  return null;
}

function wayBack(cameFrom: ReadonlyMap<string, string | null>, to: string): string[] {
  const way: string[] = [];
  for (let at: string | null | undefined = to; typeof at === "string"; at = cameFrom.get(at)) way.unshift(at);
  return way;
}

/** Files that are loaded when a file is, with where they are imported. */
async function valueTargets({ view, targets: resolve }: Version, path: string): Promise<Map<string, number>> {
  const targets = new Map<string, number>();
  const record = await view.record(path);
  if (record === null) return targets;
  const resolved = resolve(path, record);
  for (const [at, imported] of record.imports.entries()) {
    const target = resolved[at];
    if (imported.typeOnly || imported.how === "dynamic" || target?.kind !== "file" || targets.has(target.path)) continue;
    if (!(await isErased(view, imported, target.path))) targets.set(target.path, imported.offset);
  }
  return targets;
}

/** Compilers leave imports out of which only types are used, said or not. */
async function isErased(view: ModuleView, { names }: ModuleImport, target: string): Promise<boolean> {
  if (names.length === 0) return false;
  const types = (await view.record(target))?.types;
  return types !== undefined && names.every(({ name }) => types.has(name));
}
