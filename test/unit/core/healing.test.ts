// The ladder's lower rungs, in the mission: Fixer, fresh attempt, stronger model, honest stop; what skips a rung, and what
// is carried along. Questions to the Planner and the Orchestrator are in questions.test.ts.
import { describe, expect, test } from "vitest";
import type { Trial, TrialOutcome } from "../../../src/core/event.ts";
import { brokenInvariants } from "../../../src/core/invariants.ts";
import { accepted, makeChange, MissionUnderTest, refusal } from "../../support/missions.ts";
import { makePlan, makeTask } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";

const quiet = { reviewers: 0 };
const one = makePlan([makeTask("a")]);
const chain = makePlan([makeTask("a"), makeTask("b", { dependsOn: ["a"] }), makeTask("c", { dependsOn: ["b"] })]);

function rungs(mission: MissionUnderTest): string[] {
  return mission.task("a").attempts.map((attempt) => attempt.rung);
}

describe("healing", () => {
  test("a refused change goes to the Fixer with the findings and the change, on its own base", () => {
    const mission = MissionUnderTest.executing(one, quiet);
    const change = mission.changed("a");
    mission.gated("a", refusal("it fails"));
    const [fix] = mission.effects("attempt");
    expect(fix).toMatchObject({ role: "fixer", rung: "fixer", attempt: 2, start: "c0", carry: change });
    expect(fix?.findings.map((found) => found.message)).toEqual(["it fails"]);
  });

  test("after the Fixer's rounds comes a fresh attempt on trunk, with nothing carried", () => {
    const mission = MissionUnderTest.executing(one, quiet);
    for (const message of ["first", "second", "third"]) {
      mission.changed("a");
      mission.gated("a", refusal(message));
    }
    expect(rungs(mission)).toEqual(["attempt", "fixer", "fixer", "fresh"]);
    expect(mission.effects("attempt")[0]).toMatchObject({ role: "coder", carry: null, start: "c0" });
  });

  test("the same failure twice skips to the next rung, whatever its numbers and paths of slots", () => {
    const mission = MissionUnderTest.executing(one, quiet);
    for (const message of ["fails in /cache/x/slot-1/a.js after 12 ms", "fails in /cache/x/slot-3/a.js after 9 ms"]) {
      mission.changed("a");
      mission.gated("a", refusal(message));
    }
    expect(rungs(mission)).toEqual(["attempt", "fixer", "fresh"]);
    expect(mission.effects("attempt")[0]?.rung).toBe("fresh");
    expect(mission.task("a").next.why).toContain("the same failure came twice");
  });

  test("the ladder ends in an honest stop with the reason, and takes along what rests on it", () => {
    const mission = MissionUnderTest.executing(chain, quiet);
    mission.untilPivot("a", () => "always the same");
    mission.pivoted("a", "drop");
    expect(mission.task("a")).toMatchObject({ state: "stopped" });
    expect(mission.task("a").reason).toContain("always the same");
    expect(mission.task("b")).toMatchObject({ state: "dropped", reason: "it needs a, which was stopped" });
    expect(mission.task("c").state).toBe("dropped");
    expect(mission.state).toMatchObject({ phase: "ended", outcome: "failed" });
    expect(brokenInvariants(mission.state)).toEqual([]);
  });

  test("an attempt without a change has nothing to repair, so a fresh one follows", () => {
    const mission = MissionUnderTest.executing(one, quiet);
    mission.attempted("a", { outcome: "unchanged", work: null });
    expect(rungs(mission)).toEqual(["attempt", "fresh"]);
    expect(mission.effects("attempt")[0]?.findings[0]?.message).toContain("changed no file");
  });

  test("a session that was cut off hands what it had to the Fixer", () => {
    const mission = MissionUnderTest.executing(one, quiet);
    const change = makeChange("half", "c0");
    mission.attempted("a", { outcome: "failed", failure: "stalled", message: "silent", change });
    expect(mission.effects("attempt")[0]).toMatchObject({ role: "fixer", carry: change });
  });

  test("a context overflow is tried again with half the shard, down to a floor", () => {
    const mission = MissionUnderTest.executing(one, quiet);
    const scales: number[] = [];
    while (mission.effects("attempt").length > 0) {
      scales.push(mission.effects("attempt")[0]?.shardScale ?? 0);
      mission.attempted("a", { outcome: "failed", failure: "context-overflow", message: "too long", change: null });
    }
    expect(scales).toEqual([1, 0.5, 0.25, 0.125, 0.125]);
    // What is too much for a context is too much for one task.
    expect(mission.effects("replan")[0]).toMatchObject({ way: "split" });
  });

  test("attempts are bounded by the limit, whatever the rung", () => {
    const limits = { ...makeSettings().limits, attemptsPerTaskMax: 2 };
    const mission = MissionUnderTest.executing(one, { ...quiet, limits });
    mission.untilPivot("a");
    mission.pivoted("a", "drop", "no use");
    expect(mission.task("a")).toMatchObject({ state: "stopped" });
    expect(mission.task("a").attempts).toHaveLength(2);
    expect(mission.task("a").reason).toContain("2 attempts are used up");
  });

  test("eight attempts are the most by default, and a model is left after three misses while a stronger one is there", () => {
    const models = { ...makeSettings().models, coder: ["p/a", "p/b", "p/c", "p/d"], fixer: ["p/a", "p/b", "p/c", "p/d"] };
    const mission = MissionUnderTest.executing(one, { ...quiet, models });
    mission.untilPivot("a");
    const tried = mission.task("a").attempts.map((attempt) => `${attempt.rung} ${attempt.model}`);
    expect(tried).toEqual([
      "attempt p/a",
      "fixer p/a",
      "fixer p/a",
      "escalate p/c",
      "fixer p/c",
      "fixer p/c",
      "escalate p/d",
      "fixer p/d",
    ]);
  });

  test("of two models the second is for escalation, and the Fixer goes up with the Coder", () => {
    const models = { ...makeSettings().models, coder: ["p/weak", "p/strong"], fixer: ["p/weak", "p/strong"] };
    const mission = MissionUnderTest.executing(one, { ...quiet, models });
    for (const message of ["same", "same", "same", "other"]) mission.refused("a", message);
    const tried = mission.task("a").attempts.map((attempt) => `${attempt.rung} ${attempt.model}`);
    expect(tried).toEqual(["attempt p/weak", "fixer p/weak", "fresh p/weak", "escalate p/strong", "fixer p/strong"]);
  });

  test("with one model there is no escalation, and nothing says so twice", () => {
    const mission = MissionUnderTest.executing(one, { ...quiet, models: { ...makeSettings().models, coder: ["p/only"] } });
    mission.untilPivot("a");
    expect(rungs(mission)).toEqual(["attempt", "fixer", "fixer", "fresh", "fixer", "fixer"]);
  });

  test("a Fixer that undoes and redoes is left: by what it comes back to, or by the failure it comes back to", () => {
    const byFailure = MissionUnderTest.executing(one, quiet);
    for (const message of ["fails one way", "fails another way"]) byFailure.refused("a", message);
    byFailure.refused("a", "fails one way");
    expect(rungs(byFailure)).toEqual(["attempt", "fixer", "fixer", "fresh"]);
    const limits = { ...makeSettings().limits, fixerRoundsMax: 7 };
    const byTree = MissionUnderTest.executing(one, { ...quiet, limits });
    for (const [commit, message] of [["x", "first"], ["y", "second"], ["x", "third"]] as const) {
      byTree.attempted("a", { outcome: "changed", change: makeChange(commit, "c0"), work: null });
      byTree.gated("a", refusal(message));
    }
    expect(rungs(byTree)).toEqual(["attempt", "fixer", "fixer", "fresh"]);
    expect(byTree.task("a").next.why).toContain("came back to what was refused before");
  });

  test("a conflict goes to the Fixer on trunk with the marked files", () => {
    const mission = MissionUnderTest.executing(one, quiet);
    mission.changed("a");
    mission.gated("a");
    const change = makeChange("marked", "t9");
    const files = [{ path: "src/a.js", lines: [3], reason: "content" }];
    mission.answer("integrate", (effect) => ({
      type: "integrated",
      effect,
      durationMs: 1,
      result: { outcome: "conflict", change, files },
    }));
    expect(mission.effects("attempt")[0]).toMatchObject({ role: "fixer", start: "t9", carry: change });
    expect(mission.effects("attempt")[0]?.findings[0]).toMatchObject({ file: "src/a.js", line: 3, stage: "integration" });
  });
});

