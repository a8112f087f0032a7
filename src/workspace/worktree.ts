// One slot's folder: a git worktree that is made, mended, reset to a tree and read back as a tree. It does not know who
// holds it, or why.
import { lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { CommitId } from "../core/ids.ts";
import { copyConfiguration } from "./configuration.ts";
import { linkDependencies, type LinkMemory } from "./dependencies.ts";
import type { GitPlace, GitResult } from "./git.ts";
import { fieldsOf, type TreeDifference } from "./objects.ts";
import { inRepository, type Repository, type RepositoryCall } from "./repository.ts";
import { addAll, restoreSubmodules, type RunGit, writeTree } from "./staging.ts";
import type { Surroundings } from "./surroundings.ts";

export interface Worktree {
  readonly directory: string;
  readonly place: GitPlace;
  readonly links: LinkMemory;
}

/** Large-file pointers stay pointers in slots, whatever the user's own filter would make of them. */
const pointersStay = ["smudge=", "clean=", "process=", "required=false"].flatMap((one) => ["-c", `filter.lfs.${one}`]);

/** Opens the worktree at `directory`, making or mending it. Its files are in no known state before `resetWorktree`. */
export async function openWorktree(
  repository: Repository,
  directory: string,
  commit: CommitId,
  signal?: AbortSignal,
): Promise<Worktree> {
  const known = await findAdministration(repository, directory);
  const present = await lstat(directory).catch(() => null);
  if (known !== null && present?.isDirectory() === true) {
    return { directory, place: { gitDirectory: known, workTree: directory }, links: new Map() };
  }
  return makeWorktree(repository, directory, commit, signal);
}

/** Throws away what is there and makes the worktree anew. */
export async function makeWorktree(
  repository: Repository,
  directory: string,
  commit: CommitId,
  signal?: AbortSignal,
): Promise<Worktree> {
  await discard(directory);
  await mkdir(path.dirname(directory), { recursive: true });
  // Twice --force: a record of a worktree that was here before, even a locked one, does not matter.
  const add = ["worktree", "add", "--force", "--force", "--detach", "--no-checkout", directory, commit];
  await inRepository(repository, add, { signal });
  const gitDirectory = await findAdministration(repository, directory);
  if (gitDirectory === null) {
    throw new OrchestratorError("internal", `git made no worktree at ${directory}.`, "Remove that folder and resume.");
  }
  return { directory, place: { gitDirectory, workTree: directory }, links: new Map() };
}

/** Makes the files `tree` and HEAD `commit`, without leftovers but with dependencies and configuration. */
export async function resetWorktree(
  repository: Repository,
  worktree: Worktree,
  commit: CommitId,
  tree: string,
  surroundings: Surroundings,
  signal?: AbortSignal,
): Promise<void> {
  await mend(worktree);
  await Promise.all([
    pointHead(repository, worktree, commit, signal),
    inWorktree(repository, worktree, ["read-tree", "--reset", "-u", tree], { signal }),
  ]);
  const kept = surroundings.dependencies.flatMap((folder) => ["-e", `/${folder.replace(/[\\*?[\] ]/g, "\\$&")}`]);
  await inWorktree(repository, worktree, ["clean", "-ffdxq", ...kept], { signal });
  // Configuration first: it makes the folder in which the host's own dependencies are.
  await copyConfiguration(repository.root, worktree.directory, surroundings.configuration);
  await linkDependencies(repository.root, worktree.directory, surroundings.dependencies, worktree.links);
}

/** Makes HEAD that commit, on no branch. */
export async function pointHead(
  repository: Repository,
  worktree: Worktree,
  commit: CommitId,
  signal?: AbortSignal,
): Promise<void> {
  const file = path.join(worktree.place.gitDirectory, "HEAD");
  // A detached HEAD is a file with a commit in it, and writing it costs no process; other forms are git's business.
  if (/^[0-9a-f]{40,64}\n$/.test(await readFile(file, "utf8").catch(() => ""))) {
    await writeFile(`${file}.new`, `${commit}\n`);
    await rename(`${file}.new`, file);
    return;
  }
  await inWorktree(repository, worktree, ["update-ref", "--no-deref", "HEAD", commit], { signal });
}

/**
 * Whether the files are as the index has them and nobody but us wrote the index since `mark` was taken: then the tree
 * is what it was.
 */
export async function isUntouched(
  repository: Repository,
  worktree: Worktree,
  mark: string,
  surroundings: Surroundings,
  signal?: AbortSignal,
): Promise<boolean> {
  await mend(worktree);
  if ((await indexMark(worktree)) !== mark) return false;
  const args = ["ls-files", "-z", "--modified", "--deleted", "--others", "--exclude-standard"];
  const found = fieldsOf((await inWorktree(repository, worktree, args, { signal })).stdout);
  const brought = [...surroundings.dependencies, ...surroundings.configuration];
  return found.every((file) => brought.some((one) => file === one || file.startsWith(`${one}/`)));
}

/** Tells one state of the slot's index from another. */
export async function indexMark(worktree: Worktree): Promise<string> {
  const found = await stat(path.join(worktree.place.gitDirectory, "index"), { bigint: true });
  return `${found.ino} ${found.size} ${found.mtimeNs}`;
}

/** The tree that the slot's files make, without dependencies and configuration. */
export async function treeOfWorktree(
  repository: Repository,
  worktree: Worktree,
  surroundings: Surroundings,
  signal?: AbortSignal,
): Promise<string> {
  await mend(worktree);
  const run = runIn(repository, worktree, signal);
  await addAll(run, [...surroundings.dependencies, ...surroundings.configuration, ".opencode/orchestrator"]);
  return writeTree(run);
}

/** The tree again, with these submodules as they were before. */
export async function treeWithSubmodules(
  repository: Repository,
  worktree: Worktree,
  changed: readonly TreeDifference[],
): Promise<string> {
  const run = runIn(repository, worktree);
  await restoreSubmodules(run, changed);
  return writeTree(run);
}

function runIn(repository: Repository, worktree: Worktree, signal?: AbortSignal): RunGit {
  return (args, call = {}) => inWorktree(repository, worktree, args, { signal, ...call });
}

/** Undoes what a killed git or tests that play with git leave behind. */
async function mend(worktree: Worktree): Promise<void> {
  await mendLink(worktree.directory, worktree.place.gitDirectory);
  // The slot is ours alone, so a lock in it is of a git that is no more.
  await rm(path.join(worktree.place.gitDirectory, "index.lock"), { force: true });
  await rm(path.join(worktree.place.gitDirectory, "HEAD.lock"), { force: true });
}

function inWorktree(
  repository: Repository,
  worktree: Worktree,
  args: readonly string[],
  call: RepositoryCall = {},
): Promise<GitResult> {
  return repository.git([...pointersStay, ...args], { ...call, at: worktree.place });
}

/** Git's own folder for a worktree, found by what it says of where its worktree is; null if there is none. */
async function findAdministration(repository: Repository, directory: string): Promise<string | null> {
  const parent = path.join(repository.commonDirectory, "worktrees");
  for (const name of await readdir(parent).catch(() => [])) {
    const gitDirectory = path.join(parent, name);
    const link = await readFile(path.join(gitDirectory, "gitdir"), "utf8").catch(() => "");
    if (link.trim() === path.join(directory, ".git")) return gitDirectory;
  }
  return null;
}

/** Tests that play with git in the slot may have replaced its `.git` file. */
async function mendLink(directory: string, gitDirectory: string): Promise<void> {
  const file = path.join(directory, ".git");
  const wanted = `gitdir: ${gitDirectory}\n`;
  const found = await lstat(file).catch(() => null);
  if (found?.isFile() === true && (await readFile(file, "utf8")) === wanted) return;
  await rm(file, { recursive: true, force: true });
  await writeFile(file, wanted);
}

async function discard(directory: string): Promise<void> {
  const aside = `${directory}.discarded`;
  await removeQuietly(aside);
  // Renaming works even where something in the folder resists removal.
  await rename(directory, aside).catch(() => {});
  await removeQuietly(aside);
}

async function removeQuietly(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true }).catch(() => {});
}
