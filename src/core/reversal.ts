// Backtracking: a merge was taken back from trunk, with what was built on it. The tasks are to be done again; whatever
// else rested on them waits, and what none of its inputs lost stays merged.
import { climb } from "./attempt-end.ts";
import { closeStep, dropIfDoomed } from "./ending.ts";
import type { ReversalOutcome } from "./event.ts";
import type { TaskId } from "./ids.ts";
import { integrateNext } from "./integrating.ts";
import type { MissionState, TaskRecord } from "./mission.ts";
import { keepWritersApart, settleUnmet, waitForOpen } from "./replacing.ts";
import { setPriorities } from "./schedule.ts";
import { interrupt, type Step } from "./step.ts";
import { isEnded, moveTask } from "./task-state.ts";

export function onReverted(state: MissionState, step: Step, record: TaskRecord, result: ReversalOutcome): void {
  state.integrationQueue.shift();
  const target = record.reversal ?? "";
  record.reversal = null;
  if (result.outcome === "reverted") {
    tell(record, `trunk was taken back to before ${result.tasks.join(", ")}`);
    state.trunkMoves.push({ from: state.trunk ?? "", to: result.change.commit, task: target, how: "taken-back" });
    state.trunk = result.change.commit;
    record.next = { rung: "again", role: "coder", why: `${target} was taken back to be done again` };
    takeBack(state, step, record, target, result.tasks);
  } else {
    const why = result.outcome === "conflict" ? `conflicts in ${result.files.map(({ path }) => path).join(", ")}` : refusalOf(result);
    tell(record, `${target} could not be taken back: ${why}`);
    climb(state, record);
  }
  integrateNext(state, step);
}

/** What came of the choice, after who made it and why. */
function tell(record: TaskRecord, what: string): void {
  const said = record.steps.at(-1)?.outcome ?? "";
  closeStep(record, said === "" ? what : `${said}; ${what}`);
}

function refusalOf({ verdict }: Extract<ReversalOutcome, { outcome: "refused" }>): string {
  const [first] = verdict.findings;
  return first === undefined ? "the gate refused it" : `the gate refused it (${first.rule}: ${first.message})`;
}

function takeBack(state: MissionState, step: Step, record: TaskRecord, target: TaskId, tasks: readonly TaskId[]): void {
  for (const id of tasks) {
    const taken = state.tasks.get(id);
    if (taken === undefined || taken.merged === null) continue;
    const why = id === target ? `${record.task.id} could not be built on it` : `it was built on ${target}, which was taken back`;
    reopen(state, taken, why);
    if (id === target) taken.findings = record.findings;
  }
  for (const other of state.tasks.values()) {
    if (!isEnded(other.state)) waitForOpen(state, other);
  }
  for (const id of tasks) {
    const taken = state.tasks.get(id);
    if (taken !== undefined) keepWritersApart(state, taken);
  }
  for (const other of state.tasks.values()) {
    settleUnmet(state, other);
    if (other.unmet === 0) continue;
    if (other.merged !== null) other.kept = true;
    else if (other !== record && !isEnded(other.state) && other.state !== "waiting") callOff(state, step, other);
  }
  moveTask(state, record, "waiting");
  for (const id of tasks) {
    const taken = state.tasks.get(id);
    if (taken !== undefined) dropIfDoomed(state, taken);
  }
  for (const other of state.tasks.values()) {
    if (other.state === "waiting" && other.unmet === 0) moveTask(state, other, "ready");
  }
  setPriorities(state);
}

function reopen(state: MissionState, record: TaskRecord, why: string): void {
  const last = record.attempts.at(-1);
  if (last !== undefined) last.end = "taken-back";
  record.merged = null;
  record.change = null;
  record.verdict = null;
  record.kept = false;
  record.takenBack += 1;
  record.concernRoundUsed = false;
  fromTrunk(record, why);
  moveTask(state, record, "waiting");
}

/** What rests on a task that is being done again starts anew when that is merged. */
function callOff(state: MissionState, step: Step, record: TaskRecord): void {
  for (const effect of [...state.pending.values()]) {
    if ("task" in effect && effect.task.id === record.task.id) interrupt(state, step, effect.id);
  }
  const queued = state.integrationQueue.indexOf(record.task.id);
  if (queued >= 0) state.integrationQueue.splice(queued, 1);
  const last = record.attempts.at(-1);
  if (last?.end === "running" || last?.end === "accepted") last.end = "called-off";
  if (record.reversal !== null) {
    tell(record, "it was called off, since trunk was taken back for another task");
    record.reversal = null;
  }
  const isWriter = record.next.role === "coder" || record.next.role === "fixer";
  if (isWriter || record.state === "integrating") fromTrunk(record, "what it rests on was taken back");
  if (record.state === "asking") record.steps.pop();
  record.change = null;
  record.reviews = [];
  moveTask(state, record, "waiting");
}

function fromTrunk(record: TaskRecord, why: string): void {
  record.next = { rung: "again", role: "coder", why };
  record.findings = [];
  record.repairable = null;
  record.carry = null;
  record.start = null;
}
