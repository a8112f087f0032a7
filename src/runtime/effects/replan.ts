// The Planner's word on one task that did not come through: tasks in its place.
import { composePrompt } from "../../agents/prompt.ts";
import { shardBytesFor } from "../../core/catalogue.ts";
import { commandsFor } from "../../core/command-choice.ts";
import type { ReplanEffect } from "../../core/effect.ts";
import { checkReplacement } from "../../core/replacement.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { repositoryMap } from "./analyse.ts";
import { questionFolder } from "./attempt-folder.ts";
import { askPlanner, commandsShownMax } from "./planner-session.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";

export async function replan(ports: EffectPorts, effect: ReplanEffect, scope: EffectScope): Promise<EffectResult> {
  const answer = await askPlanner(ports, effect, scope, {
    start: effect.start,
    folder: questionFolder(effect),
    task: effect.task.id,
    attempt: effect.question,
    title: `Plan ${effect.task.id} anew`.slice(0, 100),
    check: (reply, rules) => checkReplacement(reply, effect, rules),
    prompt: (directory, paths) => promptFor(ports, effect, scope, directory, paths),
  });
  return { type: "replanned", ...answer };
}

async function promptFor(
  ports: EffectPorts,
  effect: ReplanEffect,
  scope: EffectScope,
  directory: string,
  paths: readonly string[],
): Promise<string> {
  const { goal, settings, brief, base } = scope.facts;
  const { task, way, why, findings, tried, subtree, upstream, others, tasksMax } = effect;
  const bytesMax = shardBytesFor(scope.facts, "planner", effect.model);
  const shard = await ports.context.shard({ role: "planner", goal, task, brief, directory, bytesMax });
  const map = await repositoryMap(ports, base ?? effect.start, directory);
  return composePrompt({
    kind: "replan",
    ...{ goal, map, task, way, why, findings, tried, subtree, upstream, others, tasksMax },
    shard: shard.text,
    allowedCommands: commandsFor(paths, settings.allowedCommands, commandsShownMax),
    filesPerTaskMax: settings.limits.filesPerTaskMax,
  });
}
