// Check: what the gate and the reviewers say of a change, and where that sends the task. A reviewer's word is worth what
// its counterexample shows: see quorum.ts.
import { closeAttempt, current, heal } from "./attempt-end.ts";
import { blocksMission } from "./blocking.ts";
import type { Verdict } from "./change.ts";
import { bindCounterexamples, concernFinding, untried } from "./counterexamples.ts";
import type { ReviewOutcome, TrialOutcome } from "./event.ts";
import { countedAttempts } from "./heal.ts";
import { queueForTrunk, queueIntegration } from "./integrating.ts";
import type { Judged, MissionState, TaskRecord } from "./mission.ts";
import { reviewerNow } from "./model-fallback.ts";
import { isReviewNeeded } from "./review-need.ts";
import { carriedConcerns } from "./quorum.ts";
import { issue, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";

export function onGated(state: MissionState, step: Step, record: TaskRecord, verdict: Verdict): void {
  record.verdict = verdict;
  if (verdict.outcome === "accepted" && record.attempts.length === 1) state.firstAttempts.accepted += 1;
  if (verdict.outcome === "refused" && record.fallback !== null) {
    // The round that an opinion bought made it worse: what the gate had accepted before goes on.
    closeAttempt(current(record), "refused", verdict.findings, "the repair for a reviewer's opinion was refused: the change before it goes on");
    record.change = record.fallback;
    queueForTrunk(state, step, record);
  } else if (verdict.outcome === "refused") {
    heal(state, record, "refused", verdict.findings, record.change);
  } else if (state.settings.reviewers === 0 || record.concernRoundUsed || wasReviewed(record) || !isReviewNeeded(state, record)) {
    queueIntegration(state, step, record);
  } else {
    moveTask(state, record, "reviewing");
    issueReview(state, step, record);
  }
}

/** Reviewed once, a change that only a merge conflict sent back is not paid for again. */
function wasReviewed(record: TaskRecord): boolean {
  return record.attempts.some((attempt) => attempt.end === "conflict");
}

function issueReview(state: MissionState, step: Step, record: TaskRecord): void {
  if (record.change === null) throw new Error(`task ${record.task.id} has no change to review`);
  const reviewer = record.reviews.length + 1;
  issue(state, step, {
    kind: "review",
    task: record.task,
    attempt: record.attempts.length,
    reviewer,
    model: reviewerNow(state, reviewer, current(record).model),
    change: record.change,
    notes: record.verdict?.notes ?? [],
  });
}

export function onReviewed(state: MissionState, step: Step, record: TaskRecord, result: ReviewOutcome): void {
  if (!result.ok) {
    blocksMission(state, step, result);
    record.reviews.push(null);
    state.notes.push(`Reviewer ${record.reviews.length} of ${record.task.id} gave no review (${result.failure}).`);
    goOn(state, step, record);
    return;
  }
  const { verdict, concerns } = result.review;
  if (verdict === "approve") {
    record.concerns = [...record.concerns, ...concerns.map(untried)];
    record.reviews.push([]);
    goOn(state, step, record);
  } else if (concerns.some(({ counterexample }) => counterexample !== null) && record.change !== null) {
    const reviewer = record.reviews.length + 1;
    const { task, change, attempts } = record;
    issue(state, step, { kind: "trial", task, attempt: attempts.length, reviewer, change, concerns });
  } else {
    take(record, concerns.map(untried));
    goOn(state, step, record);
  }
}

/** `concerns` are those of the review that the trial belongs to. */
export function onTried(
  state: MissionState,
  step: Step,
  record: TaskRecord,
  concerns: readonly Judged["concern"][],
  result: TrialOutcome,
): void {
  const judged = concerns.map((concern, at): Judged => {
    const trial = result.trials[at];
    return trial === undefined ? untried(concern) : { concern, trial };
  });
  take(record, judged);
  const proven = judged.filter(({ trial }) => trial.outcome === "proven");
  if (proven.length === 0) {
    goOn(state, step, record);
    return;
  }
  // One proof is enough: no other reviewer need be asked.
  const repairable = bindCounterexamples(state, record, proven, result.tests);
  sendBack(state, record, proven, repairable);
}

function take(record: TaskRecord, judged: readonly Judged[]): void {
  record.concerns = [...record.concerns, ...judged];
  record.reviews.push(judged);
}

/** Asks the next reviewer, or decides when all have been asked. */
function goOn(state: MissionState, step: Step, record: TaskRecord): void {
  if (record.reviews.length < state.settings.reviewers) {
    issueReview(state, step, record);
    return;
  }
  const carried = carriedConcerns(record.reviews, state.settings.reviewersTolerated);
  const isSpent = countedAttempts(record.attempts).length >= state.settings.limits.attemptsPerTaskMax;
  if (carried.length === 0 || isSpent) {
    queueIntegration(state, step, record);
    return;
  }
  const { change } = record;
  sendBack(state, record, carried, change);
  record.fallback = change;
}

function sendBack(state: MissionState, record: TaskRecord, judged: readonly Judged[], repairable: TaskRecord["change"]): void {
  record.concernRoundUsed = true;
  heal(state, record, "concerns", judged.map(concernFinding), repairable);
}
