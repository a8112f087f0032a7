// Ceilings and models: who may start, who waits, what a mission at its ceiling says, and what becomes of a model that is
// overloaded, down or unknown.
import { describe, expect, test } from "vitest";
import type { Effect } from "../../../src/core/effect.ts";
import { brokenInvariants } from "../../../src/core/invariants.ts";
import { snapshot } from "../../../src/core/mission.ts";
import { replay } from "../../../src/core/transition.ts";
import { noUsage, totalTokens } from "../../../src/core/usage.ts";
import { MissionUnderTest } from "../../support/missions.ts";
import { widePlan } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";

const budget = (over: object) => ({ reviewers: 0, budget: { ...makeSettings().budget, ...over } });
const models = (...coder: string[]) => ({ reviewers: 0, models: { ...makeSettings().models, coder } });
const running = (mission: MissionUnderTest) => mission.effects("attempt").map(({ task }) => task.id);
const idOf = (effect: Effect | undefined) => effect?.id ?? "";

function expectSound(mission: MissionUnderTest): void {
  expect(brokenInvariants(mission.state)).toEqual([]);
  const again = replay(mission.events);
  expect(again === null ? "" : snapshot(again)).toBe(snapshot(mission.state));
}

describe("admission", () => {
  test.each([0, 7_999])("a ceiling of %i, below one call's worst case, pauses before any call, with the numbers", (tokensMax) => {
    const mission = new MissionUnderTest(budget({ tokensMax }));
    const captured = { base: "c0", branch: "main", files: 1, uncommitted: 0, notes: [] };
    mission.answer("capture", (effect) => ({ type: "captured", effect, durationMs: 1, captured }));
    expect(mission.effects("search")).toEqual([]);
    expect(mission.state.paused).toMatch(new RegExp(`the budget of ${tokensMax} tokens .*raise budget.tokens_max and resume`));
    mission.take({ type: "resumed", settings: makeSettings(budget({ tokensMax: 8_000 })) });
    expect(mission.effects("search")).toHaveLength(1);
    expectSound(mission);
  });

  test("what does not fit beside what runs waits, without a pause, until that has settled", () => {
    const mission = MissionUnderTest.executing(widePlan(3), budget({ tokensMax: 16_000 }));
    expect(running(mission)).toHaveLength(2);
    expect(mission.state.paused).toBeNull();
    mission.spend(idOf(mission.effects("attempt")[0]), "s1", 500);
    expect(running(mission)).toHaveLength(3);
    expectSound(mission);
  });

  test("at its end the mission pauses with what was used, and goes on with a higher ceiling", () => {
    const mission = MissionUnderTest.executing(widePlan(2), { slots: 1, ...budget({ tokensMax: 9_000 }) });
    mission.spend(idOf(mission.effects("attempt")[0]), "s1", 6_000);
    mission.done("t0");
    expect(mission.task("t0").state).toBe("merged");
    expect(mission.state.paused).toContain("6000 used, 0 reserved, 6000 at worst");
    mission.take({ type: "resumed", settings: makeSettings(budget({ tokensMax: 12_000 })) });
    expect(running(mission)).toEqual(["t1"]);
    expectSound(mission);
  });

  test.each([3_000, 9_500, 10_000, 17_300])("a ceiling of %i is passed by no more than one call, even if all calls under way are charged", (tokensMax) => {
    const mission = MissionUnderTest.executing(widePlan(4), budget({ tokensMax, tokensPerCallGuess: 1_000 }));
    const sessions = new Map<string, number>();
    const open = () => mission.effects("attempt").map(idOf);
    const callOf = (id: string) => {
      sessions.set(id, (sessions.get(id) ?? 0) + 1);
      const calls = sessions.get(id) ?? 0;
      mission.take({ type: "usage-counted", effect: id, session: id, total: { ...noUsage, calls, inputTokens: calls * 1_000 } });
    };
    let before = open();
    for (let turn = 0; mission.state.paused === null && turn < 100; turn += 1) {
      before = open();
      callOf(before[turn % before.length] ?? "");
    }
    expect(mission.state.paused).toContain(`the budget of ${tokensMax} tokens is used up`);
    for (const id of before) callOf(id);
    expect(totalTokens(mission.state.usage)).toBeLessThanOrEqual(tokensMax + 1_000);
    expectSound(mission);
  });

  test("a task's ceiling in money stops that task alone; money without a price is told once", () => {
    const mission = MissionUnderTest.executing(widePlan(2), budget({ costPerTaskMax: 1 }));
    const [first, second] = mission.effects("attempt");
    mission.take({ type: "usage-counted", effect: idOf(first), session: "s1", total: { ...noUsage, calls: 1, inputTokens: 5, cost: 1.5 } });
    expect(mission.task("t0")).toMatchObject({ state: "stopped", reason: "its budget of 1 is used up (1.5000 spent)" });
    expect(mission.task("t1").state).toBe("attempting");
    const spent = { session: "s2", total: { ...noUsage, calls: 1, inputTokens: 5 } };
    const result = { outcome: "unchanged", work: null } as const;
    mission.take({ type: "attempted", effect: idOf(second), durationMs: 1, spent, result });
    expect(mission.state.notes.filter((note) => note.includes("has no price"))).toHaveLength(1);
    expectSound(mission);
  });
});

