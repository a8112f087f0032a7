// Brings a working tree into an index: everything but what is named, and submodules as the base has them. Which index
// and which tree is the caller's business.
import type { CommitId } from "../core/ids.ts";
import { absentMode, differenceArguments, fieldsOf, parseDifferences, submoduleMode } from "./objects.ts";
import type { GitResult } from "./git.ts";
import type { RepositoryCall } from "./repository.ts";

export type RunGit = (args: readonly string[], call?: RepositoryCall) => Promise<GitResult>;

/** `git add --all` without the paths in `left`, nor repositories inside the repository, which git cannot version. */
export async function addAll(run: RunGit, left: readonly string[]): Promise<void> {
  if (await add(run, left)) return;
  const untracked = await run(["ls-files", "--others", "--exclude-standard", "-z"]);
  const nested = fieldsOf(untracked.stdout).filter((file) => file.endsWith("/"));
  if (nested.length > 0 && (await add(run, [...left, ...nested.map((folder) => folder.slice(0, -1))]))) return;
  await run(addArguments(left));
}

async function add(run: RunGit, left: readonly string[]): Promise<boolean> {
  const added = await run(addArguments(left), { answers: [0, 1, 128] });
  // Git complains of a path that is left out here and ignored as well, after it has added all others.
  return added.exitCode === 0 || (added.exitCode === 1 && added.stderr.startsWith("The following paths are ignored"));
}

function addArguments(left: readonly string[]): string[] {
  return ["add", "--all", "--", ":/", ...left.map((one) => `:(exclude,top,literal)${one}`)];
}

/** Writes the index as a tree in which every submodule is what `base` has, and no folder became one. */
export async function restoreSubmodules(run: RunGit, base: CommitId): Promise<string> {
  const tree = await writeTree(run);
  const found = parseDifferences((await run(differenceArguments(base, tree))).stdout);
  const lines = found
    .filter((one) => one.modeBefore === submoduleMode || one.modeAfter === submoduleMode)
    .map((one) => `${one.modeBefore === absentMode ? "0" : one.modeBefore} ${one.blobBefore}\t${one.path}\0`);
  if (lines.length === 0) return tree;
  await run(["update-index", "-z", "--index-info"], { input: lines.join("") });
  return writeTree(run);
}

async function writeTree(run: RunGit): Promise<string> {
  return (await run(["write-tree"])).stdout.toString("utf8").trim();
}
