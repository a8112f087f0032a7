// Copies ignored project configuration into a slot, so that OpenCode sees there what it sees in the user's folder. It
// copies files and relative links only, and nothing that could be a secret by its name.
import { lstat, mkdir, readdir, readFile, readlink, realpath, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

/** Larger files are data that happens to lie there. */
export const configurationFileBytesMax = 1024 * 1024;
export const configurationFilesMax = 1000;

const leftOut = new Set([".opencode/orchestrator", ".opencode/node_modules"]);

/** Answers how many files were copied; at `configurationFilesMax` it stops. */
export async function copyConfiguration(root: string, slot: string, entries: readonly string[]): Promise<number> {
  const waiting = [...entries].reverse();
  let files = 0;
  for (let entry = waiting.pop(); entry !== undefined && files < configurationFilesMax; entry = waiting.pop()) {
    if (leftOut.has(entry) || /^\.env(\.|$)/.test(path.basename(entry))) continue;
    const from = path.join(root, entry);
    const found = await lstat(from).catch(() => null);
    if (found === null) continue;
    if (found.isDirectory()) {
      const names = await readdir(from);
      waiting.push(...names.filter((name) => name !== "node_modules" && name !== ".git").map((name) => `${entry}/${name}`));
    } else if (found.isSymbolicLink() || (found.isFile() && found.size <= configurationFileBytesMax)) {
      files += (await copyOne(from, path.join(slot, entry), slot, found.isSymbolicLink())) ? 1 : 0;
    }
  }
  return files;
}

async function copyOne(from: string, to: string, slot: string, isLink: boolean): Promise<boolean> {
  // Through a link in the slot's own tree the copy could land anywhere.
  const parent = await parentInside(slot, path.dirname(to));
  if (!parent || (await lstat(to).catch(() => null)) !== null) return false;
  if (isLink) {
    const target = await readlink(from);
    if (path.isAbsolute(target)) return false;
    await symlink(target, to);
  } else {
    await writeFile(to, await readFile(from));
  }
  return true;
}

async function parentInside(slot: string, parent: string): Promise<boolean> {
  try {
    await mkdir(parent, { recursive: true });
    return (await realpath(parent)) === path.join(await realpath(slot), path.relative(slot, parent));
  } catch {
    return false;
  }
}
