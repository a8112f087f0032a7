// Answers the kernel's effects as the assumed models, gate and reviewers would. Everything is drawn by the keys of the
// effect, so that arms that differ in one mechanism meet the same luck in all others.
import type { Change, Finding, Verdict } from "../../src/core/change.ts";
import type { AttemptEffect, Effect, GateEffect, PivotEffect, ReplanEffect, ReviewEffect, TrialEffect } from "../../src/core/effect.ts";
import type { MissionEvent, Trial } from "../../src/core/event.ts";
import type { MissionState } from "../../src/core/mission.ts";
import type { Plan } from "../../src/core/plan.ts";
import type { PlanCheck } from "../../src/core/plan-validation.ts";
import { noUsage, type Usage } from "../../src/core/usage.ts";
import { makeTask } from "../../test/support/plans.ts";
import { keyOf } from "./draws.ts";
import { strong, stream, type Truth } from "./truth.ts";
import { assumptions, reviewerRates } from "./world.ts";
import type { Answers } from "./virtual-mission.ts";

const accepted: Verdict = { outcome: "accepted", findings: [], notes: [] };
const { tokens, callMs } = assumptions;

export class Behaviour implements Answers {
  weakCalls = 0;
  strongCalls = 0;
  /** Time that each task held a slot for, all its tries and questions together. */
  readonly heldMs = new Map<string, number>();
  /** Time that trunk took each task for: what depends on it waits, and no slot is held. */
  readonly integratedMs = new Map<string, number>();
  private readonly truth: Truth;
  private readonly plan: Plan;
  private commits = 0;
  /** Wrong changes that the gate does not see through; what a Fixer makes of them has the same blind spot. */
  private readonly blind = new Set<string>();

  constructor(truth: Truth, plan: Plan) {
    this.truth = truth;
    this.plan = plan;
  }

  durationMs(effect: Effect): number {
    const spread = 0.75 + 0.5 * this.truth.draw(stream.duration, "task" in effect ? effect.task.id : "", keyOf(effect.id));
    switch (effect.kind) {
      case "attempt":
        return callMs.attempt * spread;
      case "review":
        return callMs.review * spread;
      case "search":
        return callMs.search;
      case "plan":
      case "replan":
      case "pivot":
        return callMs.plan * spread;
      case "gate":
      case "trial":
        return callMs.gate;
      case "integrate":
      case "revert":
        return callMs.integrate;
      case "cool-down":
        return effect.ms;
      default:
        return 1_000;
    }
  }

  result(effect: Effect, state: MissionState, durationMs: number): MissionEvent {
    const place = { effect: effect.id, durationMs };
    if ("task" in effect) addTo(effect.kind === "integrate" || effect.kind === "revert" ? this.integratedMs : this.heldMs, effect.task.id, durationMs);
    switch (effect.kind) {
      case "capture":
        return { type: "captured", ...place, captured: { base: "c0", branch: "main", files: 1, uncommitted: 0, notes: [] } };
      case "search":
        return { type: "searched", ...place, spent: this.spend(effect, tokens.search), result: { ok: true, brief: { summary: "", places: [], notes: [] }, whole: this.whole(state) } };
      case "plan":
        return { type: "planned", ...place, spent: this.spend(effect, tokens.plan), result: { outcome: "valid", plan: this.plan, notes: [] } };
      case "attempt":
        return { type: "attempted", ...place, spent: this.spend(effect, tokens.attempt), result: { outcome: "changed", change: this.attempt(effect), work: null } };
      case "gate":
        return { type: "gated", ...place, verdict: this.gate(effect, state) };
      case "review":
        return { type: "reviewed", ...place, spent: this.spend(effect, tokens.review), result: this.review(effect) };
      case "trial":
        return { type: "tried", ...place, result: { trials: effect.concerns.map(() => this.trial(effect)), tests: null } };
      case "integrate":
        return { type: "integrated", ...place, result: { outcome: "merged", change: this.copyOf(effect.change, state.trunk ?? "") } };
      case "replan":
        return { type: "replanned", ...place, spent: this.spend(effect, tokens.plan), result: this.replan(effect) };
      case "pivot":
        return { type: "pivoted", ...place, spent: this.spend(effect, tokens.plan), result: this.pivot(effect) };
      case "revert": {
        const change = this.change(state.trunk ?? "", "taken-back.js", true);
        return { type: "reverted", ...place, result: { outcome: "reverted", change, tasks: [effect.target.id] } };
      }
      // The review of the whole is paid for, and taken to find nothing: how often it would is not known.
      case "review-whole":
        return { type: "whole-reviewed", ...place, spent: this.spend(effect, tokens.review), result: { ok: true, review: { verdict: "approve", concerns: [] } } };
      case "try-whole":
        return { type: "whole-tried", ...place, trials: [] };
      case "recheck":
        return { type: "rechecked", ...place, reruns: [] };
      case "follow-up":
        return { type: "follow-up-planned", ...place, spent: this.spend(effect, tokens.plan), result: { outcome: "invalid", problems: [] }, tests: null };
      case "verify":
        return { type: "verified", ...place, verdict: accepted };
      case "land":
        return { type: "landed", ...place, landing: { outcome: "landed", files: [] } };
      case "cool-down":
        return { type: "cooled-down", ...place };
      case "report":
        return { type: "reported", ...place };
    }
  }

