// Effects: what the kernel wants done in the world, as data. Each has an id and is answered by exactly one result event
// naming that id; one without a result is issued again after a restart or a pause.
import type { Change, Finding } from "./change.ts";
import type { CommitId, EffectId, ModelRef, WriterRole } from "./ids.ts";
import type { PlanProblem, Provision, Task } from "./plan.ts";
import type { Brief, Concern } from "./reply.ts";

/** The step of the healing ladder that an attempt stands on. */
export type Rung = "attempt" | "continue" | "fixer" | "fresh";

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
  readonly rung: Rung;
  /** Why this rung, for the report. */
  readonly why: string;
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
  | VerifyEffect
  | LandEffect
  | ReportEffect;

export type EffectKind = Effect["kind"];

type WithoutId<E> = E extends Effect ? Omit<E, "id"> : never;
/** An effect before the kernel has numbered it. */
export type EffectRequest = WithoutId<Effect>;
