// What the syntax tree of one file tells beyond its imports and exports: functions that others may call, calls whose
// callee is known by name, names used through whole modules, and CommonJS exports. It is read only when asked for.
import { isTypeScriptPath, type SourceParser } from "../source/oxc.ts";
import { shapesOf } from "./shapes.ts";
import { callsOf, ownCallsOf, type Call, type OwnCall } from "./calls.ts";
import { commonJsOf, type CommonJsExports } from "./commonjs.ts";
import { constructorsOf, functionsOf, methodsOf } from "./functions.ts";
import { isWholeModule, type ForeignName, type ModuleImport, type ModuleRecord } from "./module-record.ts";
import { countNames, topLevelNames } from "./names.ts";
import type { Signature } from "./signature.ts";
import { loadedBindings, wholeModuleUses, type Loaded } from "./whole-modules.ts";

export interface CodeRecord {
  /** Names of other modules that are used through `import *`, `import()` and `require()`. */
  readonly uses: readonly ModuleImport[];
  /** What `const { a } = require("…")` and the like bind, by local name. */
  readonly loaded: ReadonlyMap<string, ForeignName>;
  readonly calls: readonly Call[];
  /** Functions at the top of the file that always mean the same, by local name. */
  readonly functions: ReadonlyMap<string, Signature>;
  readonly constructors: ReadonlyMap<string, Signature>;
  /** Methods of the file's classes and prototypes, and how the file calls them on `this`. */
  readonly methods: ReadonlyMap<string, Signature>;
  readonly ownCalls: readonly OwnCall[];
  /** What functions and classes at the top of the file come to, by local name: equal for equal text. */
  readonly shapes: ReadonlyMap<string, string>;
  readonly commonJs: CommonJsExports | null;
}

/** Null if the file cannot be parsed. */
export async function readCode(path: string, text: string, record: ModuleRecord, parse: SourceParser): Promise<CodeRecord | null> {
  const source = await parse(path, text);
  if (source.kind !== "parsed") return null;
  const program = source.program();
  const { Visitor } = await import("oxc-parser");
  const counted = countNames(program, Visitor);
  const own = topLevelNames(program);
  const loaded = loadedBindings(program);
  // What a name stands for is known only where nothing within the file takes the name or gives it another value.
  const isStable = (name: string): boolean => {
    const declared = counted.declared.get(name) ?? 0;
    const expected = own.get(name) ?? 0;
    return declared === expected && expected <= 1 && !counted.assigned.has(name);
  };
  const whole = new Map<string, Loaded>();
  for (const [name, foreign] of record.bindings) if (isWholeModule(foreign) && isStable(name)) whole.set(name, { specifier: foreign.specifier, how: "static" });
  for (const [name, foreign] of loaded) if (foreign.name === "*" && isStable(name)) whole.set(name, foreign);
  const functionSource = { typed: isTypeScriptPath(path), text, comments: source.comments() };
  const methods = methodsOf(program, functionSource);
  return {
    uses: wholeModuleUses(program, whole),
    loaded: new Map([...loaded].filter(([name]) => isStable(name))),
    calls: callsOf(program, Visitor, text, (name) => isStable(name) && (own.has(name) || record.bindings.has(name))),
    functions: functionsOf(program, functionSource, isStable),
    constructors: constructorsOf(program, functionSource, isStable),
    methods,
    ownCalls: ownCallsOf(program, text, new Set(methods.keys())),
    shapes: shapesOf(program, text),
    commonJs: /\bexports\b/.test(text) ? commonJsOf(program) : null,
  };
}
