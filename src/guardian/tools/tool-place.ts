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

/** A package's program, from the folder upwards to the slot's top, as a path that any slot has; null if not installed. */
export async function packageProgram(directory: string, folder: string, name: string): Promise<string | null> {
  for (const above of foldersAbove(posix.join(folder, "package.json"))) {
    const path = posix.join(above, "node_modules", ".bin", name);
    if (await isExecutable(join(directory, path))) return path;
  }
  return null;
}

/** A Python program of the project's virtual environment, else of PATH; null if it is nowhere. */
export async function pythonProgram(directory: string, name: string): Promise<string | null> {
  for (const folder of [".venv/bin", "venv/bin"]) {
    if (await isExecutable(join(directory, folder, name))) return `${folder}/${name}`;
  }
  return (await isOnPath(name)) ? name : null;
}

export async function isOnPath(name: string): Promise<boolean> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    if (folder !== "" && (await isExecutable(join(folder, name)))) return true;
  }
  return false;
}

async function isExecutable(path: string): Promise<boolean> {
  const isThere = await stat(path).then((stats) => stats.isFile(), () => false);
  return isThere && access(path, constants.X_OK).then(() => true, () => false);
}
