// What several tests of missions want to know of a finished one.
import { expect } from "vitest";
import { addUsage, noUsage } from "../../src/core/usage.ts";
import type { MissionPlace, MissionRecord } from "./mission-harness.ts";

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
