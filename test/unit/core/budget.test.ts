// Ceilings and models: who may start, who waits, what a mission at its ceiling says, and what becomes of a model that is
// overloaded, down or unknown.
import { describe, expect, test } from "vitest";
import { findingsBytesMax } from "../../../src/agents/prompt-findings.ts";
import { diffBytesMax } from "../../../src/agents/prompt-sections.ts";
import { briefBytesMax } from "../../../src/agents/prompt.ts";
import { catalogueOf, promptPartBytes, shardBytesFor, type Catalogue } from "../../../src/core/catalogue.ts";
import type { Effect } from "../../../src/core/effect.ts";
import { noUsage, totalTokens } from "../../../src/core/usage.ts";
import { MissionUnderTest } from "../../support/missions.ts";
import { expectSound } from "../../support/sound.ts";
import { widePlan } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";

const budget = (over: object) => ({ reviewers: 0, budget: { ...makeSettings().budget, ...over } });
const coders = (...coder: string[]) => ({ reviewers: 0, models: { ...makeSettings().models, coder } });
const running = (mission: MissionUnderTest) => mission.effects("attempt").map(({ task }) => task.id);
const idOf = (effect: Effect | undefined) => effect?.id ?? "";

describe("admission", () => {
  test("a mission taken up with a ceiling that is used up pauses before any call, with the numbers", () => {
    const mission = MissionUnderTest.executing(widePlan(1), budget({ tokensMax: 20_000 }));
    mission.take({ type: "paused", reason: "a user" });
    mission.take({ type: "resumed", settings: makeSettings(budget({ tokensMax: 0 })) });
    expect(running(mission)).toEqual([]);
    expect(mission.state.paused).toMatch(/the budget of 0 tokens .*raise budget.tokens_max and resume/);
    mission.take({ type: "resumed", settings: makeSettings(budget({ tokensMax: 8_000 })) });
    expect(running(mission)).toEqual(["t0"]);
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
    expect(mission.state.notes.filter((note) => note.includes("has no price for the session's own model"))).toHaveLength(1);
    expectSound(mission);
  });
});

