// What all sessions of a mission have in common: how they are asked, charged and kept on disk.
import type { AgentFailure, Spent } from "../../core/event.ts";
import type { Role } from "../../core/ids.ts";
import type { Effect } from "../../core/effect.ts";
import type { AgentRequest, AgentResult } from "../../ports/agent-host.ts";
import type { EffectScope } from "../../ports/executor.ts";
import type { EffectPorts } from "./ports.ts";

export const pageBytesMax = 8_192;

/** The parts of a request that follow from the effect's mission and from what it may read. */
export function commonRequest(ports: EffectPorts, effect: Effect, scope: EffectScope) {
  const { facts } = scope;
  return {
    mission: facts.mission,
    limits: facts.settings.limits,
    onUsage: (session: string, total: Spent["total"]) =>
      scope.emit({ type: "usage-counted", effect: effect.id, session, total }),
    onThrottled: (message: string, retryMs: number) => scope.emit({ type: "model-throttled", effect: effect.id, message, retryMs }),
    page: (name: string, offsetLines: number) => ports.context.page(name, offsetLines, pageBytesMax),
  };
}

/** Of a session that writes nothing, and so has nothing to be checked. */
export const readsOnly = { writes: [], check: null, checkFile: null } as const;

/** Runs a session and keeps its prompt and reply in `folder` of the mission's store. */
export async function runSession<R extends Role>(
  ports: EffectPorts,
  folder: string,
  request: AgentRequest<R>,
  scope: EffectScope,
): Promise<AgentResult<R>> {
  await ports.store.write(`${folder}/prompt.md`, request.prompt);
  const result = await ports.host.run(request, scope.signal);
  const kept = result.outcome === "replied" ? result.reply : failureOf(result);
  await ports.store.write(`${folder}/reply.json`, `${JSON.stringify(kept, null, 2)}\n`);
  return result;
}

/** Why a session brought no reply, as results carry it. */
export function failureOf({ failure, message, retryAfterMs }: AgentFailure): AgentFailure {
  return { failure, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

export function spentBy(result: AgentResult<Role>): Spent | null {
  return result.session === null ? null : { session: result.session, total: result.usage };
}
