// The third stage: the imports of what was changed lead somewhere, users of what was changed still find what they
// import, and what was promised is exported. Only problems that were not there before the change count.
import type { Finding } from "../../core/change.ts";
import type { GateInput } from "../../ports/gate.ts";
import { aroundFindings } from "./around.ts";
import { brokenUses, everythingImported, takesAway, type BrokenUse, type UseSearch } from "./dependants.ts";
import { finding } from "../finding.ts";
import { shown } from "./shown.ts";
import { goLinks } from "./go.ts";
import { javaLinks } from "./java/java-links.ts";
import { linkProblems, type LinkProblem, type LinkTools } from "./link-problems.ts";
import { createInstalled } from "./installed.ts";
import { isManifest, newDependencies } from "./new-dependencies.ts";
import type { ModuleIndex } from "./module-index.ts";
import { createModuleView, type ModuleView } from "./module-view.ts";
import { isSourcePath, type SourceParser } from "../source/oxc.ts";
import { createPackages } from "./packages.ts";
import { checkProvisions } from "./provisions.ts";
import { rustLinks } from "./rust/rust-links.ts";
import { once } from "../once.ts";
import { pythonLinks } from "./python/python-links.ts";
import { createResolver } from "./resolver.ts";
import { readSlotText, textOf, type SlotText } from "../files/slot-file.ts";
import { createSourceFiles, type SourceFiles } from "./source-files.ts";
import { couldName } from "./stems.ts";
import type { Stage, StageContext, StageReport } from "../stage.ts";

/** How long the rest of the repository is looked at for one file that was just written. */
const lookMs = 5_000;

export const linksStage: Stage = {
  name: "links",
  async run({ input, index, parse, signal }: StageContext): Promise<StageReport> {
    const tools = await linkTools(input.directory, index, parse);
    const before = viewBefore(input, index, tools, parse);
    const deleted = new Set(input.change.files.flatMap(({ path, status }) => (status === "deleted" ? [path] : [])));
    const changed = new Set(input.change.files.flatMap(({ path }) => (isSourcePath(path) ? [path] : [])));
    const added = new Set(input.change.files.flatMap(({ path, status }) => (status === "added" ? [path] : [])));
    const files = createSourceFiles(input.directory, index, tools.resolver, changed, signal, input.change);
    const findings: Finding[] = [];
    const notes: string[] = [];
    for (const path of changed) {
      signal.throwIfAborted();
      const record = await tools.view.record(path);
      if (record === null) continue;
      const report = await linkProblems(tools, path, record);
      const fresh: LinkProblem[] = [];
      for (const problem of report.problems) {
        if (!(await wasThereBefore(problem, path, before, deleted))) fresh.push(problem);
      }
      const told = await tell(input.directory, path, fresh, files);
      findings.push(...told.findings);
      notes.push(...report.notes, ...told.notes);
    }
    const search: UseSearch = { before, after: tools.view, changed, deleted, signal };
    if (await takesAway(search)) findings.push(...(await useFindings(input.directory, await brokenUses(search, await files.all()))));
    findings.push(...(await aroundFindings(input.directory, { ...search, added, resolver: tools.resolver, files: files.all })));
    for (const { path, status } of input.change.files) {
      if (!isManifest(path) || status === "deleted") continue;
      findings.push(...(await newDependencies(path, textOf(await input.before(path)), await readSlotText(input.directory, path), tools.installed)));
    }
    const promised = await checkProvisions(input.directory, input.provides, tools.view);
    const walk = once(() => index.walk(input.directory));
    const others: StageReport[] = [];
    for (const links of [pythonLinks, goLinks, javaLinks, rustLinks]) others.push(await links(input, walk, signal));
    return {
      findings: [...findings, ...promised.findings, ...others.flatMap((report) => report.findings)],
      notes: [...notes, ...files.notes(), ...tools.resolver.notes(), ...promised.notes, ...others.flatMap((report) => report.notes)],
    };
  },
};

/** One file as it stands, without looking at what was before or at who uses it. */
export async function linksOf(directory: string, path: string, index: ModuleIndex, parse: SourceParser): Promise<StageReport> {
  const tools = await linkTools(directory, index, parse);
  const record = await tools.view.record(path);
  if (record === null) return { findings: [], notes: [] };
  const { problems, notes } = await linkProblems(tools, path, record);
  const told = await tell(directory, path, problems, createSourceFiles(directory, index, tools.resolver, new Set([path]), AbortSignal.timeout(lookMs), null));
  return { findings: told.findings, notes: [...notes, ...told.notes] };
}

