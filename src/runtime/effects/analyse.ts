// The mission's beginning: capture what the user sees, and have the Searcher find what matters.
import { composePrompt } from "../../agents/prompt.ts";
import type { SearchEffect } from "../../core/effect.ts";
import type { CommitId } from "../../core/ids.ts";
import { validatePlan, type PlanCheck } from "../../core/plan-validation.ts";
import type { Brief } from "../../core/reply.ts";
import { singleTaskPlan } from "../../core/single-task.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { keepPlan, planChecker } from "./plan-check.ts";
import type { EffectPorts, EffectResult } from "./ports.ts";
import { commonRequest, failureOf, readsOnly, runSession, spentBy } from "./session.ts";

/** Bytes of the repository map that every prompt begins with. */
const mapBytesMax = 6_000;

export async function capture(ports: EffectPorts, scope: EffectScope): Promise<EffectResult> {
  const { base, branch, files, uncommitted, notes } = await ports.workspace.capture(scope.signal);
  return { type: "captured", captured: { base, branch, files, uncommitted, notes } };
}

/** The repository map at a commit: the same bytes for everyone who works from it. */
export async function repositoryMap(ports: EffectPorts, base: CommitId, directory: string): Promise<string> {
  return ports.context.survey(base, directory, await ports.workspace.list(base), mapBytesMax);
}

export async function search(ports: EffectPorts, effect: SearchEffect, scope: EffectScope): Promise<EffectResult> {
  const { workspace } = ports;
  const { goal, settings } = scope.facts;
  const folder = `search/${effect.attempt}`;
  const slot = await workspace.acquire(effect.base, null, scope.signal);
  try {
    warmOthers(ports, effect.base, scope);
    const map = await repositoryMap(ports, effect.base, slot.directory);
    const result = await runSession(
      ports,
      folder,
      {
        ...commonRequest(ports, effect, scope),
        role: "searcher",
        task: null,
        attempt: effect.attempt,
        title: "Search",
        model: effect.model,
        directory: slot.directory,
        prompt: composePrompt({ kind: "search", goal, map, writesMax: settings.planning === "as-needed" ? settings.limits.filesPerTaskMax : 0 }),
        ...readsOnly,
        review: null,
      },
      scope,
    );
    const spent = spentBy(result);
    if (result.outcome !== "replied") return { type: "searched", spent, result: { ok: false, ...failureOf(result) } };
    const whole = await wholeOf(ports, result.reply, effect.base, folder, scope);
    return { type: "searched", spent, result: { ok: true, brief: result.reply, whole } };
  } finally {
    workspace.release(slot);
  }
}

/** The goal as one task, if the brief says that one writer can do it. */
async function wholeOf(ports: EffectPorts, brief: Brief, base: CommitId, folder: string, { facts }: EffectScope): Promise<PlanCheck | null> {
  const plan = singleTaskPlan(facts.goal, brief, facts.settings);
  if (plan === null) return null;
  const checked = planChecker(validatePlan, facts.settings, await ports.workspace.list(base))(plan);
  if (checked.ok) await keepPlan(ports, facts.settings, folder, checked.plan);
  return checked;
}

/** Prepares the other slots while search and plan are being made; nothing waits for it and its failure costs nothing. */
function warmOthers(ports: EffectPorts, base: CommitId, scope: EffectScope): void {
  const { slots } = scope.facts.settings;
  ports.workspace
    // Integration takes a writer's slot over while the next writer begins in one more.
    .warm(base, slots + 1, scope.signal)
    .then((directories) => ports.host.warm(directories, scope.signal))
    .catch(() => undefined);
}
