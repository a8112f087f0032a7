// Money and tokens: charged once by the host's own totals, and ceilings that hold.
import { worstOf, worstOfEffect } from "./admission.ts";
import type { ModelRef, ModelRole, TaskId } from "./ids.ts";
import type { MissionState, SessionRecord } from "./mission.ts";
import { addUsage, noUsage, totalTokens, usageSince, type Usage } from "./usage.ts";

/** Charges what a session's total has grown by since it was last told; answers how much that is. */
export function charge(state: MissionState, session: string, by: Omit<SessionRecord, "usage">, total: Usage): Usage {
  const known = state.sessions.get(session);
  const more = usageSince(known?.usage ?? noUsage, total);
  if (known === undefined) state.sessions.set(session, { ...by, usage: total });
  else known.usage = addUsage(known.usage, more);
  const { role, task, attempt } = known ?? by;
  state.usage = addUsage(state.usage, more);
  state.usageByRole.set(role, addUsage(state.usageByRole.get(role) ?? noUsage, more));
  const record = task === null ? undefined : state.tasks.get(task);
  if (record === undefined) return more;
  record.usage = addUsage(record.usage, more);
  const attempted = record.attempts[attempt - 1];
  if (attempted !== undefined) attempted.usage = addUsage(attempted.usage, more);
  return more;
}

/**
 * Why sessions that run may not go on, or null. Where several run, each may have a call under way that must still fit; a
 * single one may go on until the ceiling. Either way it is passed by no more than one call.
 */
export function missionCeiling(state: MissionState): string | null {
  const { tokensMax, costMax } = state.settings.budget;
  const calls = [...state.admitted.keys()].flatMap((id) => {
    const worst = worstOfEffect(state, state.pending.get(id));
    return worst === null ? [] : [worst.call];
  });
  const underWay = (key: "tokens" | "cost") => (calls.length < 2 ? 0 : calls.reduce((sum, call) => sum + call[key], 0));
  const tokens = totalTokens(state.usage);
  const { cost } = state.usage;
  if (tokensMax !== null && (tokens >= tokensMax || tokens + underWay("tokens") > tokensMax)) {
    return `the budget of ${tokensMax} tokens is used up (${tokens} used${besides(underWay("tokens"))}); raise budget.tokens_max and resume`;
  }
  if (costMax !== null && (cost >= costMax || cost + underWay("cost") > costMax)) {
    return `the budget of ${costMax} is used up (${cost.toFixed(4)} spent${besides(underWay("cost"))}); raise budget.cost_max and resume`;
  }
  return null;
}

function besides(amount: number): string {
  return amount > 0 ? `, and ${Number(amount.toFixed(4))} may be under way` : "";
}

/** Who would be asked next, and which model. */
export interface NextAsked {
  readonly role: ModelRole;
  readonly model: ModelRef | null;
}

/** Why a task may not spend more, or null. With who is asked next: whether one more call of theirs still fits. */
export function taskCeiling(state: MissionState, task: TaskId, asked: NextAsked | null = null): string | null {
  const { tokensPerTaskMax, costPerTaskMax } = state.settings.budget;
  const record = state.tasks.get(task);
  if (record === undefined) return null;
  const next = asked === null ? { tokens: 0, cost: 0 } : worstOf(state, asked.role, asked.model).call;
  const tokens = totalTokens(record.usage);
  const { cost } = record.usage;
  if (tokensPerTaskMax !== null && (tokens >= tokensPerTaskMax || tokens + next.tokens > tokensPerTaskMax)) {
    return `its budget of ${tokensPerTaskMax} tokens is used up (${tokens} used${nextCall(next.tokens)})`;
  }
  if (costPerTaskMax !== null && (cost >= costPerTaskMax || cost + next.cost > costPerTaskMax)) {
    return `its budget of ${costPerTaskMax} is used up (${cost.toFixed(4)} spent${nextCall(next.cost)})`;
  }
  return null;
}

function nextCall(amount: number): string {
  return amount > 0 ? `, and its next call may take ${Number(amount.toFixed(4))}` : "";
}

/** A ceiling in money that cannot count everything is told, once for each model. */
export function notePrice(state: MissionState, model: ModelRef | null, total: Usage): void {
  const { costMax, costPerTaskMax } = state.settings.budget;
  if ((costMax === null && costPerTaskMax === null) || total.cost > 0 || totalTokens(total) === 0) return;
  const name = model ?? state.catalogue?.own ?? "the session's own model";
  const note = `OpenCode has no price for ${name}: what it costs is not counted, so the ceiling in money could not be enforced for it.`;
  if (!state.notes.includes(note)) state.notes.push(note);
}
