// The review of the whole: what it is spared, what a proof opens, what it cannot hold up, and where it is taken up again.
import { describe, expect, test } from "vitest";
import type { AgentFailureKind, Trial } from "../../../src/core/event.ts";
import { brokenInvariants } from "../../../src/core/invariants.ts";
import { snapshot } from "../../../src/core/mission.ts";
import type { Plan, Task } from "../../../src/core/plan.ts";
import type { Concern } from "../../../src/core/reply.ts";
import { renderReport } from "../../../src/core/report.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { checkFollowUp } from "../../../src/core/follow-up.ts";
import { replay } from "../../../src/core/transition.ts";
import { noUsage } from "../../../src/core/usage.ts";
import { viewOf } from "../../../src/core/view.ts";
import { accepted, makeChange, MissionUnderTest, refusal } from "../../support/missions.ts";
import { makePlan, makeTask } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";

const two = makePlan([makeTask("a"), makeTask("b")]);
const testPath = "test/whole.test.js";
const command = `node --test ${testPath}`;

function concern(problem: string, over: Partial<NonNullable<Concern["counterexample"]>> = {}): Concern {
  const counterexample = { command, path: testPath, content: "test", expected: "both", actual: "one", fix: [{ path: "src/a.js", content: "" }], ...over };
  return { file: "src/a.js", line: 1, problem, counterexample };
}

function trial(outcome: Trial["outcome"]): Trial {
  return { outcome, command: outcome === "untried" ? null : command, why: `it was ${outcome}`, excerpt: null };
}

const places = { directory: "/m", branch: "orchestrator/m-1", elapsedMs: 1 };

class Whole {
  readonly mission: MissionUnderTest;

  constructor(plan: Plan = two, settings: Partial<Settings> = {}) {
    this.mission = MissionUnderTest.executing(plan, settings);
    for (const { id } of plan.tasks) this.doTask(id);
  }

  get state() {
    return this.mission.state;
  }

  doTask(id: string): void {
    this.mission.changed(id);
    this.mission.gated(id);
    while (this.mission.effects("review").length > 0) {
      const review = { verdict: "approve", concerns: [] } as const;
      this.mission.answer("review", (effect) => ({ type: "reviewed", effect, durationMs: 1, spent: null, result: { ok: true, review } }));
    }
    this.mission.merged(id);
  }

  reviewed(verdict: "approve" | "reject", concerns: readonly Concern[] = []): void {
    const result = { ok: true, review: { verdict, concerns } } as const;
    this.mission.answer("review-whole", (effect) => ({ type: "whole-reviewed", effect, durationMs: 1, spent: null, result }));
    this.holds();
  }

  failed(failure: AgentFailureKind): void {
    const result = { ok: false, failure, message: "nothing" } as const;
    this.mission.answer("review-whole", (effect) => ({ type: "whole-reviewed", effect, durationMs: 1, spent: null, result }));
    this.holds();
  }

  tried(...outcomes: readonly Trial["outcome"][]): void {
    this.mission.answer("try-whole", (effect) => ({ type: "whole-tried", effect, durationMs: 1, trials: outcomes.map(trial) }));
    this.holds();
  }

  proven(...problems: readonly string[]): void {
    this.reviewed("reject", problems.map((problem) => concern(problem)));
    this.tried(...problems.map(() => "proven" as const));
  }

  /** Held against the same rules as in a mission. */
  planned(tasks: readonly Task[], withTests = true): void {
    const [asked] = this.mission.effects("follow-up");
    if (asked === undefined) throw new Error("the Planner was not asked");
    const { limits, allowedCommands } = this.state.settings;
    const checked = checkFollowUp(makePlan(tasks), asked, { ...limits, allowedCommands });
    const result = checked.ok ? ({ outcome: "valid", ...checked } as const) : ({ outcome: "invalid", ...checked } as const);
    const tests = withTests && checked.ok ? makeChange("t-tests", asked.trunk, testPath) : null;
    this.mission.answer("follow-up", (effect) => ({ type: "follow-up-planned", effect, durationMs: 1, spent: null, result, tests }));
    this.holds();
  }

  rechecked(...passes: readonly boolean[]): void {
    const reruns = passes.map((passed) => ({ passes: passed, why: passed ? "it succeeds now" : "it still fails" }));
    this.mission.answer("recheck", (effect) => ({ type: "rechecked", effect, durationMs: 1, reruns }));
    this.holds();
  }

