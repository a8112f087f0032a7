// One task of one mission as its journal tells it, without a lock: also while the mission runs. It changes nothing.
import { dirname } from "node:path";
import { OrchestratorError, type ErrorKind } from "../core/errors.ts";
import { nearestName } from "../core/nearest-name.ts";
import { replay } from "../core/transition.ts";
import { viewOf, type MissionView, type TaskView } from "../core/view.ts";
import { readJournal } from "../journal/reader.ts";
import { listMissions, type MissionFolder } from "../store/state-folder.ts";

export interface TaskOnDisk {
  readonly mission: MissionView;
  readonly task: TaskView;
}

const listedMax = 40;

/** Missions are looked for in the folder, or else in the nearest one above it that has some. */
export async function taskOnDisk(folder: string, missionId: string, taskId: string): Promise<TaskOnDisk> {
  const missions = await missionsAbove(folder);
  if (missions.length === 0) {
    throw new OrchestratorError("mission-unknown", `There are no missions in ${folder}, nor in a folder above it.`, "Go to the folder in which /task was typed.");
  }
  const found = missions.find(({ id }) => id === missionId);
  if (found === undefined) throw unknownName("mission-unknown", "mission", missionId, missions.map(({ id }) => id));
  const { records } = await readJournal(found.directory);
  const state = replay(records.map(({ event }) => event));
  if (state === null) throw new OrchestratorError("mission-unknown", `The journal of mission ${missionId} has no events yet.`, "Nothing was begun; try again in a moment.");
  const mission = viewOf(state);
  if (mission.tasks.length === 0) throw new OrchestratorError("task-unknown", `Mission ${missionId} has no tasks: it is ${mission.phase}.`, "Tasks are there once the plan is valid.");
  const task = mission.tasks.find(({ id }) => id === taskId);
  if (task === undefined) throw unknownName("task-unknown", "task", taskId, mission.tasks.map(({ id }) => id));
  return { mission, task };
}

async function missionsAbove(folder: string): Promise<readonly MissionFolder[]> {
  const missions = await listMissions(folder);
  const above = dirname(folder);
  return missions.length > 0 || above === folder ? missions : missionsAbove(above);
}

function unknownName(kind: ErrorKind, what: string, written: string, names: readonly string[]): OrchestratorError {
  const nearest = nearestName(written, names);
  const meant = nearest === null ? "" : `Did you mean ${nearest}? `;
  const more = names.length > listedMax ? `, and ${names.length - listedMax} more` : "";
  const listed = names.slice(0, listedMax).join(", ");
  return new OrchestratorError(kind, `There is no ${what} "${written}".`, `${meant}The ${what}s are: ${listed}${more}.`);
}
