// What other processes ask of the one that drives a mission: an empty file in the mission's folder, whose name is the
// request and the number of the lock that it is meant for. Whoever deletes the file has it, so it is taken or withdrawn
// once, and one that was left to a driver that is gone is nobody's. It does not know what becomes of a request.
import { watch } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../ports/clock.ts";
import { hasCode } from "./inside.ts";

export const driverRequests = ["pause", "stop"] as const;
export type DriverRequest = (typeof driverRequests)[number];

const folderName = "requests";
const namePattern = /^(?:pause|stop)-\d{1,9}$/;
const answerMsMax = 10_000;
const lookMs = 100;

function pathOf(directory: string, lock: number, request: DriverRequest): string {
  return join(directory, folderName, `${request}-${lock}`);
}

/** Whether it was there, and this call deleted it. */
async function take(path: string): Promise<boolean> {
  return rm(path).then(
    () => true,
    (thrown: unknown) => {
      if (hasCode(thrown, "ENOENT")) return false;
      throw thrown;
    },
  );
}

/** Asks the holder of that lock; answers whether it took the request within 10 seconds. Else the request is withdrawn. */
export async function askDriver(directory: string, lock: number, request: DriverRequest, clock: Clock): Promise<boolean> {
  const path = pathOf(directory, lock, request);
  await mkdir(join(directory, folderName), { recursive: true });
  await writeFile(path, "");
  for (const untilMs = clock.now() + answerMsMax; clock.now() < untilMs; await clock.sleep(lookMs)) {
    const names = await readdir(join(directory, folderName));
    if (!names.includes(`${request}-${lock}`)) return true;
  }
  return !(await take(path));
}

/**
 * Hands each request to the holder of this lock to `onRequest`, those too that came before the watch began; answers how
 * to end it. Requests to earlier holders are cleared away.
 */
export async function watchRequests(directory: string, lock: number, onRequest: (request: DriverRequest) => void): Promise<() => void> {
  const folder = join(directory, folderName);
  await mkdir(folder, { recursive: true });
  const mine = driverRequests.map((request) => `${request}-${lock}`);
  for (const name of await readdir(folder)) {
    // Anything else that lies there is somebody's.
    if (namePattern.test(name) && !mine.includes(name)) await rm(join(folder, name), { force: true });
  }
  let isOver = false;
  const look = async (): Promise<void> => {
    for (const request of driverRequests) {
      if (!isOver && (await take(pathOf(directory, lock, request)))) onRequest(request);
    }
  };
  // A folder that cannot be looked into brings no requests: whoever asks is told that nobody answered.
  const lookAgain = () => void look().catch(() => undefined);
  const watcher = watch(folder, { persistent: false }, lookAgain);
  watcher.on("error", () => watcher.close());
  lookAgain();
  return () => {
    isOver = true;
    watcher.close();
  };
}
