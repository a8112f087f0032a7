// Do: ready tasks become attempts, as far as slots, models and the budget allow.
import { refusal } from "./admission.ts";
import { taskCeiling, type NextAsked } from "./budget.ts";
import { stopTask } from "./ending.ts";
import { countedAttempts } from "./heal.ts";
import type { ModelRef, WriterRole } from "./ids.ts";
import type { MissionState, NextStep, TaskRecord } from "./mission.ts";
import { modelNow } from "./model-fallback.ts";
import { adaptedLimit, isCoolingDown } from "./model-health.ts";
import type { Provision } from "./plan.ts";
import { startQuestion } from "./questions.ts";
import { popReady, pushReady, type ReadyEntry } from "./ready-queue.ts";
import { issue, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";
import { noUsage } from "./usage.ts";

/** Starts the most urgent ready tasks until slots, models or the budget give out. */
export function startReady(state: MissionState, step: Step): void {
  if (state.phase !== "executing" || state.paused !== null) return;
  const passedOver: ReadyEntry[] = [];
  while (state.busySlots < state.settings.slots && passedOver.length <= state.settings.slots) {
    const entry = popReady(state.ready);
    if (entry === null) break;
    const record = state.tasks.get(entry.task);
    if (record === undefined || record.state !== "ready") continue;
    const asked = nextAsked(state, record);
    if (asked !== null && state.pending.size > 0 && refusal(state, asked.role, asked.model) !== null) {
      // What runs may leave room when it has settled.
      passedOver.push(entry);
      break;
    }
    const tooDear = taskCeiling(state, entry.task, asked);
    if (tooDear !== null) stopTask(state, record, tooDear);
    else if (hasRoom(state, record)) begin(state, step, record);
    else passedOver.push(entry);
  }
  for (const entry of passedOver) pushReady(state.ready, entry);
}

function begin(state: MissionState, step: Step, record: TaskRecord): void {
  const { next } = record;
  const used = countedAttempts(record.attempts).length;
  if (next.role === null) stopTask(state, record, next.why);
  else if (next.role === "planner" || next.role === "orchestrator") startQuestion(state, step, record, next);
  // Taken back while it was merged, a task may have none left.
  else if (used >= state.settings.limits.attemptsPerTaskMax) stopTask(state, record, `${used} attempts are used up: ${next.why}`);
  else startAttempt(state, step, record, next);
}

function nextAsked(state: MissionState, record: TaskRecord): NextAsked | null {
  const { role } = record.next;
  return role === null ? null : { role, model: nextModel(state, record) };
}

function nextModel(state: MissionState, { next, level }: TaskRecord): ModelRef | null {
  if (next.role === null) return null;
  if (next.role === "planner" || next.role === "orchestrator") return modelNow(state, next.role);
  return modelNow(state, next.role, next.rung, level);
}

function hasRoom(state: MissionState, record: TaskRecord): boolean {
  if (record.next.rung === "stop") return true;
  const model = nextModel(state, record);
  if (isCoolingDown(state, model)) return false;
  const limit = Math.min(state.settings.sessionsPerModel ?? Infinity, adaptedLimit(state, model) ?? Infinity);
  return (state.sessionsByModel.get(model ?? "") ?? 0) < limit;
}

type NextAttempt = Extract<NextStep, { role: WriterRole }>;

function startAttempt(state: MissionState, step: Step, record: TaskRecord, { role, rung, why }: NextAttempt): void {
  const attempt = record.attempts.length + 1;
  const model = nextModel(state, record);
  record.attempts.push({
    attempt,
    role,
    rung,
    why,
    model,
    end: "running",
    findings: [],
    message: "",
    signature: "",
    durationMs: 0,
    usage: noUsage,
    commit: null,
    tree: null,
  });
  moveTask(state, record, "attempting");
  issue(state, step, {
    kind: "attempt",
    task: record.task,
    attempt,
    role,
    rung,
    why,
    level: record.level,
    model,
    start: record.start ?? state.trunk ?? "",
    carry: record.carry,
    findings: record.findings,
    provided: providedTo(state, record),
    shardScale: record.shardScale,
  });
}

function providedTo(state: MissionState, record: TaskRecord): Provision[] {
  return record.task.dependsOn.flatMap((id) => state.tasks.get(id)?.task.provides ?? []);
}
