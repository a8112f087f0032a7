// The slots of a mission: which are free, who waits, and which of them already holds what is asked for. It moves no
// trunk and makes no commits.
import { realpath } from "node:fs/promises";
import path from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { CommitId } from "../core/ids.ts";
import type { Slot } from "../ports/workspace.ts";
import { checkWritable, type Repository } from "./repository.ts";
import { type SlotLock, takeSlotLock } from "./slot-lock.ts";
import { type Surroundings, surroundingsMark, surveySurroundings } from "./surroundings.ts";
import { makeWorktree, openWorktree, pointHead, resetWorktree, treeOfWorktree, type Worktree } from "./worktree.ts";

export interface SlotOptions {
  readonly repository: Repository;
  /** Where this repository's slots live: `slot-1`, `slot-2`, … */
  readonly directory: string;
  readonly slotsMax: number;
  now(): number;
  /** A name that no other process uses. */
  token(): string;
}

export interface Slots {
  /** Makes slots until there are `count`, brings free ones to the state, and answers the folders of all. */
  warm(commit: CommitId, tree: string, count: number, signal: AbortSignal): Promise<readonly string[]>;
  /** A slot with HEAD at `commit` and the files of `tree`, as soon as one is free. */
  acquire(commit: CommitId, tree: string, signal: AbortSignal): Promise<Slot>;
  release(slot: Slot): void;
  /** The tree that a held slot's files make now. */
  tree(slot: Slot): Promise<string>;
  dispose(): Promise<void>;
}

/** A number beyond this means that something takes slots and never ends. */
export const slotNumberMax = 256;

interface Entry {
  readonly name: string;
  readonly lock: SlotLock;
  worktree: Worktree;
  /** What the files were when they were last known; null if nobody knows. */
  tree: string | null;
  /** What was brought in from the user's folder at the last reset. */
  surroundings: Surroundings | null;
  slot: Slot | null;
  /** Commands that use the slot's index, one after another. */
  turn: Promise<unknown>;
}

interface Waiter {
  take(entry: Entry): void;
  refuse(error: unknown): void;
}

interface Pool {
  readonly options: SlotOptions;
  /** Where the slots are, without symbolic links, since git names worktrees so. */
  directory: string | null;
  readonly entries: Entry[];
  /** Oldest release first: what was released last is the most likely to be asked for again. */
  readonly free: Entry[];
  readonly waiters: Waiter[];
  /** Entries being made. */
  opening: number;
  disposed: boolean;
  surroundings: { readonly mark: string; readonly found: Surroundings } | null;
  /** Surveys and openings go one after another, so that none is done twice. */
  surveys: Promise<unknown>;
  openings: Promise<unknown>;
  readonly running: Set<Promise<unknown>>;
}

export function createSlots(options: SlotOptions): Slots {
  const pool: Pool = {
    options,
    directory: null,
    entries: [],
    free: [],
    waiters: [],
    opening: 0,
    disposed: false,
    surroundings: null,
    surveys: Promise.resolve(),
    openings: Promise.resolve(),
    running: new Set(),
  };
  return {
    warm: (commit, tree, count, signal) => track(pool, warm(pool, commit, tree, count, signal)),
    acquire: (commit, tree, signal) => track(pool, acquire(pool, commit, tree, signal)),
    release(slot) {
      const entry = pool.entries.find((one) => one.slot === slot);
      if (entry !== undefined) giveBack(pool, entry);
    },
    async tree(slot) {
      const entry = pool.entries.find((one) => one.slot === slot);
      if (entry === undefined) throw notHeld(slot);
      const found = entry.surroundings ?? (await currentSurroundings(pool));
      const read = entry.turn.then(() => treeOfWorktree(options.repository, entry.worktree, slot.base, found));
      entry.turn = read.catch(() => {});
      entry.tree = null;
      entry.tree = await track(pool, read);
      return entry.tree;
    },
    dispose: () => dispose(pool),
  };
}

async function warm(pool: Pool, commit: CommitId, tree: string, count: number, signal: AbortSignal): Promise<string[]> {
  const missing = Math.min(count, pool.options.slotsMax) - pool.entries.length - pool.opening;
  const opened = Array.from({ length: Math.max(0, missing) }, () => open(pool, commit, signal));
  const found = await Promise.allSettled(opened);
  const fresh = found.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const taken = [...pool.free.splice(0), ...fresh];
  const prepared = await Promise.allSettled(taken.map((entry) => prepare(pool, entry, commit, tree, signal)));
  for (const entry of taken) giveBack(pool, entry);
  for (const result of [...found, ...prepared]) if (result.status === "rejected") throw result.reason;
  return pool.entries.map((entry) => entry.worktree.directory);
}

async function acquire(pool: Pool, commit: CommitId, tree: string, signal: AbortSignal): Promise<Slot> {
  if (signal.aborted) throw stopped("The wait for a slot was stopped.");
  const entry = await take(pool, commit, tree, signal);
  try {
    await prepare(pool, entry, commit, tree, signal);
  } catch (error) {
    giveBack(pool, entry);
    throw error;
  }
  entry.slot = { name: entry.name, directory: entry.worktree.directory, base: commit };
  return entry.slot;
}

