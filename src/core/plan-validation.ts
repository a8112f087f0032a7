// Checks a plan of the right shape and puts it in order for running. What it refuses, it words for a model to mend. It
// does not know what is on disk.
import { isAllowedCommand, parseCommand } from "./command.ts";
import { orderGraph, orderWriters } from "./plan-order.ts";
import { checkRepositoryPath } from "./repository-path.ts";
import type { Plan, PlanProblem, Provision, Task } from "./plan.ts";
import type { Limits, Settings } from "./settings.ts";

export type PlanRules = Pick<Limits, "tasksMax" | "filesPerTaskMax" | "titleCharsMax" | "instructionCharsMax"> &
  Pick<Settings, "allowedCommands">;

/** `plan` is what was handed in with paths in normal form, repetitions gone, and the edges that `notes` tell of. */
export type PlanCheck =
  | { readonly ok: true; readonly plan: Plan; readonly notes: readonly string[] }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] };

export const problemsMax = 20;
export const notesMax = 20;
const messageCharsMax = 400;
const quoteCharsMax = 80;
const idPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** Linear in tasks, dependencies and paths. Validating the plan that it answers changes nothing and notes nothing. */
export function validatePlan(plan: Plan, rules: PlanRules): PlanCheck {
  const problems = new Problems();
  if (plan.tasks.length === 0) problems.add("tasks", "The plan has no task; give at least one.");
  if (plan.tasks.length > rules.tasksMax) {
    problems.add("tasks", `The plan has ${plan.tasks.length} tasks; at most ${rules.tasksMax} are allowed. Join small tasks.`);
    // Nothing in a plan of the wrong size is worth mending.
    return problems.refusal();
  }
  checkText("summary", plan.summary, rules.instructionCharsMax, problems);
  checkTexts("assumptions", plan.assumptions, rules.instructionCharsMax, problems);
  checkCommands("verify", plan.verify, rules, problems);
  const positions = positionsById(plan.tasks, problems);
  const tasks = plan.tasks.map((task, index) => checkTask(task, `tasks[${index}]`, rules, positions, problems));
  const dependencies = tasks.map((task, index) =>
    task.dependsOn.map((id) => positions.get(id) ?? index).filter((position) => position !== index),
  );
  const { order, cycles } = orderGraph(dependencies, problemsMax);
  for (const cycle of cycles) problems.add(`tasks[${cycle[0]}].dependsOn`, cycleMessage(cycle, tasks));
  if (problems.count > 0) return problems.refusal();
  const added = orderWriters(dependencies, order, tasks.map((task) => task.writes));
  const notes: string[] = [];
  for (const { earlier, later, file } of added) {
    const before = tasks[earlier];
    const after = tasks[later];
    if (before === undefined || after === undefined) continue;
    tasks[later] = { ...after, dependsOn: [...after.dependsOn, before.id] };
    notes.push(`${after.id} now depends on ${before.id}: both write ${quote(file)}.`);
  }
  return { ok: true, plan: { ...plan, tasks }, notes: bounded(notes) };
}

function positionsById(tasks: readonly Task[], problems: Problems): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  for (const [index, { id }] of tasks.entries()) {
    if (!idPattern.test(id)) problems.add(`tasks[${index}].id`, idMessage(id));
    const first = positions.get(id);
    if (first === undefined) positions.set(id, index);
    else problems.add(`tasks[${index}].id`, `${quote(id)} is already the id of tasks[${first}]; give each task its own.`);
  }
  return positions;
}

function idMessage(id: string): string {
  const words = id.slice(0, 200).normalize("NFKD").toLowerCase().match(/[a-z0-9]+/g) ?? ["task"];
  const mended = words.join("-").slice(0, 63).replace(/-$/, "");
  return `${quote(id)} is not a valid id: lower-case letters, digits and hyphens, at most 63. Use "${mended}".`;
}

/** The task in normal form; what is wrong with it goes to `problems`. */
function checkTask(
  task: Task,
  where: string,
  rules: PlanRules,
  positions: ReadonlyMap<string, number>,
  problems: Problems,
): Task {
  if (task.title.trim() === "") problems.add(`${where}.title`, "The title is empty; say in a few words what the task does.");
  checkText(`${where}.title`, task.title, rules.titleCharsMax, problems);
  if (task.instruction.trim() === "") problems.add(`${where}.instruction`, "The instruction is empty; say what to do.");
  checkText(`${where}.instruction`, task.instruction, rules.instructionCharsMax, problems);
  checkTexts(`${where}.acceptance`, task.acceptance, rules.instructionCharsMax, problems);
  checkDependencies(task, where, positions, problems);
  const reads = checkPaths(`${where}.reads`, task.reads, problems);
  const writes = checkPaths(`${where}.writes`, task.writes, problems);
  if (task.writes.length === 0) {
    problems.add(`${where}.writes`, "The task writes nothing; name the files that it creates or changes.");
  }
  if (writes.length > rules.filesPerTaskMax) {
    problems.add(
      `${where}.writes`,
      `The task writes ${writes.length} files; at most ${rules.filesPerTaskMax} are allowed. Split it into smaller tasks.`,
    );
  }
  const provides = checkProvisions(task.provides, where, writes, rules, problems);
  checkCommands(`${where}.checks`, task.checks, rules, problems);
  // Weak models send "" for "no proof".
  const proof = task.proof === null || task.proof.trim() === "" ? null : task.proof;
  if (proof !== null) checkCommand(`${where}.proof`, proof, rules, problems);
  return { ...task, dependsOn: [...new Set(task.dependsOn)], reads, writes, provides, proof };
}