  verified(verdict = accepted): void {
    this.mission.answer("verify", (effect) => ({ type: "verified", effect, durationMs: 1, verdict }));
    this.holds();
  }

  /** Verified, landed and reported; answers how it ended. */
  ended(): readonly unknown[] {
    this.verified();
    const [land] = this.mission.effects("land");
    const landing = land?.how === "worktree" ? ({ outcome: "landed", files: [] } as const) : ({ outcome: "branch", branch: "x", changedMeanwhile: [] } as const);
    this.mission.answer("land", (effect) => ({ type: "landed", effect, durationMs: 1, landing }));
    this.holds();
    return [this.state.outcome, land?.how, this.state.reason];
  }

  report(): string {
    return renderReport(viewOf(this.state), places);
  }

  underWay(): readonly string[] {
    return [...this.state.pending.values()].map(({ kind }) => kind);
  }

  /** After every event: the invariants, and the same bytes out of the journal. */
  holds(): void {
    const again = replay(this.mission.events);
    const isSame = again !== null && snapshot(again) === snapshot(this.state);
    const broken = [...brokenInvariants(this.state), ...(isSame ? [] : ["the journal replays to another state"])];
    if (broken.length > 0) throw new Error(broken.join("; "));
  }
}

const mend = makeTask("mend", { writes: ["src/a.js"] });

describe("when the whole is looked at", () => {
  test("all of it against the goal, when every task is merged, and then it is verified and lands", () => {
    const whole = new Whole();
    expect(whole.state.phase).toBe("reviewing");
    const [effect] = whole.mission.effects("review-whole");
    expect(effect).toMatchObject({ look: 1, reviewer: 1, base: "c0", trunk: whole.state.trunk, known: [] });
    expect(effect?.tasks.map(({ id }) => id)).toEqual(["a", "b"]);
    whole.reviewed("approve");
    expect(whole.underWay()).toEqual(["verify"]);
    expect(whole.ended()).toEqual(["done", "worktree", ""]);
    expect(whole.report()).toContain("Looked at once");
    expect(whole.report()).toContain("Nothing was held against it.");
  });

  test.each<[string, Plan, Partial<Settings>]>([
    ["switched off", two, { missionReview: "off" }],
    ["no reviewers", two, { reviewers: 0 }],
    ["a single task that was reviewed", makePlan([makeTask("a")]), {}],
  ])("not with %s", (_name, plan, settings) => {
    expect(new Whole(plan, settings).underWay()).toEqual(["verify"]);
  });

  test("a single task whose reviewer said nothing is looked at, since nobody has", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a")]));
    mission.changed("a");
    mission.gated("a");
    const result = { ok: false, failure: "no-reply", message: "nothing" } as const;
    mission.answer("review", (effect) => ({ type: "reviewed", effect, durationMs: 1, spent: null, result }));
    mission.merged("a");
    expect(mission.effects("review-whole")).toHaveLength(1);
  });

  test("not while a task is given up: there is no whole yet, and the report says so", () => {
    const mission = MissionUnderTest.executing(two, { limits: { ...makeSettings().limits, attemptsPerTaskMax: 1 } });
    mission.refused("b", "wrong");
    mission.pivoted("b", "drop");
    mission.changed("a");
    mission.gated("a");
    mission.answer("review", (effect) => ({ type: "reviewed", effect, durationMs: 1, spent: null, result: { ok: true, review: { verdict: "approve", concerns: [] } } }));
    mission.merged("a");
    expect(mission.state.phase).toBe("verifying");
    expect(renderReport(viewOf(mission.state), places)).toContain("Not reviewed: not every task is done");
  });

  test("by models that did not write most of it", () => {
    const models = { ...makeSettings().models, coder: ["p/a"], reviewer: ["p/a", "p/b"] };
    expect(new Whole(two, { models }).mission.effects("review-whole")[0]?.model).toBe("p/b");
  });
});

