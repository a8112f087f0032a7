// The Planner's session, whether it plans the mission, its follow-up or one task anew: in a slot of its own, and its reply is held against
// the rules, the files that there are and those that are protected while its author still has it in view.
import type { FollowUpEffect, PlanEffect, ReplanEffect } from "../../core/effect.ts";
import type { PlanOutcome, Spent } from "../../core/event.ts";
import type { CommitId, TaskId } from "../../core/ids.ts";
import type { Plan } from "../../core/plan.ts";
import type { PlanCheck, PlanRules } from "../../core/plan-validation.ts";
import type { EffectScope } from "../../ports/executor.ts";
import { planChecker } from "./plan-check.ts";
import type { EffectPorts } from "./ports.ts";
import { commonRequest, failureOf, readsOnly, runSession, spentBy } from "./session.ts";

/** Commands named in a planning prompt. */
export const commandsShownMax = 40;

interface Question {
  /** The commit that the Planner looks at. */
  readonly start: CommitId;
  /** Where prompt and reply are kept in the mission's store. */
  readonly folder: string;
  readonly task: TaskId | null;
  readonly attempt: number;
  readonly title: string;
  readonly check: (reply: Plan, rules: PlanRules) => PlanCheck;
  readonly prompt: (directory: string, paths: readonly string[]) => Promise<string>;
}

export async function askPlanner(
  ports: EffectPorts,
  effect: PlanEffect | ReplanEffect | FollowUpEffect,
  scope: EffectScope,
  question: Question,
): Promise<{ readonly spent: Spent | null; readonly result: PlanOutcome }> {
  const { workspace } = ports;
  const { start, folder, task, attempt, title } = question;
  const paths = await workspace.list(start);
  const check = planChecker(question.check, scope.facts.settings, paths);
  const slot = await workspace.acquire(start, null, scope.signal);
  try {
    const result = await runSession(
      ports,
      folder,
      {
        ...commonRequest(ports, effect, scope),
        ...{ role: "planner", task, attempt, title, model: effect.model, directory: slot.directory },
        prompt: await question.prompt(slot.directory, paths),
        ...readsOnly,
        review: (reply) => {
          const checked = check(reply);
          return checked.ok ? [] : checked.problems.map(({ where, message }) => `${where}: ${message}`);
        },
      },
      scope,
    );
    const spent = spentBy(result);
    if (result.outcome === "failed") return { spent, result: { outcome: "failed", ...failureOf(result) } };
    const checked = check(result.reply);
    if (!checked.ok) return { spent, result: { outcome: "invalid", problems: checked.problems } };
    return { spent, result: { outcome: "valid", plan: checked.plan, notes: checked.notes } };
  } finally {
    workspace.release(slot);
  }
}
