// The Orchestrator's choice for a task whose ladder is climbed. It sees what was tried and the ways there are, and
// reads no file; whether the choice counts is the kernel's to say.
import { composePrompt } from "../../agents/prompt.ts";
import type { PivotEffect } from "../../core/effect.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { repositoryMap } from "./analyse.ts";
import { questionFolder, questionNumber } from "./attempt-folder.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";
import { commonRequest, failureOf, readsOnly, runSession, spentBy } from "./session.ts";

export async function pivot(ports: EffectPorts, effect: PivotEffect, scope: EffectScope): Promise<EffectResult> {
  const { workspace } = ports;
  const { goal, base } = scope.facts;
  const { task, why, findings, tried, ways } = effect;
  const keys = ways.map(({ key }) => key);
  const slot = await workspace.acquire(effect.start, null, scope.signal);
  try {
    const map = await repositoryMap(ports, base ?? effect.start, slot.directory);
    const result = await runSession(
      ports,
      questionFolder(effect),
      {
        ...commonRequest(ports, effect, scope),
        role: "orchestrator",
        task: task.id,
        attempt: questionNumber(effect),
        title: `A way out for ${task.id}`.slice(0, 100),
        model: effect.model,
        directory: slot.directory,
        prompt: composePrompt({ kind: "pivot", goal, map, task, why, findings, tried, ways }),
        ...readsOnly,
        review: ({ choice }) => (keys.includes(choice.trim()) ? [] : [`choice: is none of the listed ways; it must be one of ${keys.join(", ")}`]),
      },
      scope,
    );
    const spent = spentBy(result);
    if (result.outcome === "replied") return { type: "pivoted", spent, result: { ok: true, choice: result.reply } };
    return { type: "pivoted", spent, result: { ok: false, ...failureOf(result) } };
  } finally {
    workspace.release(slot);
  }
}
