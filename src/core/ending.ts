// How tasks and missions end: honest stops with what they take along, and an end in which every task has an end state.
import type { MissionState, Outcome, TaskRecord } from "./mission.ts";
import { interrupt, issue, type Step } from "./step.ts";
import { isEnded, moveTask } from "./task-state.ts";

/** Gives a task up, with what depends on it. */
export function stopTask(state: MissionState, record: TaskRecord, reason: string): void {
  const attempt = record.attempts.at(-1);
  if (attempt?.end === "running") attempt.end = "failed";
  record.reason = reason;
  moveTask(state, record, "stopped");
  const doomed = [...(state.dependants.get(record.task.id) ?? [])];
  for (let id = doomed.pop(); id !== undefined; id = doomed.pop()) {
    const dependant = state.tasks.get(id);
    if (dependant === undefined || isEnded(dependant.state)) continue;
    dependant.reason = `it needs ${record.task.id}, which was stopped`;
    moveTask(state, dependant, "dropped");
    doomed.push(...(state.dependants.get(id) ?? []));
  }
}

/** Ends the mission from any phase: what is under way is ended, what is open is dropped, and the report is written. */
export function endMission(state: MissionState, step: Step, outcome: Outcome, reason: string): void {
  if (state.phase === "ended") return;
  for (const id of [...state.pending.keys()]) interrupt(state, step, id);
  state.integrationQueue.length = 0;
  for (const record of state.tasks.values()) {
    if (isEnded(record.state)) continue;
    const attempt = record.attempts.at(-1);
    if (attempt?.end === "running") attempt.end = "failed";
    record.reason = reason;
    moveTask(state, record, "dropped");
  }
  state.phase = "ended";
  state.paused = null;
  state.outcome = outcome;
  state.reason = reason;
  issue(state, step, { kind: "report" });
}