  /** The Searcher is taken to see that a goal is one task. */
  private whole({ settings }: MissionState): PlanCheck | null {
    return this.plan.tasks.length === 1 && settings.planning === "as-needed" ? { ok: true, plan: this.plan, notes: [] } : null;
  }

  private spend(effect: Effect, total: number): { session: string; total: Usage } {
    if ("model" in effect && effect.model === strong) this.strongCalls += 1;
    else this.weakCalls += 1;
    return { session: `s-${effect.id}`, total: { ...noUsage, calls: 1, inputTokens: total * 0.85, outputTokens: total * 0.15 } };
  }

  private change(base: string, path: string, isRight: boolean): Change {
    this.commits += 1;
    const commit = `c${this.commits}`;
    this.truth.mark(commit, isRight);
    const file = { path, status: "modified", modeBefore: "100644", modeAfter: "100644", bytes: 1_000 } as const;
    return { commit, base, tree: `t-${commit}`, files: [file] };
  }

  private copyOf(change: Change, base: string): Change {
    return this.change(base, change.files[0]?.path ?? "", this.truth.isRight(change.commit));
  }

  private attempt(effect: AttemptEffect): Change {
    const isRight = this.truth.attempt(effect);
    const change = this.change(effect.start, effect.task.writes[0] ?? "", isRight);
    if (!isRight && effect.role === "fixer" && effect.carry !== null && this.blind.has(effect.carry.commit)) this.blind.add(change.commit);
    return change;
  }

  private gate({ task, change, attempt }: GateEffect, state: MissionState): Verdict {
    const { alpha, beta } = this.truth.world;
    const luck = this.truth.draw(stream.gate, task.id, attempt);
    if (this.truth.isRight(change.commit)) return luck < beta ? refusal("a finding that is wrong") : accepted;
    const isProven = state.tasks.get(task.id)?.concerns.some(({ trial }) => trial.outcome === "proven") ?? false;
    if ((this.blind.has(change.commit) && !isProven) || luck < alpha) {
      this.blind.add(change.commit);
      return isProven ? refusal("the proven counterexample fails") : accepted;
    }
    // In letters: numbers are taken out of a failure's signature.
    const kind = String.fromCharCode(97 + Math.floor(this.truth.draw(stream.kind, task.id, attempt) * assumptions.failureKinds));
    return refusal(`failure of kind ${kind}`);
  }

