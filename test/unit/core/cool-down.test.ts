// A model that is left alone after a failure of its provider: for how long, who does its work meanwhile, that the mission
// waits for it in sight where there is nobody else, and that all of it ends.
import { describe, expect, test } from "vitest";
import { renderStatus } from "../../../src/core/report.ts";
import { viewOf } from "../../../src/core/view.ts";
import { defaultSettings } from "../../../src/config/defaults.ts";
import { MissionUnderTest } from "../../support/missions.ts";
import { expectSound } from "../../support/sound.ts";
import { widePlan } from "../../support/plans.ts";

const coders = (...coder: string[]) => ({ reviewers: 0, models: { ...defaultSettings.models, coder } });
const failed = (message: string, retryAfterMs?: number) =>
  ({ outcome: "failed", failure: "provider", message, change: null, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }) as const;
const waits = (mission: MissionUnderTest) => mission.effects("cool-down").map(({ model, ms }) => [model, ms]);
const asked = (mission: MissionUnderTest) => mission.effects("attempt").map(({ model }) => model);

describe("with others in the list", () => {
  test("another does the work meanwhile, of another provider if there is one; afterwards the first is asked again", () => {
    const mission = MissionUnderTest.executing(widePlan(2), { slots: 1, ...coders("a/x", "a/y", "b/z") });
    mission.attempted("t0", failed("503"));
    expect(waits(mission)).toEqual([["a/x", 5_000]]);
    expect(asked(mission)).toEqual(["b/z"]);
    expect(mission.state.notes).toEqual(["The coder goes on with b/z instead of a/x: its provider failed: 503"]);
    expect(viewOf(mission.state).waiting).toBeNull();
    mission.cooledDown();
    mission.done("t0");
    expect(asked(mission)).toEqual(["a/x"]);
    expect(mission.task("t0").attempts.map(({ end }) => end)).toEqual(["blocked", "merged"]);
    expectSound(mission);
  });

  test("all of them failing again and again, it pauses, after a bounded number of failures", () => {
    const mission = MissionUnderTest.executing(widePlan(1), coders("a/x", "a/y", "b/z"));
    let failures = 0;
    for (let turn = 0; turn < 100 && mission.state.paused === null; turn += 1) {
      if (mission.effects("attempt").length === 0) {
        mission.cooledDown();
        continue;
      }
      mission.attempted("t0", failed("503"));
      failures += 1;
    }
    expect(mission.state.paused).toBe("the provider failed 3 times in a row: 503");
    expect(failures).toBe(3 * defaultSettings.limits.providerFailuresMax);
    expect(mission.state.notes.length).toBeLessThanOrEqual(6);
    expect(mission.effects("cool-down")).toHaveLength(0);
    expectSound(mission);
    mission.take({ type: "resumed", settings: mission.state.settings });
    expect(asked(mission)).toEqual(["a/x"]);
    expect(mission.state.modelHealth.size).toBe(0);
    expectSound(mission);
  });
});

