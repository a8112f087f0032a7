// The ladder's upper rungs, in the mission: a corrected card, a split, a pivot and its ways out. Every bound is hit, and
// every answer that is no good ends in bounded time.
import { describe, expect, test } from "vitest";
import { ladderBounds } from "../../../src/core/heal.ts";
import { brokenInvariants } from "../../../src/core/invariants.ts";
import { snapshot } from "../../../src/core/mission.ts";
import { replay } from "../../../src/core/transition.ts";
import { finding, MissionUnderTest } from "../../support/missions.ts";
import { makePlan, makeTask } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";

const quiet = { reviewers: 0 };
const provides = [{ path: "src/a.js", name: "a", signature: "(): string" }];
const big = makeTask("big", {
  writes: ["src/a.js", "src/b.js"],
  provides,
  acceptance: ["both work"],
  checks: ["node --test test/big.test.js"],
});
const bigPlan = makePlan([makeTask("before"), { ...big, dependsOn: ["before"] }, makeTask("after", { dependsOn: ["big"] })]);
const onePlan = makePlan([makeTask("a")]);

function replays(mission: MissionUnderTest): void {
  expect(brokenInvariants(mission.state)).toEqual([]);
  const again = replay(mission.events);
  expect(again === null ? "" : snapshot(again)).toBe(snapshot(mission.state));
}

/** To where the Planner is asked to split `big`. */
function untilSplit(): MissionUnderTest {
  const mission = MissionUnderTest.executing(bigPlan, quiet);
  mission.done("before");
  for (let round = 0; round < 8 && mission.effects("replan").length === 0; round += 1) {
    mission.refused("big", `wrong in way ${String.fromCharCode(97 + round)}`);
  }
  return mission;
}

describe("a split", () => {
  test("puts smaller tasks in the place of one: the last is held to what it was, and dependants wait for that", () => {
    const mission = untilSplit();
    expect(mission.effects("replan")[0]).toMatchObject({ way: "split", question: 1, start: mission.state.trunk });
    mission.planned("big", [makeTask("part-a", { writes: ["src/a.js"] }), makeTask("part-b", { writes: ["src/b.js"] })]);
    expect(mission.task("big")).toMatchObject({ state: "split", reason: "part-a, part-b take its place" });
    expect(mission.task("part-a")).toMatchObject({ state: "attempting", depth: 1, parent: "big" });
    const last = mission.task("part-b").task;
    expect(last).toMatchObject({ dependsOn: ["before", "part-a"], acceptance: ["both work"], checks: ["node --test test/big.test.js"] });
    expect(mission.task("part-a").task.provides).toEqual(provides);
    expect(mission.task("after").task.dependsOn).toEqual(["part-b"]);
    for (const task of ["part-a", "part-b", "after"]) mission.done(task);
    expect(mission.state.phase).toBe("verifying");
    replays(mission);
  });

  test("that is invalid, or no answer at all, is one try: the ladder goes on", () => {
    for (const answer of ["invalid", "nothing"] as const) {
      const mission = untilSplit();
      if (answer === "invalid") mission.planned("big", [makeTask("alone")]);
      else mission.replanned("big", { outcome: "failed", failure: "malformed-reply", message: "not JSON" });
      expect(mission.task("big").steps[0]?.outcome).toMatch(/refused: tasks: At least 2|no answer/);
      expect(mission.effects("pivot")).toHaveLength(1);
      replays(mission);
    }
  });

  test("goes two deep and no deeper", () => {
    const mission = untilSplit();
    const two = (name: string) => [makeTask(`${name}-1`, { writes: ["src/a.js", "src/b.js"] }), makeTask(`${name}-2`, { writes: ["src/b.js"] })];
    mission.planned("big", two("d1"));
    for (let round = 0; mission.effects("replan").length === 0; round += 1) mission.refused("d1-1", `wrong ${"abcdefgh"[round]}`);
    expect(mission.effects("replan")[0]).toMatchObject({ way: "split" });
    mission.planned("d1-1", two("d2"));
    expect(mission.task("d2-1").depth).toBe(ladderBounds.depthMax);
    mission.untilPivot("d2-1");
    expect(mission.task("d2-1").steps.map(({ rung }) => rung)).toEqual(["pivot"]);
    expect(mission.effects("pivot")[0]?.ways.map(({ kind }) => kind)).not.toContain("replan");
    replays(mission);
  });

  test("is not asked for where it cannot be: one small file, or no room for more tasks", () => {
    const small = MissionUnderTest.executing(onePlan, quiet);
    small.untilPivot("a");
    expect(small.task("a").steps.map(({ rung }) => rung)).toEqual(["pivot"]);
    const limits = { ...makeSettings().limits, tasksMax: 3 };
    const full = MissionUnderTest.executing(bigPlan, { ...quiet, limits });
    full.done("before");
    full.untilPivot("big");
    expect(full.task("big").steps.map(({ rung }) => rung)).toEqual(["pivot"]);
  });

  test("that no longer fits the mission is refused", () => {
    const mission = untilSplit();
    mission.take({ type: "paused", reason: "a user" });
    mission.take({ type: "resumed", settings: mission.state.settings });
    const plan = makePlan([makeTask("x"), makeTask("y", { dependsOn: ["x", "after"] })]);
    mission.replanned("big", { outcome: "valid", plan, notes: [] });
    expect(mission.task("big").steps[0]?.outcome).toContain("no longer fits");
    replays(mission);
  });
});

