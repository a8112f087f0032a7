// Check and act on one task: what its attempt, the gate, the reviewers and the integration answered, and where that
// leads. Every way out of here moves the task, so that none can be forgotten.
import type { Change, Finding, Verdict } from "./change.ts";
import type { AttemptOutcome, IntegrationOutcome, ReviewOutcome } from "./event.ts";
import { blocksMission } from "./blocking.ts";
import { stopTask } from "./ending.ts";
import { nextRung } from "./heal.ts";
import { conflictFindings } from "./merge.ts";
import { indexPaths, type AttemptEnd, type AttemptRecord, type MissionState, type TaskRecord } from "./mission.ts";
import { decideNeeds } from "./needs.ts";
import { carriedConcerns } from "./quorum.ts";
import { checkRepositoryPath } from "./repository-path.ts";
import type { Concern, Need } from "./reply.ts";
import { recordDuration, setPriorities } from "./schedule.ts";
import { failureSignature } from "./signature.ts";
import { issue, modelFor, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";

const shardScaleMin = 0.125;

function current(record: TaskRecord): AttemptRecord {
  const attempt = record.attempts.at(-1);
  if (attempt === undefined) throw new Error(`task ${record.task.id} has no attempt under way`);
  return attempt;
}

function agentFinding(rule: string, message: string): Finding {
  return {
    stage: "scope",
    rule: `attempt/${rule}`,
    severity: "error",
    file: null,
    line: null,
    column: null,
    message,
    excerpt: null,
  };
}

export function onAttempted(
  state: MissionState,
  step: Step,
  record: TaskRecord,
  result: AttemptOutcome,
  durationMs: number,
): void {
  const attempt = current(record);
  attempt.durationMs = durationMs;
  if (result.outcome !== "failed") {
    state.providerFailures = 0;
    recordDuration(state, record.task.kind, durationMs);
    const needs = undeclared(record, result.work?.needs ?? []);
    if (needs.length > 0) {
      grantNeeds(state, record, needs, result.outcome === "changed" ? result.change : null);
    } else if (result.outcome === "changed") {
      sendToGate(state, step, record, result.change);
    } else {
      const message = "You changed no file. Edit the declared files so that the task is done.";
      heal(state, record, "unchanged", [agentFinding("unchanged", message)], null);
    }
      return;
  }
  onAttemptFailed(state, step, record, result);
}

function onAttemptFailed(
  state: MissionState,
  step: Step,
  record: TaskRecord,
  result: Extract<AttemptOutcome, { outcome: "failed" }>,
): void {
  const attempt = current(record);
  const overflow = result.failure === "context-overflow" && record.shardScale > shardScaleMin;
  if (overflow) record.shardScale /= 2;
  if (blocksMission(state, step, result) || overflow) {
    close(attempt, "failed", [], `${result.failure}: ${result.message}`);
    if (record.attempts.length >= state.settings.limits.attemptsPerTaskMax) {
      stopTask(state, record, `${record.attempts.length} attempts are used up; last: ${attempt.message}`);
      return;
    }
    record.next = { role: attempt.role, rung: attempt.rung, why: `again, after ${attempt.message}` };
    moveTask(state, record, "ready");
    return;
  }
  const message = `The attempt before was cut off (${result.failure}: ${result.message}). Finish the task.`;
  heal(state, record, "failed", [agentFinding(result.failure, message)], result.change);
}

function close(attempt: AttemptRecord, end: AttemptEnd, findings: readonly Finding[], message: string): void {
  attempt.end = end;
  attempt.findings = findings;
  attempt.message = message;
  attempt.signature = failureSignature(findings);
}

/** Ends the present attempt as a failure and chooses the next rung. `repairable` is what a Fixer would start from. */
function heal(
  state: MissionState,
  record: TaskRecord,
  end: AttemptEnd,
  findings: readonly Finding[],
  repairable: Change | null,
): void {
  const attempt = current(record);
  const first = findings.find((finding) => finding.severity === "error") ?? findings[0];
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
  close(attempt, end, findings, first === undefined ? end : `${first.rule}: ${first.message}${more}`);
  const next = nextRung(record.attempts, repairable !== null, state.settings.limits);
  if (next.rung === "stop") {
    stopTask(state, record, next.why);
    return;
  }
  record.next = { role: next.role, rung: next.rung, why: next.why };
  const carry = next.rung === "fixer" ? repairable : null;
  record.carry = carry;
  record.start = carry?.base ?? null;
  record.findings = findings;
  record.change = null;
  record.reviews = [];
  moveTask(state, record, "ready");
}

function undeclared(record: TaskRecord, needs: readonly Need[]): string[] {
  const paths = needs.map((need) => {
    const check = checkRepositoryPath(need.path);
    return check.ok ? check.path : need.path;
  });
  return [...new Set(paths)].filter((path) => !record.task.writes.includes(path));
}

/** The writer goes on from what it has: on its old base if the paths are free, else after their holders are merged. */
function grantNeeds(
  state: MissionState,
  record: TaskRecord,
  paths: readonly string[],
  change: Change | null,
): void {
  const { limits } = state.settings;
  const refused = paths.filter((path) => !checkRepositoryPath(path).ok);
  const tooMany = record.granted.length + paths.length > limits.filesPerTaskMax;
  if (refused.length > 0 || tooMany || record.attempts.length >= limits.attemptsPerTaskMax) {
    const why = tooMany ? `at most ${limits.filesPerTaskMax} paths can be granted` : "it cannot be granted";
    const message = `You asked for ${(refused[0] ?? paths[0] ?? "").slice(0, 200)}: ${why}. Do the task within its files.`;
    heal(state, record, "needs", [agentFinding("needs-refused", message)], change);
    return;
  }
  const { granted, waitFor } = decideNeeds(state, record, paths);
  close(current(record), "needs", [], `needs ${paths.join(", ")}`);
  record.granted = [...record.granted, ...granted];
  record.task = {
    ...record.task,
    writes: [...record.task.writes, ...granted],
    dependsOn: [...record.task.dependsOn, ...waitFor],
  };
  indexPaths(state, record.task);
  record.carry = change;
  record.start = waitFor.length === 0 ? (change?.base ?? null) : null;
  record.next = { role: "coder", rung: "continue", why: `was granted ${granted.join(", ")}` };
  if (waitFor.length === 0) {
    moveTask(state, record, "ready");
    return;
  }
  for (const holder of waitFor) state.dependants.get(holder)?.push(record.task.id);
  record.unmet += waitFor.length;
  moveTask(state, record, "waiting");
  setPriorities(state);
}

function sendToGate(state: MissionState, step: Step, record: TaskRecord, change: Change): void {
  record.change = change;
  record.reviews = [];
  current(record).commit = change.commit;
  moveTask(state, record, "gating");
  issue(state, step, { kind: "gate", task: record.task, attempt: record.attempts.length, change });
}

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

function queueIntegration(state: MissionState, step: Step, record: TaskRecord): void {
  current(record).end = "accepted";
  moveTask(state, record, "integrating");
  state.integrationQueue.push(record.task.id);
  if (state.integrationQueue.length === 1) integrateNext(state, step);
}

function integrateNext(state: MissionState, step: Step): void {
  const record = state.tasks.get(state.integrationQueue[0] ?? "");
  if (record === undefined || record.change === null) return;
  issue(state, step, {
    kind: "integrate",
    task: record.task,
    attempt: record.attempts.length,
    change: record.change,
    replay: replayFor(state, record),
  });
}

/** Checks of merged tasks that this one touches: they wrote or read a file it changes, or it rests on them. */
function replayFor(state: MissionState, record: TaskRecord): string[] {
  const touched = new Set(record.task.dependsOn);
  for (const file of record.change?.files ?? []) {
    for (const id of state.tasksByPath.get(file.path) ?? []) touched.add(id);
  }
  const commands = new Set<string>();
  for (const id of touched) {
    const other = state.tasks.get(id);
    if (other === undefined || other.merged === null) continue;
    for (const check of other.task.checks) commands.add(check);
  }
  for (const check of record.task.checks) commands.delete(check);
  return [...commands];
}

export function onIntegrated(state: MissionState, step: Step, record: TaskRecord, result: IntegrationOutcome): void {
  state.integrationQueue.shift();
  if (result.outcome === "merged") {
    markMerged(state, record, result.change);
  } else if (result.outcome === "conflict") {
    heal(state, record, "conflict", conflictFindings(result.files), result.change);
  } else {
    heal(state, record, "refused", result.verdict.findings, result.change);
  }
  integrateNext(state, step);
}

function markMerged(state: MissionState, record: TaskRecord, change: Change): void {
  current(record).end = "merged";
  record.merged = change.commit;
  record.change = change;
  record.carry = null;
  state.trunk = change.commit;
  moveTask(state, record, "merged");
  for (const id of state.dependants.get(record.task.id) ?? []) {
    const dependant = state.tasks.get(id);
    if (dependant === undefined) continue;
    dependant.unmet -= 1;
    if (dependant.unmet === 0 && dependant.state === "waiting") moveTask(state, dependant, "ready");
  }
}
