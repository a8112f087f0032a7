// What arithmetic says of the plain arms. Tasks are independent and their chances are known by
// distribution, so a mission's chance is a task's, to the power of their number.
import { difficulty } from "./difficulty.ts";
import type { World } from "./world.ts";

const points = 4_000;

export interface TaskChances {
  /** Accepted and right. */
  readonly right: number;
  /** Accepted and wrong. */
  readonly wrong: number;
}

/** Up to `tries` independent attempts, the first that the gate accepts counts: `a (1 − r^R) / (1 − r)`, averaged over tasks. */
export function bestOfChances(world: World, mean: number, tries: number): TaskChances {
  const { alpha, beta, concentration, impossible } = world;
  const chanceOf = difficulty(mean, concentration);
  let [right, wrong] = [0, 0];
  for (let point = 0; point < points; point += 1) {
    const p = chanceOf((point + 0.5) / points);
    right += firstAccepted(p * (1 - beta), (1 - p) * alpha, tries);
    wrong += firstAccepted((1 - p) * alpha, p * (1 - beta), tries);
  }
  const possible = 1 - impossible;
  return { right: (possible * right) / points, wrong: (possible * wrong) / points + impossible * firstAccepted(alpha, 0, tries) };
}

function firstAccepted(wanted: number, other: number, tries: number): number {
  const neither = 1 - wanted - other;
  return neither >= 1 ? 0 : (wanted * (1 - neither ** tries)) / (1 - neither);
}

export function allRight({ right }: TaskChances, tasks: number): number {
  return right ** tasks;
}

/** Every task is accepted, and not all of them are right. */
export function silentlyWrong({ right, wrong }: TaskChances, tasks: number): number {
  return (right + wrong) ** tasks - right ** tasks;
}

/** The false accepts that a gate may have, so that all of `tasks` accepted ones are right with this chance. */
export function alphaFor(p: number, beta: number, tasks: number, allRightShare: number): number {
  return (1 - beta) * (p / (1 - p)) * (Math.log(1 / allRightShare) / tasks);
}
