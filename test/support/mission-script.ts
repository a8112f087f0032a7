// Short scripted missions: a plan, and for each task what its writer hands in.
import type { Plan, Task } from "../../src/core/plan.ts";
import type { Answer, Script, ScriptEntry, ScriptedEdit } from "../../src/scripted/index.ts";

/** A task on the sample project that writes `src/<id>.js` and its test, unless told otherwise. */
export function taskCard(card: Pick<Task, "id"> & Partial<Task>): Task {
  const { id } = card;
  return {
    title: `Add ${id}`,
    instruction: `Write src/${id}.js, which exports ${id}() and answers its own name, and its test.`,
    kind: "code",
    dependsOn: [],
    reads: [],
    writes: [`src/${id}.js`, `test/${id}.test.js`],
    provides: [],
    acceptance: [`${id}() answers "${id}".`],
    checks: card.writes === undefined ? [`node --test test/${id}.test.js`] : [],
    proof: null,
    ...card,
  };
}

export function plan(tasks: readonly Task[], verify: readonly string[] = ["npm test"]): Plan {
  return { summary: "A few functions.", assumptions: [], verify, tasks };
}

/** What stands in `src/<id>.js` and its test when `taskCard` was done right. */
export function moduleEdits(id: string): ScriptedEdit[] {
  return [
    { path: `src/${id}.js`, content: `export function ${id}() {\n  return "${id}";\n}\n` },
    {
      path: `test/${id}.test.js`,
      content:
        'import assert from "node:assert/strict";\nimport { test } from "node:test";\n' +
        `import { ${id} } from "../src/${id}.js";\n\ntest("${id}", () => assert.equal(${id}(), "${id}"));\n`,
    },
  ];
}

export function handIn(edits: readonly ScriptedEdit[], more: Partial<Answer> = {}): Answer {
  return { edits, reply: { summary: "Done.", files: [...new Set(edits.map((edit) => edit.path))], needs: [] }, ...more };
}

/** The Searcher's and the Planner's answers, and a Coder who does every task right at once; `entries` come first. */
export function missionScript(planned: Plan, entries: readonly ScriptEntry[] = []): Script {
  const brief = { summary: "A small project.", places: [], notes: [] };
  return {
    entries: [
      ...entries,
      { role: "searcher", answer: { reply: brief } },
      { role: "planner", answer: { reply: planned } },
      ...planned.tasks.map((task): ScriptEntry => ({ role: "coder", task: task.id, answer: handIn(moduleEdits(task.id)) })),
    ],
  };
}
