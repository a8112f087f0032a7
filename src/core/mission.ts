// The mission's state: everything the kernel knows, made by `transition` out of events and by nothing else. It is
// changed in place by its owner, one event at a time; `snapshot` writes it out in one canonical form.
import type { Change, Finding, Verdict } from "./change.ts";
import type { Effect, Rung } from "./effect.ts";
import type { Captured, Landing, Trial } from "./event.ts";
import type { CommitId, EffectId, MissionId, ModelRef, Role, TaskId, WriterRole } from "./ids.ts";
import type { PlanProblem, Task } from "./plan.ts";
import type { ReadyQueue } from "./ready-queue.ts";
import type { Brief, Concern } from "./reply.ts";
import type { Settings } from "./settings.ts";
import { noUsage, type Usage } from "./usage.ts";

export const phases = ["capturing", "analysing", "planning", "executing", "verifying", "landing", "ended"] as const;
export type Phase = (typeof phases)[number];
export type Outcome = "done" | "partial" | "failed" | "cancelled";

export const taskStates = [
  "waiting",
  "ready",
  "attempting",
  "gating",
  "reviewing",
  "integrating",
  "merged",
  "stopped",
  "dropped",
] as const;
export type TaskState = (typeof taskStates)[number];

/** How an attempt ended, for the ladder and the report. */
export type AttemptEnd =
  | "running"
  | "accepted"
  | "refused"
  | "unchanged"
  | "failed"
  /** The provider's failure, not the task's: it does not count. */
  | "blocked"
  | "needs"
  | "conflict"
  | "concerns"
  | "merged";

export interface AttemptRecord {
  readonly attempt: number;
  readonly role: WriterRole;
  readonly rung: Rung;
  readonly why: string;
  readonly model: ModelRef | null;
  end: AttemptEnd;
  /** What was held against it, or why there is no result. */
  findings: readonly Finding[];
  message: string;
  /** Equal signatures mean the same failure again; empty if there was none. */
  signature: string;
  durationMs: number;
  usage: Usage;
  /** The commit that was judged. */
  commit: CommitId | null;
}

export interface TaskRecord {
  /** With edges added and writes granted since the plan. */
  task: Task;
  /** Place in the plan, for ties. */
  readonly index: number;
  /** Moved only by task-state.ts. */
  state: TaskState;
  /** Dependencies not merged yet. */
  unmet: number;
  /** Milliseconds from here to the end of the longest chain behind it, estimated. */
  priority: number;
  readonly attempts: AttemptRecord[];
  /** What the next attempt starts from; null for trunk as it is then, with nothing laid on. */
  start: CommitId | null;
  carry: Change | null;
  /** What the next attempt must mend. */
  findings: readonly Finding[];
  next: { readonly role: WriterRole; readonly rung: Rung; readonly why: string };
  shardScale: number;
  /** The change under judgement. */
  change: Change | null;
  verdict: Verdict | null;
  /** Reviewers who have answered on the change under judgement: null for a reviewer without an answer. */
  reviews: (readonly Judged[] | null)[];
  /** The one extra round that review may buy: afterwards the gate judges, with the counterexamples that were proven. */
  concernRoundUsed: boolean;
  /** Everything that reviewers held against the task, and what became of it. */
  concerns: readonly Judged[];
  /** The tests of proven counterexamples, which every later attempt starts with; null if there are none. */
  counterexamples: Change | null;
  granted: readonly string[];
  usage: Usage;
  /** Commit on trunk. */
  merged: CommitId | null;
  /** Why it was stopped or dropped. */
  reason: string;
}

/** A reviewer's concern, and what its counterexample showed. */
export interface Judged {
  readonly concern: Concern;
  readonly trial: Trial;
}

/** What one session of the host has been charged so far; later totals charge the difference. */
export interface SessionRecord {
  readonly role: Role;
  readonly task: TaskId | null;
  readonly attempt: number;
  usage: Usage;
}

export interface Durations {
  /** Moving averages of attempts, by kind of task. */
  readonly averages: Map<string, { readonly count: number; readonly meanMs: number }>;
  /** The averages that the present priorities were made with. */
  readonly estimateMs: Map<string, number>;
}