describe("a proven counterexample", () => {
  test("opens one round of tasks, which are held to it, and the mission lands", () => {
    const whole = new Whole();
    whole.proven("b is not exported");
    const [asked] = whole.mission.effects("follow-up");
    expect(asked).toMatchObject({ attempt: 2, trunk: whole.state.trunk, taken: ["a", "b"], tasksMax: 6 });
    whole.planned([makeTask("first", { writes: ["src/c.js"] }), mend]);
    expect(whole.state.phase).toBe("executing");
    expect(whole.state.whole.followUpTasks).toEqual(["first", "mend"]);
    const record = whole.mission.task("mend");
    expect(record.task).toMatchObject({ dependsOn: ["first"], writes: ["src/a.js", testPath], checks: [command] });
    expect(whole.mission.task("first").task.checks).toEqual([]);
    whole.doTask("first");
    const attempt = whole.mission.effects("attempt").find(({ task }) => task.id === "mend");
    expect(attempt).toMatchObject({ role: "coder", carry: { commit: "t-tests" }, start: whole.state.trunk });
    expect(attempt?.findings[0]).toMatchObject({ rule: "review/counterexample" });
    whole.doTask("mend");
    expect(whole.mission.effects("recheck")[0]).toMatchObject({ trunk: whole.state.trunk });
    whole.rechecked(true);
    expect(whole.mission.effects("review-whole")[0]).toMatchObject({ look: 2, known: ["b is not exported (mended)"] });
    whole.reviewed("approve");
    expect(whole.ended()).toEqual(["done", "worktree", ""]);
    expect(whole.report()).toContain("A round of tasks was opened for what was proven: first, mend.");
    expect(whole.report()).toContain("mended (look 1): b is not exported");
  });

  test("all reviewers are heard first: one round serves what all of them prove", () => {
    const whole = new Whole(two, { reviewers: 2 });
    whole.proven("one");
    expect(whole.mission.effects("review-whole")[0]).toMatchObject({ look: 1, reviewer: 2, known: ["one (open)"] });
    whole.reviewed("reject", [concern("two", { path: "test/two.test.js" })]);
    expect(whole.mission.effects("try-whole")[0]?.known).toEqual([testPath]);
    whole.tried("proven");
    expect(whole.mission.effects("follow-up")[0]?.counterexamples.map((judged) => judged.concern.problem)).toEqual(["one", "two"]);
  });

  test("a second one, after the round, is reported: there is no second round, and nothing lands", () => {
    const whole = new Whole();
    whole.proven("one");
    whole.planned([mend]);
    whole.doTask("mend");
    whole.rechecked(true);
    whole.proven("two");
    expect(whole.underWay()).toEqual(["verify"]);
    expect(whole.ended()).toEqual(["partial", "branch", "a counterexample that a reviewer proved is open: two"]);
    expect(whole.report()).toMatch(/\*\*Open\*\*: proven, and not mended:\n- open \(look 2\): two/);
    expect(whole.report()).toContain("mended (look 1): one");
  });

  test("that the round does not mend is open to the end", () => {
    const whole = new Whole();
    whole.proven("one");
    whole.planned([mend], false);
    // Without the test there is nothing that the task's command could run.
    expect(whole.mission.task("mend").task.checks).toEqual([]);
    whole.doTask("mend");
    whole.rechecked(false);
    whole.reviewed("approve");
    expect(whole.ended()).toEqual(["partial", "branch", "a counterexample that a reviewer proved is open: one"]);
  });

  test("whose tasks are given up is open, and the same trunk is neither tried nor looked at again", () => {
    const whole = new Whole(two, { limits: { ...makeSettings().limits, attemptsPerTaskMax: 1 } });
    whole.proven("one");
    whole.planned([mend]);
    whole.mission.refused("mend", "wrong");
    whole.mission.pivoted("mend", "drop");
    expect(whole.underWay()).toEqual(["verify"]);
    expect(whole.ended()).toEqual(["partial", "branch", "1 of 3 tasks are not done"]);
    expect(whole.report()).toContain("open (look 1): one");
  });

  test("that a later repair breaks again is open again", () => {
    const whole = new Whole();
    whole.proven("one");
    whole.planned([mend]);
    whole.doTask("mend");
    whole.rechecked(true);
    whole.reviewed("approve");
    whole.verified(refusal("the whole fails"));
    whole.doTask("repair-1");
    expect(whole.underWay()).toEqual(["recheck"]);
    whole.rechecked(false);
    expect(whole.ended()[0]).toBe("partial");
  });

  test("without a valid plan within the tries is open, and the mission goes on", () => {
    const whole = new Whole();
    whole.proven("one");
    whole.planned([makeTask("mend", { dependsOn: ["nobody"] })]);
    expect(whole.mission.effects("follow-up")[0]).toMatchObject({ attempt: 3 });
    expect(whole.mission.effects("follow-up")[0]?.problems[0]?.message).toContain("nobody");
    for (const failure of ["no-reply", "malformed-reply"] as const) {
      const result = { outcome: "failed", failure, message: "nothing" } as const;
      whole.mission.answer("follow-up", (effect) => ({ type: "follow-up-planned", effect, durationMs: 1, spent: null, result, tests: null }));
    }
    expect(whole.ended()[0]).toBe("partial");
    expect(whole.report()).toContain("No round of tasks could be opened for what was proven: no valid plan after 3 tries");
  });

  test("for which there is no room among the tasks is open, and the mission goes on", () => {
    const whole = new Whole(two, { limits: { ...makeSettings().limits, tasksMax: 2 } });
    whole.proven("one");
    expect(whole.underWay()).toEqual(["verify"]);
    expect(whole.ended()[0]).toBe("partial");
    expect(whole.report()).toContain("the mission has as many tasks as it may");
  });

  test("the Planner's tasks keep away from its test, get free ids, and need not wait for what is merged", () => {
    const asked = { counterexamples: [{ concern: concern("one"), trial: trial("proven") }], others: [{ id: "a", title: "", writes: [], provides: [], merged: true }], taken: ["a", "b"], tasksMax: 2 };
    const { limits, allowedCommands } = makeSettings();
    const check = (...tasks: Task[]) => checkFollowUp(makePlan(tasks), asked, { ...limits, allowedCommands });
    const good = check(makeTask("b", { dependsOn: ["a"] }), makeTask("last", { dependsOn: ["b"], writes: ["src/l.js", testPath] }));
    expect(good.ok ? good.plan.tasks.map(({ id, dependsOn }) => [id, dependsOn]) : good).toEqual([["b-2", []], ["last", ["b-2"]]]);
    expect(check(makeTask("x", { writes: [testPath] }), makeTask("y", { dependsOn: ["x"] }))).toMatchObject({ ok: false, problems: [{ where: "tasks[0].writes" }] });
    expect(check(makeTask("x"), makeTask("y"), makeTask("z"))).toMatchObject({ ok: false, problems: [{ message: "At most 2 tasks are allowed here." }] });
  });
});

