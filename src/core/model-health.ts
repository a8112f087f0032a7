// How each model fares: how many sessions it bears at once (halved when it is overloaded, one more after each success),
// and for how long it is left alone after a failure of its provider. All of it follows from events; a wait is an effect.
import type { Effect } from "./effect.ts";
import type { ModelRef } from "./ids.ts";
import type { MissionState } from "./mission.ts";
import type { ModelHealth } from "./spend.ts";
import { interrupt, issue, type Step } from "./step.ts";

const keyOf = (model: ModelRef | null) => model ?? "";
const wordsShownMax = 200;

/** What is known of a model; a fresh record if it never failed. */
export function healthOf(state: MissionState, model: ModelRef | null): ModelHealth {
  const known = state.modelHealth.get(keyOf(model));
  if (known !== undefined) return known;
  const fresh: ModelHealth = { limit: null, cutAt: 0, failures: 0, failedAt: 0, isUnknown: false, coolDown: null };
  state.modelHealth.set(keyOf(model), fresh);
  return fresh;
}

function configuredLimit({ slots, sessionsPerModel }: MissionState["settings"]): number {
  return Math.max(1, Math.min(slots, sessionsPerModel ?? slots));
}

/** Sessions that a model bears at once since it was overloaded; null if it was not. */
export function adaptedLimit(state: MissionState, model: ModelRef | null): number | null {
  return state.modelHealth.get(keyOf(model))?.limit ?? null;
}

/** Whether a model is left alone for now. */
export function isCoolingDown(state: MissionState, model: ModelRef | null): boolean {
  return (state.modelHealth.get(keyOf(model))?.coolDown ?? null) !== null;
}

/** Whether it can be asked now, as far as is known. */
export function isUp(state: MissionState, model: ModelRef | null): boolean {
  return !isCoolingDown(state, model) && state.modelHealth.get(keyOf(model))?.isUnknown !== true;
}

/** Whether it has failed so often in a row that nothing more is expected of it. */
export function isGivenUp(state: MissionState, model: ModelRef | null): boolean {
  const health = state.modelHealth.get(keyOf(model));
  return health !== undefined && (health.isUnknown || health.failures >= state.settings.limits.providerFailuresMax);
}

/** The host told of an overload: half as many sessions of this model, but at least one. */
export function throttle(state: MissionState, effect: Effect): void {
  if (!("model" in effect)) return;
  const health = healthOf(state, effect.model);
  if (numberOf(effect) < health.cutAt) return;
  health.limit = Math.max(1, Math.floor((health.limit ?? configuredLimit(state.settings)) / 2));
  health.cutAt = state.nextEffect;
}

/** Counts a failure of the provider; those of sessions that ran beside each other are one. Answers whether it is new. */
export function countFailure(state: MissionState, effect: Effect): boolean {
  if (!("model" in effect)) return false;
  const health = healthOf(state, effect.model);
  if (numberOf(effect) < health.failedAt) return false;
  health.failures += 1;
  health.failedAt = state.nextEffect;
  return true;
}

function numberOf(effect: Effect): number {
  return Number(effect.id.slice(1));
}

/**
 * Leaves a model alone: for as long as its provider asked, else twice as long with every failure in a row. A wait that is
 * under way ends with the provider's latest word; without one it goes on as it is.
 */
export function coolDown(state: MissionState, step: Step, model: ModelRef | null, why: string, retryMs: number | null): void {
  if (state.paused !== null || state.phase === "ended") return;
  const health = healthOf(state, model);
  if (health.coolDown !== null) {
    if (retryMs === null) return;
    interrupt(state, step, health.coolDown.effect);
  }
  const { coolDownMs, coolDownMaxMs } = state.settings.limits;
  const doubled = coolDownMs * 2 ** Math.min(30, Math.max(0, health.failures - 1));
  const ms = Math.min(coolDownMaxMs, retryMs ?? doubled);
  const effect = issue(state, step, { kind: "cool-down", model, ms });
  health.coolDown = { effect, ms, untilMs: null, why: why.slice(0, wordsShownMax) };
}

/** The clock's word on when a wait will be over: for people, nothing is decided by it. */
export function noteEndOfCoolDown(state: MissionState, effect: string, untilMs: number): void {
  for (const health of state.modelHealth.values()) {
    if (health.coolDown?.effect === effect) health.coolDown = { ...health.coolDown, untilMs };
  }
}

export function onCooledDown(state: MissionState, effect: string): void {
  for (const health of state.modelHealth.values()) {
    if (health.coolDown?.effect === effect) health.coolDown = null;
  }
}

/** A session came through: the model is well, and bears one session more. */
export function onSuccess(state: MissionState, step: Step, model: ModelRef | null): void {
  const health = state.modelHealth.get(keyOf(model));
  if (health === undefined) return;
  health.failures = 0;
  if (health.coolDown !== null) interrupt(state, step, health.coolDown.effect);
  health.coolDown = null;
  if (health.limit === null) return;
  health.limit = health.limit + 1 >= configuredLimit(state.settings) ? null : health.limit + 1;
}

/** A mission that is taken up again tries every model anew. */
export function forgetHealth(state: MissionState, step: Step): void {
  for (const { coolDown: wait } of state.modelHealth.values()) if (wait !== null) interrupt(state, step, wait.effect);
  state.modelHealth.clear();
}
