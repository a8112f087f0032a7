// What one JavaScript or TypeScript file imports and exports, by name and offset. It knows nothing of other files, nor
// where a specifier leads.
import type { DynamicImport, EcmaScriptModule, ParseResult } from "oxc-parser";
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
}

export interface ModuleRecord {
  readonly imports: readonly ModuleImport[];
  /** Exported names, each with the name that it has within the module, if it has one. */
  readonly exports: ReadonlyMap<string, string | null>;
  /** Specifiers of `export * from`. */
  readonly stars: readonly string[];
  /** False if there may be exports beside these: CommonJS, `export =`, augmentations. */
  readonly complete: boolean;
}

/** Null if the file cannot be parsed. */
export async function readModule(path: string, text: string): Promise<ModuleRecord | null> {
  const source = await parseSource(path, text);
  if (source.kind !== "parsed") return null;
  const { module } = source;
  const required = /\brequire\s*\(/.test(text) ? await requireCalls(source.program()) : [];
  return {
    imports: [...staticImports(module), ...dynamicImports(module.dynamicImports, text), ...required],
    exports: exportedNames(module),
    stars: module.staticExports.flatMap(({ entries }) =>
      entries.flatMap((entry) =>
        entry.importName.kind === "AllButDefault" && entry.moduleRequest !== null ? [entry.moduleRequest.value] : [],
      ),
    ),
    complete: !isOpenEnded(path, text) && (module.hasModuleSyntax || !/\b(?:module|exports|define)\b/.test(text)),
  };
}

/** `export =`, `export import` and ambient modules bring exports that the list of the parser does not have. */
function isOpenEnded(path: string, text: string): boolean {
  if (/\bexport\s*=|\bexport\s+import\b|\bexport\s+as\s+namespace\b/.test(text)) return true;
  return isDeclarationPath(path) && /\bdeclare\s+(?:module|global)\b/.test(text);
}

function staticImports(module: EcmaScriptModule): ModuleImport[] {
  const imported = module.staticImports.map((statement): ModuleImport => {
    const names = statement.entries.flatMap(({ importName, localName }): ImportedName[] => {
      if (importName.kind === "NamespaceObject") return [];
      const name = importName.kind === "Default" ? "default" : importName.name;
      return name === null ? [] : [{ name, offset: importName.start ?? localName.start }];
    });
    const { value: specifier, start: offset } = statement.moduleRequest;
    return { specifier, offset, names, how: "static" };
  });
  const passedOn = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest, importName }): ModuleImport[] => {
      if (moduleRequest === null) return [];
      const { name } = importName;
      const names = importName.kind === "Name" && name !== null ? [{ name, offset: importName.start ?? moduleRequest.start }] : [];
      return [{ specifier: moduleRequest.value, offset: moduleRequest.start, names, how: "static" }];
    }),
  );
  return [...imported, ...passedOn];
}

/** Only those whose specifier is written out. */
function dynamicImports(found: readonly DynamicImport[], text: string): ModuleImport[] {
  return found.flatMap(({ moduleRequest }): ModuleImport[] => {
    const written = /^(["'`])([^"'`\\$]+)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (written?.[2] === undefined) return [];
    return [{ specifier: written[2], offset: moduleRequest.start, names: [], how: "dynamic" }];
  });
}

function exportedNames(module: EcmaScriptModule): Map<string, string | null> {
  const names = new Map<string, string | null>();
  // Importing a script's default gives an empty object, which is useless but no error.
  if (!module.hasModuleSyntax) names.set("default", null);
  for (const { entries } of module.staticExports) {
    for (const { exportName, localName } of entries) {
      if (exportName.kind === "Default") names.set("default", localName.name);
      if (exportName.kind === "Name" && exportName.name !== null) names.set(exportName.name, localName.name);
    }
  }
  return names;
}

/** `require("…")` outside `try`: what is tried may be missing. */
async function requireCalls(program: ParseResult["program"]): Promise<ModuleImport[]> {
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
      found.push({ specifier: argument.value, offset: argument.start, names: [], how: "require" });
    },
  });
  visitor.visit(program);
  return found;
}
