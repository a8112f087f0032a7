// What reviewers say of the whole, what their counterexamples show, and the Planner's tasks for what was proven. Nothing
// that anyone answers, or fails to, holds the mission up: each answer leads on to what comes next.
import { blocksMission } from "./blocking.ts";
import { untried } from "./counterexamples.ts";
import type { FollowUpEffect, RecheckEffect, ReviewWholeEffect, TryWholeEffect } from "./effect.ts";
import type { PlanOutcome, Rerun, ReviewOutcome, Trial } from "./event.ts";
import type { Change } from "./change.ts";
import { adoptFollowUp } from "./follow-up.ts";
import type { Judged, MissionState } from "./mission.ts";
import { issue, type Step } from "./step.ts";
import { proven, replayFor } from "./whole-review.ts";

const shardScaleMin = 0.125;

/** Back among the tasks: if none is open, what the whole needs next is asked for at once. */
function goOn(state: MissionState): void {
  state.phase = "executing";
}

export function onWholeReviewed(state: MissionState, step: Step, effect: ReviewWholeEffect, result: ReviewOutcome): void {
  const { look, reviewer } = effect;
  if (!result.ok) {
    blocksMission(state, step, result);
    state.notes.push(`Reviewer ${reviewer} of the whole gave no review (${result.failure}).`);
    state.whole.asked += 1;
    goOn(state);
    return;
  }
  state.hostFailures = 0;
  const { verdict, concerns } = result.review;
  if (verdict === "reject" && concerns.some(({ counterexample }) => counterexample !== null)) {
    const { base, trunk } = effect;
    const known = proven(state).flatMap(({ concern: { counterexample } }) => counterexample?.path ?? []);
    issue(state, step, { kind: "try-whole", look, reviewer, base, trunk, concerns, known, replay: replayFor(state, concerns) });
    return;
  }
  keep(state, look, reviewer, concerns.map(untried));
  goOn(state);
}

export function onWholeTried(state: MissionState, effect: TryWholeEffect, trials: readonly Trial[]): void {
  const judged = effect.concerns.map((concern, at): Judged => {
    const trial = trials[at];
    return trial === undefined ? untried(concern) : { concern, trial };
  });
  keep(state, effect.look, effect.reviewer, judged);
  goOn(state);
}

/** All reviewers of a look are heard before anything is done: there is one round for what all of them prove. */
function keep(state: MissionState, look: number, reviewer: number, judged: readonly Judged[]): void {
  const { whole } = state;
  for (const { concern, trial } of judged) {
    const isProven = trial.outcome === "proven";
    whole.concerns.push({
      ...{ concern, trial, look, reviewer },
      standing: isProven ? "open" : null,
      ranOn: isProven ? whole.lookedAt : null,
      lastRun: isProven ? trial.why : "",
    });
  }
  whole.asked += 1;
}

/** The counterexamples that were proven were run again on trunk as it is now, in their order. */
export function onRechecked(state: MissionState, effect: RecheckEffect, reruns: readonly Rerun[]): void {
  for (const [at, concern] of proven(state).entries()) {
    const rerun = reruns[at];
    concern.ranOn = effect.trunk;
    // Without a result nothing was shown to be mended.
    concern.standing = rerun?.passes === true ? "mended" : "open";
    concern.lastRun = rerun?.why ?? "it was not run again";
  }
  goOn(state);
}

export function onFollowUpPlanned(state: MissionState, step: Step, effect: FollowUpEffect, result: PlanOutcome, tests: Change | null): void {
  const { whole } = state;
  goOn(state);
  if (result.outcome === "valid") {
    state.hostFailures = 0;
    state.notes.push(...result.notes);
    whole.followUp = "opened";
    adoptFollowUp(state, result.plan, effect.counterexamples, tests);
    return;
  }
  if (result.outcome === "invalid") {
    state.planProblems = result.problems;
  } else if (blocksMission(state, step, result)) {
    whole.followUpTries -= 1;
  } else {
    state.planProblems = [{ where: "plan", message: `${result.failure}: ${result.message}` }];
    if (result.failure === "context-overflow") state.planShardScale = Math.max(shardScaleMin, state.planShardScale / 2);
  }
  if (whole.followUpTries < state.settings.limits.planTriesMax) return;
  const problems = state.planProblems.map(({ where, message }) => `${where}: ${message}`).join("; ");
  whole.followUp = "given up";
  whole.followUpProblem = `no valid plan after ${whole.followUpTries} tries. Last problems: ${problems}`;
}
