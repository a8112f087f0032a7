// One try at a task: a slot, a shard, a session, and whatever then stands in the slot. What was produced is judged by
// the gate, not by what the session says of itself.
import { composePrompt } from "../../agents/prompt.ts";
import { shardBytesFor } from "../../core/catalogue.ts";
import type { Change, Fixes } from "../../core/change.ts";
import type { AttemptEffect } from "../../core/effect.ts";
import type { AgentFailureKind, AttemptOutcome } from "../../core/event.ts";
import type { WriterRole } from "../../core/ids.ts";
import type { Task } from "../../core/plan.ts";
import { manifestChanges, manifestOf, parseManifest } from "../../core/manifest.ts";
import type { AgentResult } from "../../ports/agent-host.ts";
import type { EffectScope } from "../../ports/executor.ts";
import type { Authorship, Slot } from "../../ports/workspace.ts";
import { repositoryMap } from "./analyse.ts";
import { folderOf } from "./attempt-folder.ts";
import { filesBefore, judge } from "./gate.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";
import { commonRequest, failureOf, runSession, spentBy } from "./session.ts";

/** Bytes of a patch in a prompt, and on disk. */
export const promptPatchBytesMax = 24_000;
export const storedPatchBytesMax = 1_048_576;

const nothingFixed: Fixes = { done: [], notes: [] };

/** Failures after which finished files may well be there: the reply is missing, not the work. */
const replyFailures: readonly AgentFailureKind[] = ["no-reply", "malformed-reply", "reply-too-large"];

export async function attempt(ports: EffectPorts, effect: AttemptEffect, scope: EffectScope): Promise<EffectResult> {
  const { workspace } = ports;
  const slot = await workspace.acquire(effect.start, effect.carry, scope.signal);
  try {
    const result = await work(ports, effect, scope, slot);
    const by = authorshipOf(scope, effect);
    const found = await workspace.collect(slot, by);
    const { change, fixes } = found === null || !isFinished(result) ? { change: found, fixes: nothingFixed } : await fixed(ports, scope, slot, found, by);
    if (change !== null) {
      const stored = workspace
        .patch(change, storedPatchBytesMax)
        .then((patch) => ports.store.write(`${folderOf(effect)}/change.patch`, patch));
      await Promise.all([workspace.keep(change, by), stored]);
    }
    return { type: "attempted", spent: spentBy(result), result: outcomeOf(result, change, fixes) };
  } finally {
    workspace.release(slot);
  }
}

export function authorshipOf(scope: EffectScope, effect: { readonly task: Task; readonly attempt: number }): Authorship {
  const { task, attempt: number } = effect;
  return { mission: scope.facts.mission, task: task.id, attempt: number, title: task.title };
}

/** Whether the files count as the attempt's work: a session that was cut off in the middle left an unfinished one. */
function isFinished(result: AgentResult<WriterRole>): boolean {
  return result.outcome === "replied" || replyFailures.includes(result.failure);
}

/** What needs no model is mended before anything is judged, so that what is merged is what was judged. */
async function fixed(ports: EffectPorts, scope: EffectScope, slot: Slot, change: Change, by: Authorship) {
  const { gate, limits } = scope.facts.settings;
  if (gate.fixes !== "safe") return { change, fixes: nothingFixed };
  const input = { directory: slot.directory, change, settings: gate, limits, before: filesBefore(ports, change) };
  const fixes = await ports.gate.fix(input, scope.signal);
  return { change: fixes.done.length === 0 ? change : await ports.workspace.collect(slot, by), fixes };
}

function outcomeOf(result: AgentResult<WriterRole>, change: Change | null, fixes: Fixes): AttemptOutcome {
  if (result.outcome === "failed" && (change === null || !isFinished(result))) {
    return { outcome: "failed", ...failureOf(result), change };
  }
  const handedIn = result.outcome === "replied" ? result.reply : null;
  return change === null ? { outcome: "unchanged", work: handedIn } : { outcome: "changed", change, work: handedIn, fixes };
}

async function work(
  ports: EffectPorts,
  effect: AttemptEffect,
  scope: EffectScope,
  slot: Slot,
): Promise<AgentResult<WriterRole>> {
  const { task, role } = effect;
  const folder = folderOf(effect);
  await writeManifest(ports, effect);
  return runSession(
    ports,
    folder,
    {
      ...commonRequest(ports, effect, scope),
      role,
      task: task.id,
      attempt: effect.attempt,
      title: `${task.id}: ${task.title}`.slice(0, 100),
      model: effect.model,
      directory: slot.directory,
      prompt: await promptFor(ports, effect, scope, slot),
      writes: task.writes,
      check: async () => {
        const by = authorshipOf(scope, effect);
        const change = await ports.workspace.collect(slot, by);
        return change === null
          ? { outcome: "accepted", findings: [], notes: ["nothing was changed yet"] }
          : judge(ports, scope, { directory: slot.directory, task, change, replay: [], probes: true });
      },
      checkFile: (path) =>
        ports.gate.checkFile(slot.directory, path, {
          settings: scope.facts.settings.gate,
          before: (file) => ports.workspace.read(effect.start, file),
        }),
      review: null,
    },
    scope,
  );
}

/** What the attempt rests on, and in what it is not the one before again. */
async function writeManifest(ports: EffectPorts, effect: AttemptEffect): Promise<void> {
  const manifest = manifestOf(effect);
  const earlier = await ports.store.read(`${folderOf({ ...effect, attempt: effect.attempt - 1 })}/manifest.json`);
  const changedSince = earlier === null ? [] : manifestChanges(parseManifest(earlier), manifest);
  const content = { rung: effect.rung, why: effect.why, changedSince, manifest };
  await ports.store.write(`${folderOf(effect)}/manifest.json`, `${JSON.stringify(content, null, 2)}\n`);
}

async function promptFor(ports: EffectPorts, effect: AttemptEffect, scope: EffectScope, slot: Slot): Promise<string> {
  const { task, role, carry, provided, findings } = effect;
  const { goal, brief, base } = scope.facts;
  const { directory } = slot;
  const bytesMax = shardBytesFor(scope.facts, role, effect.model, effect.shardScale);
  const shard = await ports.context.shard({ role, goal, task, brief, directory, bytesMax });
  // The map is of the base, not of the slot's commit, so that all of a mission's prompts begin alike.
  const map = await repositoryMap(ports, base ?? effect.start, directory);
  const common = { goal, map, task, provided, findings, shard: shard.text };
  if (role === "coder") return composePrompt({ kind: "code", ...common, isAnotherWay: effect.rung === "fresh" });
  const diff = carry === null ? "" : await ports.workspace.patch(carry, promptPatchBytesMax);
  return composePrompt({ kind: "fix", ...common, diff });
}
