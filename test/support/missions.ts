// A mission under a test's hand: events go in one by one, and what the kernel asks for is looked at and answered.
import type { Catalogue } from "../../src/core/catalogue.ts";
import type { Change, Finding, Verdict } from "../../src/core/change.ts";
import type { Effect, EffectKind } from "../../src/core/effect.ts";
import type { AttemptOutcome, MissionEvent, PivotOutcome, PlanOutcome, ReversalOutcome } from "../../src/core/event.ts";
import type { MissionState, TaskRecord } from "../../src/core/mission.ts";
import type { Plan, Task } from "../../src/core/plan.ts";
import { checkReplacement } from "../../src/core/replacement.ts";
import type { Need } from "../../src/core/reply.ts";
import type { Settings } from "../../src/core/settings.ts";
import { begin, transition, type Step } from "../../src/core/transition.ts";
import { noUsage } from "../../src/core/usage.ts";
import { makePlan } from "./plans.ts";
import { makeSettings } from "./settings.ts";

export const accepted: Verdict = { outcome: "accepted", findings: [], notes: [] };

export function finding(message: string, over: Partial<Finding> = {}): Finding {
  const place = { file: "src/a.js", line: 1, column: null, excerpt: null };
  return { stage: "checks", rule: "checks/failed", severity: "error", message, ...place, ...over };
}

export function refusal(message: string): Verdict {
  return { outcome: "refused", stage: "checks", findings: [finding(message)], notes: [] };
}

export function makeChange(commit: string, base: string, path = "src/a.js"): Change {
  const file = { path, status: "modified", modeBefore: "100644", modeAfter: "100644", bytes: 1 } as const;
  return { commit, base, tree: `tree-${commit}`, files: [file] };
}

export class MissionUnderTest {
  readonly state: MissionState;
  readonly events: MissionEvent[];
  private open: Effect[];
  private commits = 0;

  constructor(settings: Partial<Settings> = {}, catalogue: Catalogue | null = null) {
    const start = { type: "mission-started", mission: "m-1", goal: "goal", settings: makeSettings(settings), catalogue } as const;
    const begun = begin(start);
    this.state = begun.state;
    this.events = [start];
    this.open = [...begun.step.effects];
  }

  /** Brings the mission to where its plan is adopted. */
  static executing(plan: Plan, settings: Partial<Settings> = {}, catalogue: Catalogue | null = null): MissionUnderTest {
    const mission = new MissionUnderTest(settings, catalogue);
    mission.answer("capture", (effect) => ({
      type: "captured",
      effect,
      durationMs: 1,
      captured: { base: "c0", branch: "main", files: 1, uncommitted: 0, notes: [] },
    }));
    mission.answer("search", (effect) => ({
      type: "searched",
      effect,
      durationMs: 1,
      spent: null,
      result: { ok: true, brief: { summary: "", places: [], notes: [] } },
    }));
    mission.answer("plan", (effect) => ({
      type: "planned",
      effect,
      durationMs: 1,
      spent: null,
      result: { outcome: "valid", plan, notes: [] },
    }));
    return mission;
  }

  take(event: MissionEvent): Step {
    this.events.push(event);
    const step = transition(this.state, event);
    this.open = this.open.filter((effect) => !step.interrupts.includes(effect.id));
    this.open.push(...step.effects);
    return step;
  }

  /** Effects that were started and have no result yet. */
  effects<K extends EffectKind>(kind: K): Extract<Effect, { kind: K }>[] {
    return this.open.filter((effect): effect is Extract<Effect, { kind: K }> => effect.kind === kind);
  }

  answer<K extends EffectKind>(kind: K, event: (id: string) => MissionEvent, task?: string): Step {
    const effect = this.effects(kind).find((open) => task === undefined || ("task" in open && open.task.id === task));
    if (effect === undefined) throw new Error(`no ${kind} is under way${task === undefined ? "" : ` for ${task}`}`);
    this.open = this.open.filter((open) => open !== effect);
    return this.take(event(effect.id));
  }

  attempted(task: string, result: AttemptOutcome): Step {
    return this.answer("attempt", (effect) => ({ type: "attempted", effect, durationMs: 1, spent: null, result }), task);
  }

