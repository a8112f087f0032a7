// Pausing and stopping a mission from another process than its driver's: who holds the lock is asked by a file.
import { OrchestratorError } from "../core/errors.ts";
import { lockHolder } from "../journal/lock.ts";
import type { Clock } from "../ports/clock.ts";
import { askDriver, watchRequests, type DriverRequest } from "../store/driver-requests.ts";
import { listMissions } from "../store/state-folder.ts";

/**
 * Asks whoever drives a mission of this folder, and answers in a sentence who that was once the request was taken; null
 * if nobody drives one. Fails with `mission-running` if the driver does not take it.
 */
export async function askElsewhere(folder: string, request: DriverRequest, clock: Clock): Promise<string | null> {
  for (const { id, directory } of await listMissions(folder)) {
    const holder = await lockHolder(directory, clock);
    if (holder === null) continue;
    const who = holder.owner === null ? "the process that drives it" : `process ${holder.owner.pid} on ${holder.owner.host}, which drives it,`;
    if (await askDriver(directory, holder.number, request, clock)) return `Mission ${id}: ${who} was asked to ${request} it. \`/task status\` says when it has.`;
    // It came to its end by itself meanwhile.
    if ((await lockHolder(directory, clock))?.number !== holder.number) continue;
    throw new OrchestratorError("mission-running", `Mission ${id}: ${who} was asked to ${request} it and did not answer.`, "Do it where the mission was started, or end that process: the mission can be resumed then.");
  }
  return null;
}

/** For the holder of a mission's lock; answers how to end the watch. */
export async function takeRequests(directory: string, clock: Clock, onRequest: (request: DriverRequest) => void): Promise<() => void> {
  const none = () => undefined;
  const holder = await lockHolder(directory, clock);
  if (holder === null) return none;
  // Where nothing can be watched (a full disk, no watch left) the mission goes on, and whoever asks is told so.
  return watchRequests(directory, holder.number, onRequest).catch(() => none);
}
