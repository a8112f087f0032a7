// Runs the counterexamples of a rejection in slots of their own, so that a claim is worth what it shows. What they do to
// a slot does not outlive it.
import type { Change } from "../../core/change.ts";
import type { TrialEffect } from "../../core/effect.ts";
import type { Trial, TrialOutcome } from "../../core/event.ts";
import type { Concern } from "../../core/reply.ts";
import type { EffectScope } from "../../ports/executor.ts";
import type { SlotFile } from "../../ports/workspace.ts";
import { authorshipOf } from "./attempt.ts";
import { folderOf } from "./attempt-folder.ts";
import { runCounterexample, testFilesOf, type Subject } from "./counterexample.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";

/** Counterexamples run for one review; reviewers are told to put the worst first. */
export const counterexamplesMax = 3;

const untried: Trial = { outcome: "untried", command: null, why: "it brings no counterexample", excerpt: null };

export async function trial(ports: EffectPorts, effect: TrialEffect, scope: EffectScope): Promise<EffectResult> {
  const { trials, tests } = await runAll(ports, scope, subjectOf(effect, scope), effect.concerns, []);
  await ports.store.write(`${folderOf(effect)}/review-${effect.reviewer}/trials.json`, `${JSON.stringify(trials, null, 2)}\n`);
  return { type: "tried", result: { trials, tests: await keptTests(ports, effect, scope, tests) } };
}

function subjectOf({ task, attempt, change }: TrialEffect, scope: EffectScope): Subject {
  return {
    ...{ start: change.base, carry: change, commit: change.commit, task, replay: [] },
    by: authorshipOf(scope, { task, attempt }),
    async fixProblem(fix) {
      const foreign = fix.find(({ path }) => !task.writes.includes(path));
      return foreign === undefined ? null : `the fix writes ${foreign.path.slice(0, 100)}, which is not among the task's files`;
    },
  };
}

/** What became of each concern, in order, and the tests of what was proven. `known` are tests that were proven before. */
export async function runAll(
  ports: EffectPorts,
  scope: EffectScope,
  subject: Subject,
  concerns: readonly Concern[],
  known: readonly string[],
): Promise<{ readonly trials: readonly Trial[]; readonly tests: readonly SlotFile[] }> {
  const trials: Trial[] = [];
  const tests: SlotFile[] = [];
  let run = 0;
  for (const { counterexample } of concerns) {
    if (counterexample === null) {
      trials.push(untried);
    } else if (run >= counterexamplesMax) {
      trials.push({ ...untried, why: `only ${counterexamplesMax} counterexamples of a review are run` });
    } else {
      run += 1;
      const result = await runCounterexample(ports, subject, scope, counterexample, [...known, ...tests.map(({ path }) => path)]);
      trials.push(result);
      if (result.outcome === "proven") tests.push(...testFilesOf(counterexample));
    }
  }
  return { trials, tests };
}

/** The tests of what was proven, as changes: alone, and beside the change that they are about. */
async function keptTests(
  ports: EffectPorts,
  effect: TrialEffect,
  scope: EffectScope,
  tests: readonly SlotFile[],
): Promise<TrialOutcome["tests"]> {
  if (tests.length === 0) return null;
  const { workspace } = ports;
  const made = async (carry: Change | null): Promise<Change | null> => {
    const slot = await workspace.acquire(effect.change.base, carry, scope.signal);
    try {
      if ((await workspace.put(slot, tests)) !== null) return null;
      const by = authorshipOf(scope, effect);
      const change = await workspace.collect(slot, by);
      if (change !== null) await workspace.keep(change, by);
      return change;
    } finally {
      workspace.release(slot);
    }
  };
  const alone = await made(null);
  const besideChange = await made(effect.change);
  return alone === null || besideChange === null ? null : { alone, besideChange };
}
