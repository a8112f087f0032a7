// A simulated world around the real kernel: effects are answered after random or given durations, in simulated time,
// with random outcomes. After every event the invariants are checked, and the journal can be replayed.
import { brokenInvariants } from "../../src/core/invariants.ts";
import type { Catalogue } from "../../src/core/catalogue.ts";
import type { Change, Finding } from "../../src/core/change.ts";
import type { AttemptEffect, Effect, FollowUpEffect, PivotEffect, ReplanEffect, RevertEffect } from "../../src/core/effect.ts";
import type { AgentFailure, AttemptOutcome, MissionEvent, PivotOutcome, PlanOutcome, ResultEvent, ReversalOutcome, ReviewOutcome, SearchOutcome, Trial } from "../../src/core/event.ts";
import type { MissionState } from "../../src/core/mission.ts";
import type { Plan } from "../../src/core/plan.ts";
import { checkFollowUp } from "../../src/core/follow-up.ts";
import { validatePlan } from "../../src/core/plan-validation.ts";
import { checkReplacement } from "../../src/core/replacement.ts";
import type { Brief } from "../../src/core/reply.ts";
import type { Settings } from "../../src/core/settings.ts";
import { singleTaskPlan } from "../../src/core/single-task.ts";
import { begin, transition } from "../../src/core/transition.ts";
import { noUsage } from "../../src/core/usage.ts";
import { makePlan, makeTask } from "./plans.ts";
import type { Random } from "./random.ts";

export interface World {
  readonly random: Random;
  readonly plan: Plan;
  readonly settings: Settings;
  /** What the host's list says of the models; nothing unless given. */
  readonly catalogue?: Catalogue;
  /** Chance that an attempt's change passes the gate. */
  readonly passes: number;
  /** Chances of the rarer ways things go. */
  readonly chances: Readonly<
    Record<
      "agentFails" | "needs" | "conflict" | "reject" | "portFails" | "pause" | "verifyFails" | "planFault" | "badAnswer" | "reversalFails" | "wholeGoal",
      number
    >
  >;
  /** Which listed way the Orchestrator takes; a key that is not listed is an invalid choice. Random unless given. */
  readonly choose?: (keys: readonly string[]) => string;
  /** What every reviewer's counterexample turns out to be. Random unless given. */
  readonly trials?: Trial["outcome"];
  durationMs(effect: Effect): number;
  /** Whether invariants are checked after each event; they cost as much as the mission has tasks. */
  readonly checked: boolean;
}

export const calm: World["chances"] = {
  agentFails: 0,
  needs: 0,
  conflict: 0,
  reject: 0,
  portFails: 0,
  pause: 0,
  verifyFails: 0,
  planFault: 0,
  badAnswer: 0,
  reversalFails: 0,
  wholeGoal: 0,
};

export interface Simulated {
  readonly state: MissionState;
  readonly events: readonly MissionEvent[];
  readonly broken: readonly string[];
  readonly elapsedMs: number;
}

const eventsMax = 200_000;

export function simulate(world: World): Simulated {
  const start = { type: "mission-started", mission: "m-1", goal: "goal", settings: world.settings, catalogue: world.catalogue ?? null } as const;
  const begun = begin(start);
  const run = new Run(world, begun.state);
  run.events.push(start);
  run.start(begun.step.effects);
  run.toTheEnd();
  return { state: run.state, events: run.events, broken: run.broken, elapsedMs: run.nowMs };
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly effect: Effect;
}

class Run {
  readonly events: MissionEvent[] = [];
  readonly broken: string[] = [];
  nowMs = 0;
  readonly world: World;
  readonly state: MissionState;
  private readonly due: Due[] = [];
  private order = 0;
  private commits = 0;

  constructor(world: World, state: MissionState) {
    this.world = world;
    this.state = state;
  }

  start(effects: readonly Effect[]): void {
    for (const effect of effects) {
      this.due.push({ atMs: this.nowMs + this.world.durationMs(effect), order: this.order, effect });
      this.order += 1;
    }
  }

  toTheEnd(): void {
    while (this.broken.length === 0 && this.events.length < eventsMax) {
      if (this.state.paused !== null) this.take({ type: "resumed", settings: this.settingsNow() });
      else if (!this.takeNext()) return;
    }
  }

  /** A user who meets a ceiling raises it. */
  private settingsNow(): Settings {
    const { budget } = this.state.settings;
    if (this.state.paused?.startsWith("the budget") !== true) return this.state.settings;
    const raised = (ceiling: number | null, by: number) => (ceiling === null ? null : ceiling + by);
    return { ...this.state.settings, budget: { ...budget, tokensMax: raised(budget.tokensMax, 10_000), costMax: raised(budget.costMax, 0.5) } };
  }

