// TypeScript's checkers: the local `tsc`, or `vue-tsc` where a project has it, on the project that a changed file
// belongs to. A project that only names others stands for those it names.
import { posix } from "node:path";
import type { Diagnostic } from "../tools/diagnostics.ts";
import type { ProjectTool, ToolSearch } from "../tools/project-tool.ts";
import { isRecord, settingsJson } from "../tools/settings-json.ts";
import { foldersAbove, isFile, packageProgram, settingsText } from "../tools/tool-place.ts";

/** JavaScript belongs to it as well: types of unchanged files may depend on it. */
const language = /\.(?:[cm]?[tj]s|[tj]sx|vue)$|(?:^|\/)tsconfig[^/]*\.json$/i;
/** Projects checked in one verdict. */
const projectsMax = 6;
const reportLine = /^(?:(\S.*?)\((\d+),(\d+)\): )?error (TS\d+): (.*)$/;

export async function typescriptCheckers(directory: string, changed: readonly string[]): Promise<ToolSearch> {
  const projects = new Set<string>();
  for (const path of changed.filter((one) => language.test(one))) {
    const nearest = await nearestProject(directory, path);
    for (const project of nearest === null ? [] : await projectsOf(directory, nearest)) projects.add(project);
  }
  const chosen = [...projects].slice(0, projectsMax);
  const notes = projects.size > chosen.length ? [`types were checked in ${chosen.length} of ${projects.size} projects only`] : [];
  const tools: ProjectTool[] = [];
  for (const project of chosen) {
    const folder = posix.dirname(project);
    const program =
      (await packageProgram(directory, folder, "vue-tsc")) ?? (await packageProgram(directory, folder, "tsc"));
    if (program === null) notes.push(`types not checked with ${project}, because TypeScript is not installed`);
    else tools.push(checker(program, project));
  }
  return { tools, notes };
}

function checker(program: string, project: string): ProjectTool {
  const argv = [program, "--noEmit", "--pretty", "false", "-p", project];
  const name = posix.basename(program);
  return { name, argv, baseArgv: argv, answers: [0, 1, 2], files: null, read: readTypescript };
}

async function nearestProject(directory: string, path: string): Promise<string | null> {
  for (const folder of foldersAbove(path)) {
    const project = posix.join(folder, "tsconfig.json");
    if (await isFile(directory, project)) return project;
  }
  return null;
}

/** With `files: []` and references alone, `tsc -p` would check nothing and succeed. */
async function projectsOf(directory: string, project: string): Promise<readonly string[]> {
  const settings = await settingsJson((await settingsText(directory, project)) ?? "");
  if (!isRecord(settings) || !Array.isArray(settings["references"])) return [project];
  const namesNoFiles = Array.isArray(settings["files"]) && settings["files"].length === 0 && settings["include"] === undefined;
  if (!namesNoFiles) return [project];
  const found: string[] = [];
  for (const reference of settings["references"]) {
    if (!isRecord(reference) || typeof reference["path"] !== "string") continue;
    const path = posix.join(posix.dirname(project), reference["path"]);
    const file = path.endsWith(".json") ? path : posix.join(path, "tsconfig.json");
    if (!file.startsWith("../") && (await isFile(directory, file))) found.push(file);
  }
  return found;
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
