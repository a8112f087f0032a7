// What a writer does at a task, drawn by seed with the fast rig's chances: the right content, or one of the ways to be
// wrong. A deed depends on task and attempt alone, so that all calls of a session agree.
import { difficulty } from "../method/difficulty.ts";
import { draw, keyOf } from "../method/draws.ts";
import { assumptions, reviewerRates, type World } from "../method/world.ts";
import type { Errors } from "./errors.ts";

/** What a gate of visible tests can see. */
export const plainDeeds = ["plain mutant", "off target", "malformed", "lazy", "over-long"] as const;
export type Deed = "right" | "hidden mutant" | (typeof plainDeeds)[number];

const stream = { rank: 1, again: 3, rankAgain: 4, attempt: 5, kind: 7, review: 8, brings: 9, looped: 13, hidden: 14 } as const;

export class Deeds {
  private readonly world: World;
  private readonly mission: number;
  private readonly errors: ReadonlyMap<string, Errors>;
  /** Share of tasks with an error that only held-out tests see. */
  private readonly withHidden: number;
  private readonly done = new Map<string, Deed>();

  constructor(world: World, mission: number, errors: ReadonlyMap<string, Errors>) {
    this.world = world;
    this.mission = mission;
    this.errors = errors;
    this.withHidden = [...errors.values()].filter(({ hiddenMutant }) => hiddenMutant !== null).length / Math.max(1, errors.size);
  }

  private draw(what: number, task: string, ...more: readonly number[]): number {
    return draw(this.world.seed, this.mission, what, keyOf(task), ...more);
  }

  private chance(task: string, isAnew: boolean, isStrong: boolean): number {
    const { p, strongP, concentration } = this.world;
    const again = isAnew && this.draw(stream.again, task) < assumptions.freshIndependent;
    return difficulty(isStrong ? strongP : p, concentration)(this.draw(again ? stream.rankAgain : stream.rank, task));
  }

  coder(task: string, attempt: number, isStrong: boolean): Deed {
    return this.note(task, attempt, this.draw(stream.attempt, task, attempt) < this.chance(task, attempt > 1 && !isStrong, isStrong));
  }

  fixer(task: string, attempt: number, isStrong: boolean): Deed {
    const { repair, strongRepair } = this.world;
    const chance = this.isRight(task, attempt - 1) ? assumptions.keepsRight : isStrong ? strongRepair : repair;
    return this.note(task, attempt, this.draw(stream.attempt, task, attempt) < chance);
  }

  /** Of one agent in one conversation: the first round as the Coder's, later ones held back by its own errors. */
  looped(task: string, round: number): Deed {
    if (round === 1) return this.coder(task, 1, false);
    const isRight = this.draw(stream.looped, task, round) < this.chance(task, false, false) * assumptions.ownErrors;
    return isRight ? "right" : this.wrong(task, round);
  }

  /** Of one of several tries in sessions of their own, which know nothing of each other. */
  afresh(task: string, attempt: number): Deed {
    return this.note(task, attempt, this.draw(stream.attempt, task, attempt) < this.chance(task, false, false));
  }

  isRight(task: string, attempt: number): boolean {
    return this.done.get(`${task} ${attempt}`) === "right";
  }

  rejects(task: string, attempt: number): boolean {
    const { falseAccept, falseReject } = reviewerRates.honest;
    return this.draw(stream.review, task, attempt) < (this.isRight(task, attempt) ? falseReject : 1 - falseAccept);
  }

  /** A rejection of what is wrong is proven with the share of counterexamples that the fast rig assumes. */
  proves(task: string, attempt: number): boolean {
    const share = assumptions.bringsCounterexample * assumptions.provenOfWrong;
    return !this.isRight(task, attempt) && this.draw(stream.brings, task, attempt) < share;
  }

  private note(task: string, attempt: number, isRight: boolean): Deed {
    const deed = isRight ? "right" : this.wrong(task, attempt);
    this.done.set(`${task} ${attempt}`, deed);
    return deed;
  }

  /** Of all tasks' wrong attempts, the world's share is what visible tests let through; it falls on tasks that have such. */
  private wrong(task: string, attempt: number): Deed {
    const { hiddenMutant, plainMutant } = this.errors.get(task) ?? { hiddenMutant: null, plainMutant: null };
    if (hiddenMutant !== null && this.draw(stream.hidden, task, attempt) < this.world.alpha / this.withHidden) return "hidden mutant";
    const deed = plainDeeds[Math.floor(this.draw(stream.kind, task, attempt) * plainDeeds.length)] ?? "lazy";
    return deed === "plain mutant" && plainMutant === null ? "lazy" : deed;
  }
}
