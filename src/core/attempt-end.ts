// How an attempt ends, and which rung comes after a failure. Everything that refuses a change comes through here.
import type { Change, Finding } from "./change.ts";
import { stopTask } from "./ending.ts";
import { nextRung } from "./heal.ts";
import type { AttemptEnd, AttemptRecord, MissionState, TaskRecord } from "./mission.ts";
import { failureSignature } from "./signature.ts";
import { moveTask } from "./task-state.ts";

/** The attempt under way. */
export function current(record: TaskRecord): AttemptRecord {
  const attempt = record.attempts.at(-1);
  if (attempt === undefined) throw new Error(`task ${record.task.id} has no attempt under way`);
  return attempt;
}

/** Writes down how an attempt ended. */
export function closeAttempt(
  attempt: AttemptRecord,
  end: AttemptEnd,
  findings: readonly Finding[],
  message: string,
): void {
  attempt.end = end;
  attempt.findings = findings;
  attempt.message = message;
  attempt.signature = failureSignature(findings);
}

/** Ends the present attempt as a failure and chooses the next rung. `repairable` is what a Fixer would start from. */
export function heal(
  state: MissionState,
  record: TaskRecord,
  end: AttemptEnd,
  findings: readonly Finding[],
  repairable: Change | null,
): void {
  const attempt = current(record);
  const first = findings.find((finding) => finding.severity === "error") ?? findings[0];
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
  closeAttempt(attempt, end, findings, first === undefined ? end : `${first.rule}: ${first.message}${more}`);
  const next = nextRung(record.attempts, repairable !== null, state.settings.limits);
  if (next.rung === "stop") {
    stopTask(state, record, next.why);
    return;
  }
  record.next = { role: next.role, rung: next.rung, why: next.why };
  record.carry = next.rung === "fixer" ? repairable : record.counterexamples;
  record.start = next.rung === "fixer" ? (repairable?.base ?? null) : null;
  record.findings = findings;
  record.change = null;
  record.reviews = [];
  moveTask(state, record, "ready");
}
