// Who may ask a model now: a session starts only if what was used, what running sessions may still use and its own worst
// case fit under the mission's ceilings. One that does not fit waits until others have settled. The worst case of a role
// is the most that one of its sessions was seen to use on that model; before the first, what the model's limits and
// price allow, or a guess.
import { dearest, factsOf, unknownCallTokens, worstFirstCall } from "./catalogue.ts";
import type { Effect } from "./effect.ts";
import type { ModelRef, ModelRole } from "./ids.ts";
import type { MissionState } from "./mission.ts";
import { adaptedLimit, isCoolingDown } from "./model-health.ts";
import type { Seen, Spend } from "./spend.ts";
import { pause, roleOf, type Step } from "./step.ts";
import { totalTokens, type Usage } from "./usage.ts";

const most = (left: Spend, right: Spend): Spend => ({
  tokens: Math.max(left.tokens, right.tokens),
  cost: Math.max(left.cost, right.cost),
});

const seenKey = (role: ModelRole, model: ModelRef | null) => `${role} ${model ?? ""}`;

/** What a role is expected to use of a model at worst. Without a price no money is reserved. */
export function worstOf(state: MissionState, role: ModelRole, model: ModelRef | null): Seen {
  const seen = state.seenByModel.get(seenKey(role, model));
  if (seen !== undefined) return seen;
  const { settings, goal } = state;
  const facts = factsOf(state.catalogue, model);
  const first = settings.budget.tokensPerCallGuess === null ? worstFirstCall(settings, goal, role, facts) : null;
  if (first !== null) return { call: first, session: first };
  const tokens = settings.budget.tokensPerCallGuess ?? unknownCallTokens;
  const { call, session } = state.seenByRole.get(role) ?? { call: { tokens, cost: 0 }, session: { tokens, cost: 0 } };
  const priced = (spend: Spend): Spend => ({ tokens: spend.tokens, cost: dearest(spend.tokens, facts) ?? spend.cost });
  return { call: priced(call), session: priced(session) };
}

/** The same for an effect; null if no model is asked for it. */
export function worstOfEffect(state: MissionState, effect: Effect | undefined): Seen | null {
  const role = effect === undefined ? null : roleOf(effect);
  return effect === undefined || role === null ? null : worstOf(state, role, modelOfEffect(effect));
}

function modelOfEffect(effect: Effect): ModelRef | null {
  return "model" in effect ? effect.model : null;
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
  const including = (seen: Seen | undefined): Seen =>
    seen === undefined ? { call, session: spent } : { call: most(seen.call, call), session: most(seen.session, spent) };
  state.seenByRole.set(role, including(state.seenByRole.get(role)));
  const key = seenKey(role, modelOfEffect(effect));
  state.seenByModel.set(key, including(state.seenByModel.get(key)));
}

/** What running sessions may still use: the rest of their role's worst case, but at least one more call. */
export function reserved(state: MissionState): Spend {
  let tokens = 0;
  let cost = 0;
  for (const [id, spent] of state.admitted) {
    const worst = worstOfEffect(state, state.pending.get(id));
    if (worst === null) continue;
    const { call, session } = worst;
    tokens += Math.max(call.tokens, session.tokens - spent.tokens);
    cost += Math.max(call.cost, session.cost - spent.cost);
  }
  return { tokens, cost };
}

/** Why no session of a role may start now on a model, with the numbers, or null. */
export function refusal(state: MissionState, role: ModelRole, model: ModelRef | null): string | null {
  const { tokensMax, costMax } = state.settings.budget;
  const worst = worstOf(state, role, model).session;
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
    why = refusal(state, role, modelOfEffect(effect));
    if (why !== null) break;
    state.admitted.set(effect.id, { tokens: 0, cost: 0 });
    started.push(effect);
  }
  started.sort((left, right) => Number(left.id.slice(1)) - Number(right.id.slice(1)));
  step.effects.splice(0, step.effects.length, ...started);
  const isIdle = state.admitted.size === 0 && [...state.pending.values()].every((effect) => roleOf(effect) !== null);
  if (why !== null && isIdle) pause(state, step, why);
}

/** Its model bears no more sessions now, or none at all for a while. */
function isFull(state: MissionState, effect: Effect): boolean {
  if (!("model" in effect)) return false;
  if (isCoolingDown(state, effect.model)) return true;
  const limit = adaptedLimit(state, effect.model);
  if (limit === null) return false;
  const running = [...state.admitted.keys()].filter((id) => {
    const other = state.pending.get(id);
    return other !== undefined && "model" in other && other.model === effect.model;
  });
  return running.length >= limit;
}
