// Plans for tests: single tasks with defaults, and graphs of the usual shapes.
import type { Plan, Task } from "../../src/core/plan.ts";
import type { Random } from "./random.ts";

export function makeTask(id: string, over: Partial<Task> = {}): Task {
  return {
    id,
    title: `Task ${id}`,
    instruction: `Do ${id}.`,
    kind: "code",
    dependsOn: [],
    reads: [],
    writes: [`src/${id}.js`],
    provides: [],
    acceptance: [],
    checks: [],
    proof: null,
    ...over,
  };
}

export function makePlan(tasks: readonly Task[], verify: readonly string[] = []): Plan {
  return { summary: "A plan", assumptions: [], verify, tasks };
}

export function chainPlan(count: number): Plan {
  return makePlan(range(count).map((n) => makeTask(`t${n}`, { dependsOn: n === 0 ? [] : [`t${n - 1}`] })));
}

export function widePlan(count: number): Plan {
  return makePlan(range(count).map((n) => makeTask(`t${n}`)));
}

/** One first task, `width` in the middle, one last; `layers` of these in a row. */
export function diamondPlan(layers: number, width: number): Plan {
  const tasks: Task[] = [makeTask("join0")];
  for (let layer = 1; layer <= layers; layer += 1) {
    const middle = range(width).map((n) => makeTask(`m${layer}-${n}`, { dependsOn: [`join${layer - 1}`] }));
    tasks.push(...middle, makeTask(`join${layer}`, { dependsOn: middle.map((task) => task.id) }));
  }
  return makePlan(tasks);
}

/** Edges go from earlier to later tasks, about `edgesPerTask` each. */
export function randomPlan(random: Random, count: number, edgesPerTask: number): Plan {
  const tasks = range(count).map((n) => {
    const dependsOn = new Set<string>();
    for (let edge = 0; edge < edgesPerTask * 2; edge += 1) {
      if (n > 0 && random.chance(0.5)) dependsOn.add(`t${random.below(n)}`);
    }
    return makeTask(`t${n}`, { dependsOn: [...dependsOn] });
  });
  return makePlan(tasks);
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}
