// One task's record: its card, where it stands, every try at it and every rung that was taken. Only task-state.ts moves
// it from state to state.
import type { Change, Finding, Verdict } from "./change.ts";
import type { AttemptRung, QuestionRung } from "./effect.ts";
import type { CommitId, ModelRef, TaskId, WriterRole } from "./ids.ts";
import type { Judged } from "./judged.ts";
import type { Task } from "./plan.ts";
import type { ReplanWay, WayOut } from "./question.ts";
import { noUsage, type Usage } from "./usage.ts";
import { newBallot, type Ballot } from "./voting.ts";

export type { Judged } from "./judged.ts";

export const taskStates = [
  "waiting",
  "ready",
  "attempting",
  "gating",
  "reviewing",
  "integrating",
  "asking",
  "merged",
  "split",
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
  /** What it rested on was taken back meanwhile: it does not count either. */
  | "called-off"
  | "needs"
  | "conflict"
  | "concerns"
  | "merged"
  /** It was merged, and taken back since. */
  | "taken-back";

/** A question about the task, or its end, on the way up the ladder. */
export interface LadderStep {
  readonly rung: QuestionRung | "stop";
  readonly why: string;
  /** Attempts made before it. */
  readonly after: number;
  /** The ways out that a pivot listed. */
  readonly ways: readonly WayOut[];
  /** The key that was chosen at a pivot; empty otherwise. */
  choice: string;
  /** What came of it; empty while it is open. */
  outcome: string;
}

/** A listed way out, and the reason that was given for it. */
export interface ChosenWay {
  readonly way: WayOut;
  readonly said: string;
}

/** What the ladder says comes next for a task that is ready. */
export type NextStep =
  | { readonly rung: AttemptRung; readonly role: WriterRole; readonly why: string }
  | {
      readonly rung: "replan" | "split";
      readonly role: "planner";
      readonly way: ReplanWay;
      /** The merged task whose interface may change. */
      readonly upstream: TaskId | null;
      readonly why: string;
    }
  | { readonly rung: "pivot"; readonly role: "orchestrator"; readonly why: string }
  | { readonly rung: "stop"; readonly role: null; readonly why: string };

export interface AttemptRecord {
  readonly attempt: number;
  readonly role: WriterRole;
  readonly rung: AttemptRung;
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
  /** The commit that was judged, and its tree: a Fixer that undoes what it did comes back to an earlier one. */
  commit: CommitId | null;
  tree: string | null;
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
  /** The refused change that a Fixer could start from. */
  repairable: Change | null;
  next: NextStep;
  /** Questions that were asked about it, in order. */
  readonly steps: LadderStep[];
  /** Votes on the way out that is asked for now. */
  ballot: Ballot<ChosenWay>;
  /** How often it was escalated to a stronger model. */
  level: number;
  /** 0 for the plan's own tasks, one more for what one of them was replaced by, and so on. */
  readonly depth: number;
  /** The task that it took the place of, with others. */
  readonly parent: TaskId | null;
  /** The merged task that is to be taken back for it, while that is queued. */
  reversal: TaskId | null;
  /** How often it was merged and taken back again. */
  takenBack: number;
  /** Stayed merged when something that it depends on was taken back: none of its inputs changed by that. */
  kept: boolean;
  shardScale: number;
  /** The change under judgement. */
  change: Change | null;
  verdict: Verdict | null;
  /** Reviewers who have answered on the change under judgement: null for a reviewer without an answer. */
  reviews: (readonly Judged[] | null)[];
  /** The one extra round that review may buy: afterwards the gate judges, with the counterexamples that were proven. */
  concernRoundUsed: boolean;
  /** The change that the gate had accepted before that round was bought by an opinion: no opinion can lose it. */
  fallback: Change | null;
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

/** A task as the plan gives it, before anything was tried. */
export function newTaskRecord(
  task: Task,
  index: number,
  unmet: number,
  origin: Pick<TaskRecord, "depth" | "parent"> = { depth: 0, parent: null },
): TaskRecord {
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
    repairable: null,
    next: { role: "coder", rung: "attempt", why: "first try" },
    steps: [],
    ballot: newBallot(),
    level: 0,
    ...origin,
    reversal: null,
    takenBack: 0,
    kept: false,
    shardScale: 1,
    change: null,
    verdict: null,
    reviews: [],
    concernRoundUsed: false,
    fallback: null,
    concerns: [],
    counterexamples: null,
    granted: [],
    usage: noUsage,
    merged: null,
    reason: "",
  };
}

