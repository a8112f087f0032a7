// Ends a child process with all that it started. Children that left its process group are found by a mark in their
// environment where the system shows it (Linux), and by parentage elsewhere.
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** The variable that carries the mark. */
export const markName = "ORCHESTRATOR_COMMAND";
const roundsMax = 5;
const listingMs = 5_000;
const listingBytesMax = 8 * 1024 * 1024;

/** How long what was killed may take to end, and how often that is looked at: no event tells of another's child. */
const endingMs = 1_000;
const lookMs = 5;

/**
 * Kills until nothing of the tree is left, or a few rounds have passed: a process may start another while it is being
 * looked for. Resolves when what was killed has ended, so that none of it writes any more.
 */
export async function endTree(pid: number, mark: string): Promise<void> {
  const killed = new Set([pid]);
  for (let round = 0; round < roundsMax; round += 1) {
    const members = process.platform === "linux" ? await marked(mark) : await descendants(pid);
    killGroup(pid);
    for (const member of members) {
      kill(member);
      killed.add(member);
    }
    if (members.length === 0) break;
  }
  await ended([...killed]);
}

/** A process that cannot be ended, as one that waits for a dead disk, is not waited for without end. */
async function ended(pids: readonly number[]): Promise<void> {
  const deadline = performance.now() + endingMs;
  for (const pid of pids) {
    while ((await isRunning(pid)) && performance.now() < deadline) await sleep(lookMs);
  }
}

async function isRunning(pid: number): Promise<boolean> {
  if (process.platform === "linux") {
    const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
    // The state stands behind the name, which may hold anything. Z has ended, and its parent has not yet taken note.
    return !/^(?:[ZX]|$)/.test(stat.slice(stat.lastIndexOf(")") + 2));
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function killGroup(pid: number): void {
  if (process.platform === "win32") kill(pid);
  else kill(-pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

async function marked(mark: string): Promise<number[]> {
  const entry = `${markName}=${mark}`;
  const names = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    names.map(async (name) => {
      const environment = await readFile(`/proc/${name}/environ`, "latin1").catch(() => "");
      return environment.split("\0").includes(entry) ? Number(name) : null;
    }),
  );
  return found.flatMap((pid) => (pid === null || pid === process.pid ? [] : [pid]));
}

async function descendants(root: number): Promise<number[]> {
  if (process.platform === "win32") return [];
  const listing = await new Promise<string>((resolve) => {
    const limits = { timeout: listingMs, maxBuffer: listingBytesMax };
    execFile("ps", ["-A", "-o", "pid=,ppid=,pgid="], limits, (error, output) => resolve(error === null ? output : ""));
  });
  const rows = listing.split("\n").flatMap((line) => {
    const [pid, parent, group] = line.trim().split(/\s+/).map(Number);
    return pid === undefined || parent === undefined || group === undefined ? [] : [{ pid, parent, group }];
  });
  const members = new Set(rows.filter(({ group }) => group === root).map(({ pid }) => pid));
  members.add(root);
  for (const member of members) for (const { pid, parent } of rows) if (parent === member) members.add(pid);
  return [...members].filter((pid) => rows.some((row) => row.pid === pid));
}
