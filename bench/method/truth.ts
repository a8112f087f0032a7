// What is true of a world's tasks, which nobody in it knows: whether a change is right. A change's commit stands for it.
import type { AttemptEffect } from "../../src/core/effect.ts";
import { draw, keyOf } from "./draws.ts";
import { difficulty, type Difficulty } from "./difficulty.ts";
import { assumptions, type World } from "./world.ts";

export const [weak, strong] = ["rig/weak", "rig/strong"] as const;

/** Streams of chance, so that one draw never decides two things. */
export const stream = { rank: 1, impossible: 2, again: 3, rankAgain: 4, attempt: 5, gate: 6, kind: 7, review: 8, trial: 9, split: 10, pivot: 11, duration: 12 } as const;

export class Truth {
  readonly world: World;
  readonly mission: number;
  private readonly weakly: Difficulty;
  private readonly strongly: Difficulty;
  private readonly right = new Map<string, boolean>();
  /** Into how many parts a task's own task was split, all splits together. */
  private readonly parts = new Map<string, { readonly root: string; readonly parts: number }>();

  constructor(world: World, mission: number) {
    this.world = world;
    this.mission = mission;
    this.weakly = difficulty(world.p, world.concentration);
    this.strongly = difficulty(world.strongP, world.concentration);
  }

  draw(what: number, task: string, ...more: readonly number[]): number {
    return draw(this.world.seed, this.mission, what, keyOf(task), ...more);
  }

  isImpossible(task: string): boolean {
    return this.draw(stream.impossible, this.originOf(task).root) < this.world.impossible;
  }

  private originOf(task: string): { readonly root: string; readonly parts: number } {
    return this.parts.get(task) ?? { root: task, parts: 1 };
  }

  /** `tasks` take the place of `parent`: together they are as hard as it was. */
  split(parent: string, tasks: readonly string[]): void {
    const { root, parts } = this.originOf(parent);
    for (const task of tasks) this.parts.set(task, { root, parts: parts * tasks.length });
  }

  /** Chance that one attempt from nothing is right. `isAnew` for another prompt, which may see the task otherwise. */
  chance(task: string, model: string, isAnew: boolean): number {
    const { root, parts } = this.originOf(task);
    if (this.isImpossible(root)) return 0;
    const again = isAnew && this.draw(stream.again, root) < assumptions.freshIndependent;
    const rank = this.draw(again ? stream.rankAgain : stream.rank, root);
    return (model === strong ? this.strongly : this.weakly)(rank) ** (1 / parts);
  }

  attempt({ task, role, rung, model, attempt, carry }: AttemptEffect): boolean {
    const luck = this.draw(stream.attempt, task.id, attempt);
    if (role === "coder") return luck < this.chance(task.id, model ?? weak, rung === "fresh");
    if (this.isImpossible(task.id)) return false;
    return luck < (carry !== null && this.isRight(carry.commit) ? assumptions.keepsRight : model === strong ? this.world.strongRepair : this.world.repair);
  }

  mark(commit: string, isRight: boolean): void {
    this.right.set(commit, isRight);
  }

  isRight(commit: string): boolean {
    return this.right.get(commit) ?? false;
  }
}
