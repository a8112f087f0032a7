// Which commit a working tree is compared with: the one that was asked for, or the one that is most likely meant. It
// does not compare.
import { OrchestratorError } from "../core/errors.ts";
import type { CommitId } from "../core/ids.ts";
import { commitTree } from "./objects.ts";
import { resolveRef } from "./refs.ts";
import { inRepository, lineOf, type Repository } from "./repository.ts";

export interface ComparisonBase {
  readonly commit: CommitId;
  /**
   * `given`: the revision that was asked for, or where HEAD left it. `head`: there is uncommitted work. `branch`: where
   * HEAD left the default branch. `parent`: the commit before HEAD. `nothing`: there is no earlier commit.
   */
  readonly kind: "given" | "head" | "branch" | "parent" | "nothing";
  /** For people. */
  readonly text: string;
}

/** Where work usually goes; the remote's own word first. */
const defaultBranches = ["refs/remotes/origin/HEAD", "origin/main", "origin/master", "main", "master"];

/** The date of the commit without files, the same at every time: 1 January 2000. */
const nothingSeconds = 946_684_800;

/** Fails with `base-unknown`. */
export async function givenBase(repository: Repository, revision: string, head: CommitId | null): Promise<ComparisonBase> {
  // What begins with a dash would be an option to git.
  const commit = revision === "" || revision.startsWith("-") ? null : await resolveRef(repository, revision).catch(() => null);
  if (commit === null) throw unknownBase(repository, revision);
  const shared = head === null ? null : await mergeBase(repository, head, commit);
  if (shared === null || shared === commit) return { commit, kind: "given", text: named(revision, commit) };
  return { commit: shared, kind: "given", text: `${short(shared)}, where HEAD left ${revision}` };
}

/** `tree` is what the files make. Fails with `base-unknown` where a shallow clone has nothing to compare with. */
export async function likelyBase(repository: Repository, tree: string, head: CommitId | null): Promise<ComparisonBase> {
  if (head === null) return nothing(repository, "nothing: there is no commit yet");
  const clean = (await lineOf(repository, ["rev-parse", `${head}^{tree}`])) === tree;
  if (!clean) return { commit: head, kind: "head", text: named("HEAD", head) };
  for (const branch of defaultBranches) {
    const tip = await resolveRef(repository, branch);
    if (tip === null) continue;
    const shared = await mergeBase(repository, head, tip);
    const text = `${short(shared ?? "")}, where HEAD left ${branch.replace("refs/remotes/", "")}`;
    if (shared !== null && shared !== head) return { commit: shared, kind: "branch", text };
    break;
  }
  const parent = await resolveRef(repository, "HEAD~1");
  if (parent !== null) return { commit: parent, kind: "parent", text: named("HEAD~1", parent) };
  if (!repository.shallow) return nothing(repository, "nothing: HEAD is the first commit");
  throw new OrchestratorError(
    "base-unknown",
    "The files are as HEAD has them, and the commit before HEAD is not in this shallow clone: there is nothing to compare with.",
    "Fetch it (git fetch --deepen 1; fetch-depth: 0 in CI), or name another commit with --base.",
  );
}

/** A commit without files: against it everything is new. */
async function nothing(repository: Repository, text: string): Promise<ComparisonBase> {
  const tree = await lineOf(repository, ["mktree"], { input: "" });
  return { commit: await commitTree(repository, tree, [], "Nothing\n", nothingSeconds), kind: "nothing", text };
}

async function mergeBase(repository: Repository, head: CommitId, other: CommitId): Promise<CommitId | null> {
  const found = await inRepository(repository, ["merge-base", head, other], { answers: [0, 1] });
  const [commit = ""] = found.stdout.toString("utf8").split("\n");
  return commit === "" ? null : commit;
}

function unknownBase(repository: Repository, revision: string): OrchestratorError {
  const fetch = repository.shallow ? " This clone is shallow: fetch more of it (fetch-depth: 0 in CI)." : "";
  return new OrchestratorError(
    "base-unknown",
    `${JSON.stringify(revision)} names no commit of ${repository.root}.`,
    `Name a commit, a tag or a branch that is there, as in --base origin/main; git branch --all lists branches.${fetch}`,
  );
}

function named(revision: string, commit: CommitId): string {
  return commit.startsWith(revision) ? short(commit) : `${revision} (${short(commit)})`;
}

function short(commit: CommitId): string {
  return commit.slice(0, 10);
}
