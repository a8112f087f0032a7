// One step of the kernel: what it wants done and what it wants ended, gathered while an event is worked through.
import type { Effect, EffectRequest } from "./effect.ts";
import type { EffectId, ModelRef, ModelRole } from "./ids.ts";
import type { MissionState } from "./mission.ts";
import { modelFor, reviewerModel, usualWriter } from "./model-choice.ts";

export interface Step {
  /** To be started, in this order. */
  readonly effects: Effect[];
  /** To be ended; their results, if any still come, count as late. */
  readonly interrupts: EffectId[];
  /** Another model takes the place of the one that failed, or it is waited for: nothing need pause for it. */
  goesOn: boolean;
}

export function newStep(): Step {
  return { effects: [], interrupts: [], goesOn: false };
}

/** The role whose model does an effect, or null if no model is asked. */
export function roleOf(effect: EffectRequest | Effect): ModelRole | null {
  switch (effect.kind) {
    case "search":
      return "searcher";
    case "plan":
    case "replan":
    case "follow-up":
      return "planner";
    case "pivot":
      return "orchestrator";
    case "attempt":
      return effect.role;
    case "review":
    case "review-whole":
      return "reviewer";
    default:
      return null;
  }
}

function countSession(state: MissionState, effect: Effect, by: 1 | -1): void {
  const role = roleOf(effect);
  if (role === null || !("model" in effect)) return;
  const key = effect.model ?? "";
  state.sessionsByModel.set(key, (state.sessionsByModel.get(key) ?? 0) + by);
}

/** Numbers an effect and has it started; while the mission is paused it waits among the pending ones. */
export function issue(state: MissionState, step: Step, request: EffectRequest): EffectId {
  const effect = { ...request, id: `e${state.nextEffect}` } as Effect;
  state.nextEffect += 1;
  state.pending.set(effect.id, effect);
  countSession(state, effect, 1);
  if (state.paused === null) step.effects.push(effect);
  return effect.id;
}

/** Takes an effect off the list: its result is in, or is not wanted any more. */
export function settle(state: MissionState, id: EffectId): Effect | null {
  const effect = state.pending.get(id);
  if (effect === undefined) return null;
  state.pending.delete(id);
  state.admitted.delete(id);
  countSession(state, effect, -1);
  return effect;
}

/** Has an effect ended and forgotten. */
export function interrupt(state: MissionState, step: Step, id: EffectId): void {
  if (settle(state, id) !== null) step.interrupts.push(id);
}

/** Stops the world: what is under way is ended, kept as pending, and started again at `resume`. */
export function pause(state: MissionState, step: Step, reason: string): void {
  if (state.paused !== null || state.phase === "ended") return;
  state.paused = reason;
  step.interrupts.push(...state.pending.keys());
  step.effects.length = 0;
  state.admitted.clear();
}

function modelOf({ settings, tasks }: MissionState, role: ModelRole, effect: Effect): ModelRef | null {
  if (effect.kind === "attempt") return modelFor(settings, role, effect.rung, effect.level);
  if (effect.kind === "review-whole") return reviewerModel(settings, effect.reviewer, usualWriter(tasks));
  if (effect.kind !== "review") return modelFor(settings, role);
  return reviewerModel(settings, effect.reviewer, tasks.get(effect.task.id)?.attempts.at(-1)?.model ?? null);
}

/** Starts everything pending again, with the models of the present settings. */
export function reissue(state: MissionState, step: Step): void {
  for (const [id, effect] of state.pending) {
    const role = roleOf(effect);
    let again = effect;
    if (role !== null && "model" in effect) {
      countSession(state, effect, -1);
      again = { ...effect, model: modelOf(state, role, effect) };
      countSession(state, again, 1);
      state.pending.set(id, again);
    }
    step.effects.push(again);
  }
}
