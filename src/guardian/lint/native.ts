// Linters of Python, Go and Rust: ruff, golangci-lint and clippy, each where a folder above a changed file has settings
// for it and it is installed. The latter two know packages only, so the changed files are picked out of what they say.
import { posix } from "node:path";
import type { Diagnostic } from "../tools/diagnostics.ts";
import { jsonWithin } from "../tools/json-within.ts";
import { readLines } from "../tools/output-lines.ts";
import type { ProjectTool, ToolSearch } from "../tools/project-tool.ts";
import { isRecord } from "../tools/settings-json.ts";
import { firstFile, foldersAbove, foldersWith, isOnPath, programFrom, pythonProgram, settingsText } from "../tools/tool-place.ts";
import { cargoCache, cargoCommand, cargoFolders, cargoLine, goFolders } from "../types/native.ts";
import { type LintFiles, runsOf } from "./lint-files.ts";

const none: ToolSearch = { tools: [], notes: [] };
const golangciLine = /^(?<file>\S.*?\.go):(?<line>\d+)(?::(?<column>\d+))?: (?<message>.+?) \((?<code>[\w-]+)\)$/;
const golangciSettings = [".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"];

export async function ruff(directory: string, files: LintFiles): Promise<ToolSearch> {
  const language = /\.pyi?$/;
  const places = new Map<string, string[]>();
  for (const path of files.all.filter((one) => language.test(one))) {
    for (const folder of foldersAbove(path)) {
      const settings = await ruffSettings(directory, folder);
      if (settings === null) continue;
      places.set(settings, [...(places.get(settings) ?? []), path]);
      break;
    }
  }
  const tools: ProjectTool[] = [];
  for (const [settings, paths] of places) {
    const named = posix.dirname(settings);
    const folder = named === "." ? "" : named;
    const program = await pythonProgram(directory, folder, "ruff");
    if (program === null) return { tools: [], notes: [missing("ruff")] };
    const argv = [programFrom(folder, program), "check", "--output-format", "json", "--no-fix", "--no-cache", "--quiet"];
    tools.push(...runsOf({ name: "ruff", folder, settings, argv, answers: [0, 1], language, read: readRuff }, paths, files));
  }
  return { tools, notes: [] };
}

/** Where ruff is told something in this folder; null if nowhere. */
export async function ruffSettings(directory: string, folder: string): Promise<string | null> {
  const own = await firstFile(directory, folder, ["ruff.toml", ".ruff.toml"]);
  if (own !== null) return own;
  const project = posix.join(folder, "pyproject.toml");
  return /^\[tool\.ruff\b/m.test((await settingsText(directory, project)) ?? "") ? project : null;
}

export function readRuff(output: string): readonly Diagnostic[] | null {
  const reports = jsonWithin(output);
  if (!Array.isArray(reports)) return null;
  return reports.filter(isRecord).map((report): Diagnostic => {
    const { filename, code, message } = report;
    const { row, column } = isRecord(report["location"]) ? report["location"] : {};
    return {
      file: typeof filename === "string" ? filename : null,
      line: typeof row === "number" ? row : null,
      column: typeof column === "number" ? column : null,
      code: typeof code === "string" ? code : null,
      message: typeof message === "string" ? message : "",
      severity: "error",
    };
  });
}

export async function golangciLint(directory: string, files: LintFiles): Promise<ToolSearch> {
  const changed = files.all.filter((path) => path.endsWith(".go"));
  const read = (output: string) => readLines(output, golangciLine);
  const tools: ProjectTool[] = [];
  for (const folder of await goFolders(directory, changed)) {
    const [settings] = await foldersWith(directory, posix.join(folder, "go.mod"), golangciSettings);
    if (settings === undefined) continue;
    if (!(await isOnPath("golangci-lint"))) return { tools: [], notes: [missing("golangci-lint")] };
    tools.push(wholeProject("golangci-lint", folder, ["golangci-lint", "run"], [0, 1], changed, read));
  }
  return tools.length === 0 ? none : { tools, notes: [] };
}

export async function clippy(directory: string, files: LintFiles): Promise<ToolSearch> {
  const changed = files.all.filter((path) => path.endsWith(".rs"));
  const read = (output: string) => readLines(output, cargoLine);
  const tools: ProjectTool[] = [];
  for (const folder of await cargoFolders(directory, changed)) {
    if (!(await hasClippy(directory, folder))) continue;
    if (!(await isOnPath("cargo-clippy"))) return { tools: [], notes: [missing("clippy")] };
    const argv = await cargoCommand(directory, folder, "clippy");
    tools.push({ ...wholeProject("clippy", folder, argv, [0, 101], changed, read), cacheArgv: cargoCache(folder) });
  }
  return tools.length === 0 ? none : { tools, notes: [] };
}

async function hasClippy(directory: string, folder: string): Promise<boolean> {
  if ((await firstFile(directory, folder, ["clippy.toml", ".clippy.toml"])) !== null) return true;
  const manifest = (await settingsText(directory, posix.join(folder, "Cargo.toml"))) ?? "";
  return /^\[(?:workspace\.)?lints\.clippy\]/m.test(manifest);
}

function wholeProject(
  name: string,
  folder: string,
  argv: readonly string[],
  answers: readonly number[],
  changed: readonly string[],
  read: ProjectTool["read"],
): ProjectTool {
  return { name, folder, argv, baseArgv: argv, answers, files: new Set(changed), read };
}

function missing(tool: string): string {
  return `lint not checked by ${tool}, because it is configured but not installed`;
}
