// Who may ask a model now: a session starts only if what was used, what running sessions may still use and its own worst
// case fit under the mission's ceilings. One that does not fit waits until others have settled. The worst case of a role
// is the most that one of its sessions was seen to use; before the first, a configured guess.
import type { Effect } from "./effect.ts";
import type { ModelRole } from "./ids.ts";
import type { MissionState } from "./mission.ts";
import { adaptedLimit } from "./model-health.ts";
import type { Seen, Spend } from "./spend.ts";
import { pause, roleOf, type Step } from "./step.ts";
import { totalTokens, type Usage } from "./usage.ts";

const most = (left: Spend, right: Spend): Spend => ({
  tokens: Math.max(left.tokens, right.tokens),
  cost: Math.max(left.cost, right.cost),
});

/** What a role is expected to use at worst. Money is not guessed: a price is known when the host has told a cost. */
export function worstOf(state: MissionState, role: ModelRole): Seen {
  const guess = { tokens: state.settings.budget.tokensPerCallGuess, cost: 0 };
  return state.seenByRole.get(role) ?? { call: guess, session: guess };
}

/** Learns from what a session has used more, and settles that much of its reservation. */
export function learn(state: MissionState, effect: Effect, more: Usage): void {
  const role = roleOf(effect);
  const before = state.admitted.get(effect.id);
  if (role === null || (more.calls === 0 && totalTokens(more) === 0)) return;
  const spent = {
    tokens: (before?.tokens ?? 0) + totalTokens(more),
    cost: (before?.cost ?? 0) + more.cost,
  };
  if (before !== undefined) state.admitted.set(effect.id, spent);
  const calls = Math.max(1, more.calls);
  const call = { tokens: Math.ceil(totalTokens(more) / calls), cost: more.cost / calls };
  const seen = state.seenByRole.get(role);
  state.seenByRole.set(role, seen === undefined ? { call, session: spent } : { call: most(seen.call, call), session: most(seen.session, spent) });
}

/** What running sessions may still use: the rest of their role's worst case, but at least one more call. */
export function reserved(state: MissionState): Spend {
  let tokens = 0;
  let cost = 0;
  for (const [id, spent] of state.admitted) {
    const effect = state.pending.get(id);
    const role = effect === undefined ? null : roleOf(effect);
    if (role === null) continue;
    const { call, session } = worstOf(state, role);
    tokens += Math.max(call.tokens, session.tokens - spent.tokens);
    cost += Math.max(call.cost, session.cost - spent.cost);
  }
  return { tokens, cost };
}

/** Why no session of a role may start now, with the numbers, or null. */
export function refusal(state: MissionState, role: ModelRole): string | null {
  const { tokensMax, costMax } = state.settings.budget;
  const worst = worstOf(state, role).session;
  const held = reserved(state);
  const tokens = totalTokens(state.usage);
  const { cost } = state.usage;
  if (tokensMax !== null && tokens >= tokensMax) {
    return `the budget of ${tokensMax} tokens is used up (${tokens} used); raise budget.tokens_max and resume`;
  }
  if (costMax !== null && cost >= costMax) {
    return `the budget of ${costMax} is used up (${cost.toFixed(4)} spent); raise budget.cost_max and resume`;
  }
  if (tokensMax !== null && tokens + held.tokens + worst.tokens > tokensMax) {
    return (
      `the budget of ${tokensMax} tokens leaves no room for the ${role} (${tokens} used, ${held.tokens} reserved, ` +
      `${worst.tokens} at worst for its session); raise budget.tokens_max and resume`
    );
  }
  if (costMax !== null && cost + held.cost + worst.cost > costMax) {
    return (
      `the budget of ${costMax} leaves no room for the ${role} (${cost.toFixed(4)} spent, ${held.cost.toFixed(4)} reserved, ` +
      `${worst.cost.toFixed(4)} at worst for its session); raise budget.cost_max and resume`
    );
  }
  return null;
}

/** Lets sessions start as far as there is room, in the order in which they were asked for; the others wait. */
export function admit(state: MissionState, step: Step): void {
  if (state.paused !== null) return;
  const started = step.effects.filter((effect) => roleOf(effect) === null);
  let why: string | null = null;
  for (const effect of state.pending.values()) {
    const role = roleOf(effect);
    if (role === null || state.admitted.has(effect.id) || isFull(state, effect)) continue;
    why = refusal(state, role);
    if (why !== null) break;
    state.admitted.set(effect.id, { tokens: 0, cost: 0 });
    started.push(effect);
  }
  started.sort((left, right) => Number(left.id.slice(1)) - Number(right.id.slice(1)));
  step.effects.splice(0, step.effects.length, ...started);
  const isIdle = state.admitted.size === 0 && [...state.pending.values()].every((effect) => roleOf(effect) !== null);
  if (why !== null && isIdle) pause(state, step, why);
}

function isFull(state: MissionState, effect: Effect): boolean {
  if (!("model" in effect)) return false;
  const limit = adaptedLimit(state, effect.model);
  if (limit === null) return false;
  const running = [...state.admitted.keys()].filter((id) => {
    const other = state.pending.get(id);
    return other !== undefined && "model" in other && other.model === effect.model;
  });
  return running.length >= limit;
}