describe("what costs neither safety nor liveness", () => {
  test.each<[string, (whole: Whole) => void, string]>([
    ["opinions", (whole) => whole.reviewed("reject", [{ ...concern("I do not like it"), counterexample: null }]), "untried (look 1): I do not like it"],
    ["doubts beside an approval", (whole) => whole.reviewed("approve", [concern("perhaps")]), "untried (look 1): perhaps"],
    ["a refuted claim", (whole) => (whole.reviewed("reject", [concern("a lie")]), whole.tried("refuted")), "refuted (look 1): a lie"],
    ["a counterexample without a fix", (whole) => (whole.reviewed("reject", [concern("half a proof")]), whole.tried("shown")), "shown (look 1): half a proof"],
    ["trials that were not told", (whole) => (whole.reviewed("reject", [concern("lost")]), whole.tried()), "untried (look 1): lost"],
    ["silence", (whole) => whole.failed("no-reply"), "Reviewer 1 of the whole gave no review (no-reply)."],
    ["garble", (whole) => whole.failed("malformed-reply"), "Reviewer 1 of the whole gave no review (malformed-reply)."],
    ["a refusal", (whole) => whole.failed("refused"), "Reviewer 1 of the whole gave no review (refused)."],
  ])("%s: the mission lands, and the report says so", (_name, act, told) => {
    const whole = new Whole();
    act(whole);
    expect(whole.underWay()).toEqual(["verify"]);
    expect(whole.ended()).toEqual(["done", "worktree", ""]);
    expect(whole.report()).toContain(told);
  });

  test("of three reviewers one silent and one lying leave the third his proof", () => {
    const whole = new Whole(two, { reviewers: 3 });
    whole.failed("no-reply");
    whole.reviewed("reject", [concern("a lie")]);
    whole.tried("refuted");
    whole.proven("true");
    expect(whole.mission.effects("follow-up")[0]?.counterexamples).toHaveLength(1);
  });
});

