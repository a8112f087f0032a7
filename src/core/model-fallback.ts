// Which model is asked in place of one that is left alone, down or unknown, and when there is none to wait for.
import type { AttemptRung, Effect } from "./effect.ts";
import type { AgentFailure, ResultEvent } from "./event.ts";
import type { ModelRef, ModelRole } from "./ids.ts";
import type { MissionState } from "./mission.ts";
import { modelFor, reviewerModel } from "./model-choice.ts";
import { coolDown, countFailure, healthOf, isGivenUp, isUp, onSuccess, throttle } from "./model-health.ts";
import type { Step } from "./step.ts";

/** The model for a role, or another of its list while that one cannot be asked: of another provider if there is one. */
export function modelNow(state: MissionState, role: ModelRole, rung?: AttemptRung, level?: number): ModelRef | null {
  return unlessDown(state, role, modelFor(state.settings, role, rung, level));
}

/** The same for a task's n-th reviewer, who is asked on another model than the writer's if there is one. */
export function reviewerNow(state: MissionState, reviewer: number, writer: ModelRef | null): ModelRef | null {
  return unlessDown(state, "reviewer", reviewerModel(state.settings, reviewer, writer));
}

/** With none in its place the chosen one stays, and is waited for. */
function unlessDown(state: MissionState, role: ModelRole, chosen: ModelRef | null): ModelRef | null {
  return isUp(state, chosen) ? chosen : (insteadOf(state, role, chosen) ?? chosen);
}

/** Those that are not given up come first, then those of another provider, then the cheaper ones. */
function insteadOf(state: MissionState, role: ModelRole, model: ModelRef | null): ModelRef | null {
  const provider = (name: ModelRef) => name.split("/")[0];
  const up = state.settings.models[role].filter((name) => name !== model && isUp(state, name));
  const hopeful = up.filter((name) => !isGivenUp(state, name));
  const candidates = hopeful.length > 0 ? hopeful : up;
  return candidates.find((name) => model === null || provider(name) !== provider(model)) ?? candidates[0] ?? null;
}

/** What a session's end says of its model. A model that another takes the place of is told in the notes. */
export function noteModel(state: MissionState, step: Step, effect: Effect, role: ModelRole, event: ResultEvent): void {
  if (!("model" in effect) || !("result" in event)) return;
  const failed = "failure" in event.result ? event.result : null;
  if (failed === null) onSuccess(state, step, effect.model);
  else if (failed.failure === "model-unknown") onUnknown(state, step, role, effect.model, failed.message);
  else if (failed.failure === "provider") onProviderFailure(state, step, effect, role, failed);
}

function onUnknown(state: MissionState, step: Step, role: ModelRole, model: ModelRef | null, why: string): void {
  const next = insteadOf(state, role, model);
  if (next === null) return;
  step.goesOn = true;
  healthOf(state, model).isUnknown = true;
  noteInstead(state, role, model, next, why);
}

/** The model is left alone for a while. What it did is done by another meanwhile, or waits for it; in the end it pauses. */
function onProviderFailure(state: MissionState, step: Step, effect: Effect & { readonly model: ModelRef | null }, role: ModelRole, failed: AgentFailure): void {
  const { model } = effect;
  throttle(state, effect);
  const isNew = countFailure(state, effect);
  const list = state.settings.models[role];
  if (isGivenUp(state, model) && list.every((name) => isGivenUp(state, name))) return;
  step.goesOn = true;
  if (isNew) coolDown(state, step, model, failed.message, failed.retryAfterMs ?? null);
  const next = insteadOf(state, role, model);
  if (next !== null) noteInstead(state, role, model, next, `its provider failed: ${failed.message}`);
}

/** Once for each pair: a model may come and go many times. */
function noteInstead(state: MissionState, role: ModelRole, model: ModelRef | null, next: ModelRef, why: string): void {
  const beginning = `The ${role} goes on with ${next} instead of ${model ?? "the session's own model"}: `;
  if (!state.notes.some((note) => note.startsWith(beginning))) state.notes.push(beginning + why);
}
