// The Planner's tasks for what reviewers proved against the whole, and the counterexamples' tests as a change for them.
import { composePrompt } from "../../agents/prompt.ts";
import { shardBytesFor } from "../../core/catalogue.ts";
import type { Change } from "../../core/change.ts";
import { commandsFor } from "../../core/command-choice.ts";
import type { FollowUpEffect } from "../../core/effect.ts";
import { checkFollowUp } from "../../core/follow-up.ts";
import type { Plan } from "../../core/plan.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { repositoryMap } from "./analyse.ts";
import { testFilesOf } from "./counterexample.ts";
import { askPlanner, commandsShownMax } from "./planner-session.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";

export async function followUp(ports: EffectPorts, effect: FollowUpEffect, scope: EffectScope): Promise<EffectResult> {
  const answer = await askPlanner(ports, effect, scope, {
    start: effect.trunk,
    folder: `plan/${effect.attempt}`,
    task: null,
    attempt: effect.attempt,
    title: "Plan the follow-up",
    check: (reply, rules) => checkFollowUp(reply, effect, rules),
    prompt: (directory, paths) => promptFor(ports, effect, scope, directory, paths),
  });
  if (answer.result.outcome !== "valid") return { type: "follow-up-planned", ...answer, tests: null };
  const { plan } = answer.result;
  await ports.store.write("follow-up.json", `${JSON.stringify(plan, null, 2)}\n`);
  return { type: "follow-up-planned", ...answer, tests: await testsOf(ports, effect, scope, plan) };
}

async function promptFor(
  ports: EffectPorts,
  effect: FollowUpEffect,
  scope: EffectScope,
  directory: string,
  paths: readonly string[],
): Promise<string> {
  const { goal, settings, brief, base } = scope.facts;
  const { trunk, counterexamples, problems, others, tasksMax, shardScale } = effect;
  const bytesMax = shardBytesFor(scope.facts, "planner", effect.model, shardScale);
  const shard = await ports.context.shard({ role: "planner", goal, task: null, brief, directory, bytesMax });
  return composePrompt({
    kind: "follow-up",
    ...{ goal, counterexamples, problems, others, tasksMax },
    map: await repositoryMap(ports, base ?? trunk, directory),
    shard: shard.text,
    allowedCommands: commandsFor(paths, settings.allowedCommands, commandsShownMax),
    filesPerTaskMax: settings.limits.filesPerTaskMax,
  });
}

/** All of them on trunk; null if there are none, or if they cannot be written there. */
async function testsOf(ports: EffectPorts, effect: FollowUpEffect, scope: EffectScope, plan: Plan): Promise<Change | null> {
  const files = effect.counterexamples.flatMap(({ concern: { counterexample } }) => (counterexample === null ? [] : testFilesOf(counterexample)));
  if (files.length === 0) return null;
  const { workspace } = ports;
  const slot = await workspace.acquire(effect.trunk, null, scope.signal);
  try {
    if ((await workspace.put(slot, files)) !== null) return null;
    const by = { mission: scope.facts.mission, task: plan.tasks.at(-1)?.id ?? "whole", attempt: 1, title: "Counterexamples against the whole" };
    const change = await workspace.collect(slot, by);
    if (change !== null) await workspace.keep(change, by);
    return change;
  } finally {
    workspace.release(slot);
  }
}
