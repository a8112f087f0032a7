// When two answers are the same answer, for voting: the part of a brief or a plan that is small and discrete.
import type { Plan } from "./plan.ts";
import type { Brief } from "./reply.ts";

/** A brief is the sets of files that it names: ranks, lines and words differ between two that mean the same. */
export function briefSignature({ places, writes = [] }: Brief): string {
  const listed = (paths: readonly string[]) => [...new Set(paths)].sort().join("\n");
  return writes.length === 0 ? listed(places.map(({ path }) => path)) : `written whole:\n${listed(writes)}`;
}

/**
 * A plan is how it cuts the work, and in which order: for each task the files that it writes, and those of all that comes
 * before it. Ids and words differ between two plans that do the same, and so do edges that others imply.
 */
export function planSignature({ tasks }: Plan): string {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  const labelOf = (id: string) => [...(byId.get(id)?.writes ?? [])].sort().join(" ");
  const before = (id: string): Set<string> => {
    const found = new Set<string>();
    const queue = [...(byId.get(id)?.dependsOn ?? [])];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      queue.push(...(byId.get(next)?.dependsOn ?? []));
    }
    return found;
  };
  return tasks
    .map(({ id }) => `${labelOf(id)} <- ${[...before(id)].map(labelOf).sort().join(", ")}`)
    .sort()
    .join("\n");
}
