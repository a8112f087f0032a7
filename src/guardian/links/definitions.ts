// Where names are defined, in one version of the slot's modules: through imports and everything that passes them on.
import type { CodeRecord } from "./code-record.ts";
import type { ForeignName, ModuleRecord } from "./module-record.ts";
import type { Resolver } from "./resolver.ts";
import type { Signature } from "./signature.ts";

/** Where a name is defined, and what it takes if it is a function whose parameters are known. */
export interface Definition {
  readonly path: string;
  readonly name: string;
  readonly signature: Signature | null;
}

export interface ViewSources {
  readonly resolver: Resolver;
  record(path: string): Promise<ModuleRecord | null>;
  code(path: string): Promise<CodeRecord | null>;
}

export interface Definitions {
  definitionOf(path: string, exported: string): Promise<Definition | null>;
  /** What a name at the top of a file stands for; with a member, what that member of a module does. */
  meaningOf(path: string, local: string, member: string | null): Promise<Definition | null>;
}

const stepsMax = 20;

export function createDefinitions({ resolver, record, code }: ViewSources): Definitions {
  const foreign = async (path: string, { specifier, name }: ForeignName, steps: number): Promise<Definition | null> => {
    const target = resolver.resolve(path, specifier);
    return target.kind === "file" ? define(target.path, name, steps) : null;
  };

  const define = async (path: string, exported: string, steps: number): Promise<Definition | null> => {
    const own = steps === stepsMax ? null : await record(path);
    if (own === null || exported === "*") return null;
    const passed = own.passedOn.get(exported);
    if (passed !== undefined) return foreign(path, passed, steps + 1);
    const local = own.exports.get(exported);
    if (typeof local === "string") return mean(path, local, null, steps + 1);
    const commonJs = own.complete ? undefined : (await code(path))?.commonJs?.names.get(exported);
    if (typeof commonJs === "string") return mean(path, commonJs, null, steps + 1);
    if (local === null || exported === "default") return null;
    for (const specifier of own.stars) {
      const found = await foreign(path, { specifier, name: exported }, steps + 1);
      if (found !== null) return found;
    }
    return null;
  };

  const mean = async (path: string, local: string, member: string | null, steps: number): Promise<Definition | null> => {
    const binding = (await record(path))?.bindings.get(local) ?? (await code(path))?.loaded.get(local);
    if (binding !== undefined) {
      if ((binding.name === "*") !== (member !== null)) return null;
      return foreign(path, member === null ? binding : { specifier: binding.specifier, name: member }, steps + 1);
    }
    if (member !== null) return null;
    return { path, name: local, signature: (await code(path))?.functions.get(local) ?? null };
  };

  return {
    definitionOf: (path, exported) => define(path, exported, 0),
    meaningOf: (path, local, member) => mean(path, local, member, 0),
  };
}
