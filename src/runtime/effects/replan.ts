// The Planner's word on one task that did not come through: tasks in its place, held against the rules while their author
// still has them in view.
import { composePrompt } from "../../agents/prompt.ts";
import { commandsFor } from "../../core/command-choice.ts";
import type { ReplanEffect } from "../../core/effect.ts";
import type { Plan } from "../../core/plan.ts";
import { pathProblems } from "../../core/plan-paths.ts";
import type { PlanCheck } from "../../core/plan-validation.ts";
import { checkReplacement } from "../../core/replacement.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { repositoryMap } from "./analyse.ts";
import { questionFolder } from "./attempt-folder.ts";
import { commandsShownMax, rulesOf } from "./plan.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";
import { commonRequest, runSession, spentBy } from "./session.ts";

export async function replan(ports: EffectPorts, effect: ReplanEffect, scope: EffectScope): Promise<EffectResult> {
  const { workspace } = ports;
  const { settings } = scope.facts;
  const paths = await workspace.list(effect.start);
  const files = new Set(paths);
  const check = (reply: Plan): PlanCheck => {
    const checked = checkReplacement(reply, effect, rulesOf(settings));
    const problems = checked.ok ? pathProblems(checked.plan, files, settings.gate.protect) : checked.problems;
    return problems.length > 0 ? { ok: false, problems } : checked;
  };
  const slot = await workspace.acquire(effect.start, null, scope.signal);
  try {
    const result = await runSession(
      ports,
      questionFolder(effect),
      {
        ...commonRequest(ports, effect, scope),
        role: "planner",
        task: effect.task.id,
        attempt: effect.question,
        title: `Plan ${effect.task.id} anew`.slice(0, 100),
        model: effect.model,
        directory: slot.directory,
        prompt: await promptFor(ports, effect, scope, slot.directory, paths),
        writes: [],
        check: null,
        checkFile: null,
        review: (reply) => {
          const checked = check(reply);
          return checked.ok ? [] : checked.problems.map(({ where, message }) => `${where}: ${message}`);
        },
      },
      scope,
    );
    const spent = spentBy(result);
    if (result.outcome === "failed") {
      return { type: "replanned", spent, result: { outcome: "failed", failure: result.failure, message: result.message } };
    }
    const checked = check(result.reply);
    if (!checked.ok) return { type: "replanned", spent, result: { outcome: "invalid", problems: checked.problems } };
    return { type: "replanned", spent, result: { outcome: "valid", plan: checked.plan, notes: checked.notes } };
  } finally {
    workspace.release(slot);
  }
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
  const bytesMax = settings.shardBytesMax.planner;
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
