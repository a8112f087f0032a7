// The mission's names in the repository: trunk is a branch that the user sees, the rest is kept out of the way. It
// moves nothing.
import { readFile } from "node:fs/promises";
import path from "node:path";
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

/** The commit that a ref names, or null. A ref with a file of its own is read there, which costs no process. */
export async function resolveRef(repository: Repository, ref: string): Promise<CommitId | null> {
  if (ref.startsWith("refs/")) {
    const file = await readFile(path.join(repository.commonDirectory, ref), "utf8").catch(() => "");
    if (/^[0-9a-f]{40,64}\n$/.test(file)) return file.trim();
  }
  const found = await lineOf(repository, ["rev-parse", "--quiet", "--verify", `${ref}^{commit}`], { answers: [0, 1] });
  return found === "" ? null : found;
}
