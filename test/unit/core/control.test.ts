// Pausing, stopping, ceilings and what is told late or twice.
import { describe, expect, test } from "vitest";
import { brokenInvariants } from "../../../src/core/invariants.ts";
import { snapshot } from "../../../src/core/mission.ts";
import { replay } from "../../../src/core/transition.ts";
import { accepted, MissionUnderTest, refusal } from "../../support/missions.ts";
import { makePlan, makeTask, widePlan } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";

const quiet = { reviewers: 0 };
const budget = (over: object) => ({ budget: { ...makeSettings().budget, tokensPerCallGuess: 1, ...over } });

describe("pause and resume", () => {
  test("pausing ends what is under way, and resuming starts just that again", () => {
    const mission = MissionUnderTest.executing(widePlan(3), quiet);
    const before = mission.effects("attempt");
    expect(mission.take({ type: "paused", reason: "a user" }).interrupts).toEqual(before.map((effect) => effect.id));
    expect(mission.effects("attempt")).toEqual([]);
    mission.take({ type: "resumed", settings: mission.state.settings });
    expect(mission.effects("attempt")).toEqual(before);
  });

  test("resuming takes the settings as they are now: another model asks again", () => {
    const mission = MissionUnderTest.executing(widePlan(1), quiet);
    mission.take({ type: "paused", reason: "a user" });
    const settings = makeSettings({ ...quiet, models: { ...makeSettings().models, coder: ["other/model"] } });
    mission.take({ type: "resumed", settings });
    expect(mission.effects("attempt")[0]?.model).toBe("other/model");
  });

  test("a result that comes while the mission is paused counts, but starts nothing", () => {
    const mission = MissionUnderTest.executing(widePlan(1), quiet);
    const [attempt] = mission.effects("attempt");
    mission.changed("t0");
    const gate = mission.effects("gate")[0];
    mission.take({ type: "paused", reason: "a user" });
    mission.take({ type: "gated", effect: gate?.id ?? "", durationMs: 1, verdict: accepted });
    expect(mission.effects("integrate")).toEqual([]);
    mission.take({ type: "resumed", settings: mission.state.settings });
    expect(mission.effects("integrate")).toHaveLength(1);
    expect(attempt?.id).not.toBe(gate?.id);
  });

  test("an unknown model, or a provider that fails again and again, pauses instead of burning attempts", () => {
    const unknown = MissionUnderTest.executing(widePlan(1), quiet);
    unknown.attempted("t0", { outcome: "failed", failure: "model-unknown", message: "no model x/y", change: null });
    expect(unknown.state.paused).toBe("no model x/y");
    const failing = MissionUnderTest.executing(widePlan(1), quiet);
    for (let time = 0; time < 3; time += 1) {
      failing.attempted("t0", { outcome: "failed", failure: "provider", message: "503", change: null });
      if (time < 2) failing.cooledDown();
    }
    expect(failing.state.paused).toContain("failed 3 times in a row");
    expect(failing.task("t0").state).toBe("ready");
    for (let time = 0; time < 6; time += 1) {
      failing.take({ type: "resumed", settings: failing.state.settings });
      for (let call = 0; call < 3; call += 1) {
        failing.attempted("t0", { outcome: "failed", failure: "provider", message: "503", change: null });
        if (call < 2) failing.cooledDown();
      }
    }
    failing.take({ type: "resumed", settings: failing.state.settings });
    failing.done("t0");
    expect(failing.task("t0").state).toBe("merged");
  });

  test("a port that fails pauses, and its work is tried again at resume", () => {
    const mission = MissionUnderTest.executing(widePlan(1), quiet);
    const error = { kind: "git-failed", message: "git failed.", hint: "Look." } as const;
    mission.answer("attempt", (effect) => ({ type: "effect-failed", effect, durationMs: 1, error }));
    expect(mission.state.paused).toBe("git failed. Look.");
    mission.take({ type: "resumed", settings: mission.state.settings });
    expect(mission.effects("attempt")).toHaveLength(1);
  });
});

