// Do: ready tasks become attempts, as far as slots, models and the budget allow.
import { missionCeiling, taskCeiling } from "./budget.ts";
import { stopTask } from "./ending.ts";
import type { MissionState, TaskRecord } from "./mission.ts";
import type { Provision } from "./plan.ts";
import { popReady, pushReady, type ReadyEntry } from "./ready-queue.ts";
import { issue, modelFor, pause, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";
import { noUsage } from "./usage.ts";

/** Starts the most urgent ready tasks until slots, models or the budget give out. */
export function startReady(state: MissionState, step: Step): void {
  if (state.phase !== "executing" || state.paused !== null) return;
  const passedOver: ReadyEntry[] = [];
  while (state.busySlots < state.settings.slots && passedOver.length <= state.settings.slots) {
    const entry = popReady(state.ready);
    if (entry === null) break;
    const record = state.tasks.get(entry.task);
    if (record === undefined || record.state !== "ready") continue;
    const ceiling = missionCeiling(state);
    if (ceiling !== null) {
      passedOver.push(entry);
      pause(state, step, ceiling);
      break;
    }
    const tooDear = taskCeiling(state, entry.task);
    if (tooDear !== null) stopTask(state, record, tooDear);
    else if (hasRoom(state, record)) startAttempt(state, step, record);
    else passedOver.push(entry);
  }
  for (const entry of passedOver) pushReady(state.ready, entry);
}

function hasRoom(state: MissionState, record: TaskRecord): boolean {
  const limit = state.settings.sessionsPerModel;
  if (limit === null) return true;
  return (state.sessionsByModel.get(modelFor(state.settings, record.next.role, record.next.rung) ?? "") ?? 0) < limit;
}

function startAttempt(state: MissionState, step: Step, record: TaskRecord): void {
  const { role, rung, why } = record.next;
  const attempt = record.attempts.length + 1;
  const model = modelFor(state.settings, role, rung);
  record.attempts.push({
    attempt,
    role,
    rung,
    why,
    model,
    end: "running",
    findings: [],
    message: "",
    signature: "",
    durationMs: 0,
    usage: noUsage,
    commit: null,
  });
  moveTask(state, record, "attempting");
  issue(state, step, {
    kind: "attempt",
    task: record.task,
    attempt,
    role,
    rung,
    why,
    model,
    start: record.start ?? state.trunk ?? "",
    carry: record.carry,
    findings: record.findings,
    provided: providedTo(state, record),
    shardScale: record.shardScale,
  });
}

function providedTo(state: MissionState, record: TaskRecord): Provision[] {
  return record.task.dependsOn.flatMap((id) => state.tasks.get(id)?.task.provides ?? []);
}
