// What can still be done for a task when its ladder is climbed: the list that the Orchestrator chooses from. Only what
// would be possible now is listed, and nothing that was tried for the task before.
import { countedAttempts, ladderBounds } from "./heal.ts";
import type { MissionState, TaskRecord } from "./mission.ts";
import type { WayOut } from "./question.ts";
import { roomForTasks } from "./replacing.ts";
import { isEnded } from "./task-state.ts";

/**
 * Giving up and asking the user are listed once nothing else is, or one of the others was chosen and did not help; at once
 * for what has taken the place of another task.
 */
export function waysOut(state: MissionState, record: TaskRecord): WayOut[] {
  const hopeful = hopefulWays(state, record);
  const hasChosen = record.steps.some(({ rung, choice }) => rung === "pivot" && choice !== "");
  return hopeful.length > 0 && !hasChosen && record.depth === 0 ? hopeful : [...hopeful, ...lastWays(state, record)];
}

/** Ways that may still bring the task through. */
function hopefulWays(state: MissionState, record: TaskRecord): WayOut[] {
  const tried = new Set(record.steps.map((step) => step.choice));
  return [...replans(state, record), ...reversals(state, record)].filter(({ key }) => !tried.has(key));
}

function replans(state: MissionState, record: TaskRecord): WayOut[] {
  if (record.depth >= ladderBounds.depthMax || roomForTasks(state) < 1) return [];
  const rest = dependantsBehind(state, record).length;
  const whole = rest === 0 ? "this task" : `this task and the ${rest} that rest on it`;
  return [
    { key: "replan", kind: "replan", task: null, meaning: `The planner makes a new plan for ${whole}.` },
    ...upstreamOf(state, record)
      .filter((upstream) => upstream.task.provides.length > 0)
      .map(({ task }): WayOut => ({
        key: `interface:${task.id}`,
        kind: "interface",
        task: task.id,
        meaning: `${task.id} provides the wrong thing: the planner changes what it exports, then this task goes on.`,
      })),
  ];
}

function reversals(state: MissionState, record: TaskRecord): WayOut[] {
  const done = state.trunkMoves.filter(({ how }) => how === "taken-back").length;
  const queued = state.integrationQueue.filter((id) => (state.tasks.get(id)?.reversal ?? null) !== null).length;
  if (done + queued >= ladderBounds.reversalsMax || !hasAttemptsLeft(state, record)) return [];
  return upstreamOf(state, record)
    .filter((upstream) => upstream.takenBack === 0 && canBeDoneAgain(state, upstream))
    .map(({ task }): WayOut => ({
      key: `backtrack:${task.id}`,
      kind: "backtrack",
      task: task.id,
      meaning: `${task.id} was done wrongly: its merge is taken back, with what was built on it, and it is done again.`,
    }));
}

function lastWays(state: MissionState, record: TaskRecord): WayOut[] {
  const rest = dependantsBehind(state, record).length;
  const drop: WayOut = {
    key: "drop",
    kind: "drop",
    task: null,
    meaning: `This task is given up${rest === 0 ? "" : `, and with it the ${rest} that rest on it`}. The others go on.`,
  };
  if (state.questions >= ladderBounds.questionsMax) return [drop];
  const meaning = "The mission pauses with your reason as a question to the user. Only if a fact is missing that nobody here can know.";
  return [drop, { key: "ask", kind: "ask", task: null, meaning }];
}

/** Merged tasks that it rests on, the nearest first; those whose files the last failure names before others. */
function upstreamOf(state: MissionState, record: TaskRecord): TaskRecord[] {
  const found: TaskRecord[] = [];
  const seen = new Set<string>();
  const queue = [...record.task.dependsOn];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const upstream = state.tasks.get(id);
    if (upstream === undefined || seen.has(id)) continue;
    seen.add(id);
    if (upstream.merged !== null) found.push(upstream);
    queue.push(...upstream.task.dependsOn);
  }
  const named = new Set(record.findings.map(({ file }) => file));
  const blamed = (upstream: TaskRecord) => upstream.task.writes.some((path) => named.has(path));
  return [...found.filter(blamed), ...found.filter((upstream) => !blamed(upstream))].slice(0, ladderBounds.upstreamMax);
}

/** Unfinished tasks that come after it. */
export function dependantsBehind(state: MissionState, record: TaskRecord): TaskRecord[] {
  const found = new Set<TaskRecord>();
  const queue = [...(state.dependants.get(record.task.id) ?? [])];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const dependant = state.tasks.get(id);
    if (dependant === undefined || found.has(dependant) || isEnded(dependant.state)) continue;
    found.add(dependant);
    queue.push(...(state.dependants.get(id) ?? []));
  }
  return [...found].sort((left, right) => left.index - right.index);
}

function hasAttemptsLeft(state: MissionState, record: TaskRecord): boolean {
  return countedAttempts(record.attempts).length < state.settings.limits.attemptsPerTaskMax;
}

/** Whether all that a reversal might take back could be tried once more; which tasks it does is known only later. */
function canBeDoneAgain(state: MissionState, upstream: TaskRecord): boolean {
  const from = state.trunkMoves.findLastIndex(({ task, how }) => task === upstream.task.id && how === "merged");
  return state.trunkMoves.slice(Math.max(0, from)).every(({ task }) => {
    const later = state.tasks.get(task);
    return later === undefined || later.merged === null || hasAttemptsLeft(state, later);
  });
}
