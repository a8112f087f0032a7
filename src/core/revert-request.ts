// What has to be known to take a merged task back: its commit, and of every later one what it was built on.
import type { EffectRequest } from "./effect.ts";
import type { CommitId } from "./ids.ts";
import type { MissionState, TaskRecord } from "./mission.ts";
import type { MergedTask } from "./question.ts";

export function revertRequest(state: MissionState, record: TaskRecord, target: TaskRecord): EffectRequest {
  const merged = mergedInOrder(state);
  const at = merged.findIndex(({ id }) => id === target.task.id);
  const [first, ...later] = merged.slice(Math.max(0, at));
  if (first === undefined) throw new Error(`${target.task.id} is to be taken back, but is not merged`);
  const earlier = merged.slice(0, at);
  return { kind: "revert", task: record.task, question: record.steps.length, target: first, later, earlier };
}

/** Merged tasks in the order in which trunk took them. */
function mergedInOrder(state: MissionState): MergedTask[] {
  const byCommit = new Map([...state.tasks.values()].map((record) => [record.merged, record]));
  return state.trunkMoves.flatMap(({ from, to }) => {
    const record = byCommit.get(to);
    return record === undefined ? [] : [mergedTask(state, record, from, to)];
  });
}

function mergedTask(state: MissionState, { task, change }: TaskRecord, before: CommitId, commit: CommitId): MergedTask {
  const given = task.dependsOn.flatMap((id) => state.tasks.get(id)?.task.provides.map(({ path }) => path) ?? []);
  const written = change?.files.map(({ path }) => path) ?? [];
  const inputs = new Set([...task.reads, ...task.writes, ...written, ...given]);
  return { id: task.id, title: task.title, commit, before, inputs: [...inputs], checks: task.checks };
}
