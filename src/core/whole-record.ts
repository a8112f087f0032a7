// What reviewers held against the mission as a whole, and what became of it. It decides nothing.
import type { CommitId, TaskId } from "./ids.ts";
import type { Judged } from "./judged.ts";

/** A concern about the whole. One that was proven stays on the books, open or mended, to the mission's end. */
export interface WholeConcern extends Judged {
  readonly look: number;
  readonly reviewer: number;
  /** Null unless it was proven. */
  standing: "open" | "mended" | null;
  /** Trunk when its counterexample ran last; null unless it was proven. */
  ranOn: CommitId | null;
  /** How that run ended. */
  lastRun: string;
}

export interface WholeReview {
  /** Looks that were begun: one before the follow-up round, one after it. */
  look: number;
  /** Trunk when the last look began. */
  lookedAt: CommitId | null;
  /** Reviewers of this look who have answered or failed to. */
  asked: number;
  /** No more reviewers are asked in this look. */
  isLookOver: boolean;
  concerns: WholeConcern[];
  /** The one round of tasks that proofs may open. */
  followUp: "none" | "opened" | "given up";
  /** Why there was no round in spite of a proof; empty otherwise. */
  followUpProblem: string;
  followUpTries: number;
  followUpTasks: readonly TaskId[];
  /** Why the whole was not looked at; empty if it was, or if that is switched off. */
  skipped: string;
}

export function newWholeReview(): WholeReview {
  return {
    look: 0,
    lookedAt: null,
    asked: 0,
    isLookOver: true,
    concerns: [],
    followUp: "none",
    followUpProblem: "",
    followUpTries: 0,
    followUpTasks: [],
    skipped: "",
  };
}
