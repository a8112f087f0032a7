// Check: what the gate and the reviewers say of a change, and where that sends the task.
import { heal } from "./attempt-end.ts";
import { blocksMission } from "./blocking.ts";
import type { Finding, Verdict } from "./change.ts";
import type { ReviewOutcome } from "./event.ts";
import { queueIntegration } from "./integrating.ts";
import type { MissionState, TaskRecord } from "./mission.ts";
import { modelFor } from "./model-choice.ts";
import { carriedConcerns } from "./quorum.ts";
import type { Concern } from "./reply.ts";
import { issue, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";

export function onGated(state: MissionState, step: Step, record: TaskRecord, verdict: Verdict): void {
  record.verdict = verdict;
  if (verdict.outcome === "refused") {
    heal(state, record, "refused", verdict.findings, record.change);
  } else if (state.settings.reviewers === 0 || record.concernRoundUsed || wasReviewed(record)) {
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
  issue(state, step, {
    kind: "review",
    task: record.task,
    attempt: record.attempts.length,
    reviewer: record.reviews.length + 1,
    model: modelFor(state.settings, "reviewer"),
    change: record.change,
    notes: record.verdict?.notes ?? [],
  });
}

export function onReviewed(state: MissionState, step: Step, record: TaskRecord, result: ReviewOutcome): void {
  if (result.ok) {
    record.reviews.push(result.review.verdict === "reject" ? result.review.concerns : []);
  } else {
    blocksMission(state, step, result);
    record.reviews.push(null);
    state.notes.push(`Reviewer ${record.reviews.length} of ${record.task.id} gave no review (${result.failure}).`);
  }
  if (record.reviews.length < state.settings.reviewers) {
    issueReview(state, step, record);
    return;
  }
  const concerns = carriedConcerns(record.reviews);
  record.concerns = [...record.concerns, ...concerns];
  if (concerns.length === 0) {
    queueIntegration(state, step, record);
  } else {
    record.concernRoundUsed = true;
    heal(state, record, "concerns", concerns.map(concernFinding), record.change);
  }
}

function concernFinding(concern: Concern): Finding {
  const proof = concern.counterexample;
  return {
    stage: "review",
    rule: "review/concern",
    severity: "error",
    file: concern.file,
    line: concern.line,
    column: null,
    message: proof === null ? concern.problem : `${concern.problem} Expected: ${proof.expected}. Actual: ${proof.actual}.`,
    excerpt: proof?.command ?? null,
  };
}
