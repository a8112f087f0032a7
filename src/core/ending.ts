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
  dropBehind(state, record);
}

/** Drops what cannot be done any more, since `record` was given up. */
function dropBehind(state: MissionState, record: TaskRecord): void {
  const doomed = (state.dependants.get(record.task.id) ?? []).map((id) => [id, record.task.id] as const);
  for (let next = doomed.pop(); next !== undefined; next = doomed.pop()) {
    const [id, needed] = next;
    const dependant = state.tasks.get(id);
    if (dependant === undefined || isEnded(dependant.state)) continue;
    dependant.reason = `it needs ${needed}, which was ${state.tasks.get(needed)?.state ?? "stopped"}`;
    moveTask(state, dependant, "dropped");
    doomed.push(...(state.dependants.get(id) ?? []).map((behind) => [behind, id] as const));
  }
}

/** A task that was taken back may rest on one that was given up while it still stood. */
export function dropIfDoomed(state: MissionState, record: TaskRecord): void {
  if (isEnded(record.state)) return;
  for (const id of record.task.dependsOn) {
    const needed = state.tasks.get(id);
    if (needed?.state === "stopped" || needed?.state === "dropped") dropBehind(state, needed);
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
