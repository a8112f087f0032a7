// How each model fares: how many sessions it bears at once (halved when it is overloaded, one more after each success),
// and which are down, so that the next of a role's list is asked instead. All of it follows from events.
import type { AttemptRung, Effect } from "./effect.ts";
import type { ResultEvent } from "./event.ts";
import type { ModelRef, ModelRole } from "./ids.ts";
import type { MissionState } from "./mission.ts";
import { modelFor, reviewerModel } from "./model-choice.ts";
import type { ModelHealth } from "./spend.ts";
import type { Step } from "./step.ts";

const keyOf = (model: ModelRef | null) => model ?? "";

function healthOf(state: MissionState, model: ModelRef | null): ModelHealth {
  const known = state.modelHealth.get(keyOf(model));
  if (known !== undefined) return known;
  const fresh: ModelHealth = { limit: null, cutAt: 0, failures: 0, down: null };
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

/** The host told of an overload: half as many sessions of this model, but at least one. */
export function throttle(state: MissionState, effect: Effect): void {
  if (!("model" in effect)) return;
  const health = healthOf(state, effect.model);
  if (Number(effect.id.slice(1)) < health.cutAt) return;
  health.limit = Math.max(1, Math.floor((health.limit ?? configuredLimit(state.settings)) / 2));
  health.cutAt = state.nextEffect;
}

/** The model for a role, or another of its list while that one is down: of another provider if there is one. */
export function modelNow(state: MissionState, role: ModelRole, rung?: AttemptRung, level?: number): ModelRef | null {
  return unlessDown(state, role, modelFor(state.settings, role, rung, level));
}

/** The same for a task's n-th reviewer, who is asked on another model than the writer's if there is one. */
export function reviewerNow(state: MissionState, reviewer: number, writer: ModelRef | null): ModelRef | null {
  return unlessDown(state, "reviewer", reviewerModel(state.settings, reviewer, writer));
}

function unlessDown(state: MissionState, role: ModelRole, chosen: ModelRef | null): ModelRef | null {
  if (chosen === null || (state.modelHealth.get(chosen)?.down ?? null) === null) return chosen;
  return insteadOf(state, role, chosen, false) ?? chosen;
}

function insteadOf(state: MissionState, role: ModelRole, model: ModelRef, otherProvider: boolean): ModelRef | null {
  const provider = (name: ModelRef) => name.split("/")[0];
  const failing = new Set([...state.modelHealth].filter(([, { down }]) => down === "provider").map(([name]) => provider(name)));
  const up = state.settings.models[role].filter(
    (name) => name !== model && (state.modelHealth.get(name)?.down ?? null) === null && !failing.has(provider(name)),
  );
  const elsewhere = up.find((name) => provider(name) !== provider(model));
  return elsewhere ?? (otherProvider ? null : (up[0] ?? null));
}

/** What a session's end says of its model. A model that is given up for another is told in the notes. */
export function noteModel(state: MissionState, step: Step, effect: Effect, role: ModelRole, event: ResultEvent): void {
  if (!("model" in effect) || !("result" in event)) return;
  const { model } = effect;
  const failed = "failure" in event.result ? event.result : null;
  if (failed?.failure === "model-unknown") {
    fallBack(state, step, role, model, failed.message, false);
  } else if (failed?.failure === "provider") {
    throttle(state, effect);
    const health = healthOf(state, model);
    health.failures += 1;
    const { providerFailuresMax } = state.settings.limits;
    if (health.failures < providerFailuresMax) return;
    health.failures = 0;
    fallBack(state, step, role, model, `its provider failed ${providerFailuresMax} times in a row: ${failed.message}`, true);
  } else if (failed === null) {
    onSuccess(state, model);
  }
}

function onSuccess(state: MissionState, model: ModelRef | null): void {
  const health = state.modelHealth.get(keyOf(model));
  if (health === undefined) return;
  health.failures = 0;
  if (health.limit === null) return;
  health.limit = health.limit + 1 >= configuredLimit(state.settings) ? null : health.limit + 1;
}

function fallBack(
  state: MissionState,
  step: Step,
  role: ModelRole,
  model: ModelRef | null,
  why: string,
  otherProvider: boolean,
): void {
  const next = model === null ? null : insteadOf(state, role, model, otherProvider);
  if (next === null) return;
  const health = healthOf(state, model);
  step.fellBack = true;
  state.providerFailures = 0;
  if (health.down !== null) return;
  health.down = otherProvider ? "provider" : "unknown";
  state.notes.push(`The ${role} goes on with ${next} instead of ${model ?? ""}: ${why}`);
}
