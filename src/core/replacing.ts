// Puts checked tasks in the place of one, or of one with all that rests on it: edges are drawn anew, nobody loses an
// order that keeps two writers of a file apart, and the replaced are told as `split`.
import { indexPaths, newTaskRecord, type MissionState, type TaskRecord } from "./mission.ts";
import type { TaskId } from "./ids.ts";
import type { Plan, Task } from "./plan.ts";
import type { PlannedTask } from "./question.ts";
import { comesAfter, setPriorities } from "./schedule.ts";
import { isEnded, moveTask } from "./task-state.ts";

/** Tasks that the mission may still add. */
export function roomForTasks(state: MissionState): number {
  return Math.max(0, state.settings.limits.tasksMax - state.tasks.size);
}

/** Tasks that may stand before what takes the place of `record`: neither given up, nor after it, nor replaced with it. */
export function tasksBefore(state: MissionState, record: TaskRecord): PlannedTask[] {
  const found: PlannedTask[] = [];
  for (const [id, other] of state.tasks) {
    const merged = other.merged !== null;
    if (other === record || (isEnded(other.state) && !merged) || comesAfter(state, id, record.task.id)) continue;
    const { title, writes, provides } = other.task;
    found.push({ id, title, writes, provides, merged });
  }
  return found;
}

/** Whether the plan still fits: the mission went on while it was being made. One card for another adds no task. */
export function stillFits(state: MissionState, record: TaskRecord, plan: Plan, addsTasks: boolean): boolean {
  const before = new Set(tasksBefore(state, record).map(({ id }) => id));
  const own = new Set(plan.tasks.map(({ id }) => id));
  const room = addsTasks ? roomForTasks(state) : 1;
  return (
    plan.tasks.length <= room &&
    plan.tasks.every(({ id, dependsOn }) => {
      const isFree = id === record.task.id || !state.tasks.has(id);
      return isFree && dependsOn.every((dependency) => own.has(dependency) || before.has(dependency));
    })
  );
}

/** The same task with a corrected card. It goes back to where its dependencies let it be. */
export function mendTask(state: MissionState, record: TaskRecord, card: Task): void {
  record.task = { ...card, id: record.task.id, dependsOn: [...new Set([...record.task.dependsOn, ...card.dependsOn])] };
  record.findings = [];
  record.repairable = null;
  record.carry = null;
  record.start = null;
  record.change = null;
  indexPaths(state, record.task);
  waitForOpen(state, record);
  keepWritersApart(state, record);
  settleUnmet(state, record);
  for (const id of record.task.dependsOn) link(state, id, record.task.id);
  moveTask(state, record, record.unmet === 0 ? "ready" : "waiting");
  setPriorities(state);
}

/**
 * `replaced` begins with the task itself; the others rest on it. What depended on it now depends on the last of the new
 * tasks, which waits for all the others. Answers the new tasks, the last of them last.
 */
export function replaceTasks(state: MissionState, replaced: readonly TaskRecord[], plan: Plan): readonly TaskRecord[] {
  const [first] = replaced;
  if (first === undefined) throw new Error("nothing is replaced");
  const origin = { depth: first.depth + 1, parent: first.task.id };
  const added = plan.tasks.map((task, index) => newTaskRecord(task, state.tasks.size + index, 0, origin));
  const gone = new Set(replaced.map(({ task }) => task.id));
  const reason = `${added.map(({ task }) => task.id).join(", ")} ${added.length === 1 ? "takes" : "take"} its place`;
  for (const record of replaced) {
    record.reason = reason;
    moveTask(state, record, "split");
  }
  for (const record of added) register(state, record);
  const last = lastOf(added);
  for (const id of gone) rewire(state, id, last, gone);
  connect(state, added);
  return added;
}

/** More tasks, in place of none. */
export function addTasks(state: MissionState, added: readonly TaskRecord[]): void {
  for (const record of added) register(state, record);
  connect(state, added);
}

function connect(state: MissionState, added: readonly TaskRecord[]): void {
  for (const record of added) {
    waitForOpen(state, record);
    keepWritersApart(state, record);
  }
  for (const record of added) {
    settleUnmet(state, record);
    for (const id of record.task.dependsOn) link(state, id, record.task.id);
  }
  for (const record of added) if (record.unmet === 0) moveTask(state, record, "ready");
  setPriorities(state);
}

function register(state: MissionState, record: TaskRecord): void {
  const { id } = record.task;
  state.tasks.set(id, record);
  state.dependants.set(id, []);
  state.counts.waiting += 1;
  indexPaths(state, record.task);
}