function checkDependencies(task: Task, where: string, positions: ReadonlyMap<string, number>, problems: Problems): void {
  for (const [index, id] of task.dependsOn.entries()) {
    if (id === task.id) {
      problems.add(`${where}.dependsOn[${index}]`, `The task ${quote(id)} depends on itself; remove that.`);
    } else if (!positions.has(id)) {
      problems.add(`${where}.dependsOn[${index}]`, `No task has the id ${quote(id)}; name a task of this plan, or remove it.`);
    }
  }
}

function checkPaths(where: string, paths: readonly string[], problems: Problems): readonly string[] {
  const normal = new Set<string>();
  for (const [index, path] of paths.entries()) {
    const check = checkRepositoryPath(path);
    if (check.ok) normal.add(check.path);
    else problems.add(`${where}[${index}]`, `The path ${quote(path)} ${check.problem}.`);
  }
  return [...normal];
}

function checkProvisions(
  provides: readonly Provision[],
  where: string,
  writes: readonly string[],
  rules: PlanRules,
  problems: Problems,
): readonly Provision[] {
  return provides.map((provision, index) => {
    const at = `${where}.provides[${index}]`;
    if (provision.name.trim() === "") problems.add(`${at}.name`, "The name is empty; give the exported name.");
    checkText(`${at}.name`, provision.name, rules.titleCharsMax, problems);
    checkText(`${at}.signature`, provision.signature, rules.instructionCharsMax, problems);
    const check = checkRepositoryPath(provision.path);
    if (check.ok && writes.includes(check.path)) return { ...provision, path: check.path };
    problems.add(`${at}.path`, `The path ${quote(provision.path)} is not among the task's writes; a task provides only from files that it writes.`);
    return provision;
  });
}

function checkCommands(where: string, commands: readonly string[], rules: PlanRules, problems: Problems): void {
  for (const [index, command] of commands.entries()) checkCommand(`${where}[${index}]`, command, rules, problems);
}

function checkCommand(where: string, command: string, rules: PlanRules, problems: Problems): void {
  if (checkText(where, command, rules.instructionCharsMax, problems)) return;
  const parsed = parseCommand(command);
  if (!parsed.ok) {
    problems.add(where, `The command ${quote(command)} ${parsed.problem}.`);
  } else if (!isAllowedCommand(parsed.argv, rules.allowedCommands)) {
    const allowed = cut(rules.allowedCommands.join(", "), messageCharsMax / 2);
    problems.add(
      where,
      `The command ${quote(command)} is not allowed. Use one that begins with one of: ${allowed}; and that names nothing outside the repository.`,
    );
  }
}

function checkTexts(where: string, texts: readonly string[], charsMax: number, problems: Problems): void {
  for (const [index, text] of texts.entries()) checkText(`${where}[${index}]`, text, charsMax, problems);
}

/** Whether the text is too long. The message never repeats it. */
function checkText(where: string, text: string, charsMax: number, problems: Problems): boolean {
  if (text.length <= charsMax) return false;
  problems.add(where, `The text is ${text.length} characters long; at most ${charsMax} are allowed. Shorten it.`);
  return true;
}

const cycleNamesMax = 8;

function cycleMessage(cycle: readonly number[], tasks: readonly Task[]): string {
  const names = cycle.slice(0, cycleNamesMax).map((position) => cut(tasks[position]?.id ?? "", 24));
  if (cycle.length > cycleNamesMax) names.push(`(${cycle.length - cycleNamesMax} more)`);
  names.push(names[0] ?? "");
  return `The dependencies form a cycle: ${names.join(" → ")}. Remove one of them.`;
}

function quote(text: string): string {
  return JSON.stringify(cut(text, quoteCharsMax));
}

function cut(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax - 1)}…`;
}

function bounded(notes: readonly string[]): readonly string[] {
  if (notes.length <= notesMax) return notes;
  return [...notes.slice(0, notesMax - 1), `${notes.length - notesMax + 1} more dependencies were added for the same reason.`];
}

/** Keeps the first problems and counts the rest, so that a hopeless plan has an answer as short as any. */
class Problems {
  count = 0;
  private readonly kept: PlanProblem[] = [];

  add(where: string, message: string): void {
    this.count += 1;
    if (this.kept.length < problemsMax) this.kept.push({ where, message: cut(message, messageCharsMax) });
  }

  refusal(): PlanCheck {
    if (this.count <= problemsMax) return { ok: false, problems: this.kept };
    const shown = this.kept.slice(0, problemsMax - 1);
    const rest = this.count - shown.length;
    return { ok: false, problems: [...shown, { where: "plan", message: `${rest} more problems are not shown.` }] };
  }
}