describe("with no other", () => {
  test("the mission waits, twice as long each time, and says for what and until when", () => {
    const mission = MissionUnderTest.executing(widePlan(1), coders("a/x"));
    mission.attempted("t0", failed("503 over and out"));
    expect(asked(mission)).toEqual([]);
    expect(waits(mission)).toEqual([["a/x", 5_000]]);
    expect(renderStatus(viewOf(mission.state))).toBe("waiting for a/x (503 over and out), 0 tokens");
    const [wait] = mission.effects("cool-down");
    mission.take({ type: "cooling-down", effect: wait?.id ?? "", untilMs: ((14 * 60 + 3) * 60 + 5) * 1_000 });
    expect(renderStatus(viewOf(mission.state))).toBe("waiting for a/x until 14:03:05 UTC (503 over and out), 0 tokens");
    mission.cooledDown();
    expect(asked(mission)).toEqual(["a/x"]);
    expect(viewOf(mission.state).waiting).toBeNull();
    mission.attempted("t0", failed("503"));
    expect(waits(mission)).toEqual([["a/x", 10_000]]);
    mission.cooledDown();
    mission.done("t0");
    expect(mission.state.modelHealth.get("a/x")?.failures).toBe(0);
    expectSound(mission);
  });

  test("search, plan and review wait for theirs too", () => {
    const mission = new MissionUnderTest({ ...coders(), models: { ...defaultSettings.models, searcher: ["a/x"] } });
    const captured = { base: "c0", branch: "main", files: 1, uncommitted: 0, notes: [] };
    mission.answer("capture", (effect) => ({ type: "captured", effect, durationMs: 1, captured }));
    const { outcome: _, change: __, ...failure } = failed("429");
    mission.answer("search", (effect) => ({ type: "searched", effect, durationMs: 1, spent: null, result: { ok: false, ...failure } }));
    expect(mission.effects("search")).toEqual([]);
    expect(mission.state.paused).toBeNull();
    mission.cooledDown();
    expect(mission.effects("search").map(({ attempt }) => attempt)).toEqual([2]);
    expectSound(mission);
  });

  test("stopping and pausing end the wait", () => {
    const paused = MissionUnderTest.executing(widePlan(1), coders("a/x"));
    paused.attempted("t0", failed("503"));
    paused.take({ type: "paused", reason: "a user" });
    expect(waits(paused)).toEqual([]);
    paused.take({ type: "resumed", settings: paused.state.settings });
    expect(waits(paused)).toEqual([]);
    expect(asked(paused)).toEqual(["a/x"]);
    expectSound(paused);
    const stopped = MissionUnderTest.executing(widePlan(1), coders("a/x"));
    stopped.attempted("t0", failed("503"));
    stopped.take({ type: "stopped", reason: "a user" });
    expect(waits(stopped)).toEqual([]);
    expect(stopped.effects("report")).toHaveLength(1);
    expectSound(stopped);
  });
});

describe("for how long", () => {
  test("as long as the provider said, but no longer than cool_down_max_ms; else cool_down_ms, doubled up to that", () => {
    const limits = { ...defaultSettings.limits, coolDownMs: 1_000, coolDownMaxMs: 3_000, providerFailuresMax: 100 };
    const mission = MissionUnderTest.executing(widePlan(1), { ...coders("a/x"), limits });
    const lengths: unknown[] = [];
    for (const retryAfterMs of [undefined, undefined, undefined, undefined, 700, 3_600_000, 0]) {
      mission.attempted("t0", failed("429", retryAfterMs));
      lengths.push(mission.effects("cool-down")[0]?.ms);
      mission.cooledDown();
    }
    expect(lengths).toEqual([1_000, 2_000, 3_000, 3_000, 700, 3_000, 0]);
    expectSound(mission);
  });

  test("sessions that meet the same failure beside each other count once", () => {
    const mission = MissionUnderTest.executing(widePlan(3), { slots: 3, ...coders("a/x") });
    for (const id of ["t0", "t1", "t2"]) mission.attempted(id, failed("503"));
    expect(mission.state.modelHealth.get("a/x")?.failures).toBe(1);
    expect(waits(mission)).toEqual([["a/x", 5_000]]);
    mission.cooledDown();
    expect(asked(mission)).toEqual(["a/x"]);
    expectSound(mission);
  });

  test("an overload that the host announces keeps new sessions away until it asks again; its latest word counts, and a success ends it", () => {
    const mission = MissionUnderTest.executing(widePlan(6), { slots: 3, ...coders("a/x") });
    const [first, second] = mission.effects("attempt");
    mission.take({ type: "model-throttled", effect: first?.id ?? "", message: "429", retryMs: 2_000 });
    mission.take({ type: "model-throttled", effect: second?.id ?? "", message: "429", retryMs: 8_000 });
    mission.take({ type: "model-throttled", effect: second?.id ?? "", message: "429" });
    expect(waits(mission)).toEqual([["a/x", 8_000]]);
    expect(asked(mission)).toHaveLength(3);
    expect(viewOf(mission.state).waiting).toBeNull();
    mission.attempted("t0", failed("stays away"));
    expect(asked(mission)).toHaveLength(2);
    mission.changed("t1");
    expect(waits(mission)).toEqual([]);
    expect(asked(mission).length).toBeGreaterThan(1);
    expectSound(mission);
  });
});
