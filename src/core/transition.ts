// The kernel: one function that takes the state and an event and says what is to be done. No clock, no randomness, no
// waiting; replaying the events gives the same state again, byte for byte.
import { admit, learn } from "./admission.ts";
import { charge, missionCeiling, notePrice, taskCeiling } from "./budget.ts";
import { startReady } from "./dispatch.ts";
import type { Effect } from "./effect.ts";
import { endMission, stopTask } from "./ending.ts";
import type { MissionEvent, ResultEvent } from "./event.ts";
import { onPivoted, onReplanned } from "./answering.ts";
import { onAttempted } from "./attempting.ts";
import { advanceMission, onLanded, onVerified } from "./finishing.ts";
import type { TaskId } from "./ids.ts";
import { ceilingBelowLeast } from "./least.ts";
import { onIntegrated } from "./integrating.ts";
import { onGated, onReviewed, onTried } from "./judging.ts";
import { noteModel } from "./model-fallback.ts";
import { coolDown, forgetHealth, noteEndOfCoolDown, onCooledDown, throttle } from "./model-health.ts";
import { newMission, type MissionState, type TaskRecord } from "./mission.ts";
import { onCaptured, onPlanned, onSearched } from "./planning.ts";
import { onReverted } from "./reversal.ts";
import { interrupt, issue, newStep, pause, reissue, roleOf, settle, type Step } from "./step.ts";

import { onFollowUpPlanned, onRechecked, onWholeReviewed, onWholeTried } from "./whole-answers.ts";
import { leaveWholeReview } from "./whole-review.ts";

export type { Step } from "./step.ts";

/** Begins a mission: the first event makes the state. */
export function begin(event: Extract<MissionEvent, { type: "mission-started" }>): { state: MissionState; step: Step } {
  const state = newMission(event.mission, event.goal, event.settings, event.catalogue ?? null);
  const step = newStep();
  const tooLow = ceilingBelowLeast(state);
  if (tooLow === null) issue(state, step, { kind: "capture" });
  else endMission(state, step, "failed", tooLow);
  return { state, step };
}

/**
 * Takes one event in. `state` is changed in place. Results of effects that are not pending (late, or told twice) and
 * anything after the end change nothing, so that an event may safely be delivered more than once.
 */
export function transition(state: MissionState, event: MissionEvent): Step {
  const step = newStep();
  take(state, step, event);
  startReady(state, step);
  advanceMission(state, step);
  holdCeiling(state, step);
  admit(state, step);
  return step;
}

/** No model is asked beyond the budget, whichever way the call came about. */
function holdCeiling(state: MissionState, step: Step): void {
  if (state.paused !== null) return;
  if (state.admitted.size === 0) return;
  const ceiling = missionCeiling(state);
  if (ceiling !== null) pause(state, step, ceiling);
}

function take(state: MissionState, step: Step, event: MissionEvent): void {
  switch (event.type) {
    case "mission-started":
      throw new Error("a mission starts once; begin() takes its first event");
    case "usage-counted":
      return onUsage(state, step, event);
    case "model-throttled":
      return onThrottled(state, step, event);
    case "cooling-down":
      return noteEndOfCoolDown(state, event.effect, event.untilMs);
    case "paused":
      return pause(state, step, event.reason);
    case "resumed":
      return onResumed(state, step, event);
    case "stopped":
      return endMission(state, step, "cancelled", event.reason);
    default:
      return onResult(state, step, event);
  }
}

/** Replays a journal's events; the first must start the mission. */
export function replay(events: readonly MissionEvent[]): MissionState | null {
  const [first, ...rest] = events;
  if (first?.type !== "mission-started") return null;
  const { state } = begin(first);
  for (const event of rest) transition(state, event);
  return state;
}

function onResumed(state: MissionState, step: Step, event: Extract<MissionEvent, { type: "resumed" }>): void {
  if (state.paused === null) return;
  state.paused = null;
  state.settings = event.settings;
  state.catalogue = event.catalogue ?? state.catalogue;
  state.hostFailures = 0;
  forgetHealth(state, step);
  leaveWholeReview(state);
  reissue(state, step);
}

function onThrottled(state: MissionState, step: Step, event: Extract<MissionEvent, { type: "model-throttled" }>): void {
  const effect = state.pending.get(event.effect);
  if (effect === undefined || !("model" in effect)) return;
  throttle(state, effect);
  coolDown(state, step, effect.model, event.message, event.retryMs ?? null);
}

