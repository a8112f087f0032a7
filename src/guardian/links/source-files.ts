// The files of a slot around a change, looked at only when something asks, and then once in a check.
import type { Change } from "../../core/change.ts";
import type { ModuleIndex } from "./module-index.ts";
import { packageOf } from "./packages.ts";
import type { Files } from "./repository.ts";
import type { Resolver } from "./resolver.ts";

export interface SourceFiles {
  all(): Promise<Files>;
  /** A file, not passed over, that imports the same package; null if none does. */
  importerOf(specifier: string): Promise<string | null>;
  /** What could not be looked at. */
  notes(): readonly string[];
}

/** `change` is what the slot holds, if that is known: then less has to be looked at. */
export function createSourceFiles(
  directory: string,
  index: ModuleIndex,
  resolver: Resolver,
  passedOver: ReadonlySet<string>,
  signal: AbortSignal,
  change: Pick<Change, "base" | "files"> | null,
): SourceFiles {
  const state = change === null ? null : { base: change.base, changed: new Set(change.files.map(({ path }) => path)) };
  let looked: Promise<Files> | null = null;
  const notes: string[] = [];
  const look = async (): Promise<Files> => {
    const files = await index.repository(directory).refresh(resolver, signal, state);
    if (!files.walk.complete) notes.push(`only the first ${files.walk.paths.length} files of the repository were looked at`);
    return files;
  };
  const all = (): Promise<Files> => {
    looked ??= look();
    return looked;
  };
  return {
    all,
    notes: () => notes,
    async importerOf(specifier) {
      const wanted = packageOf(specifier);
      if (wanted === null) return null;
      const { records, walk } = await all();
      const importer = walk.paths.find(
        (path) => !passedOver.has(path) && records.get(path)?.imports.some((imported) => packageOf(imported.specifier) === wanted),
      );
      return importer ?? null;
    },
  };
}
