// Checkers that come with their language: `go vet` and `cargo check`, in the module or workspace of each changed file, if
// the language is installed.
import type { Diagnostic } from "../tools/diagnostics.ts";
import { errorsIn, readLines } from "../tools/output-lines.ts";
import type { ProjectTool, ToolSearch } from "../tools/project-tool.ts";
import { cachePlace } from "../tools/tool-command.ts";
import { foldersWith, isFile, isOnPath, settingsText } from "../tools/tool-place.ts";
import { posix } from "node:path";

const none: ToolSearch = { tools: [], notes: [] };
const goLine = /^(?:(?<code>vet): )?(?:\.\/)?(?<file>[^\s:]\S*?\.go):(?<line>\d+)(?::(?<column>\d+))?: (?<message>.+)$/;
/** What go says when it wanted to fetch a module: the source is not at fault. */
const goWantedNetwork = /\bdial tcp\b|no such host|: Get "https?:|module lookup disabled|missing go\.sum entry/;
export const cargoLine =
  /^(?<file>\S.*?\.rs):(?<line>\d+):(?<column>\d+): (?<severity>error|warning)(?:\[(?<code>[\w:-]+)\])?: (?<message>.+)$/;

export async function goVet(directory: string, changed: readonly string[]): Promise<ToolSearch> {
  const folders = await goFolders(directory, changed);
  if (folders.length === 0) return none;
  if (!(await isOnPath("go"))) return { tools: [], notes: ["types not checked by go vet, because go is not installed"] };
  const argv = ["go", "vet", "./..."];
  const known = { name: "go vet", argv, baseArgv: argv, answers: [0, 1, 2], files: null, read: readGo };
  // Of each package it tells the first error of types, and then nothing more.
  const stops = ({ code }: Diagnostic) => code === "typecheck";
  return { tools: folders.map((folder): ProjectTool => ({ ...known, folder, stops })), notes: [] };
}

export function readGo(output: string): readonly Diagnostic[] | null {
  if (goWantedNetwork.test(output)) return null;
  return readLines(output, goLine).map((found) => ({ ...found, code: found.code === null ? null : "typecheck" }));
}

/** The modules of changed files. */
export async function goFolders(directory: string, changed: readonly string[]): Promise<readonly string[]> {
  const folders = new Set<string>();
  for (const path of changed.filter((one) => /\.go$|(?:^|\/)go\.mod$/.test(one))) {
    const [nearest] = await foldersWith(directory, path, ["go.mod"]);
    if (nearest !== undefined) folders.add(nearest);
  }
  return [...folders];
}

export async function cargoCheck(directory: string, changed: readonly string[]): Promise<ToolSearch> {
  const folders = await cargoFolders(directory, changed);
  if (folders.length === 0) return none;
  if (!(await isOnPath("cargo"))) return { tools: [], notes: ["types not checked by cargo check, because cargo is not installed"] };
  const read = (output: string) => errorsIn(readLines(output, cargoLine));
  // A crate that does not compile keeps it from those that depend on it.
  const known = { name: "cargo check", answers: [0, 101], files: null, read, stops: () => true };
  const tools = folders.map(async (folder): Promise<ProjectTool> => {
    const argv = await cargoCommand(directory, folder, "check");
    return { ...known, folder, argv, baseArgv: argv, cacheArgv: cargoCache(folder) };
  });
  return { tools: await Promise.all(tools), notes: [] };
}

/** A lock file that is there is not written: in a writer's slot that would count as the writer's change. */
export async function cargoCommand(directory: string, folder: string, command: "check" | "clippy"): Promise<readonly string[]> {
  const locked = (await isFile(directory, posix.join(folder, "Cargo.lock"))) ? ["--locked"] : [];
  return ["cargo", command, "--offline", ...locked, "--quiet", "--workspace", "--all-targets", "--message-format", "short"];
}

export function cargoCache(folder: string): readonly string[] {
  return ["--target-dir", `${cachePlace}/cargo/${folder.replaceAll(/[^\w.-]/g, "_")}`];
}

/** The workspaces of changed files, or their packages where there is no workspace. */
export async function cargoFolders(directory: string, changed: readonly string[]): Promise<readonly string[]> {
  const folders = new Set<string>();
  for (const path of changed.filter((one) => /\.rs$|(?:^|\/)Cargo\.toml$/.test(one))) {
    const manifests = await foldersWith(directory, path, ["Cargo.toml"]);
    let chosen = manifests[0];
    for (const folder of manifests) {
      const text = (await settingsText(directory, posix.join(folder, "Cargo.toml"))) ?? "";
      if (/^\s*\[workspace[.\]]/m.test(text)) chosen = folder;
    }
    if (chosen !== undefined) folders.add(chosen);
  }
  return [...folders];
}
