// The world that the method is put into: how often models are right, how often the gate errs, what reviewers are like.
// Every number here is an assumption about behaviour, not a measurement of a model; docs/evidence.md says so.

export type ReviewerKind = "honest" | "strict" | "yes" | "no" | "liar" | "silent";

/** False accepts and false rejects of Llama-3.1-8B on HumanEval (arXiv 2603.00539): with its own fix run, and asked to explain. */
export const reviewerRates: Readonly<Record<"honest" | "strict", { readonly falseAccept: number; readonly falseReject: number }>> = {
  honest: { falseAccept: 0.061, falseReject: 0.274 },
  strict: { falseAccept: 0.067, falseReject: 0.866 },
};

export interface World {
  readonly seed: number;
  readonly tasks: number;
  readonly shape: "chain" | "wide" | "random";
  /** Mean chance that one attempt of the weak model at a task is right. */
  readonly p: number;
  /** Of the Beta distribution that each task's own chance is drawn from. */
  readonly concentration: number;
  /** The same mean for the strong model; a task keeps its rank. */
  readonly strongP: number;
  /** Share of tasks that nobody can do. */
  readonly impossible: number;
  /** The gate's false accepts and false rejects. */
  readonly alpha: number;
  readonly beta: number;
  /** Chance that the Fixer, shown the findings, repairs a miss. */
  readonly repair: number;
  readonly strongRepair: number;
  readonly reviewer: ReviewerKind;
}

export const standard: World = {
  seed: 1,
  tasks: 24,
  shape: "random",
  p: 0.5,
  concentration: 4,
  strongP: 0.9,
  impossible: 0,
  alpha: 0.02,
  beta: 0.01,
  repair: 0.3,
  strongRepair: 0.5,
  reviewer: "honest",
};

/** What is assumed of the rest. */
export const assumptions = {
  /** A fresh attempt with another prompt or model sees a task anew with this chance: else it is as hard as before. */
  freshIndependent: 0.5,
  /** The Fixer leaves what is right as it is with this chance. */
  keepsRight: 0.95,
  /** Kinds of failure that a wrong attempt at a task shows; the same kind twice is the same failure. */
  failureKinds: 4,
  /** A Planner asked to split hands in something valid. */
  splitsValidly: 0.8,
  /** A rejection brings a counterexample. */
  bringsCounterexample: 0.7,
  /** Of counterexamples to a change that is wrong: proven, or shown; the rest are refuted. */
  provenOfWrong: 0.25,
  shownOfWrong: 0.25,
  /** Of counterexamples to one that is right: shown, since the test itself asserts something wrong. */
  shownOfRight: 0.1,
  /** The same for a liar, who writes tests that cannot pass. */
  shownOfLiar: 0.5,
  /** A single agent that goes on in one conversation sees its own errors, and is right so much less often. */
  ownErrors: 0.7,
  callMs: { search: 20_000, plan: 40_000, attempt: 90_000, review: 30_000, gate: 8_000, integrate: 4_000 },
  /** Tokens of a session: read in, and written. */
  tokens: { search: 9_000, plan: 14_000, attempt: 16_000, review: 9_000 },
} as const;
