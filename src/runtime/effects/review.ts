// A reviewer's look at a change that the gate accepted: the task card, the diff and the gate's notes, nothing else.
import { composePrompt } from "../../agents/prompt.ts";
import { shardBytesFor } from "../../core/catalogue.ts";
import type { ReviewEffect, ReviewWholeEffect } from "../../core/effect.ts";
import type { ReviewOutcome, Spent } from "../../core/event.ts";
import type { AgentRequest } from "../../ports/agent-host.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { repositoryMap } from "./analyse.ts";
import { promptPatchBytesMax } from "./attempt.ts";
import { folderOf } from "./attempt-folder.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";
import { commonRequest, failureOf, readsOnly, runSession, spentBy } from "./session.ts";

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
    const answer = await askReviewer(ports, effect, scope, {
      folder: `${folderOf(effect)}/review-${effect.reviewer}`,
      ...{ task: task.id, attempt: effect.attempt, title: `Review ${task.id}`.slice(0, 100), directory },
      prompt: composePrompt({ kind: "review", goal, map, task, shard: shard.text, diff, notes }),
    });
    return { type: "reviewed", ...answer };
  } finally {
    workspace.release(slot);
  }
}

interface Look extends Pick<AgentRequest<"reviewer">, "task" | "attempt" | "title" | "directory" | "prompt"> {
  /** Where the mission's store keeps what was asked and answered. */
  readonly folder: string;
}

/** One reviewer's session, whatever it is that is looked at. */
export async function askReviewer(
  ports: EffectPorts,
  effect: ReviewEffect | ReviewWholeEffect,
  scope: EffectScope,
  { folder, ...look }: Look,
): Promise<{ readonly spent: Spent | null; readonly result: ReviewOutcome }> {
  const common = commonRequest(ports, effect, scope);
  const result = await runSession(ports, folder, { ...common, ...look, ...readsOnly, role: "reviewer", model: effect.model, review: null }, scope);
  const spent = spentBy(result);
  if (result.outcome === "replied") return { spent, result: { ok: true, review: result.reply } };
  return { spent, result: { ok: false, ...failureOf(result) } };
}
