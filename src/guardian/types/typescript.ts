// TypeScript's checkers: the local `tsc`, or `vue-tsc` or `svelte-check` where a project has it, on the projects that the
// changed files belong to.
import { readFile } from "node:fs/promises";
import { dirname, join, posix, resolve } from "node:path";
import type { Diagnostic } from "../tools/diagnostics.ts";
import type { ProjectTool, ToolSearch } from "../tools/project-tool.ts";
import { isRecord, settingsJson } from "../tools/settings-json.ts";
import { cachePlace } from "../tools/tool-command.ts";
import { firstFile, isFile, packageProgram, programFrom, settingsText } from "../tools/tool-place.ts";
import { svelteCheck } from "./svelte.ts";
import { targetsOf, type Target, writesIntoRepository } from "./typescript-projects.ts";

/** JavaScript belongs to it as well: types of unchanged files may depend on it. */
const language = /\.(?:[cm]?[tj]s|[tj]sx|vue|svelte)$|(?:^|\/)[tj]sconfig[^/]*\.json$/i;
/** Projects checked in one verdict. */
const projectsMax = 6;
const typed = /\.(?:[cm]?ts|tsx)$/i;
const reportLine = /^(?:(\S.*?)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/;

export async function typescriptCheckers(directory: string, changed: readonly string[]): Promise<ToolSearch> {
  const targets = await targetsOf(directory, changed.filter((one) => language.test(one)));
  const chosen = targets.slice(0, projectsMax);
  const notes = targets.length > chosen.length ? [`types were checked in ${chosen.length} of ${targets.length} projects only`] : [];
  const tools: ProjectTool[] = [];
  for (const target of chosen) {
    if (target.isBuild && (await writesIntoRepository(directory, target.project))) {
      notes.push(`types not checked with ${target.project}, because its build would change files of the repository`);
      continue;
    }
    const tool = await checkerOf(directory, target);
    if (tool === null) notes.push(`types not checked with ${target.project}, because TypeScript is not installed`);
    else tools.push(tool);
  }
  return { tools, notes };
}

async function checkerOf(directory: string, target: Target): Promise<ProjectTool | null> {
  const named = posix.dirname(target.project);
  const folder = named === "." ? "" : named;
  // Where packages share what is installed, not each of them is Svelte's.
  const svelte = (await isSvelte(directory, folder)) ? await packageProgram(directory, folder, "svelte-check") : null;
  if (svelte !== null && !target.isBuild) {
    return svelteCheck(folder, programFrom(folder, svelte), posix.basename(target.project));
  }
  const program =
    (await packageProgram(directory, folder, "vue-tsc")) ?? (await packageProgram(directory, folder, "tsc"));
  return program === null ? null : compiler(directory, program, target);
}

async function isSvelte(directory: string, folder: string): Promise<boolean> {
  if ((await firstFile(directory, folder, ["svelte.config.js", "svelte.config.mjs", "svelte.config.ts"])) !== null) return true;
  return ((await settingsText(directory, posix.join(folder, "package.json"))) ?? "").includes('"svelte-check"');
}

function compiler(directory: string, program: string, { project, isBuild, members }: Target): ProjectTool {
  const name = posix.basename(program);
  // A build writes what the project itself has it write: projects that are referred to are seen through that alone.
  const argv = isBuild
    ? [program, "-b", project, "--pretty", "false"]
    : [program, "--noEmit", "--pretty", "false", "-p", project];
  const memory = `${name}/${project.replaceAll(/[^\w.-]/g, "_")}.tsbuildinfo`;
  return {
    name,
    folder: "",
    argv,
    baseArgv: argv,
    cacheArgv: isBuild ? [] : ["--incremental", "--tsBuildInfoFile", `${cachePlace}/${memory}`],
    answers: [0, 1, 2, 3, 4],
    files: null,
    read: readTypescript,
    stops: stopsTypescript,
    unseen: (cache) => unseenIn(directory, join(cache, memory), members),
  };
}

/** The compiler's memory names all files of the project, relative to itself. */
async function unseenIn(directory: string, memory: string, members: readonly string[]): Promise<readonly string[]> {
  const wanted = members.filter((path) => typed.test(path) && !/\.d\.[cm]?ts$/.test(path));
  const value = await settingsJson(await readFile(memory, "utf8").catch(() => ""));
  const names = isRecord(value) ? value["fileNames"] : null;
  if (wanted.length === 0 || !Array.isArray(names)) return [];
  const seen = new Set(names.map((name) => resolve(dirname(memory), String(name))));
  const present = await Promise.all(wanted.map((path) => isFile(directory, path)));
  return wanted.filter((path, at) => present[at] === true && !seen.has(join(directory, path)));
}

/** Before settings are sound and every file parses, the compiler looks at no types. */
export function stopsTypescript({ file, code }: Diagnostic): boolean {
  return file === null || file.endsWith(".json") || /^TS1\d{3}$/.test(code ?? "");
}

/** Indented lines go on with the message above them. */
export function readTypescript(output: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const line of output.split("\n")) {
    const report = reportLine.exec(line);
    const last = found.at(-1);
    if (report !== null) {
      const [, file, row, column, code = "", message = ""] = report;
      const place = { file: file ?? null, line: numberOf(row), column: numberOf(column) };
      found.push({ ...place, code, message, severity: "error" });
    } else if (last !== undefined && /^\s+\S/.test(line)) {
      found[found.length - 1] = { ...last, message: `${last.message}\n${line}` };
    }
  }
  return found;
}

function numberOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