describe("what the plan got wrong", () => {
  test("goes to the Planner and not to the Coder: a command that cannot run", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a", { checks: ["npx vitest run"] })]), quiet);
    mission.refused("a", '"npx vitest run" failed (exit 127).');
    expect(mission.effects("attempt")).toEqual([]);
    expect(mission.effects("replan")[0]).toMatchObject({ way: "mend", why: expect.stringContaining("a command cannot run") });
    mission.planned("a", [makeTask("whatever", { writes: ["src/a.js"], checks: ["node --test"] })]);
    const [again] = mission.effects("attempt");
    expect(again).toMatchObject({ rung: "again", attempt: 2, task: { id: "a", checks: ["node --test"] }, findings: [], carry: null });
    mission.done("a");
    expect(mission.task("a").state).toBe("merged");
    replays(mission);
  });

  test("once a task: the second time the ladder goes on", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a", { checks: ["npx vitest run"] })]), quiet);
    for (let time = 0; time < 2; time += 1) {
      mission.refused("a", '"npx vitest run" failed (exit 127).');
      if (time === 0) mission.planned("a", [makeTask("a", { checks: ["npx vitest run"] })]);
    }
    expect(mission.effects("replan")).toEqual([]);
    expect(mission.effects("attempt")[0]?.rung).toBe("fixer");
  });

  test("a missing dependency becomes an edge, and the task waits for it", () => {
    const plan = makePlan([makeTask("token"), makeTask("login")]);
    const mission = MissionUnderTest.executing(plan, quiet);
    const verdict = (file: string) => ({
      outcome: "refused" as const,
      stage: "links" as const,
      notes: [],
      findings: [finding(`src/login.js imports "./token.js", which is not there.`, { stage: "links", rule: "links/unresolved-import", file })],
    });
    mission.refused("login", verdict("src/login.js"));
    expect(mission.effects("replan")[0]?.why).toContain("what token has yet to write");
    expect(mission.effects("replan")[0]?.others.map(({ id }) => id)).toEqual(["token"]);
    mission.planned("login", [makeTask("login", { dependsOn: ["token"] })]);
    expect(mission.task("login").state).toBe("waiting");
    mission.done("token");
    mission.done("login");
    replays(mission);
  });

  test("a corrected card may not do without checks that there were, nor wait for what comes after it", () => {
    const plan = makePlan([makeTask("a", { checks: ["npx vitest run"] }), makeTask("after", { dependsOn: ["a"] })]);
    const mission = MissionUnderTest.executing(plan, quiet);
    mission.refused("a", '"npx vitest run" failed (exit 127).');
    expect(mission.effects("replan")[0]?.others).toEqual([]);
    mission.planned("a", [makeTask("a")]);
    expect(mission.task("a").steps[0]?.outcome).toContain("give at least one that can pass");
  });
});

