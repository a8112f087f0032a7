// Scripted missions to measure: all six roles once, and sixteen tasks side by side.
import type { Plan } from "../src/core/plan.ts";
import type { Answer, Script, ScriptEntry } from "../src/scripted/index.ts";
import { makePlan, makeTask } from "../test/support/plans.ts";

interface WholeFile {
  readonly path: string;
  readonly content: string;
}

export const brief = { summary: "An HTTP API for notes.", places: [], notes: [] };
export const approval = { verdict: "approve", concerns: [] } as const;

/** What the writer of a task that `makeTask` made hands in. */
export function editsOf(task: string): readonly WholeFile[] {
  return [{ path: `src/${task}.js`, content: `export function ${task}() {\n  return "${task}";\n}\n` }];
}

export function workOf(task: string) {
  return { summary: "Done.", files: [`src/${task}.js`], needs: [] };
}

/** Sixteen tasks that do not touch one another, without checks: what is timed is ours and the host's. */
export const wideTasks = 16;
export function wideMissionPlan(): Plan {
  return makePlan(Array.from({ length: wideTasks }, (_, number) => makeTask(`wide${number + 1}`)));
}

/** A writer makes two calls (the edit and the reply), a reviewer one. */
export const callsPerTask = 3;

export function wideScript(delayMs: number): Script {
  const plan = wideMissionPlan();
  const coders = plan.tasks.map(
    ({ id }): ScriptEntry => ({ role: "coder", task: id, answer: { delayMs, edits: editsOf(id), reply: workOf(id) } }),
  );
  return {
    entries: [
      { role: "searcher", answer: { delayMs, reply: brief } },
      { role: "planner", answer: { delayMs, reply: plan } },
      { role: "reviewer", answer: { delayMs, reply: approval } },
      ...coders,
    ],
  };
}

/** One task whose first attempt does not parse, so that the Fixer is asked too. */
export function rolesScript(): Script {
  const plan = makePlan([makeTask("only")]);
  const broken: Answer = { edits: [{ path: "src/only.js", content: "export function only( {\n" }], reply: workOf("only") };
  return {
    entries: [
      { role: "searcher", answer: { reply: brief } },
      { role: "planner", answer: { reply: plan } },
      { role: "coder", answer: broken },
      { role: "fixer", answer: { edits: editsOf("only"), reply: workOf("only") } },
      { role: "reviewer", answer: { reply: approval } },
    ],
  };
}
