// Python's checkers, where a folder above a changed file has settings for one: pyright and mypy, of the virtual
// environment, of the installed packages, or of PATH.
import { posix } from "node:path";
import type { Diagnostic } from "../tools/diagnostics.ts";
import { jsonWithin } from "../tools/json-within.ts";
import { errorsIn, readLines } from "../tools/output-lines.ts";
import type { ProjectTool, ToolSearch } from "../tools/project-tool.ts";
import { isRecord } from "../tools/settings-json.ts";
import { cachePlace } from "../tools/tool-command.ts";
import { foldersAbove, isFile, packageProgram, programFrom, pythonProgram, settingsText } from "../tools/tool-place.ts";

const language = /\.pyi?$|(?:^|\/)(?:pyproject\.toml|setup\.cfg|\.?mypy\.ini|pyrightconfig\.json)$/;
const mypyLine =
  /^(?<file>\S.*?\.pyi?):(?<line>\d+):(?:(?<column>\d+):)? (?<severity>error|warning): (?<message>.*?)(?:  \[(?<code>[\w-]+)\])?$/;

export async function pythonCheckers(directory: string, changed: readonly string[]): Promise<ToolSearch> {
  const pyright = new Set<string>();
  const mypy = new Map<string, string>();
  for (const path of changed.filter((one) => language.test(one))) {
    const folder = await firstFolder(path, (above) => hasPyright(directory, above));
    if (folder !== null) pyright.add(folder);
    for (const above of foldersAbove(path)) {
      const settings = await mypySettings(directory, above);
      if (settings === null) continue;
      mypy.set(above, settings);
      break;
    }
  }
  const searches = [
    ...[...pyright].map((folder) => pyrightIn(directory, folder)),
    ...[...mypy].map(([folder, settings]) => mypyIn(directory, folder, settings)),
  ];
  const found = await Promise.all(searches);
  return { tools: found.flatMap(({ tools }) => tools), notes: found.flatMap(({ notes }) => notes) };
}

async function firstFolder(path: string, matches: (folder: string) => Promise<boolean>): Promise<string | null> {
  for (const folder of foldersAbove(path)) if (await matches(folder)) return folder;
  return null;
}

async function hasPyright(directory: string, folder: string): Promise<boolean> {
  if (await isFile(directory, posix.join(folder, "pyrightconfig.json"))) return true;
  return /^\[tool\.pyright\]/m.test((await settingsText(directory, posix.join(folder, "pyproject.toml"))) ?? "");
}

async function pyrightIn(directory: string, folder: string): Promise<ToolSearch> {
  const program = (await packageProgram(directory, folder, "pyright")) ?? (await pythonProgram(directory, folder, "pyright"));
  if (program === null) return { tools: [], notes: [missing("pyright")] };
  const argv = [programFrom(folder, program), "--outputjson"];
  const tool: ProjectTool = { name: "pyright", folder, argv, baseArgv: argv, answers: [0, 1], files: null, read: readPyright };
  return { tools: [tool], notes: [] };
}

/** Its places count from 0. */
export function readPyright(output: string): readonly Diagnostic[] | null {
  const report = jsonWithin(output);
  if (!isRecord(report) || !Array.isArray(report["generalDiagnostics"])) return null;
  return report["generalDiagnostics"].filter(isRecord).flatMap((each): readonly Diagnostic[] => {
    if (each["severity"] !== "error") return [];
    const start = isRecord(each["range"]) && isRecord(each["range"]["start"]) ? each["range"]["start"] : {};
    const { file, message, rule } = each;
    const { line, character } = start;
    return [
      {
        file: typeof file === "string" ? file : null,
        line: typeof line === "number" ? line + 1 : null,
        column: typeof character === "number" ? character + 1 : null,
        code: typeof rule === "string" ? rule : null,
        message: typeof message === "string" ? message : "",
        severity: "error",
      },
    ];
  });
}

async function mypyIn(directory: string, folder: string, settings: string): Promise<ToolSearch> {
  const program = await pythonProgram(directory, folder, "mypy");
  if (program === null) return { tools: [], notes: [missing("mypy")] };
  const plain = ["--no-pretty", "--no-error-summary", "--show-column-numbers", "--show-error-codes", "--hide-error-context"];
  // What to check is asked for on the command line unless the settings say it.
  const targets = /^\s*(?:files|packages|modules)\s*=/m.test(settings) ? [] : ["."];
  const argv = [programFrom(folder, program), ...plain, ...targets];
  const cacheArgv = ["--cache-dir", `${cachePlace}/mypy/${folder.replaceAll(/[^\w.-]/g, "_")}`];
  // A file that does not parse makes it end with 2, and look at nothing else.
  const tool: ProjectTool = { name: "mypy", folder, argv, baseArgv: argv, cacheArgv, answers: [0, 1, 2], files: null, read: readMypy, stops: ({ code }) => code === "syntax" };
  return { tools: [tool], notes: [] };
}

export function readMypy(output: string): readonly Diagnostic[] | null {
  return /: error: INTERNAL ERROR/.test(output) ? null : errorsIn(readLines(output, mypyLine));
}

async function mypySettings(directory: string, folder: string): Promise<string | null> {
  const text = (name: string) => settingsText(directory, posix.join(folder, name));
  const own = (await text("mypy.ini")) ?? (await text(".mypy.ini"));
  if (own !== null) return own;
  const shared = [
    [(await text("pyproject.toml")) ?? "", /^\[tool\.mypy\]$([\s\S]*?)(?=^\[|(?![\s\S]))/m],
    [(await text("setup.cfg")) ?? "", /^\[mypy\]$([\s\S]*?)(?=^\[|(?![\s\S]))/m],
  ] as const;
  for (const [content, section] of shared) {
    const found = section.exec(content)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

function missing(tool: string): string {
  return `types not checked by ${tool}, because it is configured but not installed`;
}
