// The plan: asked for, and written to disk.
import { composePrompt } from "../../agents/prompt.ts";
import { shardBytesFor } from "../../core/catalogue.ts";
import { commandsFor } from "../../core/command-choice.ts";
import type { PlanEffect } from "../../core/effect.ts";
import { validatePlan } from "../../core/plan-validation.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { repositoryMap } from "./analyse.ts";
import { keepPlan } from "./plan-check.ts";
import { askPlanner, commandsShownMax } from "./planner-session.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";

export async function plan(ports: EffectPorts, effect: PlanEffect, scope: EffectScope): Promise<EffectResult> {
  const folder = `plan/${effect.attempt}`;
  const answer = await askPlanner(ports, effect, scope, {
    start: effect.base,
    folder,
    task: null,
    attempt: effect.attempt,
    title: "Plan",
    check: validatePlan,
    prompt: (directory, paths) => promptFor(ports, effect, scope, directory, paths),
  });
  if (answer.result.outcome === "valid") await keepPlan(ports, scope.facts.settings, folder, answer.result.plan);
  return { type: "planned", ...answer };
}

async function promptFor(
  ports: EffectPorts,
  effect: PlanEffect,
  scope: EffectScope,
  directory: string,
  paths: readonly string[],
): Promise<string> {
  const { goal, settings } = scope.facts;
  const bytesMax = shardBytesFor(scope.facts, "planner", effect.model, effect.shardScale);
  const shard = await ports.context.shard({ role: "planner", goal, task: null, brief: effect.brief, directory, bytesMax });
  return composePrompt({
    kind: "plan",
    goal,
    map: await repositoryMap(ports, effect.base, directory),
    brief: effect.brief,
    shard: shard.text,
    problems: effect.problems,
    allowedCommands: commandsFor(paths, settings.allowedCommands, commandsShownMax),
    tasksMax: settings.limits.tasksMax,
    filesPerTaskMax: settings.limits.filesPerTaskMax,
  });
}
