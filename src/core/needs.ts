// A writer that cannot do without an undeclared path: it is granted when nobody else holds the path, and otherwise the
// writer waits for the holder. So no two running tasks ever share a write path.
import type { TaskId } from "./ids.ts";
import type { MissionState, TaskRecord } from "./mission.ts";
import { comesAfter } from "./schedule.ts";
import { isEnded } from "./task-state.ts";

export interface NeedsDecision {
  readonly granted: readonly string[];
  /** Unfinished tasks that hold a needed path and must be merged first. */
  readonly waitFor: readonly TaskId[];
}

/**
 * Decides on paths that `record` asks for. A holder that comes after the task anyway does not stand in the way: it
 * starts only when this task is merged.
 */
export function decideNeeds(state: MissionState, record: TaskRecord, paths: readonly string[]): NeedsDecision {
  const waitFor = new Set<TaskId>();
  for (const path of paths) {
    for (const id of state.tasksByPath.get(path) ?? []) {
      const other = state.tasks.get(id);
      if (other === undefined || other === record || isEnded(other.state)) continue;
      if (other.task.writes.includes(path) && !comesAfter(state, id, record.task.id)) waitFor.add(id);
    }
  }
  return { granted: paths, waitFor: [...waitFor] };
}
