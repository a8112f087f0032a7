// Lists the files and links of a slot that git would see, without git. Links are never followed, and installed packages
// are left out whether they are ignored or not.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { ignoreBytesMax, isIgnored, readIgnoreFile, type IgnoreFile } from "./ignore-rules.ts";

export const walkFilesMax = 50_000;
const neverListed = new Set([".git", "node_modules"]);

export interface Walk {
  /** Relative to the directory, with forward slashes, in a stable order. */
  readonly paths: readonly string[];
  /** False if there were more files than the limit. */
  readonly complete: boolean;
}

export async function walkSlot(directory: string, filesMax = walkFilesMax): Promise<Walk> {
  const paths: string[] = [];
  const pending: { folder: string; ignores: readonly IgnoreFile[] }[] = [{ folder: "", ignores: [] }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { folder } = next;
    const entries = await readdir(join(directory, folder), { withFileTypes: true }).catch(() => []);
    const ignores = entries.some((entry) => entry.name === ".gitignore" && entry.isFile())
      ? [...next.ignores, await readIgnores(directory, folder)]
      : next.ignores;
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder + entry.name;
      if (neverListed.has(entry.name) || path === ".opencode/orchestrator") continue;
      if (entry.isDirectory()) {
        if (!isIgnored(ignores, path, true)) pending.push({ folder: `${path}/`, ignores });
      } else if ((entry.isFile() || entry.isSymbolicLink()) && !isIgnored(ignores, path, false)) {
        if (paths.length === filesMax) return { paths, complete: false };
        paths.push(path);
      }
    }
  }
  return { paths, complete: true };
}

async function readIgnores(directory: string, folder: string): Promise<IgnoreFile> {
  const path = join(directory, folder, ".gitignore");
  const bytes = await stat(path).then(({ size }) => size, () => 0);
  const text = bytes > ignoreBytesMax ? "" : await readFile(path, "utf8").catch(() => "");
  return readIgnoreFile(folder, text);
}
