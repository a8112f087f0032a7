import { describe, expect, test } from "vitest";
import { validatePlan, type PlanCheck } from "../../../src/core/plan-validation.ts";
import type { Brief } from "../../../src/core/reply.ts";
import { singleTaskPlan } from "../../../src/core/single-task.ts";
import { MissionUnderTest } from "../../support/missions.ts";
import { expectSound } from "../../support/sound.ts";
import { makeSettings } from "../../support/settings.ts";

const settings = makeSettings();
const rules = { ...settings.limits, allowedCommands: settings.allowedCommands };
const place = (path: string) => ({ path, lines: null, symbols: [], why: "" });
const brief: Brief = {
  summary: "Routes are a table.",
  places: [place("src/routes.js"), place("src/server.js")],
  notes: ["tests run with node --test"],
  writes: ["src/routes.js", "test/routes.test.js"],
  checks: ["node --test test/routes.test.js"],
};

describe("a goal that one writer can do", () => {
  test("is a plan of one task that any plan's rules let through", () => {
    const plan = singleTaskPlan("\n Add a health route \nthat answers ok", brief, settings);
    expect(plan?.tasks).toEqual([
      {
        id: "goal",
        title: "Add a health route",
        instruction: "\n Add a health route \nthat answers ok\n\nWhat the search found:\nRoutes are a table.\n- tests run with node --test",
        kind: "code",
        dependsOn: [],
        reads: ["src/server.js"],
        writes: brief.writes,
        provides: [],
        acceptance: [],
        checks: brief.checks,
        proof: null,
      },
    ]);
    expect(plan?.verify).toEqual(brief.checks);
    expect(plan === null ? null : validatePlan(plan, rules)).toEqual({ ok: true, plan, notes: [] });
  });

  test("at the limits of a task it is cut to them, not refused", () => {
    const long = { ...brief, summary: "so ".repeat(10_000) };
    const plan = singleTaskPlan(`${"very ".repeat(100)}long`, long, settings);
    expect(plan?.tasks[0]?.title).toHaveLength(settings.limits.titleCharsMax);
    expect(plan?.tasks[0]?.instruction).toHaveLength(settings.limits.instructionCharsMax);
    expect(plan !== null && validatePlan(plan, rules).ok).toBe(true);
  });

  test.each<[string, string, Partial<Brief>, Partial<typeof settings>]>([
    ["the brief names no files to write", "goal", { writes: [] }, {}],
    ["it needs more files than a task may write", "goal", { writes: ["a.js", "b.js", "c.js", "d.js"] }, {}],
    ["it is longer than an instruction may be", "g".repeat(settings.limits.instructionCharsMax + 1), {}, {}],
    ["the user wants every goal planned", "goal", {}, { planning: "always" }],
  ])("is planned where %s", (_why, goal, change, over) => {
    expect(singleTaskPlan(goal, { ...brief, ...change }, { ...settings, ...over })).toBeNull();
  });

  test("is planned where the brief is of an older version", () => {
    const { summary, places, notes } = brief;
    expect(singleTaskPlan("goal", { summary, places, notes }, settings)).toBeNull();
  });
});

describe("in a mission", () => {
  function searched(whole: PlanCheck | null | undefined, over: Partial<typeof settings> = {}): MissionUnderTest {
    const mission = new MissionUnderTest({ reviewers: 0, ...over });
    const captured = { base: "c0", branch: "main", files: 1, uncommitted: 0, notes: [] };
    mission.answer("capture", (effect) => ({ type: "captured", effect, durationMs: 1, captured }));
    return answerSearch(mission, whole);
  }

  function answerSearch(mission: MissionUnderTest, whole: PlanCheck | null | undefined): MissionUnderTest {
    const result = { ok: true, brief: whole?.ok === true ? brief : { ...brief, writes: [] }, ...(whole === undefined ? {} : { whole }) } as const;
    mission.answer("search", (effect) => ({ type: "searched", effect, durationMs: 1, spent: null, result }));
    return mission;
  }

  function wholePlan(): PlanCheck {
    const plan = singleTaskPlan("goal", brief, settings);
    if (plan === null) throw new Error("the brief asks for no single task");
    return validatePlan(plan, rules);
  }

  test("the writer begins at once, nobody plans, and the notes say so", () => {
    const mission = searched(wholePlan());
    expect(mission.effects("plan")).toEqual([]);
    expect(mission.effects("attempt").map(({ task }) => task.id)).toEqual(["goal"]);
    expect([mission.state.phase, mission.state.brief]).toEqual(["executing", brief]);
    expect(mission.state.notes).toEqual(["The goal is one task, without a Planner: the search found that one writer can do it."]);
    expectSound(mission);
  });

  test("a single task that the rules refuse is planned, and the notes say why", () => {
    const mission = searched({ ok: false, problems: [{ where: "tasks[0].writes[0]", message: "src/routes.js is protected." }] });
    expect(mission.effects("plan")).toHaveLength(1);
    expect(mission.state.notes).toEqual(["The search took the goal for one writer's work; it was planned all the same: src/routes.js is protected."]);
    expectSound(mission);
  });

  test.each([[null], [undefined]])("a search that says nothing of it (%s) is followed by a plan", (whole) => {
    const mission = searched(whole);
    expect([mission.effects("plan").length, mission.state.notes]).toEqual([1, []]);
  });

  test("where briefs are voted on, so is this", () => {
    const mission = searched(wholePlan(), { votes: 2 });
    answerSearch(mission, null);
    expect([mission.effects("search").length, mission.effects("plan").length]).toEqual([1, 0]);
    answerSearch(mission, wholePlan());
    answerSearch(mission, wholePlan());
    expect(mission.effects("attempt").map(({ task }) => task.id)).toEqual(["goal"]);
    expect(mission.state.notes[0]).toBe("The brief was chosen by 3 of 4 votes.");
    expectSound(mission);
  });
});
