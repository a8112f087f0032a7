// The healing ladder: Fixer, fresh attempt, split, stronger model, pivot, honest stop. After a failure without new
// evidence the distribution is changed, not resampled; what the plan got wrong goes to the Planner. It only chooses.
import type { Limits } from "./settings.ts";
import type { AttemptRecord, LadderStep, NextStep } from "./task-record.ts";

/** What no configuration raises. */
export const ladderBounds = {
  /** How often a task may be replaced by others, and they by others again. */
  depthMax: 2,
  /** Attempts on one model before a stronger one is asked, if there is one. */
  missesPerLevelMax: 3,
  /** Corrections of one task's card. */
  mendsPerTaskMax: 1,
  pivotsPerTaskMax: 2,
  /** Times that the Planner is asked for what a pivot chose, if its answers are refused. */
  plansPerPivotMax: 2,
  /** Tasks that may take the place of one. */
  replacementsMax: 6,
  /** Merged tasks that a pivot offers to go back to. */
  upstreamMax: 3,
  /** Reversals of trunk in a mission. */
  reversalsMax: 3,
  /** Times that a mission waits for the user's word. */
  questionsMax: 3,
} as const;

/** All that the next rung depends on. */
export interface Situation {
  readonly attempts: readonly AttemptRecord[];
  readonly steps: readonly LadderStep[];
  /** There is a change that a Fixer can start from. */
  readonly repairable: boolean;
  readonly limits: Pick<Limits, "attemptsPerTaskMax" | "fixerRoundsMax">;
  /** Stronger models that have not been tried yet. */
  readonly escalationsLeft: number;
  /** What the plan got wrong, as far as the findings tell; null if nothing. */
  readonly planFault: string | null;
  /** Why the task cannot be split; null if it can. */
  readonly unsplittable: string | null;
}

/** Attempts that say something of the task: what a provider broke, or what was called off, does not. */
export function countedAttempts(attempts: readonly AttemptRecord[]): readonly AttemptRecord[] {
  return attempts.filter((attempt) => attempt.end !== "blocked" && attempt.end !== "called-off");
}

/** The rung after the last attempt, or after the last question, neither of which brought the task through. */
export function nextRung(situation: Situation): NextStep {
  const { attempts, limits, repairable, escalationsLeft, planFault } = situation;
  const counted = countedAttempts(attempts);
  const last = counted.at(-1);
  if (last === undefined) return { rung: "attempt", role: "coder", why: "first try" };
  const left = limits.attemptsPerTaskMax - counted.length;
  if (planFault !== null && left > 0 && timesAsked(situation, "replan") < ladderBounds.mendsPerTaskMax) {
    return { rung: "replan", role: "planner", way: "mend", upstream: null, why: `the plan seems to be wrong: ${planFault}` };
  }
  const stretch = counted.slice(counted.findLastIndex((attempt) => attempt.rung !== "fixer"));
  const rounds = stretch.filter((attempt) => attempt.rung === "fixer").length;
  const repeated = isRepeated(stretch);
  const onThisLevel = counted.slice(Math.max(0, counted.findLastIndex((attempt) => attempt.rung === "escalate")));
  // A stronger model is worth more than one more round of a weaker one: most of the attempts are kept for it.
  const spare = left > 0 && (escalationsLeft === 0 || onThisLevel.length < ladderBounds.missesPerLevelMax);
  if (repairable && spare && repeated === null && rounds < limits.fixerRoundsMax) {
    return { rung: "fixer", role: "fixer", why: `to repair: ${last.message}` };
  }
  const cause = left <= 0 ? `${counted.length} attempts are used up` : reasonToLeave(repairable, repeated, rounds);
  if (spare && !onThisLevel.some((attempt) => attempt.rung === "fresh")) {
    return { rung: "fresh", role: "coder", why: `a fresh try, since ${cause}` };
  }
  return aboveAttempts(situation, cause, left, last);
}

/** The rungs that cost more than another try on the same terms. */
function aboveAttempts(situation: Situation, cause: string, left: number, last: AttemptRecord): NextStep {
  const { escalationsLeft, unsplittable, steps } = situation;
  if (unsplittable === null && timesAsked(situation, "split") === 0) {
    return { rung: "split", role: "planner", way: "split", upstream: null, why: `smaller tasks may come through, since ${cause}` };
  }
  if (escalationsLeft > 0 && left > 0) {
    return { rung: "escalate", role: "coder", why: `a stronger model, since ${cause}` };
  }
  const pivots = timesAsked(situation, "pivot");
  const answered = steps.findLast((step) => step.rung === "pivot");
  if (pivots < ladderBounds.pivotsPerTaskMax && answered?.choice !== "") {
    return { rung: "pivot", role: "orchestrator", why: `the ladder is climbed: ${cause}; last: ${last.message}` };
  }
  return { rung: "stop", role: null, why: `${cause}, and the ladder is climbed; last: ${last.message}` };
}

function timesAsked({ steps }: Situation, rung: LadderStep["rung"]): number {
  return steps.filter((step) => step.rung === rung).length;
}

/**
 * Why more of the same is not worth asking for: within a change and its repairs, a failure or a tree came back, as with
 * a Fixer that undoes and redoes. What failed before a fresh start says nothing of the repairs of what came after it.
 */
function isRepeated(stretch: readonly AttemptRecord[]): string | null {
  const last = stretch.at(-1);
  if (last === undefined) return null;
  for (const attempt of stretch.slice(0, -1)) {
    if (last.signature !== "" && attempt.signature === last.signature) return "the same failure came twice";
    if (last.tree !== null && attempt.tree === last.tree) return "the repair came back to what was refused before";
  }
  return null;
}

function reasonToLeave(repairable: boolean, repeated: string | null, rounds: number): string {
  if (!repairable) return "there is no change to repair";
  if (repeated === null && rounds === 0) return "no round of repair is left for it";
  return repeated ?? `${rounds} rounds of repair did not mend it`;
}
