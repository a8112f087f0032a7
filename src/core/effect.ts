// Effects: what the kernel wants done in the world, as data. Each has an id and is answered by exactly one result event
// naming that id; one without a result is issued again after a restart or a pause.
import type { Change, Finding } from "./change.ts";
import type { CommitId, EffectId, ModelRef, WriterRole } from "./ids.ts";
import type { PlanProblem, Provision, Task } from "./plan.ts";
import type { MergedTask, PlannedTask, ReplanWay, WayOut } from "./question.ts";
import type { Brief, Concern } from "./reply.ts";
import type { Judged } from "./judged.ts";

/** The steps of the healing ladder on which a writer works; `again` follows a changed card or a changed ground. */
export type AttemptRung = "attempt" | "continue" | "fixer" | "fresh" | "escalate" | "again";
/** The steps on which the Planner (`replan`, `split`) or the Orchestrator (`pivot`) is asked about a task. */
export type QuestionRung = "replan" | "split" | "pivot";
export type Rung = AttemptRung | QuestionRung;

export interface CaptureEffect {
  readonly kind: "capture";
  readonly id: EffectId;
}

export interface SearchEffect {
  readonly kind: "search";
  readonly id: EffectId;
  readonly attempt: number;
  readonly model: ModelRef | null;
  readonly base: CommitId;
}

export interface PlanEffect {
  readonly kind: "plan";
  readonly id: EffectId;
  readonly attempt: number;
  readonly model: ModelRef | null;
  readonly base: CommitId;
  readonly brief: Brief | null;
  /** What was wrong with the plan before. */
  readonly problems: readonly PlanProblem[];
  /** Share of the configured shard that is sent, in (0, 1]: halved after a context overflow. */
  readonly shardScale: number;
}

export interface AttemptEffect {
  readonly kind: "attempt";
  readonly id: EffectId;
  readonly task: Task;
  readonly attempt: number;
  readonly role: WriterRole;
  readonly rung: AttemptRung;
  /** Why this rung, for the report. */
  readonly why: string;
  /** How often the task was escalated to a stronger model. */
  readonly level: number;
  readonly model: ModelRef | null;
  /** What the slot is reset to, and what is laid on it. */
  readonly start: CommitId;
  readonly carry: Change | null;
  readonly findings: readonly Finding[];
  /** What the tasks it depends on provide, merged already. */
  readonly provided: readonly Provision[];
  readonly shardScale: number;
}

export interface GateEffect {
  readonly kind: "gate";
  readonly id: EffectId;
  readonly task: Task;
  readonly attempt: number;
  readonly change: Change;
}

export interface ReviewEffect {
  readonly kind: "review";
  readonly id: EffectId;
  readonly task: Task;
  readonly attempt: number;
  readonly reviewer: number;
  readonly model: ModelRef | null;
  readonly change: Change;
  readonly notes: readonly string[];
}

/** A reviewer's counterexamples are run on the change: a claim is worth what it shows. */
export interface TrialEffect {
  readonly kind: "trial";
  readonly id: EffectId;
  readonly task: Task;
  readonly attempt: number;
  readonly reviewer: number;
  readonly change: Change;
  readonly concerns: readonly Concern[];
}

export interface IntegrateEffect {
  readonly kind: "integrate";
  readonly id: EffectId;
  readonly task: Task;
  readonly attempt: number;
  readonly change: Change;
  /** Checks of merged tasks that this change could have broken. */
  readonly replay: readonly string[];
}

/** The Planner is asked to put other tasks in the place of one, or of one and all that rest on it. */
export interface ReplanEffect {
  readonly kind: "replan";
  readonly id: EffectId;
  readonly task: Task;
  /** Which question about this task it is, from 1. */
  readonly question: number;
  readonly way: ReplanWay;
  readonly why: string;
  readonly model: ModelRef | null;
  /** Trunk, which the Planner looks at. */
  readonly start: CommitId;
  readonly findings: readonly Finding[];
  /** What was tried, a line each. */
  readonly tried: readonly string[];
  /** The dependants that are to be replaced with it. */
  readonly subtree: readonly Task[];
  /** The merged task whose interface may change; null unless that was chosen. */
  readonly upstream: Task | null;
  /** Tasks that the new ones may depend on. */
  readonly others: readonly PlannedTask[];
  /** Every id of the mission, so that new ones are told apart. */
  readonly taken: readonly string[];
  readonly tasksMax: number;
}