describe("the budget", () => {
  const ceiling = (tokensMax: number) => ({ budget: { ...makeSettings().budget, tokensMax, tokensPerCallGuess: 100 } });

  /** Two tasks merged, and so much used that one more session does not fit. */
  function spent(settings: Partial<Settings>): MissionUnderTest {
    const mission = MissionUnderTest.executing(two, { slots: 1, ...settings });
    for (const id of ["a", "b"]) {
      mission.spend(mission.effects("attempt")[0]?.id ?? "", `s-${id}`, 400);
      mission.changed(id);
      mission.gated(id);
      const told = { session: `s-review-${id}`, total: { ...noUsage, calls: 1, inputTokens: 50 } };
      mission.answer("review", (effect) => ({ type: "reviewed", effect, durationMs: 1, spent: told, result: { ok: true, review: { verdict: "approve", concerns: [] } } }));
      mission.merged(id);
    }
    return mission;
  }

  test("admits the whole's reviewer like any other call: the mission pauses, and goes on under a higher ceiling", () => {
    const mission = spent(ceiling(940));
    expect(mission.state.paused).toContain("leaves no room for the reviewer (900 used, 0 reserved, 50 at worst");
    expect(mission.effects("review-whole")).toEqual([]);
    expect(brokenInvariants(mission.state)).toEqual([]);
    mission.take({ type: "resumed", settings: makeSettings(ceiling(2_000)) });
    expect(mission.effects("review-whole")).toHaveLength(1);
  });

  test("who has none left may switch the review off and resume: the mission goes on without it", () => {
    const mission = spent(ceiling(940));
    mission.take({ type: "resumed", settings: makeSettings({ ...ceiling(940), missionReview: "off" }) });
    expect([mission.state.paused, mission.state.phase]).toEqual([null, "verifying"]);
    expect(brokenInvariants(mission.state)).toEqual([]);
  });

  test("what reviewers of the whole used is charged to the mission, and the Planner's follow-up is admitted too", () => {
    const mission = spent(ceiling(2_000));
    const [asked] = mission.effects("review-whole");
    mission.take({ type: "usage-counted", effect: asked?.id ?? "", session: "s-w", total: { ...noUsage, calls: 1, inputTokens: 100 } });
    const result = { ok: true, review: { verdict: "reject", concerns: [concern("one")] } } as const;
    mission.answer("review-whole", (effect) => ({ type: "whole-reviewed", effect, durationMs: 1, spent: null, result }));
    mission.answer("try-whole", (effect) => ({ type: "whole-tried", effect, durationMs: 1, trials: [trial("proven")] }));
    expect(mission.effects("follow-up")).toHaveLength(1);
    expect(mission.state.usageByRole.get("reviewer")?.inputTokens).toBe(200);
    expect(brokenInvariants(mission.state)).toEqual([]);
  });
});

describe("paused in the middle, or killed", () => {
  const stages: readonly (readonly [kind: "review-whole" | "try-whole" | "follow-up" | "recheck", reach: (whole: Whole) => void])[] = [
    ["review-whole", () => undefined],
    ["try-whole", (whole) => whole.reviewed("reject", [concern("one")])],
    ["follow-up", (whole) => whole.proven("one")],
    ["recheck", (whole) => (whole.proven("one"), whole.planned([mend]), whole.doTask("mend"))],
  ];

  test.each(stages)("%s is asked for again", (kind, reach) => {
    const whole = new Whole();
    reach(whole);
    const [before] = whole.mission.effects(kind);
    whole.mission.take({ type: "paused", reason: "a user" });
    whole.holds();
    const recovered = replay(whole.mission.events);
    expect([...(recovered?.pending.values() ?? [])].map((effect) => effect.kind)).toEqual([kind]);
    whole.mission.take({ type: "resumed", settings: whole.state.settings });
    whole.holds();
    expect(whole.mission.effects(kind)).toEqual([before]);
  });

  test.each(stages)("the mission can be stopped at %s", (_kind, reach) => {
    const whole = new Whole();
    reach(whole);
    whole.mission.take({ type: "stopped", reason: "a user" });
    whole.holds();
    expect([whole.state.outcome, whole.underWay()]).toEqual(["cancelled", ["report"]]);
  });

  test.each(stages)("a failure of git at %s pauses the mission, and it is done again", (kind, reach) => {
    const whole = new Whole();
    reach(whole);
    const error = { kind: "git-failed", message: "git failed.", hint: "" } as const;
    whole.mission.answer(kind, (effect) => ({ type: "effect-failed", effect, durationMs: 1, error }));
    whole.holds();
    expect(whole.state.paused).toBe("git failed.");
    whole.mission.take({ type: "resumed", settings: whole.state.settings });
    expect(whole.mission.effects(kind)).toHaveLength(1);
  });
});