describe("what the catalogue says", () => {
  const price = { input: 1, output: 10, cacheRead: 0.1, cacheWrite: 2 };
  const known = { contextTokens: 200_000, outputTokens: 4_000, price };
  const catalogue: Catalogue = {
    own: "p/own",
    models: [{ model: "p/own", ...known }, { model: "p/dear", ...known, price: { ...price, output: 1_000 } }, { model: "p/free", ...known, price: null }],
  };
  const settings = makeSettings(budget({}));
  // Instructions and tools, map, card, goal, findings and shard at 3 bytes a token; written to the cache, then answered.
  const request = Math.ceil((8_192 + 6_000 + settings.limits.instructionCharsMax + 4 + 8_000 + settings.shardBytesMax.coder) / 3);
  const coderTokens = request + 4_000;
  const coderCost = (request * 2 + 4_000 * 10) / 1e6;

  test.each([
    ["tokens_max", { tokensMax: 0 }, `one call of the coder on p/own may take ${coderTokens} tokens. Set it to at least ${coderTokens}`],
    ["tokens_max", { tokensMax: coderTokens - 1 }, `Set it to at least ${coderTokens}`],
    ["cost_max", { costMax: 0 }, "Set it to at least 0.0708"],
    ["cost_max", { costMax: 0.06 }, "one call of the coder on p/own may take 0.0708 dollars"],
    ["tokens_per_task_max", { tokensPerTaskMax: coderTokens - 1 }, `Set it to at least ${coderTokens}`],
    ["cost_per_task_max", { costPerTaskMax: 0.001 }, "Set it to at least 0.0708"],
  ])("budget.%s below one call's worst case ends the mission at once and names the least: %j", (key, over, least) => {
    const mission = new MissionUnderTest(budget(over), catalogue);
    expect(mission.effects("capture")).toEqual([]);
    expect(mission.effects("report")).toHaveLength(1);
    expect(mission.state).toMatchObject({ phase: "ended", outcome: "failed" });
    expect(mission.state.reason).toContain(`budget.${key} = `);
    expect(mission.state.reason).toContain(least);
    expectSound(mission);
    const enough = new MissionUnderTest(budget({ tokensMax: coderTokens, costMax: 0.0708, tokensPerTaskMax: coderTokens }), catalogue);
    expect(enough.effects("capture")).toHaveLength(1);
  });

  test("where OpenCode knows no limits, the guess is the least; nothing is free below a ceiling of 0", () => {
    expect(new MissionUnderTest(budget({ tokensMax: 7_999 })).state.reason).toContain("one call of the searcher on the session's own model may take 8000 tokens");
    expect(new MissionUnderTest(budget({ tokensMax: 8_000 })).state.phase).toBe("capturing");
    expect(new MissionUnderTest(budget({ tokensMax: 99, tokensPerCallGuess: 100 }), catalogue).state.reason).toContain("at least 100");
    expect(new MissionUnderTest(budget({ costMax: 0 })).state.reason).toBe('budget.cost_max = 0 lets nothing start. Set it above 0, or to "none", and start the mission again.');
  });

  test("money is reserved before a first call, so that no more start than the ceiling bears; then what was seen counts", () => {
    const mission = MissionUnderTest.executing(widePlan(4), budget({ costMax: 2.5 * coderCost }), catalogue);
    expect(running(mission)).toHaveLength(2);
    const [first] = mission.effects("attempt");
    mission.take({ type: "usage-counted", effect: idOf(first), session: "s1", total: { ...noUsage, calls: 1, inputTokens: 500, cost: coderCost / 10 } });
    expect(running(mission)).toHaveLength(4);
    expect(mission.state.paused).toBeNull();
    expectSound(mission);
  });

  test("a dearer model of the same role is admitted by its own price, not by what a cheap one was seen to cost", () => {
    const coder = ["p/own", "p/dear"];
    const mission = MissionUnderTest.executing(widePlan(1), { ...budget({ costMax: 3 }), models: { ...settings.models, coder } }, catalogue);
    for (let miss = 0; miss < 8 && mission.state.paused === null; miss += 1) {
      const id = idOf(mission.effects("attempt")[0]);
      mission.take({ type: "usage-counted", effect: id, session: id, total: { ...noUsage, calls: 1, inputTokens: 100, cost: 0.001 } });
      mission.refused("t0", `wrong in way ${String.fromCharCode(97 + miss)}`);
      if (mission.effects("replan").length > 0) mission.replanned("t0", { outcome: "failed", failure: "no-reply", message: "nothing" });
    }
    expect(mission.state.paused).toMatch(/the budget of 3 leaves no room for the coder \(0\.\d+ spent, 0\.0000 reserved, 4\.0308 at worst/);
    expect(mission.effects("attempt")).toEqual([]);
    expectSound(mission);
  });

  test("a model without a price reserves no money, and the report says once that the ceiling could not be enforced for it", () => {
    const models = { ...settings.models, coder: ["p/free"] };
    const mission = MissionUnderTest.executing(widePlan(3), { ...budget({ costMax: 0.07 }), models }, catalogue);
    expect(running(mission)).toHaveLength(3);
    for (const { id, task } of mission.effects("attempt")) {
      const spent = { session: id, total: { ...noUsage, calls: 1, inputTokens: 5 } };
      mission.answer("attempt", (effect) => ({ type: "attempted", effect, durationMs: 1, spent, result: { outcome: "unchanged", work: null } }), task.id);
    }
    const told = mission.state.notes.filter((note) => note.includes("no price for p/free"));
    expect(told).toEqual([expect.stringContaining("the ceiling in money could not be enforced for it")]);
    expectSound(mission);
  });

  test("a mission keeps what it can use of the host's list, and takes the list anew when it is taken up", () => {
    const models = { ...settings.models, coder: ["p/dear"] };
    expect(catalogueOf({ ...settings, models }, "p/own", catalogue.models).models.map(({ model }) => model)).toEqual(["p/own", "p/dear"]);
    const mission = MissionUnderTest.executing(widePlan(1), budget({}), catalogue);
    mission.take({ type: "paused", reason: "a user" });
    mission.take({ type: "resumed", settings, catalogue: { own: "p/free", models: catalogue.models } });
    expect(mission.state.catalogue?.own).toBe("p/free");
    mission.take({ type: "paused", reason: "a user" });
    mission.take({ type: "resumed", settings, catalogue: null });
    expect(mission.state.catalogue?.own).toBe("p/free");
    expectSound(mission);
  });

  test("what a request is taken to hold is what prompts are cut to", () => {
    const { planner, coder, fixer, reviewer, orchestrator } = promptPartBytes;
    expect({ planner, coder, fixer, reviewer, orchestrator }).toEqual({
      planner: briefBytesMax,
      coder: findingsBytesMax,
      fixer: findingsBytesMax + diffBytesMax,
      reviewer: diffBytesMax,
      orchestrator: findingsBytesMax,
    });
  });

  test("a shard leaves a small model room for the rest of the request and for its answer", () => {
    const small = (contextTokens: number | null, outputTokens: number | null = 1_000) => ({
      settings,
      goal: "goal",
      catalogue: { own: "p/own", models: [{ model: "p/own", contextTokens, outputTokens, price: null }] },
    });
    const beside = 8_192 + 6_000 + settings.limits.instructionCharsMax + 4 + 8_000;
    expect(shardBytesFor(small(14_000), "coder", null)).toBe(13_000 * 3 - beside);
    expect(shardBytesFor(small(4_000), "coder", null)).toBe(0);
    expect(shardBytesFor(small(200_000, 200_000), "coder", null, 0.5)).toBe(8_000);
    expect(shardBytesFor(small(null), "coder", null)).toBe(16_000);
    expect(shardBytesFor({ ...small(9_000), catalogue: null }, "coder", null)).toBe(16_000);
  });
});

describe("models", () => {
  const failed = (failure: "provider" | "model-unknown", message: string) => ({ outcome: "failed", failure, message, change: null }) as const;

  test("an overload halves what one model bears, once for all who meet it; each success adds one again", () => {
    const mission = MissionUnderTest.executing(widePlan(12), { slots: 4, ...coders("a/x") });
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
    const mission = MissionUnderTest.executing(widePlan(4), { slots: 4, ...coders("a/x") });
    for (let round = 0; round < 3; round += 1) {
      mission.attempted(running(mission)[0] ?? "", failed("provider", "429"));
      mission.take({ type: "resumed", settings: mission.state.settings });
    }
    expect(running(mission).length).toBeGreaterThanOrEqual(1);
    expect([...mission.state.modelHealth.keys()].every((model) => model === "a/x")).toBe(true);
    expectSound(mission);
  });

  test("an unknown name is told and passed over while others are left; without others the mission pauses", () => {
    const mission = MissionUnderTest.executing(widePlan(1), coders("a/x", "a/y"));
    mission.attempted("t0", failed("model-unknown", "OpenCode has no model a/x."));
    expect(mission.state.paused).toBeNull();
    expect(mission.effects("attempt")[0]?.model).toBe("a/y");
    expect(mission.state.notes[0]).toContain("instead of a/x: OpenCode has no model a/x.");
    mission.attempted("t0", failed("model-unknown", "OpenCode has no model a/y."));
    expect(mission.state.paused).toBe("OpenCode has no model a/y.");
    expectSound(mission);
  });
});
