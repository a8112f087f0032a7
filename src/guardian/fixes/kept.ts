// Says whether a tool that was to give a file another form changed more of it than that. It knows no tool.
import type { Program } from "oxc-parser";
import { languageOf } from "../languages/language.ts";
import { readLanguage } from "../languages/read.ts";
import { readPythonModule } from "../links/python/module.ts";
import { isSourcePath, parseSource } from "../source/oxc.ts";

/** Null if nothing is amiss, else what is. A text that could not be read before need not be readable now. */
export async function lossIn(path: string, before: string, after: string, keepsImports: boolean): Promise<string | null> {
  if (isSourcePath(path)) return scriptLoss(path, before, after, keepsImports);
  const language = languageOf(path);
  if (language === null) return null;
  const isBroken = async (text: string): Promise<boolean> => {
    const reading = await readLanguage(language, path, text, parseSource);
    return reading.kind === "read" && reading.problems.some(({ severity }) => severity === "error");
  };
  if ((await isBroken(after)) && !(await isBroken(before))) return "could no longer be parsed";
  if (!keepsImports || !/\.pyi?$/i.test(path)) return null;
  const [was, is] = [await readPythonModule(before), await readPythonModule(after)];
  if (was === null) return null;
  if (is === null) return "could no longer be parsed";
  const imports = ({ imports: each }: typeof was): Set<string> => new Set(each.map(({ module, name }) => `${module} ${name}`));
  return isSame(imports(was), imports(is)) && isSame(was.names, is.names) ? null : "would import something else";
}

async function scriptLoss(path: string, before: string, after: string, keepsImports: boolean): Promise<string | null> {
  const was = await parseSource(path, before);
  if (was.kind !== "parsed") return null;
  const is = await parseSource(path, after);
  if (is.kind !== "parsed") return "could no longer be parsed";
  if (!keepsImports) return null;
  const [old, fresh] = [contentOf(was.program(), before), contentOf(is.program(), after)];
  if (!isSame(old.links, fresh.links)) return "would import something else";
  return old.rest === fresh.rest ? null : "would have other code than imports changed";
}

/** What a module imports and passes on, however it is written down, and the text of everything else. */
function contentOf(program: Program, text: string): { readonly links: ReadonlySet<string>; readonly rest: string } {
  const links = new Set<string>();
  const rest: string[] = [];
  for (const statement of program.body) {
    const written = (node: { readonly start: number; readonly end: number }): string => text.slice(node.start, node.end);
    if (statement.type === "ImportDeclaration") {
      const place = `import ${statement.source.value} ${statement.attributes.map(written).join(" ").replaceAll(/["'\s]/g, "")}`;
      if (statement.specifiers.length === 0) links.add(place);
      for (const specifier of statement.specifiers) {
        const isType = statement.importKind === "type" || (specifier.type === "ImportSpecifier" && specifier.importKind === "type");
        const imported = specifier.type === "ImportSpecifier" ? written(specifier.imported) : specifier.type;
        links.add(`${place} ${isType ? "type" : "value"} ${imported} as ${specifier.local.name}`);
      }
    } else if (statement.type === "ExportAllDeclaration") links.add(`export * ${statement.exported === null ? "" : written(statement.exported)} ${statement.source.value}`);
    else if (statement.type === "ExportNamedDeclaration" && statement.source !== null) {
      for (const each of statement.specifiers) links.add(`export ${statement.source.value} ${statement.exportKind} ${written(each)}`);
    } else rest.push(written(statement));
  }
  return { links, rest: rest.join("\n") };
}

function isSame(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return some.size === others.size && [...some].every((each) => others.has(each));
}