  private takeNext(): boolean {
    const next = this.nextDue();
    if (next === null) return false;
    this.nowMs = Math.max(this.nowMs, next.atMs);
    const { random, chances } = this.world;
    if (chances.pause > 0 && random.chance(chances.pause)) this.take({ type: "paused", reason: "a user" });
    for (const event of this.resultsOf(next.effect)) this.take(event);
    return true;
  }

  private nextDue(): Due | null {
    let best = -1;
    for (let at = 0; at < this.due.length; at += 1) {
      const entry = this.due[at] as Due;
      const champion = this.due[best];
      if (champion === undefined || entry.atMs < champion.atMs || (entry.atMs === champion.atMs && entry.order < champion.order)) {
        best = at;
      }
    }
    return best < 0 ? null : (this.due.splice(best, 1)[0] as Due);
  }

  private take(event: MissionEvent): void {
    this.events.push(event);
    const step = transition(this.state, event);
    if (step.interrupts.length > 0) {
      const ended = new Set(step.interrupts);
      for (let at = this.due.length - 1; at >= 0; at -= 1) {
        if (ended.has((this.due[at] as Due).effect.id)) this.due.splice(at, 1);
      }
    }
    this.start(step.effects);
    if (this.world.checked) this.broken.push(...brokenInvariants(this.state));
  }

  private resultsOf(effect: Effect): MissionEvent[] {
    const { random, chances } = this.world;
    const result = { effect: effect.id, durationMs: this.world.durationMs(effect) };
    if (effect.kind !== "capture" && random.chance(chances.portFails)) {
      const error = { kind: "git-failed", message: "git failed.", hint: "" } as const;
      return [{ type: "effect-failed", ...result, error }];
    }
    if (effect.kind !== "attempt") return [this.resultOf(effect, result)];
    const session = `s-${effect.id}-${this.events.length}`;
    const cost = this.world.catalogue === undefined ? 0 : 0.03;
    const total = { ...noUsage, calls: 3, inputTokens: 1000 + random.below(1000), outputTokens: 100, cost };
    const halfway = { ...total, calls: 1, inputTokens: 500, cost: cost / 3 };
    return [
      { type: "usage-counted", effect: effect.id, session, total: halfway },
      { type: "usage-counted", effect: effect.id, session, total: halfway },
      ...(random.chance(chances.agentFails) ? [{ type: "model-throttled", effect: effect.id, message: "429", ...(random.chance(0.5) ? { retryMs: random.below(500) } : {}) } as const] : []),
      { type: "attempted", ...result, spent: { session, total }, result: this.attempt(effect) },
    ];
  }

  private resultOf(
    effect: Exclude<Effect, AttemptEffect>,
    result: { effect: string; durationMs: number },
  ): ResultEvent {
    const { random, chances, plan } = this.world;
    const accepted = { outcome: "accepted", findings: [], notes: [] } as const;
    switch (effect.kind) {
      case "capture":
        return { type: "captured", ...result, captured: { base: "c0", branch: "main", files: 1, uncommitted: 0, notes: [] } };
      case "search":
        if (random.chance(chances.agentFails)) return { type: "searched", ...result, spent: null, result: { ok: false, ...this.failure() } };
        return { type: "searched", ...result, spent: null, result: this.searched() };
      case "plan":
        if (random.chance(chances.agentFails / 2)) return { type: "planned", ...result, spent: null, result: { outcome: "failed", ...this.failure() } };
        return { type: "planned", ...result, spent: null, result: { outcome: "valid", plan: this.planOf(plan), notes: [] } };
      case "gate":
        return { type: "gated", ...result, verdict: random.chance(this.world.passes) ? accepted : this.refusal("checks") };
      case "review": {
        return { type: "reviewed", ...result, spent: null, result: this.review() };
      }
      case "trial": {
        const trial = this.trial();
        const path = plan.tasks[random.below(plan.tasks.length)]?.writes[0] ?? "test/x.js";
        const alone = this.change(effect.change.base, random.chance(0.5) ? path : `test/${effect.task.id}.js`);
        const kept = trial.outcome === "proven" && random.chance(0.5);
        const tests = kept ? { alone, besideChange: this.change(effect.change.base, path) } : null;
        return { type: "tried", ...result, result: { trials: [trial], tests } };
      }
      case "integrate": {
        const change = this.change(this.state.trunk ?? "", effect.change.files[0]?.path ?? "");
        if (!random.chance(chances.conflict)) return { type: "integrated", ...result, result: { outcome: "merged", change } };
        const files = [{ path: "a", lines: [random.below(100)], reason: "content" }];
        return { type: "integrated", ...result, result: { outcome: "conflict", change, files } };
      }
      case "replan":
        return { type: "replanned", ...result, spent: null, result: this.replan(effect) };
      case "pivot":
        return { type: "pivoted", ...result, spent: null, result: this.pivot(effect) };
      case "revert":
        return { type: "reverted", ...result, result: this.revert(effect) };
      case "review-whole": {
        const total = { ...noUsage, calls: 1, inputTokens: 500 };
        return { type: "whole-reviewed", ...result, spent: { session: `w-${effect.id}-${this.events.length}`, total }, result: this.wholeReview() };
      }
      case "try-whole":
        return { type: "whole-tried", ...result, trials: effect.concerns.map(() => this.trial()) };
      case "recheck":
        return { type: "rechecked", ...result, reruns: effect.counterexamples.map(() => ({ passes: random.chance(0.6), why: "it was run again" })) };
      case "follow-up":
        return { type: "follow-up-planned", ...result, spent: null, ...this.followUp(effect) };
      case "verify":
        return { type: "verified", ...result, verdict: random.chance(chances.verifyFails) ? this.refusal("verify") : accepted };
      case "land":
        return { type: "landed", ...result, landing: { outcome: "landed", files: [] } };
      case "cool-down":
        return { type: "cooled-down", ...result };
      case "report":
        return { type: "reported", ...result };
    }
  }