describe("models", () => {
  const failed = (failure: "provider" | "model-unknown", message: string) => ({ outcome: "failed", failure, message, change: null }) as const;

  test("an overload halves what one model bears, once for all who meet it; each success adds one again", () => {
    const mission = MissionUnderTest.executing(widePlan(12), { slots: 4, ...models("a/x") });
    for (const { id } of mission.effects("attempt")) mission.take({ type: "model-throttled", effect: id, message: "429" });
    expect(mission.state.modelHealth.get("a/x")?.limit).toBe(2);
    expect(running(mission)).toHaveLength(4);
    const [one] = running(mission);
    mission.attempted(one ?? "", { outcome: "unchanged", work: null });
    expect(mission.state.modelHealth.get("a/x")?.limit).toBe(3);
    expect(running(mission)).toHaveLength(3);
    mission.attempted(running(mission)[0] ?? "", { outcome: "unchanged", work: null });
    expect(mission.state.modelHealth.get("a/x")?.limit).toBeNull();
    expect(running(mission)).toHaveLength(4);
    expectSound(mission);
  });

  test("overloaded again and again, a model still bears one session, and other models are left alone", () => {
    const mission = MissionUnderTest.executing(widePlan(4), { slots: 4, ...models("a/x") });
    for (let round = 0; round < 3; round += 1) {
      mission.attempted(running(mission)[0] ?? "", failed("provider", "429"));
      mission.take({ type: "resumed", settings: mission.state.settings });
    }
    expect(running(mission).length).toBeGreaterThanOrEqual(1);
    expect([...mission.state.modelHealth.keys()].every((model) => model === "a/x")).toBe(true);
    expectSound(mission);
  });

  test("a provider that is down is left for the list's next of another one, before the mission pauses", () => {
    const mission = MissionUnderTest.executing(widePlan(1), models("a/x", "a/y", "b/z"));
    for (let time = 0; time < 3; time += 1) mission.attempted("t0", failed("provider", "503"));
    expect(mission.state.paused).toBeNull();
    expect(mission.effects("attempt")[0]?.model).toBe("b/z");
    expect(mission.state.notes).toEqual(["The coder goes on with b/z instead of a/x: its provider failed 3 times in a row: 503"]);
    for (let time = 0; time < 3; time += 1) mission.attempted("t0", failed("provider", "503"));
    expect(mission.state.paused).toContain("503");
    expectSound(mission);
  });

  test("an unknown name is told and passed over while others are left; without others the mission pauses", () => {
    const mission = MissionUnderTest.executing(widePlan(1), models("a/x", "a/y"));
    mission.attempted("t0", failed("model-unknown", "OpenCode has no model a/x."));
    expect(mission.state.paused).toBeNull();
    expect(mission.effects("attempt")[0]?.model).toBe("a/y");
    expect(mission.state.notes[0]).toContain("instead of a/x: OpenCode has no model a/x.");
    mission.attempted("t0", failed("model-unknown", "OpenCode has no model a/y."));
    expect(mission.state.paused).toBe("OpenCode has no model a/y.");
    expectSound(mission);
  });
});
