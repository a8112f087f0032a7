// Integration, one at a time: onto trunk on paper, judged there together with what was merged before, then trunk moves.
import type { IntegrateEffect } from "../../core/effect.ts";
import type { IntegrationOutcome } from "../../core/event.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { authorshipOf } from "./attempt.ts";
import { folderOf } from "./attempt-folder.ts";
import { judge } from "./gate.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";

export async function integrate(ports: EffectPorts, effect: IntegrateEffect, scope: EffectScope): Promise<EffectResult> {
  const { workspace } = ports;
  const by = authorshipOf(scope, effect);
  const merge = await workspace.merge(effect.change, by);
  if (merge.outcome === "conflict") {
    await workspace.keep(merge.change, by);
    return { type: "integrated", result: { outcome: "conflict", change: merge.change, files: merge.files } };
  }
  const result = await judgeOnTrunk(ports, effect, scope, merge.change);
  if (result.outcome === "merged") await workspace.advance(merge.change, by);
  else await workspace.keep(result.change, by);
  return { type: "integrated", result };
}

async function judgeOnTrunk(
  ports: EffectPorts,
  effect: IntegrateEffect,
  scope: EffectScope,
  change: IntegrateEffect["change"],
): Promise<IntegrationOutcome> {
  // The very tree that the gate accepted, with nothing to replay, needs no second judgement.
  if (change.tree === effect.change.tree && effect.replay.length === 0) return { outcome: "merged", change };
  const slot = await ports.workspace.acquire(change.base, change, scope.signal);
  try {
    const { task, replay } = effect;
    const verdict = await judge(ports, scope, { directory: slot.directory, task, change, replay });
    await ports.store.write(`${folderOf(effect)}/integration.json`, `${JSON.stringify(verdict, null, 2)}\n`);
    return verdict.outcome === "accepted" ? { outcome: "merged", change } : { outcome: "refused", change, verdict };
  } finally {
    ports.workspace.release(slot);
  }
}
