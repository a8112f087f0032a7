// The source files of a slot and what they import, looked up at most once in a check, and only when something asks.
import type { ModuleIndex } from "./module-index.ts";
import type { ModuleRecord } from "./module-record.ts";
import { isSourcePath } from "../source/oxc.ts";
import { packageOf } from "./packages.ts";
import { walkSlot } from "../files/slot-walk.ts";

export interface SourceFile {
  readonly path: string;
  readonly record: ModuleRecord;
}

export interface SourceFiles {
  /** All that can be parsed, but for those that are passed over. */
  all(): AsyncIterable<SourceFile>;
  /** A file that imports the same package; null if none does. */
  importerOf(specifier: string): Promise<string | null>;
  /** What could not be looked at. */
  notes(): readonly string[];
}

export function createSourceFiles(directory: string, index: ModuleIndex, passedOver: ReadonlySet<string>): SourceFiles {
  let walk: ReturnType<typeof walkSlot> | null = null;
  const notes: string[] = [];
  const paths = async (): Promise<readonly string[]> => {
    if (walk === null) {
      walk = walkSlot(directory);
      const { complete, paths: found } = await walk;
      if (!complete) notes.push(`only the first ${found.length} files of the repository were looked at`);
    }
    return (await walk).paths;
  };

  async function* all(): AsyncGenerator<SourceFile> {
    for (const path of await paths()) {
      if (!isSourcePath(path) || passedOver.has(path)) continue;
      const record = await index.recordAt(directory, path);
      if (record !== null) yield { path, record };
    }
  }

  return {
    all,
    notes: () => notes,
    async importerOf(specifier) {
      const wanted = packageOf(specifier);
      if (wanted === null) return null;
      for await (const { path, record } of all()) {
        if (record.imports.some((imported) => packageOf(imported.specifier) === wanted)) return path;
      }
      return null;
    },
  };
}
