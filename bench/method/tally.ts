// Many missions of one arm in one world, counted.
import { clopperPearson, type Interval } from "../gate/interval.ts";
import type { Arm } from "./arms.ts";
import type { World } from "./world.ts";

export interface Share {
  readonly hits: number;
  readonly of: number;
  readonly share: number;
  readonly interval: Interval;
}

export interface Tally {
  readonly missions: number;
  readonly allRight: Share;
  readonly silentlyWrong: Share;
  readonly honestStop: Share;
  /** Of tasks, in all missions. */
  readonly wrongTasks: Share;
  readonly impossibleMerged: number;
  readonly weakCallsPerTask: number;
  readonly strongCallsPerTask: number;
  readonly tokensPerTask: number;
  /** Median over the missions that came through; null where nothing runs side by side. */
  readonly makespan: number | null;
}

export function tally(arm: Arm, world: World, missions: number): Tally {
  let [right, silent, wrong, impossible, weak, strong, tokens] = [0, 0, 0, 0, 0, 0, 0];
  const makespans: number[] = [];
  for (let mission = 0; mission < missions; mission += 1) {
    const outcome = arm(world, mission);
    right += Number(outcome.allRight);
    silent += Number(outcome.silentlyWrong);
    wrong += outcome.wrongTasks;
    impossible += outcome.impossibleMerged;
    weak += outcome.weakCalls;
    strong += outcome.strongCalls;
    tokens += outcome.tokens;
    if (outcome.makespan !== null) makespans.push(outcome.makespan);
  }
  const tasks = missions * world.tasks;
  makespans.sort((left, other) => left - other);
  return {
    missions,
    allRight: shareOf(right, missions),
    silentlyWrong: shareOf(silent, missions),
    honestStop: shareOf(missions - right - silent, missions),
    wrongTasks: shareOf(wrong, tasks),
    impossibleMerged: impossible,
    weakCallsPerTask: weak / tasks,
    strongCallsPerTask: strong / tasks,
    tokensPerTask: tokens / tasks,
    makespan: makespans[Math.floor(makespans.length / 2)] ?? null,
  };
}

export function shareOf(hits: number, of: number): Share {
  return { hits, of, share: of === 0 ? 0 : hits / of, interval: clopperPearson(hits, of) };
}
