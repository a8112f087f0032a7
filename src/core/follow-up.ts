// The one round of tasks that proven counterexamples against the whole may open: what its plan is held to, and how its
// tasks join the mission. The last of them is held to the counterexamples, whose tests are part of it.
import type { Change } from "./change.ts";
import { concernFinding } from "./counterexamples.ts";
import type { FollowUpEffect } from "./effect.ts";
import { ladderBounds } from "./heal.ts";
import { newTaskRecord, type Judged, type MissionState, type TaskRecord } from "./mission.ts";
import { orderGraph } from "./plan-order.ts";
import type { Plan, PlanProblem } from "./plan.ts";
import { validatePlan, type PlanCheck, type PlanRules } from "./plan-validation.ts";
import { freeIds } from "./replacement.ts";
import { addTasks, roomForTasks } from "./replacing.ts";

export function followUpTasksMax(state: MissionState): number {
  return Math.min(ladderBounds.replacementsMax, roomForTasks(state));
}

type Asked = Pick<FollowUpEffect, "counterexamples" | "others" | "taken" | "tasksMax">;

/** The last task of a plan that passes waits for all the others. */
export function checkFollowUp(plan: Plan, asked: Asked, rules: PlanRules): PlanCheck {
  const { tasksMax, taken, others } = asked;
  if (plan.tasks.length > tasksMax) {
    const message = `At most ${tasksMax} ${tasksMax === 1 ? "task is" : "tasks are"} allowed here.`;
    return { ok: false, problems: [{ where: "tasks", message }] };
  }
  const renamed = freeIds(plan, taken);
  // What is merged need not be waited for, and who names it means no harm.
  const merged = new Set(others.map(({ id }) => id));
  const inside = new Set(renamed.tasks.map(({ id }) => id));
  const tasks = renamed.tasks.map((task) => ({ ...task, dependsOn: task.dependsOn.filter((id) => inside.has(id) || !merged.has(id)) }));
  const checked = validatePlan({ ...renamed, verify: [], tasks }, rules);
  if (!checked.ok) return checked;
  const ordered = withLast(checked.plan);
  const problems = foreignTests(ordered, asked);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, plan: ordered, notes: checked.notes };
}

function withLast(plan: Plan): Plan {
  const positions = new Map(plan.tasks.map(({ id }, index) => [id, index]));
  const graph = plan.tasks.map(({ dependsOn }) => dependsOn.flatMap((id) => positions.get(id) ?? []));
  const last = orderGraph(graph, 1).order.at(-1) ?? 0;
  const others = plan.tasks.filter((_task, index) => index !== last).map(({ id }) => id);
  return { ...plan, tasks: plan.tasks.map((task, index) => (index === last ? { ...task, dependsOn: [...new Set([...task.dependsOn, ...others])] } : task)) };
}

/** A test that the counterexamples bring is the last task's: another one that wrote it could make it say anything. */
function foreignTests({ tasks }: Plan, { counterexamples }: Asked): PlanProblem[] {
  const brought = testPathsOf(counterexamples);
  return tasks.flatMap((task, index) => {
    if (task === lastOf(tasks)) return [];
    return brought
      .filter((path) => task.writes.includes(path))
      .map((path) => ({ where: `tasks[${index}].writes`, message: `${path} is the counterexample's test, which the last task brings; leave it out.` }));
  });
}

function lastOf<T extends { readonly id: string; readonly dependsOn: readonly string[] }>(tasks: readonly T[]): T | undefined {
  return tasks.find((task) => tasks.every(({ id }) => id === task.id || task.dependsOn.includes(id)));
}

function testPathsOf(judged: readonly Judged[]): string[] {
  const paths = judged.flatMap(({ concern: { counterexample } }) => (counterexample?.content === null ? [] : [counterexample?.path ?? null]));
  return [...new Set(paths.filter((path) => path !== null))];
}

/** `tests` hold the counterexamples' test files; null if there are none that can be brought. */
export function adoptFollowUp(state: MissionState, plan: Plan, counterexamples: readonly Judged[], tests: Change | null): void {
  const last = lastOf(plan.tasks)?.id;
  const why = `a reviewer proved the whole wrong: ${counterexamples[0]?.concern.problem ?? ""}`;
  const added = plan.tasks.map((task, index): TaskRecord => {
    const record = newTaskRecord(task, state.tasks.size + index, 0);
    record.next = { rung: "attempt", role: "coder", why };
    if (task.id === last) bind(record, counterexamples, tests);
    return record;
  });
  addTasks(state, added);
  state.whole.followUpTasks = added.map(({ task }) => task.id);
}

function bind(record: TaskRecord, counterexamples: readonly Judged[], tests: Change | null): void {
  const bound = counterexamples.filter(({ concern: { counterexample } }) => tests !== null || counterexample?.content === null);
  const commands = bound.flatMap(({ trial }) => (trial.command === null ? [] : [trial.command]));
  record.task = {
    ...record.task,
    writes: [...new Set([...record.task.writes, ...(tests?.files ?? []).map(({ path }) => path)])],
    checks: [...new Set([...record.task.checks, ...commands])],
  };
  record.findings = counterexamples.map(concernFinding);
  record.counterexamples = tests;
  record.carry = tests;
}