/** The one that all others of the new tasks come before. */
function lastOf(added: readonly TaskRecord[]): TaskRecord {
  const ids = added.map(({ task }) => task.id);
  const last = added.find(({ task }) => ids.every((id) => id === task.id || task.dependsOn.includes(id)));
  if (last === undefined) throw new Error(`none of ${ids.join(", ")} comes last`);
  return last;
}

/** Who depended on a replaced task depends on the last of the new ones instead. */
function rewire(state: MissionState, id: TaskId, last: TaskRecord, gone: ReadonlySet<TaskId>): void {
  for (const dependant of state.dependants.get(id) ?? []) {
    const record = state.tasks.get(dependant);
    if (record === undefined || gone.has(dependant)) continue;
    const dependsOn = record.task.dependsOn.map((dependency) => (dependency === id ? last.task.id : dependency));
    record.task = { ...record.task, dependsOn: [...new Set(dependsOn)] };
    link(state, last.task.id, dependant);
    settleUnmet(state, record);
  }
  state.dependants.set(id, []);
}

/** An unfinished task that writes one of its files, and is not ordered against it yet, goes first. */
export function keepWritersApart(state: MissionState, record: TaskRecord): void {
  const { id } = record.task;
  const first = new Set<TaskId>();
  for (const path of record.task.writes) {
    for (const other of state.tasksByPath.get(path) ?? []) {
      const holder = state.tasks.get(other);
      if (holder === undefined || other === id || isEnded(holder.state) || !holder.task.writes.includes(path)) continue;
      if (!comesAfter(state, other, id) && !comesAfter(state, id, other)) first.add(other);
    }
  }
  if (first.size > 0) record.task = { ...record.task, dependsOn: [...record.task.dependsOn, ...first] };
  for (const other of first) link(state, other, id);
}

/**
 * A task that stayed merged while something below it was taken back keeps nobody waiting. Whoever rests on it waits for
 * what is open below it directly, so that the order of the graph is an order in time.
 */
export function waitForOpen(state: MissionState, record: TaskRecord): void {
  const seen = new Set<TaskId>(record.task.dependsOn);
  const stack = [...seen];
  const open: TaskId[] = [];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const below = state.tasks.get(id);
    if (below === undefined || below.merged === null) continue;
    for (const dependency of below.task.dependsOn) {
      if (seen.has(dependency)) continue;
      seen.add(dependency);
      stack.push(dependency);
      const found = state.tasks.get(dependency);
      if (found !== undefined && found.merged === null && !isEnded(found.state)) open.push(dependency);
    }
  }
  if (open.length === 0) return;
  record.task = { ...record.task, dependsOn: [...record.task.dependsOn, ...open] };
  for (const id of open) link(state, id, record.task.id);
}

/** Counts its dependencies that are not merged. */
export function settleUnmet(state: MissionState, record: TaskRecord): void {
  record.unmet = record.task.dependsOn.filter((id) => (state.tasks.get(id)?.merged ?? null) === null).length;
}

function link(state: MissionState, dependency: TaskId, dependant: TaskId): void {
  const dependants = state.dependants.get(dependency);
  if (dependants !== undefined && !dependants.includes(dependant)) dependants.push(dependant);
}

/**
 * A merged task's interface was changed by one of the new tasks: who has yet to begin waits for that one, and is given
 * what it provides in place of the old.
 */
export function adoptInterface(state: MissionState, upstream: TaskRecord, added: readonly TaskRecord[]): void {
  const amended = added.find(({ task }) => task.writes.some((path) => upstream.task.writes.includes(path)));
  if (amended === undefined) return;
  const anew = new Set(amended.task.provides.map(({ path, name }) => `${path}#${name}`));
  const provides = upstream.task.provides.filter(({ path, name }) => !anew.has(`${path}#${name}`));
  upstream.task = { ...upstream.task, provides };
  for (const id of state.dependants.get(upstream.task.id) ?? []) {
    const record = state.tasks.get(id);
    if (record === undefined || added.includes(record) || (record.state !== "waiting" && record.state !== "ready")) continue;
    if (comesAfter(state, amended.task.id, id) || record.task.dependsOn.includes(amended.task.id)) continue;
    record.task = { ...record.task, dependsOn: [...record.task.dependsOn, amended.task.id] };
    link(state, amended.task.id, id);
    settleUnmet(state, record);
    if (record.state === "ready") moveTask(state, record, "waiting");
  }
  setPriorities(state);
}