/** A free slot that holds the tree, any free slot, a new one, or the next to be released. */
function take(pool: Pool, commit: CommitId, tree: string, signal: AbortSignal): Promise<Entry> {
  if (pool.disposed) return Promise.reject(stopped("The mission has let go of its slots."));
  const matching = pool.free.findIndex((entry) => entry.tree === tree);
  const [free] = pool.free.splice(Math.max(0, matching), 1);
  if (free !== undefined) return Promise.resolve(free);
  if (pool.entries.length + pool.opening < pool.options.slotsMax) return open(pool, commit, signal);
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      pool.waiters.splice(pool.waiters.indexOf(waiter), 1);
      reject(stopped("The wait for a slot was stopped."));
    };
    const waiter: Waiter = {
      take(entry) {
        signal.removeEventListener("abort", leave);
        resolve(entry);
      },
      refuse(error) {
        signal.removeEventListener("abort", leave);
        reject(error);
      },
    };
    signal.addEventListener("abort", leave, { once: true });
    pool.waiters.push(waiter);
  });
}

function giveBack(pool: Pool, entry: Entry): void {
  entry.slot = null;
  const waiter = pool.waiters.shift();
  if (waiter === undefined) pool.free.push(entry);
  else waiter.take(entry);
}

function open(pool: Pool, commit: CommitId, signal: AbortSignal): Promise<Entry> {
  pool.opening += 1;
  const opened = pool.openings.then(async () => {
    try {
      const entry = await openEntry(pool, commit, signal);
      pool.entries.push(entry);
      return entry;
    } catch (error) {
      // Who waits would wait for ever if no slot ever came to be.
      if (!isStopped(error)) pool.waiters.shift()?.refuse(error);
      throw error;
    } finally {
      pool.opening -= 1;
    }
  });
  pool.openings = opened.catch(() => {});
  return opened;
}

/** The first number whose slot no other process holds. */
async function openEntry(pool: Pool, commit: CommitId, signal: AbortSignal): Promise<Entry> {
  const { repository, now, token } = pool.options;
  pool.directory ??= await slotsDirectory(pool.options.directory);
  const held = new Set(pool.entries.map((entry) => entry.name));
  for (let number = 1; number <= slotNumberMax; number += 1) {
    const name = `slot-${number}`;
    if (held.has(name)) continue;
    const directory = path.join(pool.directory, name);
    const lock = await takeSlotLock(`${directory}.lock`, now(), token());
    if (lock === null) continue;
    try {
      const worktree = await openWorktree(repository, directory, commit, signal);
      return { name, lock, worktree, tree: null, surroundings: null, slot: null, turn: Promise.resolve() };
    } catch (error) {
      await lock.release();
      throw error;
    }
  }
  throw new OrchestratorError(
    "mission-running",
    `All ${slotNumberMax} slots in ${pool.directory} are held by other processes.`,
    "End the other missions on this repository, or remove the lock files there if none runs.",
  );
}

async function slotsDirectory(directory: string): Promise<string> {
  await checkWritable([directory]);
  return realpath(directory);
}

async function prepare(pool: Pool, entry: Entry, commit: CommitId, tree: string, signal: AbortSignal): Promise<void> {
  const { repository } = pool.options;
  const found = await currentSurroundings(pool);
  const maybeSame = entry.surroundings === found && entry.tree === tree;
  entry.tree = null;
  if (maybeSame && (await holds(pool, entry.worktree, commit, tree, found, signal))) {
    await pointHead(repository, entry.worktree, commit, signal);
  } else {
    await reset(pool, entry, commit, tree, found, signal);
  }
  entry.tree = tree;
  entry.surroundings = found;
}

/** Whether the files still are what they were; a slot in which a check wrote is reset instead. */
async function holds(
  pool: Pool,
  worktree: Worktree,
  commit: CommitId,
  tree: string,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    return (await treeOfWorktree(pool.options.repository, worktree, commit, surroundings, signal)) === tree;
  } catch (error) {
    if (isStopped(error)) throw error;
    return false;
  }
}

async function reset(
  pool: Pool,
  entry: Entry,
  commit: CommitId,
  tree: string,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<void> {
  const { repository } = pool.options;
  try {
    await resetWorktree(repository, entry.worktree, commit, tree, surroundings, signal);
  } catch (error) {
    if (isStopped(error)) throw error;
    // Whatever is broken in there, a new worktree does not have it; if that fails too, it is told.
    entry.worktree = await makeWorktree(repository, entry.worktree.directory, commit, signal);
    await resetWorktree(repository, entry.worktree, commit, tree, surroundings, signal);
  }
}

/** The same object for as long as nothing of it has changed. */
function currentSurroundings(pool: Pool): Promise<Surroundings> {
  const { root } = pool.options.repository;
  const survey = pool.surveys.then(async () => {
    const mark = await surroundingsMark(root, pool.surroundings?.found ?? null);
    if (pool.surroundings?.mark === mark) return pool.surroundings.found;
    const found = await surveySurroundings(pool.options.repository);
    // What was found is part of the next mark, so it is taken again with it.
    pool.surroundings = { mark: await surroundingsMark(root, found), found };
    return found;
  });
  pool.surveys = survey.catch(() => {});
  return survey;
}

async function dispose(pool: Pool): Promise<void> {
  pool.disposed = true;
  for (const waiter of pool.waiters.splice(0)) waiter.refuse(stopped("The mission has let go of its slots."));
  await Promise.allSettled([...pool.running]);
  const entries = pool.entries.splice(0);
  pool.free.length = 0;
  await Promise.all(entries.map((entry) => entry.lock.release()));
}

function track<T>(pool: Pool, work: Promise<T>): Promise<T> {
  pool.running.add(work);
  const leave = (): void => void pool.running.delete(work);
  work.then(leave, leave);
  return work;
}

function stopped(message: string): OrchestratorError {
  return new OrchestratorError("aborted", message, "Resume the mission to go on.");
}

function isStopped(error: unknown): boolean {
  return error instanceof OrchestratorError && error.kind === "aborted";
}

function notHeld(slot: Slot): OrchestratorError {
  return new OrchestratorError("internal", `${slot.name} is not held any more.`, "This is a defect of the plugin.");
}
