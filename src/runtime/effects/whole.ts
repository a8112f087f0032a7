// The review of the whole: a reviewer's look at all that the mission did, its counterexamples run on trunk, and what was
// proven run again later.
import { packDiff } from "../../agents/pack-diff.ts";
import { composePrompt } from "../../agents/prompt.ts";
import { shardBytesFor } from "../../core/catalogue.ts";
import type { RecheckEffect, ReviewWholeEffect, TryWholeEffect } from "../../core/effect.ts";
import type { Rerun } from "../../core/event.ts";
import { covers } from "../../core/path-pattern.ts";
import type { FixedFile } from "../../core/reply.ts";
import { checkRepositoryPath } from "../../core/repository-path.ts";
import { isTestPath } from "../../core/test-path.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { repositoryMap } from "./analyse.ts";
import { promptPatchBytesMax, storedPatchBytesMax } from "./attempt.ts";
import { wholeFolder } from "./attempt-folder.ts";
import { runAgain, testFilesOf, type Subject } from "./counterexample.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";
import { askReviewer } from "./review.ts";
import { runAll } from "./trial.ts";

export async function reviewWhole(ports: EffectPorts, effect: ReviewWholeEffect, scope: EffectScope): Promise<EffectResult> {
  const { workspace, store } = ports;
  const { base, trunk, summary, tasks, known } = effect;
  const { goal } = scope.facts;
  const change = await workspace.between(base, trunk);
  const slot = await workspace.acquire(trunk, null, scope.signal);
  try {
    const map = await repositoryMap(ports, scope.facts.base ?? base, slot.directory);
    const patch = await workspace.patch(change, storedPatchBytesMax);
    await store.write(`whole/${effect.look}/change.patch`, patch);
    // Where a task's reviewer is sent a diff and a shard, all of it goes to the diff here.
    const diff = packDiff(patch, promptPatchBytesMax + shardBytesFor(scope.facts, "reviewer", effect.model));
    const answer = await askReviewer(ports, effect, scope, {
      folder: wholeFolder(effect),
      ...{ task: null, attempt: effect.look, title: "Review the whole", directory: slot.directory },
      prompt: composePrompt({ kind: "review-whole", goal, map, summary, tasks, known, diff, files: change.files }),
    });
    return { type: "whole-reviewed", ...answer };
  } finally {
    workspace.release(slot);
  }
}

export async function tryWhole(ports: EffectPorts, effect: TryWholeEffect, scope: EffectScope): Promise<EffectResult> {
  const { trials } = await runAll(ports, scope, wholeSubject(ports, effect, scope), effect.concerns, effect.known);
  await ports.store.write(`${wholeFolder(effect)}/trials.json`, `${JSON.stringify(trials, null, 2)}\n`);
  return { type: "whole-tried", trials };
}

function wholeSubject(ports: EffectPorts, { trunk, look, replay }: TryWholeEffect, scope: EffectScope): Subject {
  const { mission, settings } = scope.facts;
  return {
    ...{ start: trunk, carry: null, commit: trunk, task: null },
    replay: [...new Set([...replay, ...settings.checkCommands])],
    by: { mission, task: "whole", attempt: look, title: "A reviewer's fix" },
    fixProblem: (fix) => fixProblem(ports, trunk, fix, settings.gate.protect),
  };
}

/** A fix may be anywhere, since what is missing may be; but not where it would prove anything. */
async function fixProblem(
  { workspace }: EffectPorts,
  trunk: string,
  fix: readonly FixedFile[],
  protect: readonly string[],
): Promise<string | null> {
  for (const { path } of fix) {
    const name = path.slice(0, 100);
    const checked = checkRepositoryPath(path);
    if (!checked.ok) return `the fix's path ${name} ${checked.problem}`;
    if (protect.some((pattern) => covers(pattern, path))) return `the fix writes ${name}, which the configuration protects`;
    if (isTestPath(path) && (await workspace.read(trunk, path)) !== null) return `the fix changes the test ${name}, which is there already`;
  }
  return null;
}

export async function recheck(ports: EffectPorts, effect: RecheckEffect, scope: EffectScope): Promise<EffectResult> {
  const reruns: Rerun[] = [];
  for (const { concern, trial } of effect.counterexamples) {
    const { counterexample } = concern;
    const command = trial.command ?? "";
    const tests = counterexample === null ? [] : testFilesOf(counterexample);
    reruns.push(await runAgain(ports, scope, effect.trunk, { command, tests }));
  }
  await ports.store.write(`whole/recheck-${effect.id}.json`, `${JSON.stringify(reruns, null, 2)}\n`);
  return { type: "rechecked", reruns };
}
