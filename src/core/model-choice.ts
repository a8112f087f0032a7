// Which model is asked. A role's list goes from cheap to strong: the first does the work, one between lends a fresh
// attempt another mind, and the last ones are kept for escalation. The rule decides, never a model's own word.
import type { AttemptRung } from "./effect.ts";
import type { ModelRef, ModelRole } from "./ids.ts";
import type { MissionState } from "./mission.ts";
import type { Settings } from "./settings.ts";

/** Position of the first model that only an escalation reaches: with two models the second, with more the third. */
function firstStronger(list: readonly ModelRef[]): number {
  return list.length > 2 ? 2 : 1;
}

/** How often work of this role can be escalated. */
export function escalationsOf(settings: Settings, role: ModelRole): number {
  const list = settings.models[role];
  return Math.max(0, list.length - firstStronger(list));
}

/** `level` is how often the task was escalated; null means the model of the user's session. */
export function modelFor(settings: Settings, role: ModelRole, rung: AttemptRung = "attempt", level = 0): ModelRef | null {
  const list = settings.models[role];
  if (level > 0) return list[Math.min(firstStronger(list) + level, list.length) - 1] ?? null;
  return (rung === "fresh" && list.length > 2 ? list[1] : list[0]) ?? null;
}

/**
 * The model of a task's n-th reviewer (from 1): the n-th of the list that did not write the change, and round again when
 * there are fewer. Nobody sees their own mistakes well; with no other model configured, the first one reviews.
 */
export function reviewerModel(settings: Settings, reviewer: number, writer: ModelRef | null): ModelRef | null {
  const others = settings.models.reviewer.filter((model) => model !== writer);
  return others[(reviewer - 1) % others.length] ?? modelFor(settings, "reviewer");
}

/** The model that wrote most of what is merged; of equals the one that was merged first. */
export function usualWriter(tasks: MissionState["tasks"]): ModelRef | null {
  const merges = new Map<ModelRef | null, number>();
  for (const { attempts } of tasks.values()) {
    const merged = attempts.findLast(({ end }) => end === "merged");
    if (merged !== undefined) merges.set(merged.model, (merges.get(merged.model) ?? 0) + 1);
  }
  let usual: ModelRef | null = null;
  let most = 0;
  for (const [model, count] of merges) {
    if (count > most) [usual, most] = [model, count];
  }
  return usual;
}
