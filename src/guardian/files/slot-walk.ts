// Lists the files and links of a slot that git would see, without git. Links are never followed, and installed packages
// are left out whether they are ignored or not. With a memory, only folders that have changed are read again.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isUnchanged, stampOf, statOf, type FileStamp } from "./file-stamp.ts";
import { ignoreBytesMax, isIgnored, readIgnoreFile, type IgnoreFile } from "./ignore-rules.ts";

export const walkFilesMax = 50_000;
const neverListed = new Set([".git", "node_modules"]);

export interface Walk {
  /** Relative to the directory, with forward slashes, in a stable order. */
  readonly paths: readonly string[];
  /** False if there were more files than the limit. */
  readonly complete: boolean;
}

interface Folder {
  /** Paths of files, and of folders, the latter ending in a slash. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly ignores: readonly IgnoreFile[];
}

interface RememberedFolder extends Folder {
  readonly stamp: FileStamp | null;
  /** The rules of the folders above. */
  readonly above: readonly IgnoreFile[];
  /** Null if there is no `.gitignore`. */
  readonly ignoreStamp: FileStamp | null;
}

/** What a walk has seen, by folder. It serves one directory. */
export type WalkMemory = Map<string, RememberedFolder>;

const noIgnores: readonly IgnoreFile[] = [];

export async function walkSlot(directory: string, filesMax = walkFilesMax, memory?: WalkMemory): Promise<Walk> {
  const paths: string[] = [];
  const pending: { path: string; above: readonly IgnoreFile[] }[] = [{ path: "", above: noIgnores }];
  const seen = new Set<string>();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, above } = next;
    seen.add(path);
    const folder = memory === undefined ? await readFolder(directory, path, above) : await remembered(memory, directory, path, above);
    for (const inner of folder.folders) pending.push({ path: inner, above: folder.ignores });
    for (const file of folder.files) {
      if (paths.length === filesMax) return { paths, complete: false };
      paths.push(file);
    }
  }
  for (const path of memory?.keys() ?? []) if (!seen.has(path)) memory?.delete(path);
  return { paths, complete: true };
}

async function remembered(memory: WalkMemory, directory: string, path: string, above: readonly IgnoreFile[]): Promise<Folder> {
  const known = memory.get(path);
  const stats = statOf(join(directory, path));
  const ignoreStats = statOf(join(directory, path, ".gitignore"));
  const isSame = known !== undefined && stats !== null && known.above === above && isUnchanged(known.stamp, stats);
  if (isSame && (ignoreStats === null ? known.ignoreStamp === null : isUnchanged(known.ignoreStamp, ignoreStats))) return known;
  const folder = await readFolder(directory, path, above);
  memory.set(path, {
    ...folder,
    above,
    stamp: stats === null ? null : stampOf(stats),
    ignoreStamp: ignoreStats === null ? null : stampOf(ignoreStats),
  });
  return folder;
}

async function readFolder(directory: string, folder: string, above: readonly IgnoreFile[]): Promise<Folder> {
  const entries = await readdir(join(directory, folder), { withFileTypes: true }).catch(() => []);
  const hasOwn = entries.some((entry) => entry.name === ".gitignore" && entry.isFile());
  const ignores = hasOwn ? [...above, await readIgnores(directory, folder)] : above;
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = folder + entry.name;
    if (neverListed.has(entry.name) || path === ".opencode/orchestrator") continue;
    if (entry.isDirectory()) {
      if (!isIgnored(ignores, path, true)) folders.push(`${path}/`);
    } else if ((entry.isFile() || entry.isSymbolicLink()) && !isIgnored(ignores, path, false)) files.push(path);
  }
  return { files, folders, ignores };
}

async function readIgnores(directory: string, folder: string): Promise<IgnoreFile> {
  const path = join(directory, folder, ".gitignore");
  const bytes = await stat(path).then(({ size }) => size, () => 0);
  const text = bytes > ignoreBytesMax ? "" : await readFile(path, "utf8").catch(() => "");
  return readIgnoreFile(folder, text);
}
