// How tasks and missions end: honest stops with what they take along, and an end in which every task has an end state.
import type { MissionState, Outcome, TaskRecord } from "./mission.ts";
import { interrupt, issue, type Step } from "./step.ts";
import { isEnded, moveTask } from "./task-state.ts";

/** Writes down what came of the question that was asked last. */
export function closeStep(record: TaskRecord, outcome: string): void {
  const step = record.steps.at(-1);
  if (step !== undefined) step.outcome = outcome;
}

/** Lets go of a question that will have no answer. */
function abandonQuestion(record: TaskRecord, why: string): void {
  if (record.steps.at(-1)?.outcome === "") closeStep(record, why);
  record.reversal = null;
}

/** Gives a task up, with what depends on it. */
export function stopTask(state: MissionState, record: TaskRecord, reason: string): void {
  const attempt = record.attempts.at(-1);
  if (attempt?.end === "running") attempt.end = "failed";
  record.reason = reason;
  abandonQuestion(record, "called off");
  record.steps.push({ rung: "stop", why: reason, after: record.attempts.length, ways: [], choice: "", outcome: "an honest stop" });
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
    abandonQuestion(record, "the mission ended");
    moveTask(state, record, "dropped");
  }
  state.phase = "ended";
  state.paused = null;
  state.outcome = outcome;
  state.reason = reason;
  issue(state, step, { kind: "report" });
}
