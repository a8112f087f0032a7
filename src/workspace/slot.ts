// One slot over time: what its files were last known to be, and what has to be done so that they are what is asked for.
// It does not know who waits for it.
import { OrchestratorError } from "../core/errors.ts";
import type { CommitId } from "../core/ids.ts";
import type { Slot } from "../ports/workspace.ts";
import { type Objects, submoduleMode, type TreeDifference } from "./objects.ts";
import type { Repository } from "./repository.ts";
import type { SlotLock } from "./slot-lock.ts";
import { noSurroundings, type Surroundings } from "./surroundings.ts";
import {
  indexMark,
  isUntouched,
  makeWorktree,
  pointHead,
  resetWorktree,
  treeOfWorktree,
  treeWithSubmodules,
  type Worktree,
} from "./worktree.ts";

export interface SlotEntry {
  readonly name: string;
  readonly lock: SlotLock;
  worktree: Worktree;
  /** What the files were when they were last known, with the mark of the index then; null if nobody knows. */
  tree: string | null;
  index: string;
  /** What was brought in from the user's folder at the last reset. */
  surroundings: Surroundings | null;
  slot: Slot | null;
  /** Commands that use the slot's index, one after another. */
  turn: Promise<unknown>;
}

export interface SlotContents {
  readonly tree: string;
  readonly differences: readonly TreeDifference[];
}

/** Makes the slot's files `tree` and its HEAD `commit`; a slot that holds that already keeps what it built, too. */
export async function prepareSlot(
  repository: Repository,
  entry: SlotEntry,
  commit: CommitId,
  tree: string,
  found: Surroundings,
  signal: AbortSignal,
): Promise<void> {
  const maybeSame = entry.surroundings === found && entry.tree === tree;
  entry.tree = null;
  if (maybeSame && (await holds(repository, entry, found, signal))) {
    await pointHead(repository, entry.worktree, commit, signal);
  } else {
    await reset(repository, entry, commit, tree, found, signal);
    entry.index = await indexMark(entry.worktree);
  }
  entry.tree = tree;
  entry.surroundings = found;
}

/** What a held slot's files make, and how that differs from `base`. */
export function readSlot(
  repository: Repository,
  objects: Objects,
  entry: SlotEntry,
  base: CommitId,
): Promise<SlotContents> {
  const read = entry.turn.then(async () => {
    entry.tree = null;
    const contents = await contentsOf(repository, objects, entry, base);
    entry.index = await indexMark(entry.worktree);
    entry.tree = contents.tree;
    return contents;
  });
  entry.turn = read.catch(() => {});
  return read;
}

async function contentsOf(
  repository: Repository,
  objects: Objects,
  entry: SlotEntry,
  base: CommitId,
): Promise<SlotContents> {
  const { worktree, surroundings } = entry;
  const tree = await treeOfWorktree(repository, worktree, surroundings ?? noSurroundings);
  const differences = await objects.differences(base, tree);
  const submodules = differences.filter((one) => [one.modeBefore, one.modeAfter].includes(submoduleMode));
  if (submodules.length === 0) return { tree, differences };
  const mended = await treeWithSubmodules(repository, worktree, submodules);
  return { tree: mended, differences: await objects.differences(base, mended) };
}

/** Whether the files still are what they were; a slot in which a check wrote is reset instead. */
async function holds(
  repository: Repository,
  entry: SlotEntry,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return await isUntouched(repository, entry.worktree, entry.index, surroundings, signal);
  } catch (error) {
    if (isStopped(error)) throw error;
    return false;
  }
}

async function reset(
  repository: Repository,
  entry: SlotEntry,
  commit: CommitId,
  tree: string,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<void> {
  try {
    await resetWorktree(repository, entry.worktree, commit, tree, surroundings, signal);
  } catch (error) {
    if (isStopped(error)) throw error;
    // Whatever is broken in there, a new worktree does not have it; if that fails too, it is told.
    entry.worktree = await makeWorktree(repository, entry.worktree.directory, commit, signal);
    await resetWorktree(repository, entry.worktree, commit, tree, surroundings, signal);
  }
}

export function isStopped(error: unknown): boolean {
  return error instanceof OrchestratorError && error.kind === "aborted";
}