/** A package that the repository uses elsewhere without declaring it, as published packages do in their tests, is known. */
async function tell(
  directory: string,
  path: string,
  problems: readonly LinkProblem[],
  files: SourceFiles,
): Promise<StageReport> {
  const findings: Finding[] = [];
  const notes: string[] = [];
  for (const problem of problems) {
    const other = problem.rule === "unknown-package" ? await files.importerOf(problem.specifier) : null;
    if (other !== null) notes.push(`${path} imports ${problem.specifier}, which is nowhere declared; ${other} does so too`);
    else findings.push(await problemFinding(directory, path, problem));
  }
  return { findings, notes };
}

async function linkTools(directory: string, index: ModuleIndex, parse: SourceParser): Promise<LinkTools> {
  const resolver = await createResolver(directory);
  const view = createModuleView({
    resolver,
    record: (path) => index.recordAt(directory, path),
    code: (path) => index.codeAt(directory, path, parse),
  });
  return { directory, resolver, packages: createPackages(directory), installed: createInstalled(directory), view };
}

/** Where imports lead is asked of the disk as it is now; what stood in the changed files, of the version before. */
function viewBefore(input: GateInput, index: ModuleIndex, { resolver, view }: LinkTools, parse: SourceParser): ModuleView {
  const changed = new Set(input.change.files.map(({ path }) => path));
  const contents = new Map<string, Promise<SlotText>>();
  const contentBefore = (path: string): Promise<SlotText> => {
    const content = contents.get(path) ?? input.before(path).then(textOf);
    contents.set(path, content);
    return content;
  };
  return createModuleView({
    resolver,
    record: async (path) => (changed.has(path) ? index.recordOf(path, await contentBefore(path)) : view.record(path)),
    code: async (path) => (changed.has(path) ? index.codeOf(path, await contentBefore(path), parse) : view.code(path)),
  });
}

async function wasThereBefore(
  problem: LinkProblem,
  path: string,
  before: ModuleView,
  deleted: ReadonlySet<string>,
): Promise<boolean> {
  const record = await before.record(path);
  const imported = record === null ? [] : await everythingImported(before, path, record);
  const same = imported.filter(({ specifier }) => specifier === problem.specifier);
  if (same.length === 0) return false;
  if (problem.name !== null && problem.target === null) return same.some(({ names }) => names.some(({ name }) => name === problem.name));
  if (problem.name === null || problem.target === null) {
    return ![...deleted].some((gone) => couldName(path, problem.specifier, gone));
  }
  if (!same.some(({ names }) => names.some(({ name }) => name === problem.name))) return false;
  return !(await before.exportsOf(problem.target, problem.how)).names.has(problem.name);
}

async function problemFinding(directory: string, path: string, problem: LinkProblem): Promise<Finding> {
  return finding("links", problem.rule, problem.message, { file: path, ...(await shown(directory, path, problem.offset)) });
}

/** One finding for each thing that was taken away, naming its first user. */
async function useFindings(directory: string, uses: readonly BrokenUse[]): Promise<Finding[]> {
  const groups = new Map<string, BrokenUse[]>();
  for (const use of uses) {
    const key = `${use.target}\0${use.name ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), use]);
  }
  return Promise.all([...groups.values()].flatMap(([first, ...more]) => (first === undefined ? [] : [useFinding(directory, first, more.length)])));
}

async function useFinding(directory: string, use: BrokenUse, more: number): Promise<Finding> {
  const { place, excerpt } = await shown(directory, use.user, use.offset);
  const user = `${use.user}${place === null ? "" : `:${place.line}`}${more > 0 ? ` (and ${more} more)` : ""}`;
  const what = use.name === "default" ? "its default export" : `"${use.name ?? ""}"`;
  const message =
    use.name === null
      ? `${use.target} is gone, but ${user} still imports it. Keep the file.`
      : `${use.target} no longer exports ${what}, but ${user} imports it. Keep that export.`;
  return finding("links", "broken-user", message, { file: use.target, excerpt });
}