/** The Orchestrator is asked which of the listed ways out to take. */
export interface PivotEffect {
  readonly kind: "pivot";
  readonly id: EffectId;
  readonly task: Task;
  readonly question: number;
  /** The how-many-th vote on it, from 1. */
  readonly vote: number;
  readonly why: string;
  readonly model: ModelRef | null;
  readonly start: CommitId;
  readonly findings: readonly Finding[];
  readonly tried: readonly string[];
  readonly ways: readonly WayOut[];
}

/** A merged task is taken back, with what was built on it. */
export interface RevertEffect {
  readonly kind: "revert";
  readonly id: EffectId;
  /** The task that asked for it. */
  readonly task: Task;
  readonly question: number;
  readonly target: MergedTask;
  /** What was merged after it, in that order. */
  readonly later: readonly MergedTask[];
  /** What was merged before it, and stays. */
  readonly earlier: readonly MergedTask[];
}

/** A reviewer holds all that the mission did against its goal. */
export interface ReviewWholeEffect {
  readonly kind: "review-whole";
  readonly id: EffectId;
  /** From 1; the second is after the follow-up round. */
  readonly look: number;
  readonly reviewer: number;
  readonly model: ModelRef | null;
  readonly base: CommitId;
  readonly trunk: CommitId;
  /** The plan's, and what was merged of it. */
  readonly summary: string;
  readonly tasks: readonly PlannedTask[];
  /** Problems that were proven before, a line each. */
  readonly known: readonly string[];
}

/** A reviewer's counterexamples against the whole are run on trunk. */
export interface TryWholeEffect {
  readonly kind: "try-whole";
  readonly id: EffectId;
  readonly look: number;
  readonly reviewer: number;
  readonly base: CommitId;
  readonly trunk: CommitId;
  readonly concerns: readonly Concern[];
  /** Tests of what was proven before: none of them is written over. */
  readonly known: readonly string[];
  /** What must still succeed with a reviewer's fix. */
  readonly replay: readonly string[];
}

/** Counterexamples that were proven are run again, on trunk as it is by then. */
export interface RecheckEffect {
  readonly kind: "recheck";
  readonly id: EffectId;
  readonly trunk: CommitId;
  readonly counterexamples: readonly Judged[];
}

/** The Planner is asked for tasks that mend what was proven against the whole. */
export interface FollowUpEffect {
  readonly kind: "follow-up";
  readonly id: EffectId;
  /** Counted on from the tries at the plan. */
  readonly attempt: number;
  readonly model: ModelRef | null;
  readonly trunk: CommitId;
  readonly counterexamples: readonly Judged[];
  readonly problems: readonly PlanProblem[];
  /** What is merged. */
  readonly others: readonly PlannedTask[];
  readonly taken: readonly string[];
  readonly tasksMax: number;
  readonly shardScale: number;
}

export interface VerifyEffect {
  readonly kind: "verify";
  readonly id: EffectId;
  readonly trunk: CommitId;
  readonly base: CommitId;
  readonly commands: readonly string[];
}

export interface LandEffect {
  readonly kind: "land";
  readonly id: EffectId;
  readonly base: CommitId;
  readonly how: "worktree" | "branch";
}

/** A model is left alone for a while. */
export interface CoolDownEffect {
  readonly kind: "cool-down";
  readonly id: EffectId;
  readonly model: ModelRef | null;
  readonly ms: number;
}

export interface ReportEffect {
  readonly kind: "report";
  readonly id: EffectId;
}

export type Effect =
  | CaptureEffect
  | SearchEffect
  | PlanEffect
  | AttemptEffect
  | GateEffect
  | ReviewEffect
  | TrialEffect
  | IntegrateEffect
  | ReplanEffect
  | PivotEffect
  | RevertEffect
  | ReviewWholeEffect
  | TryWholeEffect
  | RecheckEffect
  | FollowUpEffect
  | VerifyEffect
  | LandEffect
  | CoolDownEffect
  | ReportEffect;

export type EffectKind = Effect["kind"];

type WithoutId<E> = E extends Effect ? Omit<E, "id"> : never;
/** An effect before the kernel has numbered it. */
export type EffectRequest = WithoutId<Effect>;
