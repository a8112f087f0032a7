// How an attempt ends, and which rung comes after a failure. Everything that refuses a change comes through here.
import type { Change, Finding } from "./change.ts";
import { stopTask } from "./ending.ts";
import { countedAttempts, nextRung, type Situation } from "./heal.ts";
import type { AttemptEnd, AttemptRecord, MissionState, TaskRecord } from "./mission.ts";
import { escalationsOf } from "./model-choice.ts";
import { planFault } from "./plan-fault.ts";
import { roomForTasks, tasksBefore } from "./replacing.ts";
import { failureSignature } from "./signature.ts";
import { splitProblem } from "./splittable.ts";
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

/** Ends that say that the gate has not accepted what was tried. */
const missing: ReadonlySet<AttemptEnd> = new Set(["refused", "unchanged", "failed"]);

/** Ends the present attempt as a failure and chooses the next rung. `repairable` is what a Fixer would start from. */
export function heal(
  state: MissionState,
  record: TaskRecord,
  end: AttemptEnd,
  findings: readonly Finding[],
  repairable: Change | null,
): void {
  const attempt = current(record);
  if (record.attempts.length === 1 && missing.has(end)) state.firstAttempts.missed += 1;
  const first = findings.find((finding) => finding.severity === "error") ?? findings[0];
  const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : "";
  closeAttempt(attempt, end, findings, first === undefined ? end : `${first.rule}: ${first.message}${more}`);
  attempt.tree = repairable?.tree ?? null;
  record.findings = findings;
  record.repairable = repairable;
  record.change = null;
  record.reviews = [];
  record.fallback = null;
  climb(state, record);
}

/** Sends a task that did not come through to the rung that is next, or gives it up. */
export function climb(state: MissionState, record: TaskRecord): void {
  const next = nextRung(situationOf(state, record));
  if (next.rung === "stop") {
    stopTask(state, record, next.why);
    return;
  }
  if (next.rung === "escalate") record.level += 1;
  record.next = next;
  record.carry = next.rung === "fixer" ? record.repairable : record.counterexamples;
  record.start = next.rung === "fixer" ? (record.repairable?.base ?? null) : null;
  moveTask(state, record, "ready");
}

function situationOf(state: MissionState, record: TaskRecord): Situation {
  const { attempts, steps, task, depth, repairable, findings, level } = record;
  const { settings } = state;
  const bytes = Math.max(0, ...(repairable?.files ?? []).map((file) => file.bytes));
  const later = () => tasksBefore(state, record).filter(({ id, merged }) => !merged && !task.dependsOn.includes(id));
  return {
    attempts,
    steps,
    repairable: repairable !== null,
    limits: settings.limits,
    escalationsLeft: Math.max(0, escalationsOf(settings, "coder") - level),
    planFault: planFault(task, countedAttempts(attempts), later, settings.models.coder.length),
    unsplittable: splitProblem(task, depth, roomForTasks(state), bytes, findings),
  };
}
