// Judgement of a change in a slot that holds it: the task's own checks, the user's, and those that are replayed.
import type { Change, Verdict } from "../../core/change.ts";
import type { GateEffect } from "../../core/effect.ts";
import type { Task } from "../../core/plan.ts";
import type { EffectScope, MissionFacts } from "../../ports/executor.ts";
import type { GateInput } from "../../ports/gate.ts";
import type { Workspace } from "../../ports/workspace.ts";
import { folderOf } from "./attempt-folder.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";

export interface Judged {
  readonly directory: string;
  /** Null for the whole trunk: no path is out of its scope. */
  readonly task: Task | null;
  readonly change: Change;
  readonly replay: readonly string[];
  /** Whether its tests may be probed: once a change, not again when it is merged. */
  readonly probes?: true;
}

/** What judging needs, with a mission around it or without. */
export interface JudgePorts extends Pick<EffectPorts, "gate" | "baseline"> {
  readonly workspace: Pick<Workspace, "read">;
}

export interface JudgeScope extends Pick<EffectScope, "signal"> {
  readonly facts: Pick<MissionFacts, "settings" | "base">;
}

export function judge(ports: JudgePorts, scope: JudgeScope, judged: Judged): Promise<Verdict> {
  const { settings } = scope.facts;
  const { task, change, directory } = judged;
  const checks = [...new Set([...(task?.checks ?? []), ...(task === null ? [] : settings.checkCommands), ...judged.replay])];
  return ports.gate.check(
    {
      directory,
      change,
      writes: task?.writes ?? null,
      provides: task?.provides ?? [],
      checks,
      proof: task?.proof ?? null,
      settings: judged.probes === true ? settings.gate : { ...settings.gate, mutation: "off" },
      limits: settings.limits,
      before: filesBefore(ports, change),
      baseline: baselineOf(ports, scope, change),
    },
    scope.signal,
  );
}

function baselineOf(ports: JudgePorts, scope: JudgeScope, change: Change): GateInput["baseline"] {
  const { settings, base } = scope.facts;
  const limits = { ...settings.limits, network: settings.gate.network };
  return async (command, kept) => {
    if (kept !== undefined) return ports.baseline.runWithout(change, kept, command, limits, scope.signal);
    return base === null ? null : ports.baseline.run(base, command, limits, scope.signal);
  };
}

/** Each file is read once, however many stages ask; what the change itself adds was not there. */
export function filesBefore(ports: JudgePorts, change: Change): (path: string) => Promise<Uint8Array | null> {
  const known = new Map<string, Promise<Uint8Array | null>>();
  for (const { path, status } of change.files) if (status === "added") known.set(path, Promise.resolve(null));
  return (path) => {
    const content = known.get(path) ?? ports.workspace.read(change.base, path);
    known.set(path, content);
    return content;
  };
}

export async function gate(ports: EffectPorts, effect: GateEffect, scope: EffectScope): Promise<EffectResult> {
  const { task, change } = effect;
  const slot = await ports.workspace.acquire(change.base, change, scope.signal);
  try {
    const verdict = await judge(ports, scope, { directory: slot.directory, task, change, replay: [], probes: true });
    await ports.store.write(`${folderOf(effect)}/findings.json`, `${JSON.stringify(verdict, null, 2)}\n`);
    return { type: "gated", verdict };
  } finally {
    ports.workspace.release(slot);
  }
}
