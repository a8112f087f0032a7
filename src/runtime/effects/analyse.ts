// The mission's beginning: capture what the user sees, and have the Searcher find what matters.
import { composePrompt } from "../../agents/prompt.ts";
import type { SearchEffect } from "../../core/effect.ts";
import type { CommitId } from "../../core/ids.ts";
import type { EffectScope } from "../../ports/executor.ts";
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
  const slot = await workspace.acquire(effect.base, null, scope.signal);
  try {
    warmOthers(ports, effect.base, scope);
    const map = await repositoryMap(ports, effect.base, slot.directory);
    const result = await runSession(
      ports,
      `search/${effect.attempt}`,
      {
        ...commonRequest(ports, effect, scope),
        role: "searcher",
        task: null,
        attempt: effect.attempt,
        title: "Search",
        model: effect.model,
        directory: slot.directory,
        prompt: composePrompt({ kind: "search", goal: scope.facts.goal, map }),
        ...readsOnly,
        review: null,
      },
      scope,
    );
    const spent = spentBy(result);
    if (result.outcome === "replied") return { type: "searched", spent, result: { ok: true, brief: result.reply } };
    return { type: "searched", spent, result: { ok: false, ...failureOf(result) } };
  } finally {
    workspace.release(slot);
  }
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
