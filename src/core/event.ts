// Events: everything that the kernel ever learns, as data. The journal is a list of these, and state is what
// `transition` makes of it.
import type { Change, Fixes, Verdict } from "./change.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Rung } from "./effect.ts";
import type { Failure } from "./errors.ts";
import type { CommitId, EffectId, MissionId, TaskId } from "./ids.ts";
import type { Rerun, Trial } from "./judged.ts";
import type { ConflictedFile } from "./merge.ts";
import type { Plan, PlanProblem } from "./plan.ts";
import type { PlanCheck } from "./plan-validation.ts";
import type { Brief, Choice, Review, Work } from "./reply.ts";
import type { Settings } from "./settings.ts";
import type { Usage } from "./usage.ts";

export type { Rerun, Trial } from "./judged.ts";

export const agentFailureKinds = [
  "no-reply",
  "malformed-reply",
  "reply-too-large",
  "refused",
  "loop",
  "steps",
  "stalled",
  "deadline",
  "context-overflow",
  "model-unknown",
  "model-missing",
  "provider",
  "host",
] as const;
/** Why a session brought no reply. `provider` is told after the host's own retries were used up. */
export type AgentFailureKind = (typeof agentFailureKinds)[number];

export interface AgentFailure {
  readonly failure: AgentFailureKind;
  readonly message: string;
  /** How long the provider asked to be left alone, if it did. */
  readonly retryAfterMs?: number;
}

/** The session that did it and its final totals; null if none was opened. */
export interface Spent {
  readonly session: string;
  readonly total: Usage;
}

export type SearchOutcome =
  /** `whole` is a plan with the goal as its only task; null, or undefined in older journals, if the brief asks for none. */
  | { readonly ok: true; readonly brief: Brief; readonly whole?: PlanCheck | null }
  | ({ readonly ok: false } & AgentFailure);

/** Of a plan and of a task planned anew; `notes` tell of edges that were added. */
export type PlanOutcome =
  | { readonly outcome: "valid"; readonly plan: Plan; readonly notes: readonly string[] }
  | { readonly outcome: "invalid"; readonly problems: readonly PlanProblem[] }
  | ({ readonly outcome: "failed" } & AgentFailure);

export type AttemptOutcome =
  /** `work` is null if the files were changed but the reply never came in a usable form. */
  | {
      readonly outcome: "changed";
      readonly change: Change;
      readonly work: Work | null;
      /** Undefined in journals of older versions. */
      readonly fixes?: Fixes;
    }
  | { readonly outcome: "unchanged"; readonly work: Work | null }
  /** `change` is what stood in the slot by then. */
  | ({ readonly outcome: "failed"; readonly change: Change | null } & AgentFailure);

export type ReviewOutcome = { readonly ok: true; readonly review: Review } | ({ readonly ok: false } & AgentFailure);

export interface TrialOutcome {
  /** One for each concern, in their order. */
  readonly trials: readonly Trial[];
  /** The test files of what was proven: alone, and beside the change. Null if there is none to keep. */
  readonly tests: { readonly alone: Change; readonly besideChange: Change } | null;
}

export type IntegrationOutcome =
  | { readonly outcome: "merged"; readonly change: Change }
  | { readonly outcome: "conflict"; readonly change: Change; readonly files: readonly ConflictedFile[] }
  | { readonly outcome: "refused"; readonly change: Change; readonly verdict: Verdict };

/** What the Orchestrator handed in, whether it was listed or not. */
export type PivotOutcome = { readonly ok: true; readonly choice: Choice } | ({ readonly ok: false } & AgentFailure);

export type ReversalOutcome =
  /** Trunk has moved to a commit without `tasks`: the target, and those whose inputs that changed. */
  | { readonly outcome: "reverted"; readonly change: Change; readonly tasks: readonly TaskId[] }
  | { readonly outcome: "conflict"; readonly files: readonly ConflictedFile[] }
  | { readonly outcome: "refused"; readonly verdict: Verdict };

