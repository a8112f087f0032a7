// The mission's names in the repository: trunk is a branch that the user sees, the rest is kept out of the way. It
// moves nothing.
import type { CommitId, MissionId } from "../core/ids.ts";
import type { Authorship } from "../ports/workspace.ts";
import { lineOf, type Repository } from "./repository.ts";

export function trunkBranch(mission: MissionId): string {
  return `orchestrator/${mission}`;
}

export function trunkRef(mission: MissionId): string {
  return `refs/heads/${trunkBranch(mission)}`;
}

export function baseRef(mission: MissionId): string {
  return `refs/orchestrator/${mission}/base`;
}

/** Named by its commit too: an attempt may make several changes, and keeping one twice is keeping it once. */
export function changeRef(mission: MissionId, by: Authorship, commit: CommitId): string {
  return `refs/orchestrator/${mission}/changes/${by.task}/${by.attempt}/${commit}`;
}

/** The commit that a ref names, or null. */
export async function resolveRef(repository: Repository, ref: string): Promise<CommitId | null> {
  const found = await lineOf(repository, ["rev-parse", "--quiet", "--verify", `${ref}^{commit}`], { answers: [0, 1] });
  return found === "" ? null : found;
}
