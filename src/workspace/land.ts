// Brings trunk to the user's files, all of them or none: every file is prepared and compared before the first is
// touched. The user's index and HEAD stay as they are.
import { chmod, cp, lstat, mkdir, readdir, rename, rm, rmdir, stat, unlink } from "node:fs/promises";
import path from "node:path";
import type { CommitId, MissionId } from "../core/ids.ts";
import type { Landing } from "../ports/workspace.ts";
import type { GitResult } from "./git.ts";
import { absentMode, type Objects, submoduleMode, type TreeDifference } from "./objects.ts";
import { trunkBranch } from "./refs.ts";
import { inRepository, type Repository, type RepositoryCall } from "./repository.ts";

interface Version {
  readonly mode: string;
  readonly blob: string;
  readonly path: string;
}

export async function landOnFiles(
  repository: Repository,
  objects: Objects,
  mission: MissionId,
  base: CommitId,
  trunk: CommitId,
): Promise<Landing> {
  const found = await objects.differences(base, trunk);
  const differences = found.filter((one) => one.modeBefore !== submoduleMode && one.modeAfter !== submoduleMode);
  // In the state folder, which as a rule is on the disk of the files, so that they can be moved into place.
  const scratch = path.join(repository.stateDirectory, `landing-${mission}`);
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  try {
    const before = versions(differences, (one) => ({ mode: one.modeBefore, blob: one.blobBefore, path: one.path }));
    const after = versions(differences, (one) => ({ mode: one.modeAfter, blob: one.blobAfter, path: one.path }));
    const files = path.join(scratch, "files");
    const [beforeIndex, afterIndex] = [path.join(scratch, "before"), path.join(scratch, "after")];
    await writeIndex(repository, beforeIndex, before);
    await writeIndex(repository, afterIndex, after);
    // As git would check them out: line ends, filters, links.
    await withIndex(repository, afterIndex, ["checkout-index", "--all", "--force", `--prefix=${files}/`]);
    const changedFromBase = await changedFiles(repository, beforeIndex);
    const changedFromTrunk = await changedFiles(repository, afterIndex);
    const states = await Promise.all(
      differences.map((one) => stateOf(repository.root, one, differences, changedFromBase, changedFromTrunk)),
    );
    const changed = differences.filter((_, index) => states[index] === "changed").map((one) => one.path);
    if (changed.length > 0) return { outcome: "branch", branch: trunkBranch(mission), changedMeanwhile: changed };
    const open = differences.filter((_, index) => states[index] === "as-base");
    for (const one of open) if (one.modeAfter === absentMode) await removeFile(repository, one.path);
    for (const one of open) if (one.modeAfter !== absentMode) await putFile(repository.root, files, one);
    return { outcome: "landed", files: differences.map((one) => one.path) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function versions(differences: readonly TreeDifference[], side: (one: TreeDifference) => Version): Version[] {
  return differences.map(side).filter((version) => version.mode !== absentMode);
}

/** An index of these versions alone; git compares files with it as it would with the user's. */
async function writeIndex(repository: Repository, index: string, wanted: readonly Version[]): Promise<void> {
  const lines = wanted.map((version) => `${version.mode} ${version.blob}\t${version.path}\0`);
  await withIndex(repository, index, ["update-index", "-z", "--index-info"], { input: lines.join("") });
}

/** Paths whose file in the user's folder is not what the index has: other contents, mode or kind, or absent. */
async function changedFiles(repository: Repository, index: string): Promise<ReadonlySet<string>> {
  await withIndex(repository, index, ["update-index", "-q", "--really-refresh"], { answers: [0, 1] });
  const result = await withIndex(repository, index, ["diff-files", "-z", "--name-only"]);
  return new Set(result.stdout.toString("utf8").split("\0"));
}

function withIndex(
  repository: Repository,
  index: string,
  args: readonly string[],
  call: RepositoryCall = {},
): Promise<GitResult> {
  return inRepository(repository, args, { ...call, environment: { GIT_INDEX_FILE: index } });
}

type FileState = "as-base" | "as-trunk" | "changed";

async function stateOf(
  root: string,
  one: TreeDifference,
  all: readonly TreeDifference[],
  changedFromBase: ReadonlySet<string>,
  changedFromTrunk: ReadonlySet<string>,
): Promise<FileState> {
  const absent = one.modeBefore === absentMode || one.modeAfter === absentMode ? await isAbsent(root, one, all) : false;
  const asTrunk = one.modeAfter === absentMode ? absent : !changedFromTrunk.has(one.path);
  if (asTrunk) return "as-trunk";
  const asBase = one.modeBefore === absentMode ? absent : !changedFromBase.has(one.path);
  return asBase ? "as-base" : "changed";
}

/**
 * Whether nothing is at the path and it could be made: on the way there are only folders, or files that go away in
 * the same landing. A linked folder on the way means no: writing through it could leave the repository.
 */
async function isAbsent(root: string, one: TreeDifference, all: readonly TreeDifference[]): Promise<boolean> {
  const leaving = new Set(all.filter((other) => other.modeAfter === absentMode).map((other) => other.path));
  const segments = one.path.split("/");
  for (let depth = 1; depth < segments.length; depth += 1) {
    const parent = segments.slice(0, depth).join("/");
    const found = await lstat(path.join(root, parent)).catch(() => null);
    if (found === null) return true;
    if (!found.isDirectory()) return leaving.has(parent);
  }
  const found = await lstat(path.join(root, one.path)).catch(() => null);
  if (found === null) return true;
  return found.isDirectory() && one.modeAfter !== absentMode && (await holdsOnly(root, one.path, leaving));
}

/** A folder that becomes a file may hold nothing but what leaves. */
async function holdsOnly(root: string, folder: string, leaving: ReadonlySet<string>): Promise<boolean> {
  for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
    const inside = `${folder}/${entry.name}`;
    if (entry.isDirectory() ? !(await holdsOnly(root, inside, leaving)) : !leaving.has(inside)) return false;
  }
  return true;
}

async function removeFile(repository: Repository, file: string): Promise<void> {
  await unlink(path.join(repository.root, file));
  // Git keeps no empty folders, so those that the deletion leaves go too; the user's own folder stays.
  for (let parent = path.dirname(file); parent !== "."; parent = path.dirname(parent)) {
    const directory = path.join(repository.root, parent);
    if (directory === repository.folder) return;
    const removed = await rmdir(directory).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}

/** Fails if a file is in them after all: what appeared meanwhile is not ours to remove. */
async function removeEmptyFolders(directory: string): Promise<void> {
  for (const name of await readdir(directory)) await removeEmptyFolders(path.join(directory, name));
  await rmdir(directory);
}

async function putFile(root: string, files: string, one: TreeDifference): Promise<void> {
  const from = path.join(files, one.path);
  const to = path.join(root, one.path);
  await mkdir(path.dirname(to), { recursive: true });
  const present = await lstat(to).catch(() => null);
  if (present?.isDirectory() === true) await removeEmptyFolders(to);
  if (present?.isFile() === true && one.modeAfter !== "120000") {
    // Rights that the user gave or took stay; only the executable bit is versioned.
    const executable = ((await stat(from)).mode & 0o100) !== 0;
    const readable = present.mode & 0o444;
    await chmod(from, executable ? present.mode | (readable >> 2) : present.mode & ~0o111);
  }
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EXDEV")) throw error;
    // The state folder is on another disk: one more step, so that the file still changes in one.
    const beside = path.join(path.dirname(to), `.${path.basename(to)}.orchestrator`);
    await cp(from, beside, { verbatimSymlinks: true });
    await rename(beside, to);
  }
}