export type Landing =
  /** The user's files now hold the result, uncommitted. `files` were written or deleted. */
  | { readonly outcome: "landed"; readonly files: readonly string[] }
  /** Nothing of the user's was touched; `changedMeanwhile` says why, empty if only a branch was asked for. */
  | { readonly outcome: "branch"; readonly branch: string; readonly changedMeanwhile: readonly string[] };

/** What the mission began from, as far as the kernel and the report care. */
export interface Captured {
  readonly base: CommitId;
  readonly branch: string | null;
  readonly files: number;
  readonly uncommitted: number;
  readonly notes: readonly string[];
}

interface Result<T extends string> {
  readonly type: T;
  readonly effect: EffectId;
  /** From issue to result, in this run of the process. */
  readonly durationMs: number;
}

/** On what rung of the ladder it was, and why: for whoever reads the journal; nothing is decided by it. */
export interface RungTaken {
  readonly rung: Rung;
  readonly why: string;
}

export type ResultEvent =
  | (Result<"captured"> & { readonly captured: Captured })
  | (Result<"searched"> & { readonly spent: Spent | null; readonly result: SearchOutcome })
  | (Result<"planned"> & { readonly spent: Spent | null; readonly result: PlanOutcome })
  | (Result<"attempted"> & { readonly taken?: RungTaken; readonly spent: Spent | null; readonly result: AttemptOutcome })
  | (Result<"gated"> & { readonly verdict: Verdict })
  | (Result<"reviewed"> & { readonly spent: Spent | null; readonly result: ReviewOutcome })
  | (Result<"tried"> & { readonly result: TrialOutcome })
  | (Result<"integrated"> & { readonly result: IntegrationOutcome })
  | (Result<"replanned"> & { readonly taken?: RungTaken; readonly spent: Spent | null; readonly result: PlanOutcome })
  | (Result<"pivoted"> & { readonly taken?: RungTaken; readonly spent: Spent | null; readonly result: PivotOutcome })
  | (Result<"reverted"> & { readonly result: ReversalOutcome })
  | (Result<"whole-reviewed"> & { readonly spent: Spent | null; readonly result: ReviewOutcome })
  /** One trial for each concern, in their order. */
  | (Result<"whole-tried"> & { readonly trials: readonly Trial[] })
  /** One for each counterexample, in their order. */
  | (Result<"rechecked"> & { readonly reruns: readonly Rerun[] })
  | (Result<"follow-up-planned"> & {
      readonly spent: Spent | null;
      readonly result: PlanOutcome;
      /** The test files of the counterexamples, alone; null if there are none, or no plan. */
      readonly tests: Change | null;
    })
  | (Result<"verified"> & { readonly verdict: Verdict })
  | (Result<"landed"> & { readonly landing: Landing })
  | Result<"reported">
  | Result<"cooled-down">
  | (Result<"effect-failed"> & { readonly error: Failure });

export type ControlEvent =
  | {
      readonly type: "mission-started";
      readonly mission: MissionId;
      readonly goal: string;
      readonly settings: Settings;
      /** Null if the host would not say; undefined in journals of older versions. */
      readonly catalogue?: Catalogue | null;
    }
  | {
      readonly type: "usage-counted";
      readonly effect: EffectId;
      readonly session: string;
      readonly total: Usage;
    }
  /** The host told that the model of this effect is overloaded, and in how long it will ask again. */
  | { readonly type: "model-throttled"; readonly effect: EffectId; readonly message: string; readonly retryMs?: number }
  /** When a model's wait will be over, in milliseconds since 1970: for people, nothing is decided by it. */
  | { readonly type: "cooling-down"; readonly effect: EffectId; readonly untilMs: number }
  | { readonly type: "paused"; readonly reason: string }
  /** With the settings and the catalogue as they are now, so that a raised ceiling and a new model count. */
  | { readonly type: "resumed"; readonly settings: Settings; readonly catalogue?: Catalogue | null }
  | { readonly type: "stopped"; readonly reason: string };

export type MissionEvent = ControlEvent | ResultEvent;
