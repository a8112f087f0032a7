// Runs one mission of the real kernel in simulated time: effects are answered after their durations, in order.
import type { Effect } from "../../src/core/effect.ts";
import type { MissionEvent } from "../../src/core/event.ts";
import type { MissionState } from "../../src/core/mission.ts";
import type { Settings } from "../../src/core/settings.ts";
import { begin, transition } from "../../src/core/transition.ts";

export interface Answers {
  durationMs(effect: Effect): number;
  result(effect: Effect, state: MissionState, durationMs: number): MissionEvent;
}

export interface Ran {
  readonly state: MissionState;
  /** From the first attempt to the last merge. */
  readonly makespanMs: number;
  readonly events: number;
}

const eventsMax = 100_000;

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly effect: Effect;
}

export function runMission(goal: string, settings: Settings, answers: Answers): Ran {
  const { state, step } = begin({ type: "mission-started", mission: "m-1", goal, settings });
  const due: Due[] = [];
  let [nowMs, order, events, firstMs, lastMs] = [0, 0, 1, Number.NaN, 0];
  const start = (effects: readonly Effect[]) => {
    for (const effect of effects) {
      if (effect.kind === "attempt" && Number.isNaN(firstMs)) firstMs = nowMs;
      insert(due, { atMs: nowMs + answers.durationMs(effect), order, effect });
      order += 1;
    }
  };
  const take = (event: MissionEvent) => {
    events += 1;
    const next = transition(state, event);
    for (const id of next.interrupts) due.splice(due.findIndex(({ effect }) => effect.id === id), 1);
    start(next.effects);
  };
  start(step.effects);
  while (events < eventsMax) {
    if (state.paused !== null) {
      take({ type: "resumed", settings });
      continue;
    }
    const next = due.shift();
    if (next === undefined) break;
    nowMs = next.atMs;
    take(answers.result(next.effect, state, answers.durationMs(next.effect)));
    if (next.effect.kind === "integrate") lastMs = nowMs;
  }
  if (!state.reported) throw new Error(`the mission did not end within ${eventsMax} events`);
  return { state, makespanMs: Number.isNaN(firstMs) ? 0 : lastMs - firstMs, events };
}

/** Soonest first; of equals the one that was issued first. */
function insert(due: Due[], entry: Due): void {
  let at = due.length;
  while (at > 0 && (due[at - 1] as Due).atMs > entry.atMs) at -= 1;
  due.splice(at, 0, entry);
}
