// The plan: what a Planner hands in, and the shape that the kernel runs. Checking it is in plan-validation.ts.
import type { TaskId } from "./ids.ts";

/** Something a task exports, with its signature: siblings code against it, and the gate holds the task to it. */
export interface Provision {
  readonly path: string;
  readonly name: string;
  /** For people and models, as in `(token: string) => Claims | null`; empty if unknown. */
  readonly signature: string;
}

/** What sort of work it is; durations are averaged by it, and prompts name it. */
export const taskKinds = ["code", "test", "docs", "config"] as const;
export type TaskKind = (typeof taskKinds)[number];

/** One node of the graph: small and verifiable. All paths are relative to the repository, with forward slashes. */
export interface Task {
  readonly id: TaskId;
  readonly title: string;
  readonly instruction: string;
  readonly kind: TaskKind;
  readonly dependsOn: readonly TaskId[];
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly provides: readonly Provision[];
  readonly acceptance: readonly string[];
  /** Commands that must succeed on the change, as in `node --test test/token.test.js`; no shell is involved. */
  readonly checks: readonly string[];
  /** A command that must fail before the change and succeed after it. */
  readonly proof: string | null;
}

export interface Plan {
  readonly summary: string;
  readonly assumptions: readonly string[];
  /** Commands for the finished trunk. */
  readonly verify: readonly string[];
  readonly tasks: readonly Task[];
}

/** A fault in a plan, worded so that a model can mend it. */
export interface PlanProblem {
  /** `tasks[3].dependsOn[0]`, or `plan`. */
  readonly where: string;
  readonly message: string;
}
