// Definitions that a change adds though another file has the same, under the same name: in the change itself, or anywhere
// in the repository, where a sibling's work may have come in meanwhile.
import { isTestPath } from "../../core/test-path.ts";
import { isDeclarationPath } from "../source/oxc.ts";
import type { NameSearch } from "./conventions.ts";
import type { ModuleView } from "./module-view.ts";
import type { Files } from "./repository.ts";

/** Names such as `handler` are everywhere, and each file costs a syntax tree once. */
const candidatesMax = 20;

export interface Duplicate {
  readonly file: string;
  readonly name: string;
  readonly other: string;
}

export async function newDuplicates({ before, after, changed, files }: NameSearch): Promise<Duplicate[]> {
  const found: Duplicate[] = [];
  const fresh = new Map<string, string>();
  let exporters: Promise<Exporters> | null = null;
  for (const path of changed) {
    if (isTestPath(path) || isDeclarationPath(path)) continue;
    const old = (await before.record(path))?.exports;
    const code = await after.code(path);
    for (const [name, local] of (await after.record(path))?.exports ?? []) {
      const shape = local === null || old?.has(name) === true ? undefined : code?.shapes.get(local);
      if (shape === undefined) continue;
      exporters ??= files().then((known) => exportersOf(known, changed));
      const other = fresh.get(`${name}\0${shape}`) ?? (await twinOf(after, shape, (await exporters).get(name) ?? []));
      if (other !== null) found.push({ file: path, name, other });
      else fresh.set(`${name}\0${shape}`, path);
    }
  }
  return found;
}

/** Files that the change did not touch, with their own name for it, by exported name. */
type Exporters = ReadonlyMap<string, readonly (readonly [path: string, local: string])[]>;

function exportersOf({ records, walk }: Files, changed: ReadonlySet<string>): Exporters {
  const found = new Map<string, [string, string][]>();
  for (const path of walk.paths) {
    if (changed.has(path) || isTestPath(path) || isDeclarationPath(path)) continue;
    for (const [name, local] of records.get(path)?.exports ?? []) {
      if (local === null) continue;
      const known = found.get(name);
      if (known === undefined) found.set(name, [[path, local]]);
      else known.push([path, local]);
    }
  }
  return found;
}

async function twinOf(after: ModuleView, shape: string, candidates: readonly (readonly [path: string, local: string])[]): Promise<string | null> {
  for (const [path, local] of candidates.slice(0, candidatesMax)) if ((await after.code(path))?.shapes.get(local) === shape) return path;
  return null;
}