describe("a pivot", () => {
  test("lists what can be done now, and a choice that is not listed falls to the honest stop", () => {
    const mission = MissionUnderTest.executing(onePlan, quiet);
    mission.untilPivot("a");
    expect(mission.effects("pivot")[0]?.ways.map(({ key }) => key)).toEqual(["replan"]);
    mission.pivoted("a", "rewrite everything");
    expect(mission.task("a").state).toBe("stopped");
    expect(mission.task("a").steps.map(({ rung }) => rung)).toEqual(["pivot", "stop"]);
    expect(mission.task("a").steps[0]?.outcome).toContain("chose nothing that was listed");
    replays(mission);
  });

  test("lists giving up and asking the user once something else was chosen, or nothing else is left", () => {
    const mission = MissionUnderTest.executing(onePlan, quiet);
    mission.untilLastWays("a");
    expect(mission.effects("pivot")[0]?.ways.map(({ key }) => key)).toEqual(["drop", "ask"]);
    mission.pivoted("a", "drop", "nothing helps");
    expect(mission.task("a")).toMatchObject({ state: "stopped", reason: expect.stringContaining("the Orchestrator gave it up: nothing helps") });
    replays(mission);
    const full = MissionUnderTest.executing(onePlan, { ...quiet, limits: { ...makeSettings().limits, tasksMax: 1 } });
    full.untilPivot("a");
    expect(full.effects("pivot")[0]?.ways.map(({ key }) => key)).toEqual(["drop", "ask"]);
  });

  test("that chose a new plan asks for it a second time, of a stronger Planner, if the first was refused", () => {
    const models = { ...makeSettings().models, planner: ["p/weak", "p/strong"] };
    const mission = MissionUnderTest.executing(onePlan, { ...quiet, models });
    mission.untilPivot("a");
    mission.pivoted("a", "replan", "cut it another way");
    expect(mission.effects("replan")[0]).toMatchObject({ way: "subtree", model: "p/weak", why: "cut it another way" });
    mission.planned("a", []);
    expect(mission.effects("replan")[0]).toMatchObject({ way: "subtree", model: "p/strong", why: expect.stringContaining("the Planner's answer was refused") });
    mission.planned("a", [makeTask("b")]);
    expect(mission.task("a").state).toBe("split");
    mission.done("b");
    replays(mission);
  });

  test("without an answer is the honest stop too", () => {
    const mission = MissionUnderTest.executing(onePlan, quiet);
    mission.untilPivot("a");
    const result = { ok: false, failure: "no-reply", message: "nothing" } as const;
    mission.answer("pivot", (effect) => ({ type: "pivoted", effect, durationMs: 1, spent: null, result }));
    expect(mission.task("a").state).toBe("stopped");
    replays(mission);
  });

  test("whose provider fails is asked again, and pauses the mission in the end", () => {
    const mission = MissionUnderTest.executing(onePlan, quiet);
    mission.untilPivot("a");
    const result = { ok: false, failure: "provider", message: "503" } as const;
    for (let time = 0; time < 3; time += 1) {
      mission.answer("pivot", (effect) => ({ type: "pivoted", effect, durationMs: 1, spent: null, result }));
      if (time < 2) mission.cooledDown();
    }
    expect(mission.state.paused).toContain("failed 3 times in a row");
    mission.take({ type: "resumed", settings: mission.state.settings });
    mission.pivoted("a", "nothing");
    expect(mission.task("a").steps.filter(({ rung }) => rung === "pivot")).toHaveLength(1);
    replays(mission);
  });

  test("replans the subtree: the task and all that rests on it become new tasks", () => {
    const plan = makePlan([makeTask("a"), makeTask("b", { dependsOn: ["a"] }), makeTask("c", { dependsOn: ["b"] }), makeTask("d")]);
    const mission = MissionUnderTest.executing(plan, quiet);
    mission.untilPivot("a");
    mission.pivoted("a", "replan", "it was cut wrongly");
    expect(mission.effects("replan")[0]).toMatchObject({ way: "subtree", why: "it was cut wrongly" });
    expect(mission.effects("replan")[0]?.subtree.map(({ id }) => id)).toEqual(["b", "c"]);
    mission.planned("a", [makeTask("a"), makeTask("new", { dependsOn: ["a"] })]);
    expect(["a", "b", "c"].map((id) => mission.task(id).state)).toEqual(["split", "split", "split"]);
    for (const task of ["a-2", "new", "d"]) mission.done(task);
    expect(mission.state.phase).toBe("verifying");
    replays(mission);
  });

  test("changes an interface: a new task amends the merged one, and whoever has yet to begin waits for it", () => {
    const api = makeTask("api", { writes: ["src/api.js"], provides: [{ path: "src/api.js", name: "call", signature: "()" }] });
    const plan = makePlan([api, makeTask("user", { dependsOn: ["api"] }), makeTask("late", { dependsOn: ["api", "slow"] }), makeTask("slow")]);
    const mission = MissionUnderTest.executing(plan, quiet);
    mission.done("api");
    mission.untilPivot("user");
    mission.pivoted("user", "interface:api", "call must take a key");
    expect(mission.effects("replan")[0]).toMatchObject({ way: "interface", upstream: { id: "api" } });
    const amended = makeTask("amend", { writes: ["src/api.js"], provides: [{ path: "src/api.js", name: "call", signature: "(key)" }] });
    mission.planned("user", [amended, makeTask("user-again", { dependsOn: ["amend"] })]);
    expect(mission.task("api").task.provides).toEqual([]);
    expect(mission.task("late").task.dependsOn).toContain("amend");
    for (const task of ["amend", "slow", "user-again", "late"]) mission.done(task);
    expect(mission.state.phase).toBe("verifying");
    replays(mission);
  });

  test("asks the user: the mission pauses with the question, and resuming goes on without the task", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a"), makeTask("b")]), quiet);
    mission.untilLastWays("a");
    mission.pivoted("a", "ask", "Which database is meant?");
    expect(mission.state.paused).toContain("Which database is meant?");
    expect(mission.state.paused).toContain("/task resume goes on without this task");
    mission.take({ type: "resumed", settings: mission.state.settings });
    expect(mission.task("a")).toMatchObject({ state: "stopped", reason: expect.stringContaining("Which database is meant?") });
    mission.done("b");
    expect(mission.state.phase).toBe("verifying");
    replays(mission);
  });

  test("that asks the user while the mission is paused already adds its question to the reason", () => {
    const mission = MissionUnderTest.executing(onePlan, quiet);
    mission.untilLastWays("a");
    const effect = mission.effects("pivot")[0]?.id ?? "";
    mission.take({ type: "paused", reason: "lunch" });
    const result = { ok: true, choice: { choice: "ask", reason: "Which one?" } } as const;
    mission.take({ type: "pivoted", effect, durationMs: 1, spent: null, result });
    expect(mission.state.paused).toMatch(/^lunch; a cannot go on .* Which one\?/);
    mission.take({ type: "resumed", settings: mission.state.settings });
    expect(mission.task("a").state).toBe("stopped");
    replays(mission);
  });

  test("asks the user a few times in a mission, and then does not offer it any more", () => {
    const names = ["a", "b", "c", "d"];
    const mission = MissionUnderTest.executing(makePlan(names.map((name) => makeTask(name))), quiet);
    for (const name of names.slice(0, ladderBounds.questionsMax)) {
      mission.untilLastWays(name);
      mission.pivoted(name, "ask");
      mission.take({ type: "resumed", settings: mission.state.settings });
    }
    mission.untilLastWays("d");
    expect(mission.effects("pivot")[0]?.ways.map(({ key }) => key)).toEqual(["drop"]);
    replays(mission);
  });

  test("that always picks the same way ends: a way is listed once a task, and pivots are counted", () => {
    const mission = MissionUnderTest.executing(onePlan, quiet);
    mission.untilPivot("a");
    for (let time = 0; time < 10 && mission.effects("pivot").length > 0; time += 1) {
      mission.pivoted("a", "replan");
      while (mission.effects("replan").length > 0) mission.planned("a", []);
    }
    expect(mission.task("a").state).toBe("stopped");
    expect(mission.state).toMatchObject({ phase: "ended", outcome: "failed" });
    expect(mission.task("a").steps.map(({ rung }) => rung)).toEqual(["pivot", "replan", "replan", "pivot", "stop"]);
    replays(mission);
  });
});
