// The mission's tasks as others may know of them: what is merged, and what each writes and provides.
import type { MissionState } from "./mission.ts";
import type { PlannedTask } from "./question.ts";

/** Tasks that are merged, in the order of the plan. */
export function plannedTasks(state: MissionState): PlannedTask[] {
  return [...state.tasks.values()].flatMap(({ task, merged }) => {
    const { id, title, writes, provides } = task;
    return merged === null ? [] : [{ id, title, writes, provides, merged: true }];
  });
}
