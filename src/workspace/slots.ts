// The slots of a mission: which are free, who waits, and which of them already holds what is asked for. It moves no
// trunk and makes no commits.
import { realpath } from "node:fs/promises";
import path from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { CommitId } from "../core/ids.ts";
import type { Slot } from "../ports/workspace.ts";
import type { Objects } from "./objects.ts";
import { checkWritable, type Repository } from "./repository.ts";
import { isStopped, prepareSlot, readSlot, type SlotContents, type SlotEntry } from "./slot.ts";
import { takeSlotLock } from "./slot-lock.ts";
import { createSurroundings, type SurroundingsSource } from "./surroundings.ts";
import { openWorktree } from "./worktree.ts";

export interface SlotOptions {
  readonly repository: Repository;
  readonly objects: Objects;
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
  /** The tree that a held slot's files make now, and how it differs from the slot's base; submodules never do. */
  read(slot: Slot): Promise<SlotContents>;
  dispose(): Promise<void>;
}

/** A number beyond this means that something takes slots and never ends. */
export const slotNumberMax = 256;

interface Waiter {
  take(entry: SlotEntry): void;
  refuse(error: unknown): void;
}

interface Pool {
  readonly options: SlotOptions;
  readonly surroundings: SurroundingsSource;
  /** Where the slots are, without symbolic links, since git names worktrees so. */
  directory: string | null;
  readonly entries: SlotEntry[];
  /** Oldest release first: what was released last is the most likely to be asked for again. */
  readonly free: SlotEntry[];
  readonly waiters: Waiter[];
  /** Entries being made. */
  opening: number;
  disposed: boolean;
  /** Slots are opened one after another, so that two never try for the same number. */
  openings: Promise<unknown>;
  readonly running: Set<Promise<unknown>>;
}

export function createSlots(options: SlotOptions): Slots {
  const pool: Pool = {
    options,
    surroundings: createSurroundings(options.repository),
    directory: null,
    entries: [],
    free: [],
    waiters: [],
    opening: 0,
    disposed: false,
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
    async read(slot) {
      const entry = pool.entries.find((one) => one.slot === slot);
      if (entry === undefined) throw notHeld(slot);
      return track(pool, readSlot(options.repository, options.objects, entry, slot.base));
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
function take(pool: Pool, commit: CommitId, tree: string, signal: AbortSignal): Promise<SlotEntry> {
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

function giveBack(pool: Pool, entry: SlotEntry): void {
  entry.slot = null;
  const waiter = pool.waiters.shift();
  if (waiter === undefined) pool.free.push(entry);
  else waiter.take(entry);
}

function open(pool: Pool, commit: CommitId, signal: AbortSignal): Promise<SlotEntry> {
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
async function openEntry(pool: Pool, commit: CommitId, signal: AbortSignal): Promise<SlotEntry> {
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
      return { name, lock, worktree, tree: null, index: "", surroundings: null, slot: null, turn: Promise.resolve() };
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

async function prepare(pool: Pool, entry: SlotEntry, commit: CommitId, tree: string, signal: AbortSignal): Promise<void> {
  await prepareSlot(pool.options.repository, entry, commit, tree, await pool.surroundings.current(), signal);
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

function notHeld(slot: Slot): OrchestratorError {
  return new OrchestratorError("internal", `${slot.name} is not held any more.`, "This is a defect of the plugin.");
}
