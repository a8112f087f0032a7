// A plan's paths against the files that there are, and against those that the user protects: what the gate would refuse
// whatever a task's writer did is told while the plan's author still has it in view.
import { covers } from "./path-pattern.ts";
import type { Plan, PlanProblem } from "./plan.ts";
import { foldedPath, portabilityProblem } from "./portable-path.ts";

/** `files` are all paths of the base, links among them; `protect` are patterns of the configuration. */
export function pathProblems(plan: Plan, files: ReadonlySet<string>, protect: readonly string[]): PlanProblem[] {
  const known = knownByFold(files);
  return plan.tasks.flatMap((task, index) =>
    task.writes.flatMap((path, at) => {
      const message = protectedBy(task.id, path, protect) ?? throughFile(path, files) ?? newName(path, files, known);
      // What a plan adds is there for the tasks behind it.
      addFolded(known, path);
      return message === null ? [] : [{ where: `tasks[${index}].writes[${at}]`, message }];
    }),
  );
}

function protectedBy(task: string, path: string, protect: readonly string[]): string | null {
  const pattern = protect.find((protecting) => covers(protecting, path));
  if (pattern === undefined) return null;
  return `Task ${task} writes ${path}, which is protected by the configuration ("${pattern}"); plan the work without changing it.`;
}

/** What is written must not lead through something that is no folder, such as a symbolic link: it could lead anywhere. */
function throughFile(path: string, files: ReadonlySet<string>): string | null {
  const through = placesOf(path).slice(0, -1).find((folder) => files.has(folder));
  if (through === undefined) return null;
  return `${path} leads through ${through}, which is a file or a symbolic link; name a path below real folders.`;
}

function newName(path: string, files: ReadonlySet<string>, known: ReadonlyMap<string, string>): string | null {
  if (files.has(path)) return null;
  const problem = portabilityProblem(path);
  if (problem !== null) return `${path} ${problem}; choose another name.`;
  for (const place of placesOf(path)) {
    const other = known.get(foldedPath(place));
    if (other !== undefined && other !== place) {
      return `${path} differs from ${other} in nothing but the case or form of its letters; use ${other}, or choose another name.`;
    }
  }
  return null;
}

/** Files and their folders by what a file system without case would call them, the first of each. */
function knownByFold(files: ReadonlySet<string>): Map<string, string> {
  const known = new Map<string, string>();
  for (const file of files) addFolded(known, file);
  // A repository that has both already is left its ways.
  for (const file of files) for (const place of placesOf(file)) if (known.get(foldedPath(place)) !== place) known.delete(foldedPath(place));
  return known;
}

function addFolded(known: Map<string, string>, path: string): void {
  for (const place of placesOf(path)) if (!known.has(foldedPath(place))) known.set(foldedPath(place), place);
}

/** The folders above a path, from the top, and the path itself. */
function placesOf(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_part, index) => parts.slice(0, index + 1).join("/"));
}
