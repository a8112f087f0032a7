// Which TypeScript projects a change belongs to, by the settings files above its files. It runs nothing, and leaves it
// to the compiler to say whether settings are sound.
import { posix } from "node:path";
import { walkSlot } from "../files/slot-walk.ts";
import { isRecord, settingsJson } from "../tools/settings-json.ts";
import { foldersAbove, isFile, settingsText } from "../tools/tool-place.ts";

/** Settings files read for one answer, so that no web of references holds a verdict up. */
const projectsReadMax = 64;
const settingsFile = /(?:^|\/)[jt]sconfig[^/]*\.json$/i;

export interface Target {
  /** The settings file. */
  readonly project: string;
  /** Whether it has to be built with those it refers to: they are not seen through their sources. */
  readonly isBuild: boolean;
  /** Changed files that should be part of this very project, since no other is nearer. */
  readonly members: readonly string[];
}

export async function targetsOf(directory: string, changed: readonly string[]): Promise<readonly Target[]> {
  const targets = new Map<string, Target>();
  const projects = new Map<string, string[]>();
  for (const path of changed) {
    for (const project of await projectsFor(directory, path)) projects.set(project, [...(projects.get(project) ?? []), path]);
  }
  for (const [project, members] of projects) {
    for (const target of await targetsFor(directory, project, members)) targets.set(`${target.isBuild} ${target.project}`, target);
  }
  return [...targets.values()];
}

/** Settings are used by projects below them as well, wherever those extend them. */
async function projectsFor(directory: string, path: string): Promise<readonly string[]> {
  if (settingsFile.test(path) && !/(?:^|\/)[jt]sconfig\.json$/i.test(path)) {
    const folder = posix.dirname(path) === "." ? "" : `${posix.dirname(path)}/`;
    const { paths } = await walkSlot(directory);
    return paths.filter((one) => one.startsWith(folder) && posix.basename(one) === "tsconfig.json");
  }
  const nearest = await nearestProject(directory, path);
  return nearest === null ? [] : [nearest];
}

async function nearestProject(directory: string, path: string): Promise<string | null> {
  for (const folder of foldersAbove(path)) {
    const project = posix.join(folder, "tsconfig.json");
    if (await isFile(directory, project)) return project;
    const script = posix.join(folder, "jsconfig.json");
    if (await checksScripts(directory, script)) return script;
  }
  return null;
}

/** Editors read `jsconfig.json` too; only where it asks for checking is it the project's word on types. */
async function checksScripts(directory: string, project: string): Promise<boolean> {
  const settings = await readSettings(directory, project);
  if (settings === null) return false;
  const options = settings["compilerOptions"];
  return isRecord(options) && options["checkJs"] === true;
}

async function targetsFor(directory: string, project: string, members: readonly string[]): Promise<readonly Target[]> {
  // Whoever refers to it may break by it, and is built from above.
  for (const folder of foldersAbove(posix.dirname(project))) {
    const above = posix.join(folder, "tsconfig.json");
    if (above === project) continue;
    const graph = await graphOf(directory, above);
    if (graph.get(above)?.length && graph.has(project) && refersFurther(graph, above)) {
      return [{ project: above, isBuild: true, members: [] }];
    }
  }
  const graph = await graphOf(directory, project);
  const references = graph.get(project) ?? [];
  if (references.length === 0) return [{ project, isBuild: false, members }];
  const isSolution = await namesNoFiles(directory, project);
  if (!isSolution || refersFurther(graph, project)) return [{ project, isBuild: true, members: [] }];
  return references.map((reference) => ({ project: reference, isBuild: false, members: [] }));
}

type Graph = ReadonlyMap<string, readonly string[]>;

function refersFurther(graph: Graph, top: string): boolean {
  return [...graph].some(([project, references]) => project !== top && references.length > 0);
}

/**
 * Whether a build would write over files that the repository has: what it changes in a writer's slot would count as the
 * writer's. Output that git does not see, or that is not there yet, is no trouble.
 */
export async function writesIntoRepository(directory: string, project: string): Promise<boolean> {
  const { paths } = await walkSlot(directory);
  const known = new Set(paths);
  for (const each of (await graphOf(directory, project)).keys()) {
    const folder = posix.dirname(each) === "." ? "" : `${posix.dirname(each)}/`;
    const options = (await readSettings(directory, each))?.["compilerOptions"];
    const out = isRecord(options) ? options["outDir"] : undefined;
    const outFolder = typeof out === "string" ? `${posix.join(folder, out)}/` : null;
    const isWritten = (path: string) =>
      outFolder === null ? path.startsWith(folder) && outputsBeside(path).some((one) => known.has(one)) : path.startsWith(outFolder);
    if (paths.some(isWritten)) return true;
  }
  return false;
}

function outputsBeside(path: string): readonly string[] {
  const source = /^(.*?)(?<!\.d)\.([cm]?)tsx?$/.exec(path);
  if (source === null) return [];
  const [, name = "", kind = ""] = source;
  return [`${name}.${kind}js`, `${name}.d.${kind}ts`];
}

/** A project with all that it refers to, directly or not. */
async function graphOf(directory: string, top: string): Promise<Graph> {
  const graph = new Map<string, readonly string[]>();
  const pending = [top];
  for (let next = pending.pop(); next !== undefined && graph.size < projectsReadMax; next = pending.pop()) {
    if (graph.has(next)) continue;
    const references = await referencesOf(directory, next);
    graph.set(next, references);
    pending.push(...references);
  }
  return graph;
}

async function referencesOf(directory: string, project: string): Promise<readonly string[]> {
  const references = (await readSettings(directory, project))?.["references"];
  if (!Array.isArray(references)) return [];
  const found: string[] = [];
  for (const reference of references) {
    if (!isRecord(reference) || typeof reference["path"] !== "string") continue;
    const path = posix.join(posix.dirname(project), reference["path"]);
    const file = path.endsWith(".json") ? path : posix.join(path, "tsconfig.json");
    if (!file.startsWith("../") && (await isFile(directory, file))) found.push(file);
  }
  return found;
}

/** With `files: []` and references alone, `tsc -p` would check nothing and succeed. */
async function namesNoFiles(directory: string, project: string): Promise<boolean> {
  const settings = await readSettings(directory, project);
  return Array.isArray(settings?.["files"]) && settings["files"].length === 0 && settings["include"] === undefined;
}

async function readSettings(directory: string, project: string): Promise<Readonly<Record<string, unknown>> | null> {
  const settings = await settingsJson((await settingsText(directory, project)) ?? "");
  return isRecord(settings) ? settings : null;
}
