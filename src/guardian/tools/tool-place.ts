// Finds a project's own tools and their settings by files. Nothing is run or installed; a tool is there if it is
// installed in the slot, or for languages without such a place, on PATH.
import { access, constants, readFile, stat } from "node:fs/promises";
import { delimiter, join, posix } from "node:path";

const settingsBytesMax = 1024 * 1024;

/** The folder and those around it up to the top (`""`), nearest first. */
export function foldersAbove(path: string): readonly string[] {
  const folders: string[] = [];
  let folder = posix.dirname(path);
  while (folder !== "." && folder !== "/") {
    folders.push(folder);
    folder = posix.dirname(folder);
  }
  return [...folders, ""];
}

export async function isFile(directory: string, path: string): Promise<boolean> {
  return stat(join(directory, path)).then((stats) => stats.isFile(), () => false);
}

/** A settings file's text; null if it is not there or too large to be one. */
export async function settingsText(directory: string, path: string): Promise<string | null> {
  const bytes = await stat(join(directory, path)).then((stats) => (stats.isFile() ? stats.size : null), () => null);
  if (bytes === null || bytes > settingsBytesMax) return null;
  return readFile(join(directory, path), "utf8").catch(() => null);
}

/** The first of these names that is a file of the folder; null if none is. */
export async function firstFile(directory: string, folder: string, names: readonly string[]): Promise<string | null> {
  for (const name of names) {
    const path = posix.join(folder, name);
    if (await isFile(directory, path)) return path;
  }
  return null;
}

/** The folders above a path that hold a file of one of these names, nearest first. */
export async function foldersWith(directory: string, path: string, names: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of foldersAbove(path)) {
    if ((await firstFile(directory, folder, names)) !== null) found.push(folder);
  }
  return found;
}

/** A program's path as it is written in a folder of the slot; names that are looked for on PATH stay. */
export function programFrom(folder: string, program: string): string {
  return program.includes("/") ? posix.relative(folder, program) : program;
}

/** A package's program, from the folder upwards to the slot's top, as a path that any slot has; null if not installed. */
export async function packageProgram(directory: string, folder: string, name: string): Promise<string | null> {
  for (const above of foldersAbove(posix.join(folder, "package.json"))) {
    const path = posix.join(above, "node_modules", ".bin", name);
    if (await isExecutable(join(directory, path))) return path;
  }
  return null;
}

/** A Python program of a virtual environment, from the folder upwards, else of PATH; null if it is nowhere. */
export async function pythonProgram(directory: string, folder: string, name: string): Promise<string | null> {
  for (const above of foldersAbove(posix.join(folder, "setup.py"))) {
    for (const place of [".venv/bin", "venv/bin"]) {
      const path = posix.join(above, place, name);
      if (await isExecutable(join(directory, path))) return path;
    }
  }
  return (await isOnPath(name)) ? name : null;
}

export async function isOnPath(name: string): Promise<boolean> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (folder !== "" && (await isExecutable(join(folder, name)))) return true;
  }
  return false;
}

export async function isExecutable(path: string): Promise<boolean> {
  const isThere = await stat(path).then((stats) => stats.isFile(), () => false);
  return isThere && access(path, constants.X_OK).then(() => true, () => false);
}
