// The lock that keeps a second process off a mission: a numbered file with its owner, and a lease that is renewed by the
// file's time. It does not know what it protects.
//
// The file with the highest number is the lock, and is never deleted, only marked as released: so the number never falls,
// and whoever creates number n + 1 knows that nobody took over between its looking and its creating. A slow process that
// creates a number below the highest sees that when it looks again, and steps back.
import { open, readFile, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import { hasCode } from "./files.ts";
import { isKnownDead, parseOwner } from "./owner.ts";
import type { LockOwner } from "./owner.ts";

const namePattern = /^journal\.lock-(\d{1,9})$/;
const releasedMark = "released\n";
const triesMax = 20;
const retryMs = 20;
/** How long a file without an owner in it may be one that is just being written. */
const writingMs = 5_000;

export interface Lock {
  /** Whether no other process has taken over, as of now; at no cost while the lease cannot have run out. */
  isHeld(): Promise<boolean>;
  /** Ends the lease; harmless if it was lost. */
  release(): Promise<void>;
}

export interface Holding {
  /** Of the lock's file; it never falls, so it tells one owner from the next. */
  readonly number: number;
  /** Null while its file is being written, or if that was cut short. */
  readonly owner: LockOwner | null;
}

/** Fails with `mission-running` if another owner lives; its own process counts as another. */
export async function takeLock(directory: string, owner: LockOwner, clock: Clock): Promise<Lock> {
  let holding: Holding | null = null;
  for (let tries = 0; tries < triesMax; tries++) {
    const highest = await highestNumber(directory);
    holding = await liveHolding(directory, highest, clock);
    if (holding === null) {
      if (await create(directory, highest + 1, owner, clock)) return keepLock(directory, highest + 1, clock, owner.leaseMs);
    } else if (holding.owner !== null) {
      break;
    }
    // Another process is taking the lock at this moment; soon its file will say which.
    await clock.sleep(retryMs);
  }
  throw running(directory, holding);
}

/** Fails with `mission-running` as `takeLock` would, and touches nothing. */
export async function assertUnlocked(directory: string, clock: Clock): Promise<void> {
  const holding = await lockHolder(directory, clock);
  if (holding !== null) throw running(directory, holding);
}

/** Who holds the lock now; null if nobody that lives does. */
export async function lockHolder(directory: string, clock: Clock): Promise<Holding | null> {
  return liveHolding(directory, await highestNumber(directory), clock);
}

function lockPath(directory: string, number: number): string {
  return join(directory, `journal.lock-${number}`);
}

async function lockNumbers(directory: string): Promise<readonly number[]> {
  const names = await readdir(directory).catch((thrown: unknown) => {
    if (hasCode(thrown, "ENOENT")) return [];
    throw thrown;
  });
  return names.flatMap((name) => {
    const digits = namePattern.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
}

async function highestNumber(directory: string): Promise<number> {
  return Math.max(0, ...(await lockNumbers(directory)));
}

/** What stands in the way of taking over from this number; null if nothing does. */
async function liveHolding(directory: string, number: number, clock: Clock): Promise<Holding | null> {
  if (number === 0) return null;
  try {
    const path = lockPath(directory, number);
    const text = await readFile(path, "utf8");
    if (text === releasedMark) return null;
    const owner = parseOwner(text);
    const renewed = (await stat(path)).mtimeMs;
    if (clock.now() - renewed > (owner?.leaseMs ?? writingMs)) return null;
    return owner !== null && (await isKnownDead(owner)) ? null : { number, owner };
  } catch (thrown) {
    // Deleted meanwhile by the owner of a higher number, which the caller will see when it looks again.
    if (hasCode(thrown, "ENOENT")) return { number, owner: null };
    throw thrown;
  }
}

/** Whether this process now owns the lock of that number. Older files are cleared away. */
async function create(directory: string, number: number, owner: LockOwner, clock: Clock): Promise<boolean> {
  const path = lockPath(directory, number);
  try {
    const handle = await open(path, "wx", 0o644);
    try {
      await handle.writeFile(`${JSON.stringify(owner)}\n`);
      const seconds = clock.now() / 1000;
      await handle.utimes(seconds, seconds);
    } finally {
      await handle.close();
    }
  } catch (thrown) {
    if (hasCode(thrown, "EEXIST")) return false;
    throw thrown;
  }
  const numbers = await lockNumbers(directory);
  const isHighest = Math.max(...numbers, number) === number;
  const useless = isHighest ? numbers.filter((other) => other < number) : [number];
  for (const other of useless) await rm(lockPath(directory, other), { force: true });
  return isHighest;
}

function keepLock(directory: string, number: number, clock: Clock, leaseMs: number): Lock {
  const path = lockPath(directory, number);
  let renewed = clock.now();
  let isLost = false;
  const hasLapsed = (): boolean => clock.now() - renewed > leaseMs;
  const isHighest = async (): Promise<boolean> => (await highestNumber(directory)) === number;
  const renew = async (): Promise<void> => {
    try {
      const now = clock.now();
      await utimes(path, now / 1000, now / 1000);
      // Whoever found the old time before this, and may take over, has created its file after this pause.
      if (hasLapsed()) await clock.sleep(retryMs * 5);
      if (await isHighest()) renewed = now;
      else isLost = true;
    } catch (thrown) {
      // Only the owner of a higher number deletes it. Any other failure may pass before the lease has run out.
      isLost ||= hasCode(thrown, "ENOENT");
    }
    if (isLost) clearInterval(timer);
  };
  const timer = setInterval(() => void renew(), leaseMs / 3);
  // A forgotten journal must not keep its process alive.
  timer.unref();
  return {
    async isHeld() {
      // The process slept or was stopped for longer than its lease: someone may have taken over.
      if (!isLost && hasLapsed()) await renew();
      return !isLost && !hasLapsed();
    },
    async release() {
      clearInterval(timer);
      try {
        if (await isHighest()) await writeFile(path, releasedMark);
      } catch {
        // A full or vanished disk: the lease ends by itself.
      }
    },
  };
}

function running(directory: string, holding: Holding | null): OrchestratorError {
  const owner = holding?.owner ?? null;
  const who = owner === null ? "another process" : `process ${owner.pid} on ${owner.host}, since ${new Date(owner.since).toISOString()}`;
  return new OrchestratorError(
    "mission-running",
    `The mission in ${directory} is being driven by ${who}.`,
    `Watch it there, or end that process first. If it is certainly gone, delete ${lockPath(directory, holding?.number ?? 1)}.`,
  );
}