  private review(effect: ReviewEffect): Extract<MissionEvent, { type: "reviewed" }>["result"] {
    const { reviewer } = this.truth.world;
    const key = [effect.attempt, effect.reviewer] as const;
    if (reviewer === "silent") return { ok: false, failure: "no-reply", message: "nothing" };
    const isRight = this.truth.isRight(effect.change.commit);
    if (!this.rejects(effect, isRight)) return { ok: true, review: { verdict: "approve", concerns: [] } };
    const brings = reviewer === "liar" || this.truth.draw(stream.review, effect.task.id, ...key, 2) < assumptions.bringsCounterexample;
    const counterexample = { command: "npm test", path: null, content: null, expected: "", actual: "", fix: [] };
    const concern = { file: null, line: null, problem: "it is wrong", counterexample: brings ? counterexample : null };
    return { ok: true, review: { verdict: "reject", concerns: [concern] } };
  }

  private rejects({ task, attempt, reviewer: number }: ReviewEffect, isRight: boolean): boolean {
    const { reviewer } = this.truth.world;
    if (reviewer === "yes") return false;
    if (reviewer === "no") return true;
    if (reviewer === "liar") return isRight;
    const { falseAccept, falseReject } = reviewerRates[reviewer === "strict" ? "strict" : "honest"];
    return this.truth.draw(stream.review, task.id, attempt, number) < (isRight ? falseReject : 1 - falseAccept);
  }

  private trial({ task, attempt, change, reviewer: number }: TrialEffect): Trial {
    const luck = this.truth.draw(stream.trial, task.id, attempt, number);
    const { provenOfWrong, shownOfWrong, shownOfRight, shownOfLiar } = assumptions;
    const shown = this.truth.world.reviewer === "liar" ? shownOfLiar : shownOfRight;
    const isRight = this.truth.isRight(change.commit);
    const outcome = isRight ? (luck < shown ? "shown" : "refuted") : luck < provenOfWrong ? "proven" : luck < provenOfWrong + shownOfWrong ? "shown" : "refuted";
    return { outcome, command: "npm test", why: "it was run", excerpt: null };
  }

  private replan(effect: ReplanEffect): Extract<MissionEvent, { type: "replanned" }>["result"] {
    const { task, way, question } = effect;
    if (this.truth.draw(stream.split, task.id, question) >= assumptions.splitsValidly) {
      return { outcome: "invalid", problems: [{ where: "tasks", message: "no plan" }] };
    }
    if (way === "mend") return { outcome: "valid", plan: { ...this.plan, tasks: [{ ...task }] }, notes: [] };
    if (way !== "split") {
      // Another plan for it, and the same work: whoever could not do the one cannot do the other.
      const again = { ...task, id: `${task.id}-r` };
      this.truth.split(task.id, [again.id]);
      return { outcome: "valid", plan: { ...this.plan, tasks: [again] }, notes: [] };
    }
    const [first, second] = [`${task.id}-a`, `${task.id}-b`];
    this.truth.split(task.id, [first, second]);
    const part = (id: string, path: string, dependsOn: readonly string[]) => makeTask(id, { dependsOn, writes: [path], provides: task.provides });
    const tasks = [part(first, task.writes[0] ?? `src/${first}.js`, task.dependsOn), part(second, task.writes[1] ?? `src/${second}.js`, [...task.dependsOn, first])];
    return { outcome: "valid", plan: { ...this.plan, tasks }, notes: [] };
  }

  /** A weak Orchestrator chooses without insight. */
  private pivot({ task, question, ways }: PivotEffect): Extract<MissionEvent, { type: "pivoted" }>["result"] {
    const way = ways[Math.floor(this.truth.draw(stream.pivot, task.id, question) * ways.length)];
    return { ok: true, choice: { choice: way?.key ?? "drop", reason: "by chance" } };
  }
}

function addTo(sums: Map<string, number>, key: string, more: number): void {
  sums.set(key, (sums.get(key) ?? 0) + more);
}

function refusal(message: string): Verdict {
  const finding: Finding = { stage: "checks", rule: "checks/failed", severity: "error", file: null, line: null, column: null, message, excerpt: null };
  return { outcome: "refused", stage: "checks", findings: [finding], notes: [] };
}
