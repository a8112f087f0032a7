// What several tests of missions want to know of a finished one.
import { expect } from "vitest";
import { defaultSettings } from "../../src/config/defaults.ts";
import { addUsage, noUsage } from "../../src/core/usage.ts";
import type { MissionPlace, MissionRecord } from "./mission-harness.ts";

/** As many as write at once by default, one for integration, and one for commands on the base. */
const slotsMax = defaultSettings.slots + 2;

export function trunkOf({ id }: MissionRecord): string {
  return `orchestrator/${id}`;
}

export function treeOf(place: MissionPlace, mission: MissionRecord): string {
  return place.git("rev-parse", `${trunkOf(mission)}^{tree}`);
}

/** The tasks of trunk's commits since the base, sorted; one that was merged twice is there twice. */
export function mergedTasks(place: MissionPlace, mission: MissionRecord): readonly string[] {
  const range = `${mission.state.captured?.base ?? ""}..${trunkOf(mission)}`;
  const log = place.git("log", "--format=%(trailers:key=Orchestrator-Task,valueonly,separator=)", range);
  return log.split("\n").filter((line) => line !== "").sort();
}

/** No session was charged for more calls than it had answers, and all sessions together make the mission's usage. */
export function chargedOnce(place: MissionPlace, { state }: MissionRecord): void {
  let sum = noUsage;
  for (const [session, { usage }] of state.sessions) {
    const answered = place.server.requests.filter(({ headers, status }) => status === 200 && headers["x-session-id"] === session);
    expect(usage.calls, session).toBeLessThanOrEqual(answered.length);
    sum = addUsage(sum, usage);
  }
  expect(sum).toEqual(state.usage);
}

/** Slots are kept for the next mission, in the user's cache: a few, and none in the project. */
export function expectSlotsOutside(place: MissionPlace): void {
  const [, ...slots] = place.git("worktree", "list", "--porcelain").split("\n").filter((line) => line.startsWith("worktree "));
  expect(slots.length).toBeLessThanOrEqual(slotsMax);
  for (const slot of slots) expect(slot).toContain(place.home.directory);
}
