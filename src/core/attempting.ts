// What an attempt answered: a change for the gate, a plea for another path, or a failure for the ladder.
import { closeAttempt, current, heal } from "./attempt-end.ts";
import { blocksMission } from "./blocking.ts";
import type { Change, Finding, Fixes } from "./change.ts";
import { stopTask } from "./ending.ts";
import type { AttemptOutcome } from "./event.ts";
import { countedAttempts } from "./heal.ts";
import { indexPaths, type MissionState, type TaskRecord } from "./mission.ts";
import { decideNeeds } from "./needs.ts";
import { covers } from "./path-pattern.ts";
import type { Need } from "./reply.ts";
import { checkRepositoryPath } from "./repository-path.ts";
import { recordDuration, setPriorities } from "./schedule.ts";
import { issue, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";

const shardScaleMin = 0.125;

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
    state.hostFailures = 0;
    recordDuration(state, record.task.kind, durationMs);
    if (result.outcome === "changed" && result.fixes !== undefined) noteFixes(state, record, result.fixes);
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

/** What keeps a fixer from its work is the same for every task, and told once. */
function noteFixes(state: MissionState, { task }: TaskRecord, { done, notes }: Fixes): void {
  const lines = [...done.map((line) => `${task.id}: ${line}.`), ...notes.map((line) => `${line[0]?.toUpperCase() ?? ""}${line.slice(1)}.`)];
  for (const line of lines) if (!state.notes.includes(line)) state.notes.push(line);
}

function onAttemptFailed(
  state: MissionState,
  step: Step,
  record: TaskRecord,
  result: Extract<AttemptOutcome, { outcome: "failed" }>,
): void {
  const attempt = current(record);
  const blocked = blocksMission(state, step, result);
  const overflow = result.failure === "context-overflow" && record.shardScale > shardScaleMin;
  if (overflow) record.shardScale /= 2;
  if (blocked || overflow) {
    closeAttempt(attempt, blocked ? "blocked" : "failed", [], `${result.failure}: ${result.message}`);
    const used = countedAttempts(record.attempts).length;
    if (used >= state.settings.limits.attemptsPerTaskMax) {
      stopTask(state, record, `${used} attempts are used up; last: ${attempt.message}`);
      return;
    }
    record.next = { role: attempt.role, rung: attempt.rung, why: `again, after ${attempt.message}` };
    moveTask(state, record, "ready");
    return;
  }
  const message = `The attempt before was cut off (${result.failure}: ${result.message}). Finish the task.`;
  heal(state, record, "failed", [agentFinding(result.failure, message)], result.change);
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
  const { limits, gate } = state.settings;
  const isProtected = (path: string) => gate.protect.some((pattern) => covers(pattern, path));
  const refused = paths.filter((path) => !checkRepositoryPath(path).ok || isProtected(path));
  const tooMany = record.granted.length + paths.length > limits.filesPerTaskMax;
  if (refused.length > 0 || tooMany || countedAttempts(record.attempts).length >= limits.attemptsPerTaskMax) {
    const asked = refused[0] ?? paths[0] ?? "";
    const why = isProtected(asked)
      ? "the configuration protects it"
      : tooMany
        ? `at most ${limits.filesPerTaskMax} paths can be granted`
        : "it cannot be granted";
    const message = `You asked for ${asked.slice(0, 200)}: ${why}. Do the task within its files.`;
    heal(state, record, "needs", [agentFinding("needs-refused", message)], change);
    return;
  }
  const { granted, waitFor } = decideNeeds(state, record, paths);
  closeAttempt(current(record), "needs", [], `needs ${paths.join(", ")}`);
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