  private review(): ReviewOutcome {
    const { random, chances } = this.world;
    const counterexample = { command: "npm test", path: null, content: null, expected: "", actual: "", fix: [] };
    const concerns = [{ file: null, line: null, problem: "wrong", counterexample: random.chance(0.5) ? counterexample : null }];
    return { ok: true, review: { verdict: random.chance(chances.reject) ? "reject" : "approve", concerns } };
  }

  private wholeReview(): ReviewOutcome {
    const { random, chances } = this.world;
    if (!random.chance(chances.badAnswer)) return this.review();
    const failures = ["no-reply", "malformed-reply", "provider"] as const;
    return { ok: false, failure: failures[random.below(failures.length)] ?? "no-reply", message: "nothing" };
  }

  private trial(): Trial {
    const outcomes = ["proven", "shown", "refuted"] as const;
    return { outcome: this.world.trials ?? outcomes[this.world.random.below(3)] ?? "shown", command: "npm test", why: "it was run", excerpt: null };
  }

  private followUp(effect: FollowUpEffect): { result: PlanOutcome; tests: Change | null } {
    const { random, chances, plan, settings } = this.world;
    if (random.chance(chances.badAnswer)) {
      const failures = ["no-reply", "provider", "context-overflow"] as const;
      return { result: { outcome: "failed", failure: failures[random.below(failures.length)] ?? "no-reply", message: "nothing" }, tests: null };
    }
    const tasks = Array.from({ length: 1 + random.below(4) }, (_, index) => {
      const id = random.chance(0.2) ? (plan.tasks[0]?.id ?? "mend") : `mend-${index}`;
      const dependsOn = [random.chance(0.3) ? "nobody" : (effect.others[random.below(effect.others.length)]?.id ?? "nobody")];
      return makeTask(id, { dependsOn, writes: [random.chance(0.5) ? (plan.tasks[random.below(plan.tasks.length)]?.writes[0] ?? "a.js") : `src/mend-${index}.js`] });
    });
    const checked = checkFollowUp(makePlan(tasks), effect, { ...settings.limits, allowedCommands: settings.allowedCommands });
    if (!checked.ok) return { result: { outcome: "invalid", problems: checked.problems }, tests: null };
    const tests = random.chance(0.5) ? this.change(effect.trunk, "test/whole.test.js") : null;
    return { result: { outcome: "valid", plan: checked.plan, notes: checked.notes }, tests };
  }

  /** A plan as the runtime would let it through: the real check is between the Planner and the kernel here too. */
  private replan(effect: ReplanEffect): PlanOutcome {
    const { random, chances } = this.world;
    if (random.chance(chances.badAnswer)) {
      const failures = ["no-reply", "provider", "malformed-reply"] as const;
      return { outcome: "failed", failure: failures[random.below(failures.length)] ?? "no-reply", message: "nothing" };
    }
    const least = effect.way === "split" ? 2 : 1;
    const count = Math.max(least, 1 + random.below(Math.min(4, effect.tasksMax + 1)));
    const tasks = Array.from({ length: count }, (_, index) => {
      const dependsOn = [
        ...(index > 0 && random.chance(0.5) ? [`${effect.task.id}-p${index - 1}`] : []),
        ...(random.chance(0.4) ? [effect.others[random.below(Math.max(1, effect.others.length))]?.id ?? "nobody"] : []),
      ];
      const writes = random.chance(0.5) ? effect.task.writes : [`src/${effect.task.id}-p${index}.js`];
      return makeTask(`${effect.task.id}-p${index}`, { dependsOn, writes: writes.slice(0, 3), checks: ["node --test x.test.js"] });
    });
    const { limits, allowedCommands } = this.world.settings;
    const checked = checkReplacement(makePlan(tasks), effect, { ...limits, allowedCommands });
    return checked.ok ? { outcome: "valid", plan: checked.plan, notes: checked.notes } : { outcome: "invalid", problems: checked.problems };
  }

