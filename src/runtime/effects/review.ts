// A reviewer's look at a change that the gate accepted: the task card, the diff and the gate's notes, nothing else.
import { composePrompt } from "../../agents/prompt.ts";
import { shardBytesFor } from "../../core/catalogue.ts";
import type { ReviewEffect } from "../../core/effect.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { repositoryMap } from "./analyse.ts";
import { promptPatchBytesMax } from "./attempt.ts";
import { folderOf } from "./attempt-folder.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";
import { commonRequest, failureOf, runSession, spentBy } from "./session.ts";

export async function review(ports: EffectPorts, effect: ReviewEffect, scope: EffectScope): Promise<EffectResult> {
  const { workspace, context } = ports;
  const { task, change, notes } = effect;
  const { goal, brief, base } = scope.facts;
  const slot = await workspace.acquire(change.base, change, scope.signal);
  try {
    const { directory } = slot;
    const bytesMax = shardBytesFor(scope.facts, "reviewer", effect.model);
    const shard = await context.shard({ role: "reviewer", goal, task, brief, directory, bytesMax });
    const map = await repositoryMap(ports, base ?? change.base, directory);
    const diff = await workspace.patch(change, promptPatchBytesMax);
    const result = await runSession(
      ports,
      `${folderOf(effect)}/review-${effect.reviewer}`,
      {
        ...commonRequest(ports, effect, scope),
        role: "reviewer",
        task: task.id,
        attempt: effect.attempt,
        title: `Review ${task.id}`.slice(0, 100),
        model: effect.model,
        directory,
        prompt: composePrompt({ kind: "review", goal, map, task, shard: shard.text, diff, notes }),
        writes: [],
        check: null,
        checkFile: null,
        review: null,
      },
      scope,
    );
    const spent = spentBy(result);
    if (result.outcome === "replied") return { type: "reviewed", spent, result: { ok: true, review: result.reply } };
    return { type: "reviewed", spent, result: { ok: false, ...failureOf(result) } };
  } finally {
    workspace.release(slot);
  }
}
