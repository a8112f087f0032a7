// A merge is taken back from trunk: by one more commit, which the gate accepts before trunk moves to it. What was built on
// it goes with it, as far as the contents of its inputs differ without it; the rest stays.
import type { RevertEffect } from "../../core/effect.ts";
import type { ReversalOutcome } from "../../core/event.ts";
import { filesManifest, manifestChanges } from "../../core/manifest.ts";
import type { Change, Verdict } from "../../core/change.ts";
import type { MergedTask } from "../../core/question.ts";
import type { EffectScope } from "../../ports/executor.ts";
import type { Authorship, Workspace } from "../../ports/workspace.ts";
import { questionFolder } from "./attempt-folder.ts";
import { judge } from "./gate.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";

export async function revert(ports: EffectPorts, effect: RevertEffect, scope: EffectScope): Promise<EffectResult> {
  const { workspace } = ports;
  const fallen = await fallenWith(workspace, effect);
  const by: Authorship = {
    mission: scope.facts.mission,
    task: effect.target.id,
    attempt: effect.question,
    title: `Take back: ${effect.target.title}`,
    reverts: fallen.map(({ commit }) => commit).reverse(),
  };
  const merge = await workspace.takeBack(by);
  if (merge.outcome === "conflict") return { type: "reverted", result: { outcome: "conflict", files: merge.files } };
  const verdict = await judgeWithout(ports, effect, scope, merge.change, fallen);
  await ports.store.write(`${questionFolder(effect)}/reversal.json`, `${JSON.stringify({ by, verdict }, null, 2)}\n`);
  if (verdict.outcome === "refused") return { type: "reverted", result: { outcome: "refused", verdict } };
  await workspace.advance(merge.change, by);
  const result: ReversalOutcome = { outcome: "reverted", change: merge.change, tasks: fallen.map(({ id }) => id) };
  return { type: "reverted", result };
}

/** The target, and each later task that had other contents before it than it would have without what falls. */
async function fallenWith(workspace: Workspace, { target, later }: RevertEffect): Promise<readonly MergedTask[]> {
  const fallen: MergedTask[] = [];
  const without = new Map<string, string | null>();
  const fall = async (task: MergedTask) => {
    fallen.push(task);
    const { files } = await workspace.between(task.before, task.commit);
    const paths = files.map(({ path }) => path).filter((path) => !without.has(path));
    const before = await workspace.hashes(task.before, paths);
    for (const path of paths) without.set(path, before.get(path) ?? null);
  };
  await fall(target);
  for (const task of later) {
    const had = await workspace.hashes(task.before, task.inputs);
    const would = new Map(had);
    for (const path of task.inputs) {
      const hash = without.get(path);
      if (hash === null) would.delete(path);
      else if (hash !== undefined) would.set(path, hash);
    }
    const changed = manifestChanges(filesManifest(task.inputs, had), filesManifest(task.inputs, would));
    if (changed.length > 0) await fall(task);
  }
  return fallen;
}

/**
 * Trunk without it is judged as a whole, against the mission's base: as a change to trunk it takes tests and exports
 * away, which is what it is for.
 */
async function judgeWithout(
  ports: EffectPorts,
  effect: RevertEffect,
  scope: EffectScope,
  change: Change,
  fallen: readonly MergedTask[],
): Promise<Verdict> {
  const { workspace } = ports;
  const whole = await workspace.between(scope.facts.base ?? change.base, change.commit);
  if (whole.files.length === 0) return { outcome: "accepted", findings: [], notes: ["trunk is what the mission began from"] };
  const changed = new Set(change.files.map(({ path }) => path));
  // What came later may use it without saying so; what came before was accepted without it, but for files that both touch.
  const earlier = effect.earlier.filter(({ inputs }) => inputs.some((path) => changed.has(path)));
  const kept = [...earlier, ...effect.later.filter((task) => !fallen.includes(task))];
  const replay = [...new Set(kept.flatMap(({ checks }) => checks))];
  const slot = await workspace.acquire(change.commit, null, scope.signal);
  try {
    return await judge(ports, scope, { directory: slot.directory, task: null, change: whole, replay });
  } finally {
    workspace.release(slot);
  }
}
