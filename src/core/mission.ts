// The mission's state: everything the kernel knows, made by `transition` out of events and by nothing else. It is
// changed in place by its owner, one event at a time; `snapshot` writes it out in one canonical form.
import type { Verdict } from "./change.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Effect } from "./effect.ts";
import type { Captured, Landing, SearchOutcome } from "./event.ts";
import type { CommitId, EffectId, MissionId, ModelRef, Role, TaskId } from "./ids.ts";
import type { Plan, PlanProblem, Task } from "./plan.ts";
import type { ReadyQueue } from "./ready-queue.ts";
import type { Brief } from "./reply.ts";
import type { Settings } from "./settings.ts";
import type { ModelHealth, Seen, Spend } from "./spend.ts";
import { taskStates, type TaskRecord, type TaskState } from "./task-record.ts";
import { noUsage, type Usage } from "./usage.ts";
import { newWholeReview, type WholeReview } from "./whole-record.ts";
import { newBallot, type Ballot } from "./voting.ts";

export * from "./task-record.ts";

export const phases = ["capturing", "analysing", "planning", "executing", "reviewing", "verifying", "landing", "ended"] as const;
export type Phase = (typeof phases)[number];
export type Outcome = "done" | "partial" | "failed" | "cancelled";

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

/** Trunk moved from one commit to the next: by a merge, or by taking a merge back. */
export interface TrunkMove {
  readonly from: CommitId;
  readonly to: CommitId;
  readonly task: TaskId;
  readonly how: "merged" | "taken-back";
}

/** A valid plan, the notes on its validation, and which of those that were asked for it is. */
export interface ChosenPlan {
  readonly plan: Plan;
  readonly notes: readonly string[];
  readonly attempt: number;
}

export interface MissionState {
  readonly mission: MissionId;
  readonly goal: string;
  settings: Settings;
  /** Prices and limits of the models; null if the host would not say. */
  catalogue: Catalogue | null;
  phase: Phase;
  outcome: Outcome | null;
  /** Why the outcome is not `done`. */
  reason: string;
  paused: string | null;
  captured: Captured | null;
  brief: Brief | null;
  readonly searchBallot: Ballot<Extract<SearchOutcome, { ok: true }>>;
  /** Plans that were asked for, and how many of them were no good. */
  planAttempts: number;
  planFailures: number;
  readonly planBallot: Ballot<ChosenPlan>;
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
  /** Tasks waiting for trunk, to be merged or to have another taken back, in order; the first is under way. */
  readonly integrationQueue: TaskId[];
  /** Attempting, gating, reviewing or asking: each holds a slot. */
  busySlots: number;
  readonly sessionsByModel: Map<ModelRef, number>;
  readonly modelHealth: Map<ModelRef, ModelHealth>;
  /** Effects whose session was let start, and what it has used since. */
  readonly admitted: Map<EffectId, Spend>;
  readonly seenByRole: Map<Role, Seen>;
  /** The same by role and model. */
  readonly seenByModel: Map<string, Seen>;
  /** Effects without a result. */
  readonly pending: Map<EffectId, Effect>;
  readonly sessions: Map<string, SessionRecord>;
  nextEffect: number;
  trunk: CommitId | null;
  readonly trunkMoves: TrunkMove[];
  /** Questions that were put to the user. */
  questions: number;
  usage: Usage;
  readonly usageByRole: Map<Role, Usage>;
  readonly durations: Durations;
  readonly whole: WholeReview;
  verifyRounds: number;
  verifyVerdict: Verdict | null;
  landing: Landing | null;
  hostFailures: number;
  /** What the gate said of tasks' first attempts, for whether more of the like need a Reviewer. */
  readonly firstAttempts: { accepted: number; missed: number };
  reported: boolean;
}

export function newMission(mission: MissionId, goal: string, settings: Settings, catalogue: Catalogue | null = null): MissionState {
  return {
    mission,
    goal,
    settings,
    catalogue,
    phase: "capturing",
    outcome: null,
    reason: "",
    paused: null,
    captured: null,
    brief: null,
    searchBallot: newBallot(),
    planAttempts: 0,
    planFailures: 0,
    planBallot: newBallot(),
    planProblems: [],
    planShardScale: 1,
    summary: "",
    assumptions: [],
    verifyCommands: [],
    notes: [],
    tasks: new Map(),
    dependants: new Map(),
    tasksByPath: new Map(),
    counts: Object.fromEntries(taskStates.map((name) => [name, 0])) as Record<TaskState, number>,
    ready: { heap: [] },
    integrationQueue: [],
    busySlots: 0,
    sessionsByModel: new Map(),
    modelHealth: new Map(),
    admitted: new Map(),
    seenByRole: new Map(),
    seenByModel: new Map(),
    pending: new Map(),
    sessions: new Map(),
    nextEffect: 1,
    trunk: null,
    trunkMoves: [],
    questions: 0,
    usage: noUsage,
    usageByRole: new Map(),
    durations: { averages: new Map(), estimateMs: new Map() },
    whole: newWholeReview(),
    verifyRounds: 0,
    verifyVerdict: null,
    landing: null,
    hostFailures: 0,
    firstAttempts: { accepted: 0, missed: 0 },
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
