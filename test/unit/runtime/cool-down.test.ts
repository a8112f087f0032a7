// The wait for a model that is left alone, over the clock: it says until when, ends then, and ends at once if called off.
import { expect, test } from "vitest";
import type { MissionEvent } from "../../../src/core/event.ts";
import type { EffectPorts } from "../../../src/runtime/effects/ports.ts";
import { coolDown } from "../../../src/runtime/effects/cool-down.ts";
import type { EffectScope } from "../../../src/ports/executor.ts";
import { createManualClock } from "../../support/manual-clock.ts";

test("it tells the end of the wait first, and answers when the time is over", async () => {
  const clock = createManualClock(1_000);
  const told: MissionEvent[] = [];
  const called = new AbortController();
  const scope = { signal: called.signal, emit: (event: MissionEvent) => void told.push(event) } as unknown as EffectScope;
  const ports = { clock } as unknown as EffectPorts;
  const effect = { kind: "cool-down", id: "e7", model: "a/x", ms: 5_000 } as const;
  const waited = coolDown(ports, effect, scope);
  expect(told).toEqual([{ type: "cooling-down", effect: "e7", untilMs: 6_000 }]);
  await clock.advance(4_999);
  expect(clock.sleepers()).toBe(1);
  await clock.advance(1);
  expect(await waited).toEqual({ type: "cooled-down" });
  const calledOff = coolDown(ports, effect, scope);
  called.abort();
  expect(await calledOff).toEqual({ type: "cooled-down" });
  expect(clock.sleepers()).toBe(0);
});
