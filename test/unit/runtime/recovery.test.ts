// Recovery: a mission that is cut off after any of its events, and taken up again, ends exactly as the uncut one.
import { describe, expect, test } from "vitest";
import type { Effect } from "../../../src/core/effect.ts";
import type { MissionEvent, ResultEvent } from "../../../src/core/event.ts";
import { brokenInvariants } from "../../../src/core/invariants.ts";
import { snapshot, type MissionState } from "../../../src/core/mission.ts";
import type { Plan } from "../../../src/core/plan.ts";
import { begin, transition } from "../../../src/core/transition.ts";
import { recover } from "../../../src/runtime/recovery.ts";
import { diamondPlan, randomPlan } from "../../support/plans.ts";
import { seededRandom } from "../../support/random.ts";
import { makeSettings } from "../../support/settings.ts";
import { goodResult } from "./support.ts";

const settings = makeSettings({ slots: 2, reviewers: 1 });
const start: MissionEvent = { type: "mission-started", mission: "m-1", goal: "goal", settings };

/** Results that hang on the effect alone, as those of a world that is the same before and after a crash. */
function answer(effect: Effect, plan: Plan): ResultEvent {
  const good = goodResult(effect, plan);
  const result = { effect: effect.id, durationMs: 1 };
  if (!("task" in effect && "attempt" in effect)) return good;
  const odd = effect.task.id.length % 2 === 1 && effect.task.id.endsWith("1");
  if (good.type === "gated" && odd && effect.attempt === 1) {
    const finding = { stage: "checks", rule: "checks/failed", severity: "error", file: null, line: null, column: null, message: "no", excerpt: null } as const;
    return { ...good, verdict: { outcome: "refused", stage: "checks", findings: [finding], notes: [] } };
  }
  if (good.type === "attempted" && effect.task.id.endsWith("2")) {
    if (effect.attempt === 1) return { ...good, result: { outcome: "failed", failure: "stalled", message: "silent", change: null } };
  }
  if (good.type === "integrated" && effect.task.id.endsWith("0") && effect.attempt === 1 && effect.kind === "integrate") {
    return { type: "integrated", ...result, result: { outcome: "conflict", change: effect.change, files: [{ path: "a", lines: [1], reason: "content" }] } };
  }
  return good;
}

/** Answers what is pending, oldest first, until the mission has ended. */
function carryOn(state: MissionState, plan: Plan, events: MissionEvent[]): void {
  for (let turn = 0; turn < 10_000; turn += 1) {
    const [effect] = state.pending.values();
    if (effect === undefined) return;
    const event = answer(effect, plan);
    events.push(event);
    transition(state, event);
    expect(brokenInvariants(state)).toEqual([]);
  }
  throw new Error("the mission did not end");
}

function record(event: MissionEvent, index: number) {
  return { sequence: index + 1, time: 0, event };
}

function uncut(plan: Plan): { readonly events: readonly MissionEvent[]; readonly end: string } {
  if (start.type !== "mission-started") throw new Error("unreachable");
  const { state } = begin(start);
  const events: MissionEvent[] = [start];
  carryOn(state, plan, events);
  expect(state).toMatchObject({ phase: "ended", reported: true });
  return { events, end: snapshot(state) };
}

describe("a journal that ends after any of its events", () => {
  test.each([
    ["a diamond", diamondPlan(2, 3)],
    ["a random graph", randomPlan(seededRandom(7), 14, 2)],
    ["another", randomPlan(seededRandom(23), 20, 1)],
  ])("leads to the same end: %s", (_name, plan) => {
    const { events, end } = uncut(plan);
    for (let cut = 1; cut <= events.length; cut += 1) {
      const state = recover(events.slice(0, cut).map(record));
      transition(state, { type: "paused", reason: "the process that drove it ended" });
      const step = transition(state, { type: "resumed", settings });
      if (state.phase !== "ended") expect(step.effects.map((effect) => effect.id)).toEqual([...state.pending.keys()]);
      carryOn(state, plan, []);
      expect(snapshot(state), `cut after ${cut} of ${events.length} events (${events[cut - 1]?.type})`).toBe(end);
    }
  });

  test("and one that was cut again and again does too", () => {
    const plan = diamondPlan(2, 3);
    const { end } = uncut(plan);
    const events: MissionEvent[] = [start];
    for (let restart = 0; restart < 500; restart += 1) {
      const state = recover(events.map(record));
      if (state.phase === "ended" && state.reported) break;
      for (const event of [{ type: "paused", reason: "killed" }, { type: "resumed", settings }] as const) {
        events.push(event);
        transition(state, event);
      }
      const [effect] = state.pending.values();
      if (effect !== undefined) events.push(answer(effect, plan));
    }
    expect(snapshot(recover(events.map(record)))).toBe(end);
  });
});

test("what does not begin with a mission's start is no journal", () => {
  expect(() => recover([])).toThrow(/does not begin with the start/);
  expect(() => recover([record({ type: "paused", reason: "" }, 0)])).toThrow(/does not begin with the start/);
});
