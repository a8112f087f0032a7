// Holds a plan against all that is known of it before it runs: the rules, the files that there are, and those that are
// protected; and keeps it beside the journal.
import type { Plan } from "../../core/plan.ts";
import { pathProblems } from "../../core/plan-paths.ts";
import type { PlanCheck, PlanRules } from "../../core/plan-validation.ts";
import type { Settings } from "../../core/settings.ts";
import type { EffectPorts } from "./ports.ts";

/** `check` is the rules; `paths` are all of the commit that the plan is for. */
export function planChecker(
  check: (plan: Plan, rules: PlanRules) => PlanCheck,
  settings: Settings,
  paths: readonly string[],
): (plan: Plan) => PlanCheck {
  const { tasksMax, filesPerTaskMax, titleCharsMax, instructionCharsMax } = settings.limits;
  const rules = { tasksMax, filesPerTaskMax, titleCharsMax, instructionCharsMax, allowedCommands: settings.allowedCommands };
  const files = new Set(paths);
  return (plan) => {
    const checked = check(plan, rules);
    const problems = checked.ok ? pathProblems(checked.plan, files, settings.gate.protect) : checked.problems;
    return problems.length > 0 ? { ok: false, problems } : checked;
  };
}

/** For people: where the one that it is taken from is voted on, it may not be the plan that is followed. */
export async function keepPlan({ store }: Pick<EffectPorts, "store">, { votes }: Settings, folder: string, plan: Plan): Promise<void> {
  await store.write(votes > 1 ? `${folder}/plan.json` : "plan.json", `${JSON.stringify(plan, null, 2)}\n`);
}
