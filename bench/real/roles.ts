// The roles' answers in the scripted server: the true plan, and writers and reviewers who do what was drawn for them.
import { singleTaskId } from "../../src/core/single-task.ts";
import type { Answer, Script, ScriptedRequest, Turn } from "../../src/scripted/index.ts";
import { taskCard } from "../../test/support/mission-script.ts";
import type { Deed, Deeds } from "./deeds.ts";
import type { RealTask } from "./tasks.ts";
import { visibleCommand } from "./test-command.ts";
import { readCall, writeTurn, type Workshop } from "./writing.ts";

export function missionScript(shop: Workshop, deeds: Deeds): Script {
  const answer = (role: "coder" | "fixer") => ({ identity: { task, attempt }, model }: ScriptedRequest): Answer => {
    const known = taskOf(shop, task);
    return work(shop, known, deeds[role](known.id, attempt, model.endsWith("strong")));
  };
  return {
    entries: [
      { role: "searcher", answer: { reply: briefOf(shop.tasks) } },
      { role: "planner", answer: { reply: planOf(shop.tasks) } },
      { role: "coder", answer: answer("coder") },
      { role: "fixer", answer: answer("fixer") },
      { role: "reviewer", answer: ({ identity: { task, attempt } }) => ({ reply: task === null ? approval : review(taskOf(shop, task), attempt, deeds) }) },
    ],
  };
}

/** What a reviewer of the whole would find is not known, so none finds anything. */
const approval = { verdict: "approve", concerns: [] };

/** The Searcher is taken to see that a goal is one task, and then nobody plans. */
function briefOf(tasks: readonly RealTask[]) {
  const brief = { summary: "Packages with missing parts.", places: [], notes: [] };
  const [only, ...others] = tasks;
  if (only === undefined || others.length > 0) return brief;
  return { ...brief, summary: instructionOf(only), writes: [`${only.id}/${only.path}`], checks: [visibleCommand(only)] };
}

/** What the mission calls it. */
export function nameOf({ id }: RealTask, tasks: readonly RealTask[]): string {
  return tasks.length === 1 ? singleTaskId : id;
}

export function planOf(tasks: readonly RealTask[]) {
  const cards = tasks.map((task) =>
    taskCard({
      id: task.id,
      title: `Write ${task.subject} of ${task.package}`,
      instruction: instructionOf(task),
      writes: [`${task.id}/${task.path}`],
      acceptance: ["The package's tests pass."],
      checks: [visibleCommand(task)],
      proof: visibleCommand(task),
    }),
  );
  return { summary: "A part of each package is missing.", assumptions: [], verify: [], tasks: cards };
}

export function instructionOf({ kind, id, path, subject, package: name, version }: RealTask): string {
  const file = `${id}/${path}`;
  switch (kind) {
    case "function":
      return `Write the function ${subject} in ${file} again. Change nothing else.`;
    case "module":
      return `Write the module ${file} again, which the package ${name} has lost. Change nothing else.`;
    case "fix":
      return `Mend ${file} as ${name} ${version} did: its tests show what is wrong. Change nothing else.`;
  }
}

function taskOf({ tasks }: Workshop, id: string | null): RealTask {
  const found = tasks.find((task) => id === nameOf(task, tasks));
  if (found === undefined) throw new Error(`There is no task ${id ?? "without a name"}.`);
  return found;
}

function work({ errors }: Workshop, task: RealTask, deed: Deed): Answer {
  const read = readCall(task);
  const turns: Turn[] = [...(read === null ? [] : [{ calls: [read] }]), writeTurn(errors, task, deed)];
  if (deed === "malformed") return { turns: [...turns, ...Array.from({ length: 5 }, () => ({ text: "All done, {\"summary\": " }))] };
  const reply = { summary: "The part is written.", files: [`${task.id}/${task.path}`], needs: [] };
  return { turns: [...turns, { calls: [{ tool: "submit_work", args: reply }] }] };
}

function review(task: RealTask, attempt: number, deeds: Deeds): object {
  if (!deeds.rejects(task.id, attempt)) return { verdict: "approve", concerns: [] };
  const file = `${task.id}/${task.path}`;
  const concern = { file, problem: `${task.subject} does not do what it should.` };
  const counterexample = deeds.proves(task.id, attempt) ? counterexampleTo(task) : null;
  return { verdict: "reject", concerns: [counterexample === null ? concern : { ...concern, counterexample }] };
}

/** A held-out test that fails on the task as it was given. */
function counterexampleTo(task: RealTask): object | null {
  const [test] = task.hidden;
  if (test === undefined) return null;
  return {
    path: `${task.id}/${test}`,
    content: task.tree.get(test)?.toString() ?? "",
    command: `node --test ${task.id}/${test}`,
    expected: "the test passes",
    actual: "it fails",
    fix: [{ path: `${task.id}/${task.path}`, content: task.right }],
  };
}
