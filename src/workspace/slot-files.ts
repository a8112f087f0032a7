// Writes files into a slot from outside, as a reviewer's counterexample and a proof on the base need it. Nothing is written through a symbolic
// link, which may lead anywhere.
import { chmod, lstat, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { SlotFile } from "../ports/workspace.ts";

/** Null when all were written; else the first path that leads through a link or is a folder, with nothing written. */
export async function putFiles(directory: string, files: readonly SlotFile[]): Promise<string | null> {
  for (const { path: wanted } of files) if (!(await isPlain(directory, wanted))) return wanted;
  for (const { path: wanted, content, executable = false } of files) {
    const file = path.join(directory, wanted);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    if (executable) await chmod(file, 0o755);
  }
  return null;
}

/** Every part of the path that is there is a folder, and the last a file or nothing. */
async function isPlain(directory: string, wanted: string): Promise<boolean> {
  const parts = wanted.split("/");
  for (let count = 1; count <= parts.length; count += 1) {
    const found = await lstat(path.join(directory, ...parts.slice(0, count))).catch(() => null);
    if (found === null) return true;
    if (count < parts.length ? !found.isDirectory() : !found.isFile()) return false;
  }
  return true;
}