describe("stopping", () => {
  test("drops what is open, keeps what is merged on its branch, and reports", () => {
    const mission = MissionUnderTest.executing(widePlan(2), quiet);
    mission.done("t0");
    mission.take({ type: "stopped", reason: "the user stopped it" });
    expect(mission.state).toMatchObject({ phase: "ended", outcome: "cancelled" });
    expect(mission.task("t0").state).toBe("merged");
    expect(mission.task("t1").state).toBe("dropped");
    expect(mission.effects("report")).toHaveLength(1);
    expect(brokenInvariants(mission.state)).toEqual([]);
  });
});

describe("usage", () => {
  test("totals of a session are charged once, however often they are told", () => {
    const mission = MissionUnderTest.executing(widePlan(1), quiet);
    const effect = mission.effects("attempt")[0]?.id ?? "";
    for (const tokens of [100, 100, 250, 250, 200]) mission.spend(effect, "s1", tokens);
    expect(mission.state.usage).toMatchObject({ inputTokens: 250, calls: 1 });
    expect(mission.task("t0").usage.inputTokens).toBe(250);
    expect(brokenInvariants(mission.state)).toEqual([]);
  });

  test("the mission's ceiling pauses it, and a higher one lets it go on", () => {
    const mission = MissionUnderTest.executing(widePlan(1), { ...quiet, ...budget({ tokensMax: 1_000 }) });
    mission.spend(mission.effects("attempt")[0]?.id ?? "", "s1", 1_000);
    expect(mission.state.paused).toContain("the budget of 1000 tokens is used up");
    mission.take({ type: "resumed", settings: makeSettings({ ...quiet, ...budget({ tokensMax: 5_000 }) }) });
    expect(mission.state.paused).toBeNull();
    mission.done("t0");
    expect(mission.task("t0").state).toBe("merged");
  });

  test("resuming with the same ceiling pauses again before any model is asked", () => {
    const mission = MissionUnderTest.executing(widePlan(1), { ...quiet, ...budget({ costMax: 1 }) });
    const effect = mission.effects("attempt")[0]?.id ?? "";
    const total = { ...mission.state.usage, calls: 1, cost: 1.5 };
    mission.take({ type: "usage-counted", effect, session: "s1", total });
    expect(mission.take({ type: "resumed", settings: mission.state.settings }).effects).toEqual([]);
    expect(mission.state.paused).toContain("the budget of 1 is used up");
  });

  test("a question about a task is charged to the task and to none of its attempts, and its ceiling holds there too", () => {
    const mission = MissionUnderTest.executing(widePlan(2), { ...quiet, ...budget({ tokensPerTaskMax: 500 }) });
    mission.untilPivot("t0");
    const pivot = mission.effects("pivot")[0]?.id ?? "";
    mission.spend(pivot, "s1", 200);
    expect(mission.task("t0").usage.inputTokens).toBe(200);
    expect(mission.task("t0").attempts.every(({ usage }) => usage.inputTokens === 0)).toBe(true);
    expect([...mission.state.usageByRole.keys()]).toEqual(["orchestrator"]);
    expect(mission.spend(pivot, "s1", 600).interrupts).toEqual([pivot]);
    expect(mission.task("t0")).toMatchObject({ state: "stopped", reason: expect.stringContaining("its budget of 500 tokens") });
    expect(mission.task("t1").state).toBe("attempting");
    expect(brokenInvariants(mission.state)).toEqual([]);
  });

  test("a task's ceiling stops that task alone", () => {
    const mission = MissionUnderTest.executing(widePlan(2), { ...quiet, ...budget({ tokensPerTaskMax: 500 }) });
    mission.spend(mission.effects("attempt")[0]?.id ?? "", "s1", 600);
    expect(mission.task("t0").state).toBe("stopped");
    expect(mission.task("t0").reason).toContain("its budget of 500 tokens is used up");
    expect(mission.task("t1").state).toBe("attempting");
  });
});

