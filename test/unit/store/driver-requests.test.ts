// Requests to a mission's driver: each is taken once, by the driver that it was meant for, or withdrawn.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Clock } from "../../../src/ports/clock.ts";
import { createSystemClock } from "../../../src/runtime/system-clock.ts";
import { askDriver, watchRequests, type DriverRequest } from "../../../src/store/driver-requests.ts";

const clock = createSystemClock();
const undo: (() => void)[] = [];

afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

function makeFolder(): string {
  const directory = mkdtempSync(join(tmpdir(), "orchestrator-requests-"));
  undo.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function listen(directory: string, lock: number): Promise<DriverRequest[]> {
  const heard: DriverRequest[] = [];
  undo.push(await watchRequests(directory, lock, (request) => heard.push(request)));
  return heard;
}

test("a request reaches the driver that watches, once, and leaves nothing behind", async () => {
  const directory = makeFolder();
  const heard = await listen(directory, 3);
  expect(await askDriver(directory, 3, "pause", clock)).toBe(true);
  expect(await askDriver(directory, 3, "stop", clock)).toBe(true);
  expect(heard).toEqual(["pause", "stop"]);
  expect(readdirSync(join(directory, "requests"))).toEqual([]);
});

test("a request that came before the watch is taken; those to earlier drivers and other files are not", async () => {
  const directory = makeFolder();
  const folder = join(directory, "requests");
  mkdirSync(folder);
  for (const name of ["stop-1", "pause-1", "notes.txt"]) writeFileSync(join(folder, name), "");
  const asked = askDriver(directory, 2, "pause", clock);
  const heard = await listen(directory, 2);
  expect(await asked).toBe(true);
  expect(heard).toEqual(["pause"]);
  expect(readdirSync(folder)).toEqual(["notes.txt"]);
});

test("what nobody takes within ten seconds is withdrawn", async () => {
  const directory = makeFolder();
  let nowMs = 0;
  const quick: Clock = { ...clock, now: () => nowMs, sleep: (ms) => Promise.resolve(void (nowMs += ms)) };
  expect(await askDriver(directory, 1, "stop", quick)).toBe(false);
  expect(nowMs).toBe(10_000);
  expect(readdirSync(join(directory, "requests"))).toEqual([]);
  expect(await listen(directory, 1)).toEqual([]);
});

test("nothing is taken after the watch has ended", async () => {
  const directory = makeFolder();
  const heard: DriverRequest[] = [];
  const end = await watchRequests(directory, 1, (request) => heard.push(request));
  end();
  let nowMs = 0;
  const quick: Clock = { ...clock, now: () => nowMs, sleep: (ms) => Promise.resolve(void (nowMs += ms)) };
  expect(await askDriver(directory, 1, "pause", quick)).toBe(false);
  expect(heard).toEqual([]);
});
