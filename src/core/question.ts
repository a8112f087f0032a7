// What the Planner or the Orchestrator is asked about a task that does not come through: the parts of it, as data. Who
// asks when is in heal.ts; what the answers do is in answering.ts.
import type { CommitId, TaskId } from "./ids.ts";
import type { Provision } from "./plan.ts";

/**
 * How a task is replaced: `mend` corrects its card, `split` makes at least two tasks of it, `subtree` replans it with all
 * that rests on it, `interface` may change what a merged task before it provides.
 */
export type ReplanWay = "mend" | "split" | "subtree" | "interface";

/** A task of the mission, as far as another may depend on it. */
export interface PlannedTask {
  readonly id: TaskId;
  readonly title: string;
  readonly writes: readonly string[];
  readonly provides: readonly Provision[];
  readonly merged: boolean;
}

/** One way out of several at a pivot. The Orchestrator names its key. */
export interface WayOut {
  /** `replan`, `interface:token`, `backtrack:token`, `drop`, `ask`. */
  readonly key: string;
  readonly kind: "replan" | "interface" | "backtrack" | "drop" | "ask";
  /** The merged task that it is about, if any. */
  readonly task: TaskId | null;
  /** What it does, for the one who chooses. */
  readonly meaning: string;
}

/** A merged task as a reversal sees it. */
export interface MergedTask {
  readonly id: TaskId;
  readonly title: string;
  readonly commit: CommitId;
  /** Trunk before it was merged. */
  readonly before: CommitId;
  /** Files that its result rests on: what it read, wrote and was given. */
  readonly inputs: readonly string[];
  readonly checks: readonly string[];
}
