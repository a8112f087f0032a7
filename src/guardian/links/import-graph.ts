// Who imports whom among a slot's files. It is brought up to date file by file: what a change cannot have moved is kept,
// so that only the imports of changed files, and those that added or deleted files may catch, are resolved again.
import { posix } from "node:path";
import type { ModuleRecord } from "./module-record.ts";
import type { Resolution, Resolver } from "./resolver.ts";
import { stemsOf } from "./stems.ts";

export interface ImportGraph {
  /** Files that import a file, for its types or by `export * from` as well. */
  importersOf(path: string): Iterable<string>;
  /** Files with an import that leads nowhere. */
  astray(): Iterable<string>;
  /** Where the imports of a file lead, in the order of its record. */
  targetsOf(path: string): readonly Resolution[];
}

export interface GraphUpdate {
  readonly records: ReadonlyMap<string, ModuleRecord>;
  /** Files whose record is another than before; new ones among them. */
  readonly changed: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  readonly resolver: Resolver;
}

export interface GrowingGraph extends ImportGraph {
  update(update: GraphUpdate): void;
}

const none: readonly Resolution[] = [];

export function createImportGraph(): GrowingGraph {
  const targets = new Map<string, readonly Resolution[]>();
  const importers = new Map<string, Set<string>>();
  const lost = new Set<string>();

  const forget = (path: string): void => {
    for (const target of targets.get(path) ?? none) if (target.kind === "file") importers.get(target.path)?.delete(path);
    targets.delete(path);
    lost.delete(path);
  };
  const learn = (path: string, found: readonly Resolution[]): void => {
    forget(path);
    targets.set(path, found);
    for (const target of found) {
      if (target.kind === "missing") lost.add(path);
      if (target.kind !== "file") continue;
      const known = importers.get(target.path);
      if (known === undefined) importers.set(target.path, new Set([path]));
      else known.add(path);
    }
  };

  return {
    importersOf: (path) => importers.get(path) ?? [],
    astray: () => lost,
    targetsOf: (path) => targets.get(path) ?? none,
    update({ records, changed, added, removed, resolver }) {
      for (const path of removed) forget(path);
      for (const path of changed) learn(path, resolveAll(resolver, path, records.get(path)));
      if (added.size + removed.size === 0) return;
      const stems = new Set([...added, ...removed].flatMap(stemsOf));
      const mayMove = (target: Resolution, specifier: string): boolean =>
        target.kind === "missing" || (target.kind === "file" ? removed.has(target.path) || stemsOf(target.path).some((stem) => stems.has(stem)) : stems.has(posix.basename(specifier)));
      // A copy: what is learnt anew goes to the end of the map, and would be met again there.
      for (const [path, known] of [...targets]) {
        const record = records.get(path);
        if (changed.has(path) || record === undefined) continue;
        if (known.some((target, at) => mayMove(target, record.imports[at]?.specifier ?? ""))) learn(path, resolveAll(resolver, path, record));
      }
    },
  };
}

function resolveAll(resolver: Resolver, path: string, record: ModuleRecord | undefined): readonly Resolution[] {
  return record?.imports.map(({ specifier }) => resolver.resolve(path, specifier)) ?? none;
}
