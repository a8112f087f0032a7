// `dotnet build` of the solution or project that a changed file belongs to, without fetching packages.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Diagnostic } from "../tools/diagnostics.ts";
import { errorsIn, readLines } from "../tools/output-lines.ts";
import type { ToolSearch } from "../tools/project-tool.ts";
import { foldersAbove, isOnPath } from "../tools/tool-place.ts";

const language = /\.(?:cs|fs|vb|csproj|fsproj|vbproj|sln|slnx)$/;
const solution = /\.slnx?$/;
const project = /\.(?:cs|fs|vb)proj$/;
const reportLine =
  /^\s*(?<file>\S.*?\.(?:cs|fs|vb))\((?<line>\d+),(?<column>\d+)(?:,\d+,\d+)?\): (?<severity>error|warning) (?<code>[A-Z]+\d+): (?<message>.+?)(?: \[[^\]]+\])?$/;

export async function dotnetBuild(directory: string, changed: readonly string[]): Promise<ToolSearch> {
  const builds = new Map<string, string>();
  for (const path of changed.filter((one) => language.test(one))) {
    const build = await buildAbove(directory, path);
    if (build !== null) builds.set(build.folder, build.file);
  }
  if (builds.size === 0) return { tools: [], notes: [] };
  if (!(await isOnPath("dotnet"))) return { tools: [], notes: ["types not checked by dotnet build, because dotnet is not installed"] };
  const tools = [...builds].map(([folder, file]) => {
    const argv = ["dotnet", "build", file, "--no-restore", "--nologo", "--verbosity", "quiet", "-clp:NoSummary"];
    return { name: "dotnet build", folder, argv, baseArgv: argv, answers: [0, 1], files: null, read: readDotnet, stops: () => true };
  });
  return { tools, notes: [] };
}

/** Without the packages that a restore brings, nothing that it says is of the source. */
export function readDotnet(output: string): readonly Diagnostic[] | null {
  return /\berror (?:NETSDK1004|NU\d+|MSB\d+)\b/.test(output) ? null : errorsIn(readLines(output, reportLine));
}

/** The outermost solution, else the nearest project. */
async function buildAbove(directory: string, path: string): Promise<{ folder: string; file: string } | null> {
  let nearest: { folder: string; file: string } | null = null;
  let outermost: { folder: string; file: string } | null = null;
  for (const folder of foldersAbove(path)) {
    const names = (await readdir(join(directory, folder)).catch(() => [])).toSorted();
    const found = names.find((name) => solution.test(name));
    if (found !== undefined) outermost = { folder, file: found };
    const own = names.find((name) => project.test(name));
    if (own !== undefined) nearest ??= { folder, file: own };
  }
  return outermost ?? nearest;
}
