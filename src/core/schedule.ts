// Which task next: list scheduling, critical path first, no waves. Durations are moving averages by kind of task;
// before any is known all tasks count alike, and the longest chain in tasks goes first.
import type { TaskId } from "./ids.ts";
import type { MissionState, TaskRecord } from "./mission.ts";
import type { Task } from "./plan.ts";
import { pushReady } from "./ready-queue.ts";

const unknownDurationMs = 60_000;
/** Least share of a new duration in the moving average; the first ones count as in a plain mean. */
const averageWeightMin = 0.05;
/** How far an average may drift before priorities are made anew, which costs as much as the plan is large. */
const driftMax = 2;

/** Tasks that depend on each task, in plan order. */
export function dependantsOf(tasks: readonly Task[]): Map<TaskId, TaskId[]> {
  const dependants = new Map<TaskId, TaskId[]>(tasks.map((task) => [task.id, []]));
  for (const task of tasks) {
    for (const dependency of task.dependsOn) dependants.get(dependency)?.push(task.id);
  }
  return dependants;
}

/** Estimated milliseconds of one task. */
function estimateMs(state: MissionState, task: Task): number {
  return state.durations.estimateMs.get(task.kind) ?? unknownDurationMs;
}

/** Takes a duration into the average; priorities are made anew when it has drifted from what they were made with. */
export function recordDuration(state: MissionState, kind: string, durationMs: number): void {
  const { averages, estimateMs: used } = state.durations;
  const before = averages.get(kind) ?? { count: 0, meanMs: 0 };
  const weight = Math.max(averageWeightMin, 1 / (before.count + 1));
  const average = before.meanMs + (durationMs - before.meanMs) * weight;
  averages.set(kind, { count: before.count + 1, meanMs: average });
  const ratio = (used.get(kind) ?? unknownDurationMs) / Math.max(average, 1);
  if (ratio > driftMax || ratio < 1 / driftMax) {
    used.set(kind, average);
    setPriorities(state);
  }
}

/**
 * Sets every unfinished task's priority to the length of the longest chain that begins with it. Linear in tasks and
 * edges: tasks are taken from the ends of the graph, each when all its dependants are done.
 */
export function setPriorities(state: MissionState): void {
  const open = new Map<TaskId, number>();
  const queue: TaskRecord[] = [];
  for (const [id, record] of state.tasks) {
    const dependants = state.dependants.get(id)?.length ?? 0;
    open.set(id, dependants);
    if (dependants === 0) queue.push(record);
  }
  for (let at = 0; at < queue.length; at += 1) {
    const record = queue[at] as TaskRecord;
    let longest = 0;
    for (const dependant of state.dependants.get(record.task.id) ?? []) {
      longest = Math.max(longest, state.tasks.get(dependant)?.priority ?? 0);
    }
    record.priority = longest + estimateMs(state, record.task);
    for (const dependency of record.task.dependsOn) {
      const left = (open.get(dependency) ?? 0) - 1;
      open.set(dependency, left);
      const next = state.tasks.get(dependency);
      if (left === 0 && next !== undefined) queue.push(next);
    }
  }
  rebuildReady(state);
}

function rebuildReady(state: MissionState): void {
  state.ready.heap.length = 0;
  if (state.counts.ready === 0) return;
  for (const [task, record] of state.tasks) {
    if (record.state === "ready") pushReady(state.ready, { task, priority: record.priority, index: record.index });
  }
}

/** Whether each task waits for another, one after the other, so that a second worker would find nothing to do. */
export function isChain(tasks: readonly Task[]): boolean {
  const first = tasks.filter(({ dependsOn }) => dependsOn.length === 0).length;
  const forks = [...dependantsOf(tasks).values()].some((dependants) => dependants.length > 1);
  return first === 1 && !forks && tasks.every(({ dependsOn }) => dependsOn.length <= 1);
}

/** Whether `task` comes after `other` on some path of the graph. */
export function comesAfter(state: MissionState, task: TaskId, other: TaskId): boolean {
  const seen = new Set<TaskId>([task]);
  const stack = [task];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (id === other) return true;
    for (const dependency of state.tasks.get(id)?.task.dependsOn ?? []) {
      if (!seen.has(dependency)) {
        seen.add(dependency);
        stack.push(dependency);
      }
    }
  }
  return false;
}
