// The roles' answers in the scripted server: the true plan, and writers and reviewers who do what was drawn for them.
import type { Answer, Script, ScriptedRequest, ToolCall, Turn } from "../../src/scripted/index.ts";
import { taskCard } from "../../test/support/mission-script.ts";
import type { Deed, Deeds } from "./deeds.ts";
import type { Errors } from "./errors.ts";
import type { RealTask } from "./tasks.ts";
import { visibleCommand } from "./test-command.ts";

export interface Workshop {
  readonly tasks: readonly RealTask[];
  readonly errors: ReadonlyMap<string, Errors>;
}

/** Rounds of the looped agent, its first included. */
export const roundsMax = 8;
const overLongBytes = 1_200_000;

export function missionScript(shop: Workshop, deeds: Deeds): Script {
  const answer = (role: "coder" | "fixer") => ({ identity: { task, attempt } }: ScriptedRequest): Answer => {
    const known = taskOf(shop, task);
    return work(shop, known, deeds[role](known.id, attempt));
  };
  return {
    entries: [
      { role: "searcher", answer: { reply: { summary: "Packages with missing functions.", places: [], notes: [] } } },
      { role: "planner", answer: { reply: planOf(shop.tasks) } },
      { role: "coder", answer: answer("coder") },
      { role: "fixer", answer: answer("fixer") },
      { role: "reviewer", answer: ({ identity: { task, attempt } }) => ({ reply: task === null ? approval : review(taskOf(shop, task), attempt, deeds) }) },
    ],
  };
}

/** What a reviewer of the whole would find is not known, so none finds anything. */
const approval = { verdict: "approve", concerns: [] };

export function planOf(tasks: readonly RealTask[]) {
  const cards = tasks.map((task) =>
    taskCard({
      id: task.id,
      title: `Write ${task.functionName} of ${task.wanted.name}`,
      instruction: `Write the function ${task.functionName} in ${task.id}/${task.path} again. Change nothing else.`,
      writes: [`${task.id}/${task.path}`],
      acceptance: ["The package's tests pass."],
      checks: [visibleCommand(task)],
      proof: visibleCommand(task),
    }),
  );
  return { summary: "One function of each package is missing.", assumptions: [], verify: [], tasks: cards };
}

function taskOf({ tasks }: Workshop, id: string | null): RealTask {
  const found = tasks.find((task) => id === task.id);
  if (found === undefined) throw new Error(`There is no task ${id ?? "without a name"}.`);
  return found;
}

function work(shop: Workshop, task: RealTask, deed: Deed): Answer {
  const turns: Turn[] = rounds([writing(shop, task, deed)]);
  if (deed === "malformed") return { turns: [...turns, ...Array.from({ length: 5 }, () => ({ text: "All done, {\"summary\": " }))] };
  const reply = { summary: "The function is written.", files: [`${task.id}/${task.path}`], needs: [] };
  return { turns: [...turns, { calls: [{ tool: "submit_work", args: reply }] }] };
}

interface Writing {
  readonly path: string;
  readonly content: string;
  readonly isNew: boolean;
}

function writing({ errors }: Pick<Workshop, "errors">, task: RealTask, deed: Deed): Writing {
  const own = { path: `${task.id}/${task.path}`, isNew: false };
  switch (deed) {
    case "right":
    case "malformed":
      return { ...own, content: task.right };
    case "plain mutant":
      return { ...own, content: errors.get(task.id)?.plainMutant ?? task.stub };
    case "hidden mutant":
      return { ...own, content: errors.get(task.id)?.hiddenMutant ?? task.stub };
    case "off target":
      return { path: `${task.id}/notes.js`, content: "'use strict';\n\nmodule.exports = {};\n", isNew: true };
    case "lazy":
      return { ...own, content: task.stub.replace(/throw new Error\('\S+ is not written yet'\);/, "// TODO: implement this\n\treturn undefined;") };
    case "over-long":
      return { ...own, content: `${task.right}\n// ${"and so on ".repeat(overLongBytes / 10)}\n` };
  }
}

/** A file that is there is read before it is written. */
function rounds(writings: readonly Writing[]): Turn[] {
  const reads = writings.filter(({ isNew }) => !isNew).map(({ path }): ToolCall => ({ tool: "read", args: { filePath: path } }));
  const writes = writings.map(({ path, content }): ToolCall => ({ tool: "write", args: { filePath: path, content } }));
  return [...(reads.length === 0 ? [] : [{ calls: reads }]), { calls: writes }];
}

function review(task: RealTask, attempt: number, deeds: Deeds): object {
  if (!deeds.rejects(task.id, attempt)) return { verdict: "approve", concerns: [] };
  const file = `${task.id}/${task.path}`;
  const [test] = task.hidden;
  const concern = { file, problem: `${task.functionName} does not do what it should.` };
  if (test === undefined || !deeds.proves(task.id, attempt)) return { verdict: "reject", concerns: [concern] };
  const counterexample = {
    path: `${task.id}/${test}`,
    content: task.tree.get(test)?.toString() ?? "",
    command: `node --test ${task.id}/${test}`,
    expected: "the test passes",
    actual: "it fails",
    fix: [{ path: file, content: task.right }],
  };
  return { verdict: "reject", concerns: [{ ...concern, counterexample }] };
}

/** One session without the plugin: once over all tasks, or on until what its tests show is right. */
export function aloneScript(shop: Workshop, deeds: Deeds, isLooped: boolean): Script {
  const turns: Turn[] = [];
  let open = shop.tasks;
  for (let round = 1; round <= (isLooped ? roundsMax : 1) && open.length > 0; round += 1) {
    const done = open.map((task) => ({ task, deed: alone(deeds.looped(task.id, round)) }));
    turns.push(...rounds(done.map(({ task, deed }) => writing(shop, task, deed))));
    if (isLooped) turns.push({ calls: open.map((task) => ({ tool: "bash", args: { command: visibleCommand(task), description: "Runs the tests" } })) });
    open = done.filter(({ deed }) => deed !== "right" && deed !== "hidden mutant").map(({ task }) => task);
  }
  turns.push({ text: "Done." });
  return { entries: [], otherwise: ({ tools }) => (tools.length === 0 ? { turns: [{ text: "A session" }] } : { turns }) };
}

/** Without a form to hand in there is none to get wrong, and no bound on a file: such a deed leaves the work undone. */
function alone(deed: Deed): Deed {
  return deed === "malformed" || deed === "over-long" ? "lazy" : deed;
}
