// A plan's paths against the files that there are: what is written must not lead through something that is no folder,
// such as a symbolic link, which could lead anywhere.
import type { Plan, PlanProblem } from "./plan.ts";

/** `files` are all paths of the base, links among them. */
export function pathsThroughFiles(plan: Plan, files: ReadonlySet<string>): PlanProblem[] {
  return plan.tasks.flatMap((task, index) =>
    task.writes.flatMap((path, at) => {
      const through = foldersOf(path).find((folder) => files.has(folder));
      if (through === undefined) return [];
      const message = `${path} leads through ${through}, which is a file or a symbolic link; name a path below real folders.`;
      return [{ where: `tasks[${index}].writes[${at}]`, message }];
    }),
  );
}

function foldersOf(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_part, index) => parts.slice(0, index + 1).join("/"));
}