describe("reviewers", () => {
  const reviewed = (mission: MissionUnderTest, verdict: "approve" | "reject", problem = "wrong") =>
    mission.answer("review", (effect) => ({
      type: "reviewed",
      effect,
      durationMs: 1,
      spent: null,
      result: { ok: true, review: { verdict, concerns: [{ file: null, line: null, problem, counterexample: null }] } },
    }));

  test("an opinion buys one round of repair in all, never a veto, and stands in the record", () => {
    const mission = MissionUnderTest.executing(one, { reviewers: 1 });
    mission.changed("a");
    mission.gated("a");
    reviewed(mission, "reject", "off by one");
    expect(mission.effects("attempt")[0]).toMatchObject({ role: "fixer" });
    mission.changed("a");
    mission.gated("a");
    expect(mission.effects("review")).toEqual([]);
    mission.merged("a");
    expect(mission.task("a").concerns.map(({ concern, trial }) => [concern.problem, trial.outcome])).toEqual([["off by one", "untried"]]);
    expect(mission.task("a").state).toBe("merged");
  });

  const counterexample = { command: "node --test b.test.js", path: "b.test.js", content: "", expected: "2", actual: "3", fix: [] };
  const claimed = (mission: MissionUnderTest) =>
    mission.answer("review", (effect) => ({
      type: "reviewed",
      effect,
      durationMs: 1,
      spent: null,
      result: { ok: true, review: { verdict: "reject", concerns: [{ file: "src/a.js", line: 1, problem: "off by one", counterexample }] } },
    }));
  const tried = (mission: MissionUnderTest, outcome: Trial["outcome"], tests: TrialOutcome["tests"] = null) =>
    mission.answer("trial", (effect) => ({
      type: "tried",
      effect,
      durationMs: 1,
      result: { trials: [{ outcome, command: counterexample.command, why: "it was run", excerpt: "2 !== 3" }], tests },
    }));

  test("a counterexample that is proven is enough, and every later attempt must pass it", () => {
    const mission = MissionUnderTest.executing(one, { reviewers: 3 });
    mission.changed("a");
    mission.gated("a");
    claimed(mission);
    const alone = makeChange("alone", "c0", "b.test.js");
    const besideChange = makeChange("beside", "c0", "src/a.js");
    tried(mission, "proven", { alone, besideChange });
    expect(mission.effects("review")).toEqual([]);
    expect(mission.effects("attempt")[0]).toMatchObject({
      role: "fixer",
      carry: besideChange,
      task: { writes: expect.arrayContaining(["b.test.js"]), checks: expect.arrayContaining([counterexample.command]) },
      findings: [{ rule: "review/counterexample", message: expect.stringContaining("Expected: 2"), excerpt: "2 !== 3" }],
    });
    for (let round = 0; round < 3 && mission.effects("attempt")[0]?.rung !== "fresh"; round += 1) {
      mission.changed("a");
      mission.gated("a", refusal(`still ${"x".repeat(round)}`));
    }
    expect(mission.effects("attempt")[0]).toMatchObject({ rung: "fresh", carry: alone });
  });

  test("its test is not brought in where another task is to write that file", () => {
    const two = makePlan([makeTask("a"), makeTask("b", { writes: ["b.test.js"] })]);
    const mission = MissionUnderTest.executing(two, { reviewers: 1 });
    const change = mission.changed("a");
    mission.gated("a");
    claimed(mission);
    tried(mission, "proven", { alone: makeChange("alone", "c0", "b.test.js"), besideChange: makeChange("beside", "c0", "src/a.js") });
    expect(mission.task("a").task.writes).not.toContain("b.test.js");
    expect(mission.effects("attempt").find(({ task }) => task.id === "a")).toMatchObject({ role: "fixer", carry: change });
  });

  test("one that only fails buys a round as an opinion does; one that does not fail buys nothing", () => {
    const shown = MissionUnderTest.executing(one, { reviewers: 1 });
    shown.changed("a");
    shown.gated("a");
    claimed(shown);
    tried(shown, "shown");
    expect(shown.effects("attempt")[0]).toMatchObject({ role: "fixer", task: { checks: expect.not.arrayContaining([counterexample.command]) } });
    shown.changed("a");
    shown.gated("a");
    expect(shown.task("a").state).toBe("integrating");

    const refutedOne = MissionUnderTest.executing(one, { reviewers: 1 });
    refutedOne.changed("a");
    refutedOne.gated("a");
    claimed(refutedOne);
    tried(refutedOne, "refuted");
    expect(refutedOne.task("a")).toMatchObject({ state: "integrating", concerns: [{ trial: { outcome: "refuted" } }] });
  });

  test.each([
    [0, 1, "ready"],
    [1, 1, "integrating"],
    [1, 2, "ready"],
    [null, 1, "integrating"],
    [null, 2, "ready"],
  ])("with %j tolerated, %i opinions of three", (reviewersTolerated, rejecting, state) => {
    const mission = MissionUnderTest.executing(one, { reviewers: 3, reviewersTolerated, slots: 1 });
    mission.changed("a");
    mission.gated("a");
    for (let reviewer = 0; reviewer < 3; reviewer += 1) reviewed(mission, reviewer < rejecting ? "reject" : "approve");
    expect(mission.task("a").state === "integrating").toBe(state === "integrating");
  });

  test("one of three who rejects does not carry it; a reviewer without an answer counts for nothing", () => {
    const mission = MissionUnderTest.executing(one, { reviewers: 3 });
    mission.changed("a");
    mission.gated("a", accepted);
    reviewed(mission, "reject");
    mission.answer("review", (effect) => ({
      type: "reviewed",
      effect,
      durationMs: 1,
      spent: null,
      result: { ok: false, failure: "no-reply", message: "nothing" },
    }));
    reviewed(mission, "approve");
    expect(mission.task("a").state).toBe("integrating");
  });
});
