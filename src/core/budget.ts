// Money and tokens: charged once by the host's own totals, and ceilings that hold.
import type { TaskId } from "./ids.ts";
import type { MissionState, SessionRecord } from "./mission.ts";
import { addUsage, noUsage, totalTokens, usageSince, type Usage } from "./usage.ts";

/** Charges what a session's total has grown by since it was last told. */
export function charge(state: MissionState, session: string, by: Omit<SessionRecord, "usage">, total: Usage): void {
  const known = state.sessions.get(session);
  const more = usageSince(known?.usage ?? noUsage, total);
  if (known === undefined) state.sessions.set(session, { ...by, usage: total });
  else known.usage = addUsage(known.usage, more);
  const { role, task, attempt } = known ?? by;
  state.usage = addUsage(state.usage, more);
  state.usageByRole.set(role, addUsage(state.usageByRole.get(role) ?? noUsage, more));
  const record = task === null ? undefined : state.tasks.get(task);
  if (record === undefined) return;
  record.usage = addUsage(record.usage, more);
  const attempted = record.attempts[attempt - 1];
  if (attempted !== undefined) attempted.usage = addUsage(attempted.usage, more);
}

/** Why no further model call may begin, or null. */
export function missionCeiling(state: MissionState): string | null {
  const { tokensMax, costMax } = state.settings.budget;
  const tokens = totalTokens(state.usage);
  if (tokensMax !== null && tokens >= tokensMax) {
    return `the budget of ${tokensMax} tokens is used up (${tokens} used); raise budget.tokens_max and resume`;
  }
  if (costMax !== null && state.usage.cost >= costMax) {
    return `the budget of ${costMax} is used up (${state.usage.cost.toFixed(4)} spent); raise budget.cost_max and resume`;
  }
  return null;
}

/** Why a task may not spend more, or null. */
export function taskCeiling(state: MissionState, task: TaskId): string | null {
  const { tokensPerTaskMax } = state.settings.budget;
  const record = state.tasks.get(task);
  if (tokensPerTaskMax === null || record === undefined) return null;
  const tokens = totalTokens(record.usage);
  return tokens >= tokensPerTaskMax ? `its budget of ${tokensPerTaskMax} tokens is used up (${tokens} used)` : null;
}
