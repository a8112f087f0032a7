// Checks the plan that shall take the place of a task, and puts it in order: ids that are free, edges that lead
// somewhere, and all that the task had promised and was held to. It words faults for a model, and changes no state.
import type { ReplanEffect } from "./effect.ts";
import { ladderBounds } from "./heal.ts";
import { orderGraph } from "./plan-order.ts";
import type { Plan, PlanProblem, Provision, Task } from "./plan.ts";
import { validatePlan, type PlanCheck, type PlanRules } from "./plan-validation.ts";
import type { ReplanWay } from "./question.ts";

/** What the replacement is held to: the parts of the question that it answers. */
export type Replaced = Pick<ReplanEffect, "task" | "way" | "subtree" | "others" | "taken" | "tasksMax">;

const tasksLeast: Readonly<Record<ReplanWay, number>> = { mend: 1, split: 2, subtree: 1, interface: 1 };

export function checkReplacement(plan: Plan, replaced: Replaced, rules: PlanRules): PlanCheck {
  const { task, way, tasksMax } = replaced;
  const count = plan.tasks.length;
  if (count < tasksLeast[way]) return refuse("tasks", `At least ${tasksLeast[way]} tasks are wanted in place of ${task.id}; split it.`);
  if (count > tasksMax) return refuse("tasks", `At most ${tasksMax} ${tasksMax === 1 ? "task is" : "tasks are"} allowed in place of ${task.id}.`);
  const renamed = count === 1 && way === "mend" ? keepId(plan, task.id) : freeIds(plan, replaced.taken);
  const outside = new Set(replaced.others.map(({ id }) => id));
  const inside = new Set(renamed.tasks.map(({ id }) => id));
  const own = renamed.tasks.map((one) => ({ ...one, dependsOn: one.dependsOn.filter((id) => inside.has(id) || !outside.has(id)) }));
  const checked = validatePlan({ ...renamed, tasks: own }, rules);
  if (!checked.ok) return checked;
  const tasks = checked.plan.tasks.map((one, index) => {
    const given = renamed.tasks[index]?.dependsOn.filter((id) => outside.has(id) && !inside.has(id)) ?? [];
    return { ...one, dependsOn: [...new Set([...task.dependsOn, ...one.dependsOn, ...given])] };
  });
  return inherit({ ...checked.plan, tasks }, replaced, checked.notes);
}

function refuse(where: string, message: string): PlanCheck {
  return { ok: false, problems: [{ where, message }] };
}

/** One card in place of another is the same task, corrected, whatever it is called. */
function keepId(plan: Plan, id: string): Plan {
  return { ...plan, tasks: plan.tasks.map((one) => ({ ...one, id, dependsOn: one.dependsOn.filter((other) => other !== one.id && other !== id) })) };
}

/** Ids that the mission has already are told apart by a number, here and where the new tasks name each other. */
export function freeIds(plan: Plan, taken: readonly string[]): Plan {
  const used = new Set([...taken, ...plan.tasks.map(({ id }) => id)]);
  const names = new Map<string, string>();
  for (const { id } of plan.tasks) {
    if (!taken.includes(id) || names.has(id)) continue;
    let free = id;
    for (let number = 2; used.has(free); number += 1) free = `${id.slice(0, 56)}-${number}`;
    used.add(free);
    names.set(id, free);
  }
  const nameOf = (id: string) => names.get(id) ?? id;
  return { ...plan, tasks: plan.tasks.map((one) => ({ ...one, id: nameOf(one.id), dependsOn: one.dependsOn.map(nameOf) })) };
}

/** The last task waits for all others and is held to what the replaced one was; what others count on is provided. */
function inherit(plan: Plan, { task, way, subtree }: Replaced, notes: readonly string[]): PlanCheck {
  const says = [task, ...subtree].some(({ checks }) => checks.length > 0);
  if ((way === "mend" || way === "subtree") && says && !plan.tasks.some(({ checks, proof }) => checks.length > 0 || proof !== null)) {
    return refuse("tasks[0].checks", `${task.id} had checks; give at least one that can pass.`);
  }
  if (way === "mend" && plan.tasks.length === 1) return { ok: true, plan, notes };
  const positions = new Map(plan.tasks.map(({ id }, index) => [id, index]));
  const graph = plan.tasks.map((one) => one.dependsOn.flatMap((id) => positions.get(id) ?? []));
  const lastIndex = orderGraph(graph, 1).order.at(-1) ?? 0;
  // What is new about a replanned subtree is its whole, so only a split promises what its parent did.
  const promised = way === "subtree" || way === "mend" ? [] : task.provides;
  const tasks = plan.tasks.map((one, index) => (index === lastIndex ? asLast(one, plan.tasks, [task, ...subtree], way) : one));
  const homeless = promised.filter((provision) => !tasks.some((one) => one.writes.includes(provision.path)));
  if (homeless.length > 0) return { ok: false, problems: homeless.map((provision) => noHome(provision, task)) };
  return { ok: true, plan: { ...plan, tasks: withProvisions(tasks, promised) }, notes };
}

function asLast(last: Task, all: readonly Task[], replaced: readonly Task[], way: ReplanWay): Task {
  const others = all.map(({ id }) => id).filter((id) => id !== last.id);
  const waits = { ...last, dependsOn: [...new Set([...last.dependsOn, ...others])] };
  // A plan that is wrong may have been wrong in these: a new one says its own.
  if (way === "mend" || way === "subtree") return waits;
  return {
    ...waits,
    acceptance: [...new Set([...last.acceptance, ...replaced.flatMap(({ acceptance }) => acceptance)])],
    checks: [...new Set([...last.checks, ...replaced.flatMap(({ checks }) => checks)])],
    proof: last.proof ?? replaced[0]?.proof ?? null,
  };
}

function noHome({ path, name }: Provision, task: Task): PlanProblem {
  return { where: "tasks", message: `${task.id} provides "${name}" from ${path}, which no task writes; let one of them write and provide it.` };
}

/** A promise that nobody took up is the last writer's of its file. */
function withProvisions(tasks: readonly Task[], promised: readonly Provision[]): readonly Task[] {
  const kept = new Set(tasks.flatMap((one) => one.provides.map(({ path, name }) => `${path}#${name}`)));
  const open = promised.filter(({ path, name }) => !kept.has(`${path}#${name}`));
  return tasks.map((one, index) => {
    const more = open.filter(({ path }) => index === tasks.findLastIndex((other) => other.writes.includes(path)));
    return more.length === 0 ? one : { ...one, provides: [...one.provides, ...more] };
  });
}

/** Tasks that a replacement may have: few, within the mission's bound, and one where no split is allowed any more. */
export function replacementsMax(depth: number, roomForTasks: number, subtreeSize: number): number {
  if (depth >= ladderBounds.depthMax) return 1;
  return Math.max(1, Math.min(ladderBounds.replacementsMax + subtreeSize, roomForTasks));
}

/** One line for each attempt, for whoever is asked what to do next. */
export function triedLines(
  attempts: readonly { readonly attempt: number; readonly rung: string; readonly end: string; readonly message: string }[],
): string[] {
  return attempts.map(({ attempt, rung, end, message }) => `attempt ${attempt} (${rung}): ${end}${message === "" ? "" : `, ${message}`}`);
}