  private pivot(effect: PivotEffect): PivotOutcome {
    const { random, chances, choose } = this.world;
    if (random.chance(chances.badAnswer)) return { ok: false, failure: random.chance(0.5) ? "no-reply" : "provider", message: "nothing" };
    const keys = effect.ways.map(({ key }) => key);
    const drawn = random.chance(chances.badAnswer) ? "win the lottery" : (keys[random.below(keys.length)] ?? "");
    return { ok: true, choice: { choice: choose?.(keys) ?? drawn, reason: "since" } };
  }

  private searched(): SearchOutcome {
    const { random, chances, settings } = this.world;
    const brief = this.brief();
    if (chances.wholeGoal === 0 || !random.chance(chances.wholeGoal)) return { ok: true, brief };
    // What leads out of the repository is refused.
    const writes = ["src/a.js", random.chance(chances.badAnswer) ? "../a.test.js" : "test/a.test.js"];
    const plan = singleTaskPlan("goal", { ...brief, writes }, settings);
    return { ok: true, brief, whole: plan === null ? null : validatePlan(plan, { ...settings.limits, ...settings }) };
  }

  private brief(): Brief {
    const { random } = this.world;
    const why = "since ".repeat(random.chance(0.2) ? 1_000 : 1);
    return { summary: "", places: [{ path: `src/${random.below(3)}.js`, lines: null, symbols: [], why }], notes: [] };
  }

  /** The same plan in other words, at too great length, or, where plans are voted on, another plan. */
  private planOf(plan: Plan): Plan {
    const { random, settings } = this.world;
    if (settings.votes === 1) return plan;
    const summary = "so ".repeat(random.chance(0.2) ? 30_000 : random.below(3));
    return random.chance(0.3) ? { ...plan, summary, tasks: plan.tasks.slice(0, 1) } : { ...plan, summary };
  }

  private failure(): AgentFailure {
    const { random } = this.world;
    return random.chance(0.5) ? { failure: "no-reply", message: "nothing" } : { failure: "provider", message: "503", retryAfterMs: random.below(400_000) };
  }

  private revert(effect: RevertEffect): ReversalOutcome {
    const { random, chances } = this.world;
    if (random.chance(chances.reversalFails)) {
      return random.chance(0.5)
        ? { outcome: "conflict", files: [{ path: "a", lines: [], reason: "content" }] }
        : { outcome: "refused", verdict: this.refusal("verify") };
    }
    const fallen = [effect.target, ...effect.later.filter(() => random.chance(0.5))];
    const change = this.change(this.state.trunk ?? "", "src/taken-back.js");
    return { outcome: "reverted", change, tasks: fallen.map(({ id }) => id) };
  }

  private attempt(effect: AttemptEffect): AttemptOutcome {
    const { random, chances } = this.world;
    if (random.chance(chances.agentFails)) {
      const failures = ["stalled", "provider", "context-overflow", "loop", "host"] as const;
      const failure = failures[random.below(failures.length)] ?? "stalled";
      const change = random.chance(0.5) ? this.change(effect.start, effect.task.writes[0] ?? "") : null;
      return { outcome: "failed", failure, message: `it ${failure}`, change };
    }
    const tasks = this.world.plan.tasks;
    const wanted = tasks[random.below(tasks.length)]?.writes[0] ?? "x";
    const needs = random.chance(chances.needs) ? [{ path: random.chance(0.1) ? "../x" : wanted, why: "" }] : [];
    const work = { summary: "", files: [], needs };
    if (random.chance(chances.agentFails)) return { outcome: "unchanged", work };
    return { outcome: "changed", change: this.change(effect.start, effect.task.writes[0] ?? ""), work };
  }

  private change(base: string, path: string): Change {
    this.commits += 1;
    const file = { path, status: "modified", modeBefore: "100644", modeAfter: "100644", bytes: 1 } as const;
    return { commit: `c${this.commits}`, base, tree: `t${this.commits}`, files: [file] };
  }

  private refusal(stage: Finding["stage"]): MissionRefusal {
    const { random, chances } = this.world;
    const kind = `failure of kind ${String.fromCharCode(97 + random.below(20))}`;
    const message = random.chance(chances.planFault) ? '"vitest" failed (exit 127).' : kind;
    const place = { file: null, line: null, column: null, excerpt: null };
    return { outcome: "refused", stage, notes: [], findings: [{ stage, rule: "checks/failed", severity: "error", message, ...place }] };
  }
}

type MissionRefusal = Extract<Extract<ResultEvent, { type: "gated" }>["verdict"], { outcome: "refused" }>;
