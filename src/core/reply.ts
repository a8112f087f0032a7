// What the roles hand in, as data. Schemas that check them are in agents/; the Planner's reply is a `Plan`.
import type { Plan } from "./plan.ts";

/** A place in the repository that matters for the goal. */
export interface Place {
  readonly path: string;
  /** First and last line, from 1; null for the whole file. */
  readonly lines: readonly [number, number] | null;
  readonly symbols: readonly string[];
  readonly why: string;
}

/** The Searcher's filtered brief. `places` are ranked, best first. */
export interface Brief {
  readonly summary: string;
  readonly places: readonly Place[];
  readonly notes: readonly string[];
  /** All files that the goal needs changed, if one writer can do it alone; empty, or undefined in older journals, if not. */
  readonly writes?: readonly string[];
  /** Commands that show that the goal is reached, where `writes` names files. */
  readonly checks?: readonly string[];
}

/** A path outside the task's declared writes that the writer cannot do without. */
export interface Need {
  readonly path: string;
  readonly why: string;
}

/** The Coder's and the Fixer's reply. The files themselves are read from the slot, never from here. */
export interface Work {
  readonly summary: string;
  readonly files: readonly string[];
  readonly needs: readonly Need[];
}

/** How to see that a concern is real: a command or a test, with what should happen and what happens. */
export interface Counterexample {
  readonly command: string | null;
  readonly path: string | null;
  readonly content: string | null;
  readonly expected: string;
  readonly actual: string;
  /** Whole files with which it does not fail any more; empty if the reviewer offers no fix. */
  readonly fix: readonly FixedFile[];
}

export interface FixedFile {
  readonly path: string;
  readonly content: string;
}

export interface Concern {
  readonly file: string | null;
  readonly line: number | null;
  readonly problem: string;
  readonly counterexample: Counterexample | null;
}

export interface Review {
  readonly verdict: "approve" | "reject";
  readonly concerns: readonly Concern[];
}

/** The Orchestrator's answer at a pivot: the key of a listed way out, and why. */
export interface Choice {
  readonly choice: string;
  readonly reason: string;
}

/** Reply by role. In the user's own session the Orchestrator hands nothing in: it calls the `mission` tool. */
export interface ReplyOf {
  readonly orchestrator: Choice;
  readonly searcher: Brief;
  readonly planner: Plan;
  readonly coder: Work;
  readonly fixer: Work;
  readonly reviewer: Review;
}
