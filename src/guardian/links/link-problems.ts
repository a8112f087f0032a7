// What is wrong with the imports of one file, in one version of the slot. Whether it was wrong before is not asked here.
import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { everythingImported } from "./dependants.ts";
import type { ModuleImport, ModuleRecord } from "./module-record.ts";
import type { ModuleView } from "./module-view.ts";
import { nearestName } from "../nearest.ts";
import { namesOfNode } from "./node-names.ts";
import { isSourcePath, isTypeScriptPath } from "../source/oxc.ts";
import type { Installed } from "./installed.ts";
import type { Packages } from "./packages.ts";
import { isRelative, type Resolver } from "./resolver.ts";

export interface LinkProblem {
  readonly rule: "unresolved-import" | "unknown-package" | "unknown-subpath" | "unknown-export";
  readonly specifier: string;
  readonly how: ModuleImport["how"];
  /** The missing name, for an unknown export, and the file that lacks it; null for a module of Node. */
  readonly name: string | null;
  readonly target: string | null;
  /** Where in the importing file, in UTF-16 units. */
  readonly offset: number;
  readonly message: string;
}

export interface LinkTools {
  readonly directory: string;
  readonly resolver: Resolver;
  readonly packages: Packages;
  readonly installed: Installed;
  readonly view: ModuleView;
}

export interface LinkReport {
  readonly problems: readonly LinkProblem[];
  readonly notes: readonly string[];
}

const namesShownMax = 12;
/** What a build makes may be missing in a slot that was not built. */
const generatedFolder = /(?:^|\/)(?:_{0,2}generated_{0,2}|dist|build|out|\.[^./][^/]*)\//;

export async function linkProblems(tools: LinkTools, path: string, record: ModuleRecord): Promise<LinkReport> {
  const problems = new Map<string, LinkProblem>();
  const notes: string[] = [];
  for (const imported of await everythingImported(tools.view, path, record)) {
    const target = tools.resolver.resolve(path, imported.specifier);
    if (target.kind === "missing") {
      const found = await missing(tools, path, imported);
      if (found === null) continue;
      if (typeof found === "string") notes.push(found);
      else problems.set(`${found.rule} ${found.specifier}`, found);
    } else if (target.kind === "outside") {
      for (const found of missingOfNode(path, imported)) problems.set(`${found.rule} ${found.specifier} ${found.name ?? ""}`, found);
    } else if (target.kind === "file" && isSourcePath(target.path)) {
      for (const found of await missingNames(tools.view, imported, target.path)) {
        problems.set(`${found.rule} ${found.specifier} ${found.name ?? ""}`, found);
      }
    }
  }
  return { problems: [...problems.values()], notes };
}

/** A problem, or a note saying why it is none, or nothing to say. */
async function missing(tools: LinkTools, path: string, imported: ModuleImport): Promise<LinkProblem | string | null> {
  const { specifier, offset } = imported;
  const problem = (rule: LinkProblem["rule"], message: string): LinkProblem => ({
    rule,
    specifier,
    how: imported.how,
    name: null,
    target: null,
    offset,
    message,
  });
  if (isRelative(specifier)) {
    const wanted = posix.join(posix.dirname(path), specifier);
    if (generatedFolder.test(wanted)) return `${path} imports ${specifier}, which may be generated: it was not looked for`;
    return problem("unresolved-import", `"${specifier}" leads to no file.${await suggestFile(tools.directory, path, specifier)}`);
  }
  if (specifier.startsWith("node:")) {
    return problem("unknown-package", `Node has no module "${specifier}".`);
  }
  const offered = await tools.installed.withoutSubpath(path, specifier);
  if (offered !== null && imported.how !== "dynamic") {
    return problem("unknown-subpath", `The installed package does not offer "${specifier}". It offers: ${offered.join(", ")}.`);
  }
  const standing = await tools.packages.standing(path, specifier);
  if (standing === "declared") return null;
  if (standing === "unknown") return `${path} imports ${specifier}: where that leads could not be found out`;
  // What is loaded at run time may be optional, and the code ready for its absence.
  if (imported.how === "dynamic") return `${path} loads ${specifier}, which is neither installed nor in package.json`;
  if (specifier.startsWith("#")) {
    return problem("unresolved-import", `"${specifier}" leads to no file by the "imports" of package.json.`);
  }
  return problem(
    "unknown-package",
    `The package of "${specifier}" is neither installed nor in package.json. Use a package that is, or a module of Node.`,
  );
}

async function suggestFile(directory: string, path: string, specifier: string): Promise<string> {
  const wanted = posix.join(posix.dirname(path), specifier);
  const folder = posix.dirname(wanted);
  const entries = await readdir(join(directory, folder)).catch(() => null);
  if (entries === null) return ` There is no folder ${folder}.`;
  const stem = (name: string): string => name.replace(/\.[^.]+$/, "");
  const found = nearestName(stem(posix.basename(wanted)), entries.map(stem));
  const entry = entries.find((name) => stem(name) === found);
  return entry === undefined ? "" : ` Did you mean ${posix.join(folder, entry)}?`;
}

async function missingNames(view: ModuleView, imported: ModuleImport, target: string): Promise<LinkProblem[]> {
  if (imported.names.length === 0) return [];
  const { names, complete } = await view.exportsOf(target, imported.how);
  if (!complete) return [];
  return imported.names
    .filter(({ name }) => !names.has(name) && !(imported.how !== "static" && isOnEveryObject(name)))
    .map(({ name, offset }) => ({
      rule: "unknown-export",
      specifier: imported.specifier,
      how: imported.how,
      name,
      target,
      offset,
      message: unknownExport(target, name, [...names]),
    }));
}

/** Types of Node's modules are imported like values, so in TypeScript this is left to the type checker. */
function missingOfNode(path: string, { specifier, names, how }: ModuleImport): LinkProblem[] {
  const known = names.length === 0 || isTypeScriptPath(path) ? null : namesOfNode(specifier);
  if (known === null) return [];
  return names
    .filter(({ name }) => !known.has(name) && !name.startsWith("_") && !isOnEveryObject(name) && !(name in Function.prototype))
    .map(({ name, offset }) => {
      const nearest = nearestName(name, [...known]);
      const message = `Node's module "${specifier}" has no "${name}".${nearest === null ? " Use what it has." : ` Did you mean "${nearest}"?`}`;
      return { rule: "unknown-export", specifier, how, name, target: null, offset, message };
    });
}

/** What loaded modules have without exporting it. */
function isOnEveryObject(name: string): boolean {
  return name in Object.prototype || name === "__esModule" || name === "default";
}

function unknownExport(target: string, name: string, names: readonly string[]): string {
  const what = name === "default" ? "has no default export" : `does not export "${name}"`;
  if (names.length === 0) return `${target} ${what}; it exports nothing.`;
  const nearest = nearestName(name, names);
  const more = names.length > namesShownMax ? ", …" : "";
  const listed = `It exports: ${names.slice(0, namesShownMax).join(", ")}${more}.`;
  return nearest === null ? `${target} ${what}. ${listed}` : `${target} ${what}. Did you mean "${nearest}"? ${listed}`;
}
