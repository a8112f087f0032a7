// Keeps two missions off one slot: a lock file beside the slot's folder names the process that holds it. It does not
// know what a slot is.
import { link, readFile, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";

/** A lock of another machine cannot be looked into; it is believed this long. */
export const foreignLeaseMs = 24 * 60 * 60 * 1000;

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in milliseconds: numbers of processes are used again. */
  readonly startedMs: number;
  readonly token: string;
}

export interface SlotLock {
  release(): Promise<void>;
}

/** Takes the lock at `file`, or answers null if a live process (this one included) holds it. */
export async function takeSlotLock(file: string, nowMs: number, token: string): Promise<SlotLock | null> {
  const text = JSON.stringify({ pid: process.pid, host: hostname(), startedMs: processStartedMs(), token });
  if (!(await putLock(file, text, token))) {
    const found = await readFile(file, "utf8").catch(() => null);
    if (found !== null && (await isHeld(file, found, nowMs))) return null;
    if (found !== null && !(await removeStale(file, found, token))) return null;
    if (!(await putLock(file, text, token))) return null;
  }
  return {
    async release() {
      // Only our own: after a takeover the file is another's.
      if ((await readFile(file, "utf8").catch(() => null)) === text) await rm(file, { force: true });
    },
  };
}

/** A link appears with its contents, in one step, or not at all. */
async function putLock(file: string, text: string, token: string): Promise<boolean> {
  const draft = `${file}.${token}`;
  await writeFile(draft, text);
  try {
    await link(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  } finally {
    await unlink(draft).catch(() => {});
  }
}

async function removeStale(file: string, stale: string, token: string): Promise<boolean> {
  const aside = `${file}.stale-${token}`;
  try {
    await rename(file, aside);
  } catch {
    return false;
  }
  // Somebody quicker may have replaced the stale lock before it was moved; then theirs goes back.
  const taken = await readFile(aside, "utf8").catch(() => null);
  if (taken !== stale) await link(aside, file).catch(() => {});
  await unlink(aside).catch(() => {});
  return taken === stale;
}

async function isHeld(file: string, text: string, nowMs: number): Promise<boolean> {
  const owner = parseOwner(text);
  if (owner === null) return false;
  if (owner.host !== hostname()) {
    const found = await stat(file).catch(() => null);
    return found !== null && nowMs - found.mtimeMs < foreignLeaseMs;
  }
  if (owner.pid === process.pid) return Math.abs(owner.startedMs - processStartedMs()) < 5000;
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function parseOwner(text: string): Owner | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return null;
    const { pid, host, startedMs, token } = value as Partial<Record<keyof Owner, unknown>>;
    const whole = typeof pid === "number" && typeof host === "string" && typeof startedMs === "number";
    return whole && typeof token === "string" ? { pid, host, startedMs, token } : null;
  } catch {
    return null;
  }
}

function processStartedMs(): number {
  return Math.round(Date.now() - process.uptime() * 1000);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
