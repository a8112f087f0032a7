// Who holds a lock, and whether that process still lives. It does not know where locks are kept.
import { randomUUID } from "node:crypto";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";

export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** This boot of this kernel with these process numbers: only where it is the same does a pid mean the same process. */
  readonly machine: string;
  /** When the process started, in the platform's own units; null if unknown. Tells a process from a later one. */
  readonly started: string | null;
  /** Milliseconds since 1970 at which the lock was taken. */
  readonly since: number;
  /** How long the lock holds without being renewed. */
  readonly leaseMs: number;
  /** Of this lock alone: two locks of one process differ by it. */
  readonly token: string;
}

/** This process, as an owner from now on. */
export async function describeOwner(since: number, leaseMs: number): Promise<LockOwner> {
  const { started } = await processState(process.pid);
  return { pid: process.pid, host: hostname(), machine: await machineName(), started, since, leaseMs, token: randomUUID() };
}

/** Known to be dead, or perhaps alive: a process of another machine or boot can only be judged by its lease. */
export async function isKnownDead(owner: LockOwner): Promise<boolean> {
  if (owner.machine !== (await machineName())) return false;
  const { alive, started } = await processState(owner.pid);
  return !alive || (started !== null && owner.started !== null && started !== owner.started);
}

export function parseOwner(text: string): LockOwner | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isOwner(value) ? value : null;
}

function isOwner(value: unknown): value is LockOwner {
  if (typeof value !== "object" || value === null) return false;
  const { pid, host, machine, started, since, leaseMs, token } = value as Partial<Record<keyof LockOwner, unknown>>;
  const hasNames = typeof host === "string" && typeof machine === "string" && typeof token === "string";
  const hasTimes = (started === null || typeof started === "string") && typeof since === "number" && typeof leaseMs === "number";
  return hasNames && hasTimes && typeof pid === "number" && Number.isSafeInteger(pid) && pid > 0;
}

/** Outside Linux the host's name alone has to do; the lease then covers what a reboot hides. */
async function machineName(): Promise<string> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  const processNumbers = await readlink("/proc/self/ns/pid").catch(() => "");
  return [hostname(), boot.trim(), processNumbers].filter((part) => part !== "").join(" ");
}

async function processState(pid: number): Promise<{ alive: boolean; started: string | null }> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (stat === null) return { alive: answersSignals(pid), started: null };
  // The command's name, in parentheses, may hold anything; state is the first field after it, start time the twentieth.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0];
  return { alive: state !== "Z" && state !== "X", started: fields[19] ?? null };
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    // EPERM: it is there, and another user's.
    return thrown instanceof Error && "code" in thrown && thrown.code === "EPERM";
  }
}
