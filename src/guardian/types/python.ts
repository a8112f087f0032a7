// Python's checkers, where the project has settings for one: pyright and mypy, of the virtual environment or of PATH.
import type { ProjectTool, ToolSearch } from "../tools/project-tool.ts";
import { errorsIn, readLines } from "../tools/output-lines.ts";
import { isFile, packageProgram, pythonProgram, settingsText } from "../tools/tool-place.ts";

const language = /\.pyi?$|(?:^|\/)(?:pyproject\.toml|setup\.cfg|\.?mypy\.ini|pyrightconfig\.json)$/;
const pyrightLine =
  /^\s*(?<file>\S.*?\.pyi?):(?<line>\d+):(?<column>\d+) - (?<severity>error|warning): (?<message>.*?)(?: \((?<code>report\w+)\))?$/;
const mypyLine =
  /^(?<file>\S.*?\.pyi?):(?<line>\d+):(?:(?<column>\d+):)? (?<severity>error|warning): (?<message>.*?)(?:  \[(?<code>[\w-]+)\])?$/;

export async function pythonCheckers(directory: string, changed: readonly string[]): Promise<ToolSearch> {
  if (!changed.some((path) => language.test(path))) return { tools: [], notes: [] };
  const project = (await settingsText(directory, "pyproject.toml")) ?? "";
  const tools: ProjectTool[] = [];
  const notes: string[] = [];
  if ((await isFile(directory, "pyrightconfig.json")) || /^\[tool\.pyright\]/m.test(project)) {
    const program = (await packageProgram(directory, "", "pyright")) ?? (await pythonProgram(directory, "pyright"));
    if (program === null) notes.push(missing("pyright"));
    else tools.push(checker("pyright", [program], pyrightLine));
  }
  const settings = await mypySettings(directory, project);
  if (settings !== null) {
    const program = await pythonProgram(directory, "mypy");
    const plain = ["--no-pretty", "--no-error-summary", "--show-column-numbers", "--show-error-codes", "--hide-error-context"];
    // What to check is asked for on the command line unless the settings say it.
    const targets = /^\s*(?:files|packages|modules)\s*=/m.test(settings) ? [] : ["."];
    if (program === null) notes.push(missing("mypy"));
    else tools.push(checker("mypy", [program, ...plain, ...targets], mypyLine));
  }
  return { tools, notes };
}

async function mypySettings(directory: string, project: string): Promise<string | null> {
  const own = (await settingsText(directory, "mypy.ini")) ?? (await settingsText(directory, ".mypy.ini"));
  if (own !== null) return own;
  const shared = [
    [project, /^\[tool\.mypy\]$([\s\S]*?)(?=^\[|(?![\s\S]))/m],
    [(await settingsText(directory, "setup.cfg")) ?? "", /^\[mypy\]$([\s\S]*?)(?=^\[|(?![\s\S]))/m],
  ] as const;
  for (const [text, section] of shared) {
    const found = section.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

function missing(tool: string): string {
  return `types not checked by ${tool}, because it is configured but not installed`;
}

function checker(name: string, argv: readonly string[], pattern: RegExp): ProjectTool {
  const read = (output: string) => errorsIn(readLines(output, pattern));
  return { name, argv, baseArgv: argv, answers: [0, 1], files: null, read };
}
