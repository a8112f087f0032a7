// The healing ladder: Fixer with the findings, then a fresh attempt, then an honest stop. After a failure without new
// evidence the distribution is changed, not resampled: the same failure twice skips to the next rung.
import type { Rung } from "./effect.ts";
import type { WriterRole } from "./ids.ts";
import type { AttemptRecord } from "./mission.ts";
import type { Limits } from "./settings.ts";

export type NextRung =
  | { readonly rung: Rung; readonly role: WriterRole; readonly why: string }
  | { readonly rung: "stop"; readonly why: string };

/** Attempts that say something of the task: a provider's failure does not. */
export function countedAttempts(attempts: readonly AttemptRecord[]): readonly AttemptRecord[] {
  return attempts.filter((attempt) => attempt.end !== "blocked");
}

/**
 * The rung after the last of `attempts`, which failed. `repairable` says that there is a change to repair: without
 * one the Fixer has nothing to hold on to.
 */
export function nextRung(
  attempts: readonly AttemptRecord[],
  repairable: boolean,
  limits: Pick<Limits, "attemptsPerTaskMax" | "fixerRoundsMax">,
): NextRung {
  const counted = countedAttempts(attempts);
  const last = counted.at(-1);
  if (last === undefined) return { rung: "attempt", role: "coder", why: "first try" };
  if (counted.length >= limits.attemptsPerTaskMax) {
    return { rung: "stop", why: `${counted.length} attempts are used up; last: ${last.message}` };
  }
  const fixerRounds = counted.length - 1 - counted.findLastIndex((attempt) => attempt.rung !== "fixer");
  const earlier = counted.at(-2);
  const repeated = last.signature !== "" && earlier?.signature === last.signature;
  if (repairable && !repeated && fixerRounds < limits.fixerRoundsMax) {
    return { rung: "fixer", role: "fixer", why: `to repair: ${last.message}` };
  }
  const cause = reasonToLeave(repairable, repeated, fixerRounds);
  if (!counted.some((attempt) => attempt.rung === "fresh")) {
    return { rung: "fresh", role: "coder", why: `a fresh try, since ${cause}` };
  }
  return { rung: "stop", why: `${cause}, and a fresh try was made already; last: ${last.message}` };
}

function reasonToLeave(repairable: boolean, repeated: boolean, fixerRounds: number): string {
  if (!repairable) return "there is no change to repair";
  if (repeated) return "the same failure came twice";
  return `${fixerRounds} rounds of repair did not mend it`;
}