describe("the end", () => {
  const verified = (mission: MissionUnderTest, verdict = accepted) =>
    mission.answer("verify", (effect) => ({ type: "verified", effect, durationMs: 1, verdict }));
  const landed = (mission: MissionUnderTest) =>
    mission.answer("land", (effect) => ({
      type: "landed",
      effect,
      durationMs: 1,
      landing: { outcome: "landed", files: ["src/t0.js"] },
    }));

  test("all merged and verified is landed and done", () => {
    const mission = MissionUnderTest.executing(widePlan(1), quiet);
    mission.done("t0");
    verified(mission);
    expect(mission.effects("land")[0]?.how).toBe("worktree");
    landed(mission);
    expect(mission.state).toMatchObject({ phase: "ended", outcome: "done", reason: "" });
  });

  test("a partial result is not put into the user's files", () => {
    const limits = { ...makeSettings().limits, attemptsPerTaskMax: 1 };
    const mission = MissionUnderTest.executing(widePlan(2), { ...quiet, limits });
    mission.done("t0");
    mission.refused("t1", "wrong");
    mission.pivoted("t1", "drop");
    verified(mission);
    expect(mission.effects("land")[0]?.how).toBe("branch");
    landed(mission);
    expect(mission.state.outcome).toBe("partial");
  });

  test.each([0, 2])("a failing verification is repaired verifyRoundsMax times, here %i", (verifyRoundsMax) => {
    const limits = { ...makeSettings().limits, verifyRoundsMax };
    const mission = MissionUnderTest.executing(makePlan([makeTask("t0")], ["npm test"]), { ...quiet, limits });
    mission.done("t0");
    for (let round = 1; round <= verifyRoundsMax; round += 1) {
      verified(mission, refusal(`it fails in way ${round}`));
      mission.done(`repair-${round}`);
    }
    verified(mission, refusal("still"));
    expect(mission.effects("attempt")).toEqual([]);
    landed(mission);
    expect(mission.state).toMatchObject({ phase: "ended", outcome: "partial" });
  });

  test("a failing verification gets one round of repair on the mission's own files", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("t0")], ["npm test"]), quiet);
    mission.done("t0");
    expect(mission.effects("verify")[0]?.commands).toEqual(["npm test"]);
    verified(mission, refusal("the whole fails"));
    expect(mission.effects("attempt")[0]).toMatchObject({ role: "fixer", task: { id: "repair-1", writes: ["src/t0.js"] } });
    mission.done("repair-1");
    verified(mission, refusal("still"));
    expect(mission.effects("land")[0]?.how).toBe("branch");
    landed(mission);
    expect(mission.state.outcome).toBe("partial");
    expect(mission.state.reason).toContain("still");
  });

  test("late and repeated results change nothing, and the events replay to the same bytes", () => {
    const mission = MissionUnderTest.executing(widePlan(1), quiet);
    mission.done("t0");
    const before = snapshot(mission.state);
    for (const event of mission.events.slice(1)) if ("effect" in event) mission.take(event);
    expect(snapshot(mission.state)).toBe(before);
    const again = replay(mission.events);
    expect(again === null ? "" : snapshot(again)).toBe(before);
  });

  test("a plan that stays invalid ends the mission with its last problems", () => {
    const mission = new MissionUnderTest(quiet);
    mission.answer("capture", (effect) => ({
      type: "captured",
      effect,
      durationMs: 1,
      captured: { base: "c0", branch: null, files: 0, uncommitted: 0, notes: [] },
    }));
    mission.answer("search", (effect) => ({
      type: "searched",
      effect,
      durationMs: 1,
      spent: null,
      result: { ok: false, failure: "no-reply", message: "nothing" },
    }));
    for (let time = 0; time < 3; time += 1) {
      mission.answer("plan", (effect) => ({
        type: "planned",
        effect,
        durationMs: 1,
        spent: null,
        result: { outcome: "invalid", problems: [{ where: "tasks[0]", message: "has no id" }] },
      }));
    }
    expect(mission.state).toMatchObject({ phase: "ended", outcome: "failed" });
    expect(mission.state.reason).toContain("tasks[0]: has no id");
  });
});