export interface MissionState {
  readonly mission: MissionId;
  readonly goal: string;
  settings: Settings;
  phase: Phase;
  outcome: Outcome | null;
  /** Why the outcome is not `done`. */
  reason: string;
  paused: string | null;
  captured: Captured | null;
  brief: Brief | null;
  planAttempts: number;
  planProblems: readonly PlanProblem[];
  planShardScale: number;
  summary: string;
  assumptions: readonly string[];
  verifyCommands: readonly string[];
  readonly notes: string[];
  readonly tasks: Map<TaskId, TaskRecord>;
  readonly dependants: Map<TaskId, TaskId[]>;
  /** Tasks that read or write a path, so that a merge need not look at every task. */
  readonly tasksByPath: Map<string, Set<TaskId>>;
  readonly counts: Record<TaskState, number>;
  readonly ready: ReadyQueue;
  /** Tasks waiting for integration, in order; the first is the one under way. */
  readonly integrationQueue: TaskId[];
  /** Attempting, gating or reviewing: each holds a slot. */
  busySlots: number;
  readonly sessionsByModel: Map<ModelRef, number>;
  /** Effects without a result. */
  readonly pending: Map<EffectId, Effect>;
  readonly sessions: Map<string, SessionRecord>;
  nextEffect: number;
  trunk: CommitId | null;
  usage: Usage;
  readonly usageByRole: Map<Role, Usage>;
  readonly durations: Durations;
  verifyRounds: number;
  verifyVerdict: Verdict | null;
  landing: Landing | null;
  providerFailures: number;
  reported: boolean;
}

/** A task as the plan gives it, before anything was tried. */
export function newTaskRecord(task: Task, index: number, unmet: number): TaskRecord {
  return {
    task,
    index,
    state: "waiting",
    unmet,
    priority: 0,
    attempts: [],
    start: null,
    carry: null,
    findings: [],
    next: { role: "coder", rung: "attempt", why: "first try" },
    shardScale: 1,
    change: null,
    verdict: null,
    reviews: [],
    concernRoundUsed: false,
    concerns: [],
    counterexamples: null,
    granted: [],
    usage: noUsage,
    merged: null,
    reason: "",
  };
}

export function newMission(mission: MissionId, goal: string, settings: Settings): MissionState {
  return {
    mission,
    goal,
    settings,
    phase: "capturing",
    outcome: null,
    reason: "",
    paused: null,
    captured: null,
    brief: null,
    planAttempts: 0,
    planProblems: [],
    planShardScale: 1,
    summary: "",
    assumptions: [],
    verifyCommands: [],
    notes: [],
    tasks: new Map(),
    dependants: new Map(),
    tasksByPath: new Map(),
    counts: {
      waiting: 0,
      ready: 0,
      attempting: 0,
      gating: 0,
      reviewing: 0,
      integrating: 0,
      merged: 0,
      stopped: 0,
      dropped: 0,
    },
    ready: { heap: [] },
    integrationQueue: [],
    busySlots: 0,
    sessionsByModel: new Map(),
    pending: new Map(),
    sessions: new Map(),
    nextEffect: 1,
    trunk: null,
    usage: noUsage,
    usageByRole: new Map(),
    durations: { averages: new Map(), estimateMs: new Map() },
    verifyRounds: 0,
    verifyVerdict: null,
    landing: null,
    providerFailures: 0,
    reported: false,
  };
}

/** Notes which paths a task has to do with. */
export function indexPaths(state: MissionState, task: Task): void {
  for (const path of [...task.writes, ...task.reads]) {
    const tasks = state.tasksByPath.get(path);
    if (tasks === undefined) state.tasksByPath.set(path, new Set([task.id]));
    else tasks.add(task.id);
  }
}

/** The state as text: equal states give equal bytes. Maps and sets are written as lists, in their order. */
export function snapshot(state: MissionState): string {
  return JSON.stringify(state, (_key, value: unknown) => (value instanceof Map || value instanceof Set ? [...value] : value));
}
