// Brings a working tree into an index: everything but what is named. Which index and which working tree is the
// caller's business.
import { absentMode, fieldsOf, type TreeDifference } from "./objects.ts";
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
  return (await run(addArguments(left), { answers: [0, 128] })).exitCode === 0;
}

/**
 * Each path that is left out is a pattern that begins with a needless backslash: git refuses a plain path here if it
 * is ignored as well, or lies behind a symbolic link.
 */
function addArguments(left: readonly string[]): string[] {
  const patterns = left.map((one) => `\\${one[0] ?? ""}${one.slice(1).replace(/[\\*?[\]]/g, "\\$&")}`);
  const excluded = patterns.flatMap((one) => [`:(exclude,top,glob)${one}`, `:(exclude,top,glob)${one}/**`]);
  return ["add", "--all", "--", ":/", ...excluded];
}

export async function writeTree(run: RunGit): Promise<string> {
  return (await run(["write-tree"])).stdout.toString("utf8").trim();
}

/** Takes changes to submodules, and folders that became one, out of the index. */
export async function restoreSubmodules(run: RunGit, changed: readonly TreeDifference[]): Promise<void> {
  const lines = changed.map(({ modeBefore, blobBefore, path }) => {
    return `${modeBefore === absentMode ? "0" : modeBefore} ${blobBefore}\t${path}\0`;
  });
  await run(["update-index", "-z", "--index-info"], { input: lines.join("") });
}
