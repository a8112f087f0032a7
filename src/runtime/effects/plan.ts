// The plan: asked for, held against the rules while its author still has it in view, and written to disk.
import { composePrompt } from "../../agents/prompt.ts";
import { commandsFor } from "../../core/command-choice.ts";
import type { PlanEffect } from "../../core/effect.ts";
import type { Plan } from "../../core/plan.ts";
import { pathProblems } from "../../core/plan-paths.ts";
import { validatePlan, type PlanCheck, type PlanRules } from "../../core/plan-validation.ts";
import type { Settings } from "../../core/settings.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { repositoryMap } from "./analyse.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";
import { commonRequest, runSession, spentBy } from "./session.ts";

/** Commands named in a planning prompt. */
export const commandsShownMax = 40;

export async function plan(ports: EffectPorts, effect: PlanEffect, scope: EffectScope): Promise<EffectResult> {
  const { workspace } = ports;
  const paths = await workspace.list(effect.base);
  const check = checkerFor(scope.facts.settings, paths);
  const slot = await workspace.acquire(effect.base, null, scope.signal);
  try {
    const result = await runSession(
      ports,
      `plan/${effect.attempt}`,
      {
        ...commonRequest(ports, effect, scope),
        role: "planner",
        task: null,
        attempt: effect.attempt,
        title: "Plan",
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
      return { type: "planned", spent, result: { outcome: "failed", failure: result.failure, message: result.message } };
    }
    const checked = check(result.reply);
    if (!checked.ok) return { type: "planned", spent, result: { outcome: "invalid", problems: checked.problems } };
    await ports.store.write("plan.json", `${JSON.stringify(checked.plan, null, 2)}\n`);
    return { type: "planned", spent, result: { outcome: "valid", plan: checked.plan, notes: checked.notes } };
  } finally {
    workspace.release(slot);
  }
}

/** Holds a plan against the rules, against the files that there are, and against those that are protected. */
function checkerFor(settings: Settings, paths: readonly string[]): (reply: Plan) => PlanCheck {
  const rules = rulesOf(settings);
  const files = new Set(paths);
  return (reply) => {
    const checked = validatePlan(reply, rules);
    const problems = checked.ok ? pathProblems(checked.plan, files, settings.gate.protect) : checked.problems;
    return problems.length > 0 ? { ok: false, problems } : checked;
  };
}

async function promptFor(
  ports: EffectPorts,
  effect: PlanEffect,
  scope: EffectScope,
  directory: string,
  paths: readonly string[],
): Promise<string> {
  const { goal, settings } = scope.facts;
  const bytesMax = Math.floor(settings.shardBytesMax.planner * effect.shardScale);
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

export function rulesOf(settings: Settings): PlanRules {
  const { tasksMax, filesPerTaskMax, titleCharsMax, instructionCharsMax } = settings.limits;
  return { tasksMax, filesPerTaskMax, titleCharsMax, instructionCharsMax, allowedCommands: settings.allowedCommands };
}
