// What holds of every mission after whatever happened to it.
import { expect } from "vitest";
import { brokenInvariants } from "../../src/core/invariants.ts";
import { snapshot } from "../../src/core/mission.ts";
import { replay } from "../../src/core/transition.ts";
import type { MissionUnderTest } from "./missions.ts";

/** No invariant is broken, and the journal makes the same state again, byte for byte. */
export function expectSound(mission: MissionUnderTest): void {
  expect(brokenInvariants(mission.state)).toEqual([]);
  const again = replay(mission.events);
  expect(again === null ? "" : snapshot(again)).toBe(snapshot(mission.state));
}
