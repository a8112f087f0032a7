// What one JavaScript or TypeScript file imports and exports, by name and offset. It knows nothing of other files, nor
// where a specifier leads.
import type { DynamicImport, EcmaScriptModule } from "oxc-parser";
import { hasNodeNames } from "./node-names.ts";
import type { ModuleParser } from "../source/oxc-modules.ts";
import { isDeclarationPath, parseSource } from "../source/oxc.ts";

export interface ImportedName {
  /** As the other module exports it; `default` for the default. */
  readonly name: string;
  readonly offset: number;
}

export interface ModuleImport {
  readonly specifier: string;
  readonly offset: number;
  readonly names: readonly ImportedName[];
  /** `import()` and `require()` may be meant to fail; the others never are. */
  readonly how: "static" | "dynamic" | "require";
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

/** A name of another module; `*` for the module as a whole. */
export interface ForeignName {
  readonly specifier: string;
  readonly name: string;
}

export interface ModuleRecord {
  readonly imports: readonly ModuleImport[];
  /** What the names that a file imports stand for, by their names within the file. */
  readonly bindings: ReadonlyMap<string, ForeignName>;
  /** Exported names, each with the name that it has within the module, if it has one. */
  readonly exports: ReadonlyMap<string, string | null>;
  /** Exports that are another module's, by exported name. */
  readonly passedOn: ReadonlyMap<string, ForeignName>;
  /** Exports that are types and nothing else. */
  readonly types: ReadonlySet<string>;
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
  /** False if there may be exports beside these: CommonJS, `export =`, augmentations. */
  readonly complete: boolean;
  /** Whether names of other modules may be used in ways that only the syntax tree tells. */
  readonly loadsWhole: boolean;
}

/** Null if the file cannot be parsed. The whole syntax tree is asked for only where `require()` may be called. */
export async function readModule(path: string, text: string, parse: ModuleParser): Promise<ModuleRecord | null> {
  const module = await parse(path, text);
  if (module === null) return null;
  const required = /\brequire\s*\(/.test(text) ? await requireCalls(path, text) : [];
  const dynamic = dynamicImports(module.dynamicImports, text);
  const bindings = importedBindings(module);
  return {
    imports: [...staticImports(module), ...dynamic, ...required],
    bindings,
    ...exportsOf(module),
    complete: !isOpenEnded(path, text) && (module.hasModuleSyntax || !/\b(?:module|exports|define)\b/.test(text)),
    loadsWhole: dynamic.length + required.length > 0 || [...bindings.values()].some(isWholeModule),
  };
}

/** `import * as x`, and the default of a module of Node, which is the same. */
export function isWholeModule({ specifier, name }: ForeignName): boolean {
  return name === "*" || (name === "default" && hasNodeNames(specifier));
}

/** `export =`, `export import` and ambient modules bring exports that the list of the parser does not have. */
function isOpenEnded(path: string, text: string): boolean {
  if (/\bexport\s*=|\bexport\s+import\b|\bexport\s+as\s+namespace\b/.test(text)) return true;
  return isDeclarationPath(path) && /\bdeclare\s+(?:module|global)\b/.test(text);
}

function staticImports(module: EcmaScriptModule): ModuleImport[] {
  const imported = module.staticImports.map((statement): ModuleImport => {
    const { entries, moduleRequest } = statement;
    const names = entries.flatMap(({ importName, localName }): ImportedName[] => {
      if (importName.kind === "NamespaceObject") return [];
      const name = importName.kind === "Default" ? "default" : importName.name;
      return name === null ? [] : [{ name, offset: importName.start ?? localName.start }];
    });
    const typeOnly = entries.length > 0 && entries.every(({ isType }) => isType);
    return { specifier: moduleRequest.value, offset: moduleRequest.start, names, how: "static", typeOnly };
  });
  const passedOn = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, importName, isType }): ModuleImport[] => {
      if (moduleRequest === null) return [];
      const { name } = importName;
      const names = importName.kind === "Name" && name !== null ? [{ name, offset: importName.start ?? moduleRequest.start }] : [];
      return [{ specifier: moduleRequest.value, offset: moduleRequest.start, names, how: "static", typeOnly: isType }];
    }),
  );
  return [...imported, ...passedOn];
}

function importedBindings(module: EcmaScriptModule): Map<string, ForeignName> {
  const bindings = new Map<string, ForeignName>();
  for (const { entries, moduleRequest } of module.staticImports) {
    for (const { importName, localName } of entries) {
      const name = importName.kind === "NamespaceObject" ? "*" : importName.kind === "Default" ? "default" : importName.name;
      if (name !== null) bindings.set(localName.value, { specifier: moduleRequest.value, name });
    }
  }
  return bindings;
}

/** Only those whose specifier is written out. */
function dynamicImports(found: readonly DynamicImport[], text: string): ModuleImport[] {
  return found.flatMap(({ moduleRequest }): ModuleImport[] => {
    const written = /^(["'`])([^"'`\\$]+)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (written?.[2] === undefined) return [];
    return [{ specifier: written[2], offset: moduleRequest.start, names: [], how: "dynamic", typeOnly: false }];
  });
}

function exportsOf(module: EcmaScriptModule): Pick<ModuleRecord, "exports" | "passedOn" | "types" | "stars"> {
  const exports = new Map<string, string | null>();
  const passedOn = new Map<string, ForeignName>();
  const values = new Set<string>();
  const types = new Set<string>();
  const stars: string[] = [];
  // Importing a script's default gives an empty object, which is useless but no error.
  if (!module.hasModuleSyntax) exports.set("default", null);
  for (const { exportName, localName, importName, moduleRequest, isType } of module.staticExports.flatMap(({ entries }) => entries)) {
    if (importName.kind === "AllButDefault" && moduleRequest !== null) stars.push(moduleRequest.value);
    const name = exportName.kind === "Default" ? "default" : exportName.kind === "Name" ? exportName.name : null;
    if (name === null) continue;
    exports.set(name, localName.name);
    (isType ? types : values).add(name);
    const theirs = importName.kind === "All" ? "*" : importName.name;
    if (moduleRequest !== null && theirs !== null) passedOn.set(name, { specifier: moduleRequest.value, name: theirs });
  }
  // A class or a function may share its name with a type.
  for (const name of values) types.delete(name);
  return { exports, passedOn, types, stars };
}

/** `require("…")` outside `try`: what is tried may be missing. */
async function requireCalls(path: string, text: string): Promise<ModuleImport[]> {
  const source = await parseSource(path, text);
  if (source.kind !== "parsed") return [];
  const { Visitor } = await import("oxc-parser");
  const found: ModuleImport[] = [];
  let tries = 0;
  const visitor = new Visitor({
    TryStatement: () => {
      tries += 1;
    },
    "TryStatement:exit": () => {
      tries -= 1;
    },
    CallExpression: ({ callee, arguments: [argument] }) => {
      if (tries > 0 || callee.type !== "Identifier" || callee.name !== "require") return;
      if (argument?.type !== "Literal" || typeof argument.value !== "string") return;
      found.push({ specifier: argument.value, offset: argument.start, names: [], how: "require", typeOnly: false });
    },
  });
  visitor.visit(source.program());
  return found;
}
