// What the Planner and the Orchestrator are asked about a task that did not come through: its card, what failed it, what
// was tried, what is wanted. Of failed attempts they see the findings, never the conversation.
import type { Finding } from "../core/change.ts";
import type { Task } from "../core/plan.ts";
import type { PlannedTask, ReplanWay, WayOut } from "../core/question.ts";
import { findingsOf, limitsOf, shardOf, showProvision, showTask, taskBeginning, type AboutTask, type Section } from "./prompt-sections.ts";
import { bullets, cutChars, fenced, firstOf, oneLine } from "./prompt-text.ts";

interface StuckTask extends AboutTask {
  /** Why it is asked, from the ladder. */
  readonly why: string;
  readonly findings: readonly Finding[];
  readonly tried: readonly string[];
}

export interface ReplanPrompt extends StuckTask {
  readonly kind: "replan";
  readonly way: ReplanWay;
  readonly subtree: readonly Task[];
  readonly upstream: Task | null;
  readonly others: readonly PlannedTask[];
  readonly shard: string;
  readonly allowedCommands: readonly string[];
  readonly tasksMax: number;
  readonly filesPerTaskMax: number;
}

export interface PivotPrompt extends StuckTask {
  readonly kind: "pivot";
  readonly ways: readonly WayOut[];
}

export const othersMax = 40;
export const triedMax = 12;
const lineCharsMax = 300;

export function replanSections(request: ReplanPrompt): readonly Section[] {
  const { upstream, subtree } = request;
  return [
    ...taskBeginning(request),
    limitsOf(request),
    shardOf(request.shard),
    ["Tasks that rest on it, to be planned anew with it", subtree.map((task) => `Task ${task.id}: ${oneLine(task.title)}\n${showTask(task)}`).join("\n\n")],
    ["The merged task whose exports may change", upstream === null ? "" : `Task ${upstream.id}: ${oneLine(upstream.title)}\n${showTask(upstream)}`],
    ["Other tasks, which dependsOn may name", bullets(firstOf(request.others.map(showOther), othersMax))],
    ...failure(request),
    ["What is wanted", wanted(request)],
  ];
}

export function pivotSections(request: PivotPrompt): readonly Section[] {
  const { map, goal, task } = request;
  return [
    ...taskBeginning({ map, goal, task }),
    ...failure(request),
    ["Ways out", bullets(request.ways.map(({ key, meaning }) => `${key}: ${meaning}`))],
  ];
}

function failure({ tried, findings, why }: StuckTask): readonly Section[] {
  return [
    ["What was tried", tried.length === 0 ? "" : fenced(firstOf(tried.map((line) => cutChars(oneLine(line), lineCharsMax)), triedMax).join("\n"))],
    findingsOf("What failed last", findings),
    ["Why you are asked", fenced(cutChars(oneLine(why), lineCharsMax))],
  ];
}

export function showOther({ id, title, writes, provides, merged }: PlannedTask): string {
  const exports = provides.length === 0 ? "" : `; provides ${provides.map(showProvision).join("; ")}`;
  return cutChars(`${id}${merged ? " (merged)" : ""}: ${oneLine(title)}; writes ${writes.join(", ")}${exports}`, lineCharsMax);
}

function wanted({ way, task, tasksMax, upstream }: ReplanPrompt): string {
  const most = tasksMax === 1 ? "one task" : `at most ${tasksMax} tasks`;
  switch (way) {
    case "mend":
      return `The plan of ${task.id} is wrong. Hand in a plan with its corrected card (${most}): mend dependsOn, paths or checks as the failure shows. Leave the aim as it is. Every check must be able to pass when this task alone is merged after its dependsOn.`;
    case "split":
      return `${task.id} is too much for one coder. Hand in a plan of 2 to ${tasksMax} smaller tasks that together do exactly what it says: each with fewer files or one clear part of the work. The last one puts them together; it inherits the acceptance and the checks.`;
    case "subtree":
      return `Hand in a new plan (${most}) that reaches what ${task.id} and the tasks that rest on it were for, by another way than was tried.`;
    case "interface":
      return `${upstream?.id ?? "A merged task"} exports what ${task.id} cannot work with. Hand in a plan (${most}): first a task that changes the export and everything that uses it already, then what is left of ${task.id}.`;
  }
}
