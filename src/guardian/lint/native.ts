// Linters of Python, Go and Rust: ruff, golangci-lint and clippy, each if the project has settings for it at its top
// and it is installed. The latter two know packages only, so they look at all and the changed files are picked out.
import type { Diagnostic } from "../tools/diagnostics.ts";
import { jsonWithin, type LintFiles, runsOf } from "./lint-files.ts";
import { readLines } from "../tools/output-lines.ts";
import type { ProjectTool, ToolSearch } from "../tools/project-tool.ts";
import { isRecord } from "../tools/settings-json.ts";
import { firstFile, isOnPath, pythonProgram, settingsText } from "../tools/tool-place.ts";
import { cargoLine } from "../types/native.ts";

const none: ToolSearch = { tools: [], notes: [] };
const golangciLine = /^(?<file>\S.*?\.go):(?<line>\d+)(?::(?<column>\d+))?: (?<message>.+?) \((?<code>[\w-]+)\)$/;

export async function ruff(directory: string, files: LintFiles): Promise<ToolSearch> {
  const language = /\.pyi?$/;
  if (!files.all.some((path) => language.test(path))) return none;
  const project = (await settingsText(directory, "pyproject.toml")) ?? "";
  const isConfigured = (await firstFile(directory, "", ["ruff.toml", ".ruff.toml"])) !== null || /^\[tool\.ruff\b/m.test(project);
  if (!isConfigured) return none;
  const program = await pythonProgram(directory, "ruff");
  if (program === null) return { tools: [], notes: [missing("ruff")] };
  const argv = [program, "check", "--output-format", "json", "--no-fix", "--no-cache", "--quiet"];
  return { tools: runsOf({ name: "ruff", argv, answers: [0, 1], language, read: readRuff }, files), notes: [] };
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
  const settings = [".golangci.yml", ".golangci.yaml", ".golangci.toml", ".golangci.json"];
  if (changed.length === 0 || (await firstFile(directory, "", settings)) === null) return none;
  if (!(await isOnPath("golangci-lint"))) return { tools: [], notes: [missing("golangci-lint")] };
  const read = (output: string) => readLines(output, golangciLine);
  return { tools: [wholeProject("golangci-lint", ["golangci-lint", "run"], [0, 1], changed, read)], notes: [] };
}

export async function clippy(directory: string, files: LintFiles): Promise<ToolSearch> {
  const changed = files.all.filter((path) => path.endsWith(".rs"));
  if (changed.length === 0 || (await firstFile(directory, "", ["clippy.toml", ".clippy.toml"])) === null) return none;
  if (!(await isOnPath("cargo-clippy"))) return { tools: [], notes: [missing("clippy")] };
  const argv = ["cargo", "clippy", "--offline", "--quiet", "--workspace", "--all-targets", "--message-format", "short"];
  const read = (output: string) => readLines(output, cargoLine);
  return { tools: [wholeProject("clippy", argv, [0, 101], changed, read)], notes: [] };
}

function wholeProject(
  name: string,
  argv: readonly string[],
  answers: readonly number[],
  changed: readonly string[],
  read: ProjectTool["read"],
): ProjectTool {
  return { name, argv, baseArgv: argv, answers, files: new Set(changed), read };
}

function missing(tool: string): string {
  return `lint not checked by ${tool}, because it is configured but not installed`;
}
