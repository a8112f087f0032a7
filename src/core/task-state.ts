// The one place that moves a task from state to state. Every move says its precondition; a wrong one is a defect and
// throws, since going on with a wrong state could merge what no gate has seen.
import type { MissionState, TaskRecord, TaskState } from "./mission.ts";
import { pushReady } from "./ready-queue.ts";

const allowedMoves: Readonly<Record<TaskState, readonly TaskState[]>> = {
  waiting: ["ready", "split", "stopped", "dropped"],
  ready: ["attempting", "asking", "waiting", "split", "stopped", "dropped"],
  attempting: ["gating", "ready", "waiting", "stopped", "dropped"],
  gating: ["reviewing", "integrating", "ready", "waiting", "stopped", "dropped"],
  reviewing: ["integrating", "ready", "waiting", "stopped", "dropped"],
  integrating: ["merged", "ready", "waiting", "stopped", "dropped"],
  asking: ["ready", "waiting", "integrating", "split", "stopped", "dropped"],
  // Trunk takes a merge back only by a commit that passed the gate.
  merged: ["waiting"],
  split: [],
  stopped: [],
  dropped: [],
};

const holdsSlot: Readonly<Record<TaskState, boolean>> = {
  waiting: false,
  ready: false,
  attempting: true,
  gating: true,
  reviewing: true,
  integrating: false,
  asking: true,
  merged: false,
  split: false,
  stopped: false,
  dropped: false,
};

/** Nothing more is to be done for the task; `merged` alone can still be taken back. */
export function isEnded(state: TaskState): boolean {
  return state === "merged" || state === "split" || state === "stopped" || state === "dropped";
}

/** Under way, so that its declared writes are its own. */
export function isRunning(state: TaskState): boolean {
  return holdsSlot[state] || state === "integrating";
}

export function moveTask(state: MissionState, record: TaskRecord, to: TaskState): void {
  const from = record.state;
  if (!allowedMoves[from].includes(to)) {
    throw new Error(`task ${record.task.id} cannot go from ${from} to ${to}`);
  }
  if (to === "ready" && record.unmet !== 0) {
    throw new Error(`task ${record.task.id} is not ready: ${record.unmet} dependencies are not merged`);
  }
  if ((to === "gating" || to === "integrating") && record.change === null && record.reversal === null) {
    throw new Error(`task ${record.task.id} has no change to judge`);
  }
  record.state = to;
  state.counts[from] -= 1;
  state.counts[to] += 1;
  state.busySlots += Number(holdsSlot[to]) - Number(holdsSlot[from]);
  if (to === "ready") {
    pushReady(state.ready, { task: record.task.id, priority: record.priority, index: record.index });
  }
}
