// What reviewers say, and what came of it when it was run.
import type { Concern } from "./reply.ts";

/**
 * What became of a concern's counterexample. `proven`: it fails on the change, and with the reviewer's fix it passes,
 * as does the gate. `shown`: it fails on the change, and that is all that is known. `refuted`: it does not fail, or
 * cannot be run. `untried`: there is none.
 */
export interface Trial {
  readonly outcome: "proven" | "shown" | "refuted" | "untried";
  /** What was run; null if nothing was. */
  readonly command: string | null;
  /** Why it counts as this. */
  readonly why: string;
  /** The end of its output, at most 7 lines. */
  readonly excerpt: string | null;
}

/** A reviewer's concern, and what its counterexample showed. */
export interface Judged {
  readonly concern: Concern;
  readonly trial: Trial;
}

/** A counterexample that was proven before, run once more. */
export interface Rerun {
  readonly passes: boolean;
  readonly why: string;
}
