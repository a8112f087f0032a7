// Whether a mission can begin at all under its ceilings: one that is below the worst case of a single call would let
// nothing start, and says so before anything is done. It looks at the beginning only, not at what was spent since.
import { worstOf } from "./admission.ts";
import type { ModelRef, ModelRole } from "./ids.ts";
import type { MissionState } from "./mission.ts";
import { modelFor } from "./model-choice.ts";
import type { Spend } from "./spend.ts";

/** Every mission asks these; others only if something is to be repaired, reviewed or decided. */
const needed: readonly ModelRole[] = ["searcher", "planner", "coder"];

interface LeastCall {
  readonly role: ModelRole;
  readonly model: ModelRef | null;
  readonly call: Spend;
}

/** What is wrong with the ceilings, which one, and the least that it can be; null if nothing is. */
export function ceilingBelowLeast(state: MissionState): string | null {
  const { tokensMax, costMax, tokensPerTaskMax, costPerTaskMax } = state.settings.budget;
  const calls = needed.map((role): LeastCall => {
    const model = modelFor(state.settings, role);
    return { role, model, call: worstOf(state, role, model).call };
  });
  const ofTasks = calls.filter(({ role }) => role === "coder");
  return (
    tooLow(state, "tokens_max", tokensMax, "tokens", calls) ??
    tooLow(state, "cost_max", costMax, "cost", calls) ??
    tooLow(state, "tokens_per_task_max", tokensPerTaskMax, "tokens", ofTasks) ??
    tooLow(state, "cost_per_task_max", costPerTaskMax, "cost", ofTasks)
  );
}

function tooLow(
  { catalogue }: MissionState,
  key: string,
  ceiling: number | null,
  unit: keyof Spend,
  calls: readonly LeastCall[],
): string | null {
  const [largest] = [...calls].sort((left, right) => right.call[unit] - left.call[unit]);
  if (ceiling === null || largest === undefined) return null;
  const { role, model, call } = largest;
  const least = call[unit];
  if (ceiling > 0 && ceiling >= least) return null;
  const beginning = `budget.${key} = ${ceiling} lets nothing start`;
  if (least === 0) return `${beginning}. Set it above 0, or to "none", and start the mission again.`;
  const who = `the ${role} on ${model ?? catalogue?.own ?? "the session's own model"}`;
  const amount = unit === "tokens" ? `${least} tokens` : `${roundedUp(least)} dollars`;
  return (
    `${beginning}: one call of ${who} may take ${amount}. Set it to at least ${unit === "tokens" ? least : roundedUp(least)}, ` +
    'or to "none", and start the mission again; budget.tokens_per_call_guess sets a smaller worst case.'
  );
}

/** Ten thousandths of a dollar, never less than asked. */
function roundedUp(cost: number): string {
  return (Math.ceil(cost * 10_000) / 10_000).toFixed(4);
}