function onUsage(state: MissionState, step: Step, event: Extract<MissionEvent, { type: "usage-counted" }>): void {
  const effect = state.pending.get(event.effect);
  if (effect !== undefined) chargeEffect(state, effect, event.session, event.total);
  else if (state.sessions.has(event.session)) {
    charge(state, event.session, { role: "orchestrator", task: null, attempt: 0 }, event.total);
  }
  if (effect === undefined || !("task" in effect)) return;
  const tooDear = taskCeiling(state, effect.task.id);
  const record = state.tasks.get(effect.task.id);
  if (tooDear === null || record === undefined) return;
  interrupt(state, step, effect.id);
  stopTask(state, record, tooDear);
}

function chargeEffect(state: MissionState, effect: Effect, session: string, total: MissionState["usage"]): void {
  const role = roleOf(effect);
  if (role === null) return;
  const task: TaskId | null = "task" in effect ? effect.task.id : null;
  const more = charge(state, session, { role, task, attempt: "attempt" in effect ? effect.attempt : 0 }, total);
  learn(state, effect, more);
}

function onResult(state: MissionState, step: Step, event: ResultEvent): void {
  const waiting = state.pending.get(event.effect);
  if (waiting === undefined) return;
  if (event.type === "effect-failed") {
    onEffectFailed(state, step, waiting, event);
    return;
  }
  // Charged while it is pending, so that its reservation is settled by what it used.
  if ("spent" in event && event.spent !== null) chargeEffect(state, waiting, event.spent.session, event.spent.total);
  const effect = settle(state, event.effect);
  if (effect === null) return;
  const role = roleOf(effect);
  if (role !== null) {
    noteModel(state, step, effect, role, event);
    if ("spent" in event && event.spent !== null) notePrice(state, "model" in effect ? effect.model : null, event.spent.total);
  }
  routeResult(state, step, effect, event);
}

function routeResult(
  state: MissionState,
  step: Step,
  effect: Effect,
  event: Exclude<ResultEvent, { type: "effect-failed" }>,
): void {
  switch (event.type) {
    case "captured":
      return onCaptured(state, step, event.captured);
    case "searched":
      return onSearched(state, step, effect.kind === "search" ? effect.attempt : 1, event.result);
    case "planned":
      return onPlanned(state, step, event.result);
    case "attempted":
      return onAttempted(state, step, recordOf(state, effect), event.result, event.durationMs);
    case "gated":
      return onGated(state, step, recordOf(state, effect), event.verdict);
    case "reviewed":
      return onReviewed(state, step, recordOf(state, effect), event.result);
    case "tried":
      return onTried(state, step, recordOf(state, effect), effect.kind === "trial" ? effect.concerns : [], event.result);
    case "integrated":
      return onIntegrated(state, step, recordOf(state, effect), event.result);
    case "replanned":
      return effect.kind === "replan" ? onReplanned(state, step, effect, recordOf(state, effect), event.result) : undefined;
    case "pivoted":
      return effect.kind === "pivot" ? onPivoted(state, step, effect, recordOf(state, effect), event.result) : undefined;
    case "reverted":
      return onReverted(state, step, recordOf(state, effect), event.result);
    case "whole-reviewed":
      return effect.kind === "review-whole" ? onWholeReviewed(state, step, effect, event.result) : undefined;
    case "whole-tried":
      return effect.kind === "try-whole" ? onWholeTried(state, effect, event.trials) : undefined;
    case "rechecked":
      return effect.kind === "recheck" ? onRechecked(state, effect, event.reruns) : undefined;
    case "follow-up-planned":
      return effect.kind === "follow-up" ? onFollowUpPlanned(state, step, effect, event.result, event.tests) : undefined;
    case "verified":
      return onVerified(state, step, event.verdict);
    case "landed":
      return onLanded(state, step, event.landing);
    case "cooled-down":
      return onCooledDown(state, effect.id);
    case "reported":
      state.reported = true;
      return undefined;
  }
}

function recordOf(state: MissionState, effect: Effect): TaskRecord {
  const record = "task" in effect ? state.tasks.get(effect.task.id) : undefined;
  if (record === undefined) throw new Error(`effect ${effect.id} (${effect.kind}) names no task of the plan`);
  return record;
}

/**
 * A port could not do its work. Nothing was begun by a failed capture, so the mission ends; a report is not worth
 * holding a mission up for; anything else pauses it, to be tried again at `resume`.
 */
function onEffectFailed(
  state: MissionState,
  step: Step,
  effect: Effect,
  event: Extract<ResultEvent, { type: "effect-failed" }>,
): void {
  const reason = `${event.error.message} ${event.error.hint}`.trim();
  if (effect.kind === "capture") {
    endMission(state, step, "failed", reason);
  } else if (effect.kind === "report") {
    settle(state, effect.id);
    state.notes.push(`The report could not be written: ${reason}`);
    state.reported = true;
  } else {
    pause(state, step, reason);
  }
}
