// Files and versions: what the user sees, the slots that writers work in, the trunk, and the way back. Every operation
// may be repeated after a crash; each says what a repetition does.
import type { Change } from "../core/change.ts";
import type { Landing } from "../core/event.ts";
import type { Merge } from "../core/merge.ts";
import type { CommitId, MissionId, TaskId } from "../core/ids.ts";

/** What the mission begins from. */
export interface Capture {
  /** HEAD plus uncommitted and untracked work, as a commit that no branch of the user's names. */
  readonly base: CommitId;
  /** The user's branch, or null if HEAD is detached, unborn or there is no repository. */
  readonly branch: string | null;
  /** `folder`: there was no repository, and a private one in the state folder serves. */
  readonly kind: "repository" | "folder";
  readonly files: number;
  /** How many of these were uncommitted or untracked. */
  readonly uncommitted: number;
  /** Worth telling: a shallow clone, submodules left alone, large-file pointers left alone. */
  readonly notes: readonly string[];
}

/** A worktree held by one effect. `directory` is absolute. */
export interface Slot {
  readonly name: string;
  readonly directory: string;
  /** The commit that it was reset to, and that `collect` compares with. */
  readonly base: CommitId;
}

/** A file to be written into a slot, whole; `path` is relative to the repository. */
export interface SlotFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** False unless said. */
  readonly executable?: boolean;
}

/** Who did it, for the commit's trailers. */
export interface Authorship {
  readonly mission: MissionId;
  readonly task: TaskId;
  readonly attempt: number;
  readonly title: string;
  /** Commits of trunk that it takes back, newest first; left out by all that adds something. */
  readonly reverts?: readonly CommitId[];
}

export type { ConflictedFile, Merge } from "../core/merge.ts";
export type { Landing } from "../core/event.ts";

/**
 * One mission's workspace.
 *
 * - `capture` checks git and the folder (`git-missing`, `git-too-old`, `git-busy`, `not-a-directory`, `not-writable`),
 *   makes the base and points trunk at it. Index, HEAD and files of the user stay as they are. Repeated: the base that
 *   the mission's ref already names.
 * - `warm` prepares `count` slots at `commit` (worktree, dependencies, ignored project configuration) and answers
 *   their directories. Repeated: does what is missing.
 * - `acquire` hands out a slot reset to `commit`, with `carry` laid on as working-tree changes (three-way; conflicted
 *   files get markers), waiting while all are held. A free slot that already holds that state is taken as it is.
 *   `release` gives it back; its files stay until the next reset.
 * - `put` writes files into a slot; it answers the first path that leads through a link or is a folder, having written
 *   nothing then, or null. Repeated: the same files.
 * - `collect` makes a change of what differs from the slot's base, ignored files aside; null if nothing does. Repeated:
 *   the same tree.
 * - `keep` names a change by a ref of the mission, so that nothing collects it as garbage.
 * - `merge` puts a change onto trunk's tip, on paper. `advance` moves trunk to a clean merge; it fails with `internal`
 *   if trunk is not at the merge's parent. Repeated: a merge whose trailers and tree trunk already has is recognised.
 * - `takeBack` puts trunk's tip without the commits that `by.reverts` names onto it, on paper, as one more commit; a
 *   conflict is a value. `advance` moves trunk to it. Repeated: one that trunk already has is recognised by its trailers.
 * - `hashes` answers the object names of files in a commit, without those that are not there.
 * - `trunk` is the tip. `between` is all that lies between two commits of the mission, as one change.
 * - `read` answers a file's bytes in a commit, null if absent; `list` all paths of a commit; `patch` a unified diff of
 *   a change in at most `bytesMax` bytes (cut with a line that says so).
 * - `land` brings trunk to the user. A file that the user changed since the capture is never overwritten: then nothing
 *   is, and the branch stands. Repeated: files that already hold the result count as written.
 * - `dispose` lets go of all slots; their folders stay for the next mission.
 */
export interface Workspace {
  capture(signal: AbortSignal): Promise<Capture>;
  warm(commit: CommitId, count: number, signal: AbortSignal): Promise<readonly string[]>;
  acquire(commit: CommitId, carry: Change | null, signal: AbortSignal): Promise<Slot>;
  release(slot: Slot): void;
  put(slot: Slot, files: readonly SlotFile[]): Promise<string | null>;
  collect(slot: Slot, by: Authorship): Promise<Change | null>;
  keep(change: Change, by: Authorship): Promise<void>;
  merge(change: Change, by: Authorship): Promise<Merge>;
  advance(change: Change, by: Authorship): Promise<void>;
  takeBack(by: Authorship): Promise<Merge>;
  hashes(commit: CommitId, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
  trunk(): Promise<CommitId>;
  between(base: CommitId, commit: CommitId): Promise<Change>;
  read(commit: CommitId, path: string): Promise<Uint8Array | null>;
  list(commit: CommitId): Promise<readonly string[]>;
  patch(change: Change, bytesMax: number): Promise<string>;
  land(base: CommitId, how: "worktree" | "branch"): Promise<Landing>;
  dispose(): Promise<void>;
}
