// Act: accepted changes go onto trunk one at a time, and what waited for them becomes ready.
import { current, heal } from "./attempt-end.ts";
import type { Change } from "./change.ts";
import type { IntegrationOutcome } from "./event.ts";
import { conflictFindings } from "./merge.ts";
import type { MissionState, TaskRecord } from "./mission.ts";
import { revertRequest } from "./revert-request.ts";
import { issue, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";

/** Puts an accepted change into the queue. */
export function queueIntegration(state: MissionState, step: Step, record: TaskRecord): void {
  current(record).end = "accepted";
  queueForTrunk(state, step, record);
}

/** Whatever moves trunk waits here, a merge and a reversal alike; the first in the queue is under way. */
export function queueForTrunk(state: MissionState, step: Step, record: TaskRecord): void {
  moveTask(state, record, "integrating");
  state.integrationQueue.push(record.task.id);
  if (state.integrationQueue.length === 1) integrateNext(state, step);
}

/** Begins what is now first in the queue. */
export function integrateNext(state: MissionState, step: Step): void {
  const record = state.tasks.get(state.integrationQueue[0] ?? "");
  if (record === undefined) return;
  const target = record.reversal === null ? undefined : state.tasks.get(record.reversal);
  if (target !== undefined) {
    issue(state, step, revertRequest(state, record, target));
    return;
  }
  if (record.change === null) return;
  issue(state, step, {
    kind: "integrate",
    task: record.task,
    attempt: record.attempts.length,
    change: record.change,
    replay: replayFor(state, record),
  });
}

/**
 * Checks of merged tasks that this one touches: they wrote or read a file it changes, it rests on them, or they rest on
 * it, as those do that stayed merged when it was taken back.
 */
function replayFor(state: MissionState, record: TaskRecord): string[] {
  const touched = new Set([...record.task.dependsOn, ...(state.dependants.get(record.task.id) ?? [])]);
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
  const merged = record.attempts.find(({ commit }) => commit === record.change?.commit) ?? current(record);
  merged.end = "merged";
  record.merged = change.commit;
  record.change = change;
  record.carry = null;
  record.repairable = null;
  state.trunkMoves.push({ from: state.trunk ?? "", to: change.commit, task: record.task.id, how: "merged" });
  state.trunk = change.commit;
  moveTask(state, record, "merged");
  for (const id of state.dependants.get(record.task.id) ?? []) {
    const dependant = state.tasks.get(id);
    if (dependant === undefined) continue;
    dependant.unmet -= 1;
    if (dependant.unmet === 0 && dependant.state === "waiting") moveTask(state, dependant, "ready");
  }
}
