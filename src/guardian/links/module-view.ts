// One version of the slot's modules: after the change, or before it with the changed files' former content. It answers
// which names a module exports, following what it passes on.
import type { CodeRecord } from "./code-record.ts";
import { createDefinitions, type Definitions, type ViewSources } from "./definitions.ts";
import type { ModuleImport, ModuleRecord } from "./module-record.ts";
import { isSourcePath } from "../source/oxc.ts";

export interface ExportedNames {
  readonly names: ReadonlySet<string>;
  /** False if there may be more: then a name that is not among these may still be there. */
  readonly complete: boolean;
}

export interface ModuleView extends Definitions {
  record(path: string): Promise<ModuleRecord | null>;
  code(path: string): Promise<CodeRecord | null>;
  /** The names that an import of one kind can have: `require()` sees what a CommonJS module exports. */
  exportsOf(path: string, how?: ModuleImport["how"]): Promise<ExportedNames>;
}

function isComplete({ complete, stars }: ModuleRecord): boolean {
  return complete && stars.length === 0;
}

const unknownExports: ExportedNames = { names: new Set(), complete: false };

export function createModuleView({ resolver, record, code }: ViewSources): ModuleView {
  const known = new Map<string, Promise<ExportedNames>>();

  const exportsOf = (path: string, how: ModuleImport["how"] = "static"): Promise<ExportedNames> => {
    const key = how === "require" ? `require ${path}` : path;
    const found = known.get(key) ?? (how === "require" ? required(path) : collect(path));
    known.set(key, found);
    return found;
  };

  /** All modules reached by `export *`, each visited once: circles are allowed. */
  const collect = async (start: string): Promise<ExportedNames> => {
    const names = new Set<string>();
    const seen = new Set([start]);
    const pending = [start];
    let complete = true;
    for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
      const own = await record(path);
      if (own === null) {
        if (path === start) return unknownExports;
        complete = false;
        continue;
      }
      complete &&= own.complete;
      for (const name of own.exports.keys()) if (path === start || name !== "default") names.add(name);
      for (const star of own.stars) {
        const target = resolver.resolve(path, star);
        if (target.kind !== "file" || !isSourcePath(target.path)) complete = false;
        else if (!seen.has(target.path)) {
          seen.add(target.path);
          pending.push(target.path);
        }
      }
    }
    return withDeclarations(start, { names, complete });
  };

  /** Types of a JavaScript file may stand in the declaration file beside it. */
  const withDeclarations = async (path: string, found: ExportedNames): Promise<ExportedNames> => {
    if (!/\.[cm]?jsx?$/i.test(path)) return found;
    const beside = (await record(path.replace(/\.([cm]?)jsx?$/i, ".d.$1ts"))) ?? (await record(path.replace(/\.[cm]jsx?$/i, ".d.ts")));
    if (beside === null || !isComplete(beside)) return beside === null ? found : { names: found.names, complete: false };
    return { names: new Set([...found.names, ...beside.exports.keys()]), complete: found.complete };
  };

  const required = async (path: string): Promise<ExportedNames> => {
    const own = await record(path);
    // What says all it exports is no CommonJS, and needs no syntax tree.
    const commonJs = own === null || own.complete ? null : ((await code(path))?.commonJs ?? null);
    if (commonJs === null) return exportsOf(path);
    return { names: new Set(commonJs.names.keys()), complete: commonJs.complete };
  };

  return { record, code, exportsOf, ...createDefinitions({ resolver, record, code }) };
}