  /** An attempt that changed its files, on the base that it was started from. */
  changed(task: string, needs: readonly Need[] = []): Change {
    this.commits += 1;
    const started = this.effects("attempt").find((effect) => effect.task.id === task);
    const change = makeChange(`a${this.commits}`, started?.start ?? "", started?.task.writes[0]);
    this.attempted(task, { outcome: "changed", change, work: { summary: "", files: [], needs } });
    return change;
  }

  gated(task: string, verdict: Verdict = accepted): Step {
    return this.answer("gate", (effect) => ({ type: "gated", effect, durationMs: 1, verdict }), task);
  }

  /** An attempt that the gate refuses. */
  refused(task: string, verdict: Verdict | string): Step {
    this.changed(task);
    return this.gated(task, typeof verdict === "string" ? refusal(verdict) : verdict);
  }

  replanned(task: string, result: PlanOutcome): Step {
    return this.answer("replan", (effect) => ({ type: "replanned", effect, durationMs: 1, spent: null, result }), task);
  }

  /** What the Planner hands in, held against the same rules as in a mission. */
  planned(task: string, tasks: readonly Task[]): Step {
    const asked = this.effects("replan").find((effect) => effect.task.id === task);
    if (asked === undefined) throw new Error(`the Planner was not asked about ${task}`);
    const { limits, allowedCommands } = this.state.settings;
    const checked = checkReplacement(makePlan(tasks), asked, { ...limits, allowedCommands });
    return this.replanned(task, checked.ok ? { outcome: "valid", ...checked } : { outcome: "invalid", ...checked });
  }

  pivoted(task: string, choice: string, reason = "because"): Step {
    const result: PivotOutcome = { ok: true, choice: { choice, reason } };
    return this.answer("pivot", (effect) => ({ type: "pivoted", effect, durationMs: 1, spent: null, result }), task);
  }

  /** Takes the tasks back, the first of which is the target. */
  reverted(task: string, tasks: readonly string[]): Step {
    this.commits += 1;
    const change = makeChange(`t${this.commits}`, this.state.trunk ?? "");
    const result: ReversalOutcome = { outcome: "reverted", change, tasks };
    return this.answer("revert", (effect) => ({ type: "reverted", effect, durationMs: 1, result }), task);
  }

  /** Refuses whatever is tried until the Orchestrator is asked; other questions get no answer. Bounded. */
  untilPivot(task: string, message: (attempt: number) => string = (attempt) => `wrong in way ${String.fromCharCode(96 + attempt)}`): void {
    for (let round = 0; round < 20 && this.effects("pivot").length === 0; round += 1) {
      if (this.effects("replan").length > 0) this.replanned(task, { outcome: "failed", failure: "no-reply", message: "nothing" });
      else this.refused(task, message(round + 1));
    }
  }

  /** A Reviewer has nothing against it. */
  approved(task: string): Step {
    const result = { ok: true, review: { verdict: "approve", concerns: [] } } as const;
    return this.answer("review", (effect) => ({ type: "reviewed", effect, durationMs: 1, spent: null, result }), task);
  }

  /** On to the second pivot, of a task that nothing but a new plan could help, and the Planner has none. */
  untilLastWays(task: string): void {
    this.untilPivot(task);
    this.pivoted(task, "replan");
    while (this.effects("replan").length > 0) this.planned(task, []);
  }

  merged(task: string): Step {
    this.commits += 1;
    const change = makeChange(`t${this.commits}`, this.state.trunk ?? "");
    return this.answer(
      "integrate",
      (effect) => ({ type: "integrated", effect, durationMs: 1, result: { outcome: "merged", change } }),
      task,
    );
  }

  /** From attempt to merge, without a hitch and without reviewers. */
  done(task: string): void {
    this.changed(task);
    this.gated(task);
    this.merged(task);
  }

  task(id: string): TaskRecord {
    const record = this.state.tasks.get(id);
    if (record === undefined) throw new Error(`there is no task ${id}`);
    return record;
  }

  /** Lets the wait for a model that is left alone be over. */
  cooledDown(): Step {
    return this.answer("cool-down", (effect) => ({ type: "cooled-down", effect, durationMs: 1 }));
  }

  spend(effect: string, session: string, inputTokens: number): Step {
    return this.take({ type: "usage-counted", effect, session, total: { ...noUsage, calls: 1, inputTokens } });
  }
}
