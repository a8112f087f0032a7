// Which task starts when: the longest chain first, within slots and models, and granted paths never shared.
import { describe, expect, test } from "vitest";
import { defaultSettings } from "../../../src/config/defaults.ts";
import { brokenInvariants } from "../../../src/core/invariants.ts";
import { popReady, pushReady, type ReadyQueue } from "../../../src/core/ready-queue.ts";
import { isChain } from "../../../src/core/schedule.ts";
import { MissionUnderTest } from "../../support/missions.ts";
import { chainPlan, diamondPlan, makePlan, makeTask, widePlan } from "../../support/plans.ts";
import { seededRandom } from "../../support/random.ts";

const quiet = { reviewers: 0 };
const running = (mission: MissionUnderTest) => mission.effects("attempt").map((effect) => effect.task.id);
const needing = (path: string) => [{ path, why: "it must be wired up" }];

describe("scheduling", () => {
  test("takes the task with the longest chain behind it, then the plan's order", () => {
    const plan = makePlan([
      makeTask("lone"),
      makeTask("tail", { dependsOn: ["middle"] }),
      makeTask("middle", { dependsOn: ["head"] }),
      makeTask("head"),
    ]);
    expect(running(MissionUnderTest.executing(plan, { ...quiet, slots: 1 }))).toEqual(["head"]);
    expect(running(MissionUnderTest.executing(plan, { ...quiet, slots: 2 }))).toEqual(["head", "lone"]);
  });

  test("never works on more tasks than there are slots, and frees one when a task goes to integration", () => {
    const mission = MissionUnderTest.executing(widePlan(5), { ...quiet, slots: 2 });
    expect(running(mission)).toEqual(["t0", "t1"]);
    mission.changed("t0");
    expect(running(mission)).toEqual(["t1"]);
    mission.gated("t0");
    expect(running(mission)).toEqual(["t1", "t2"]);
  });

  test("holds to the limit of sessions against one model", () => {
    const mission = MissionUnderTest.executing(widePlan(5), { ...quiet, slots: 4, sessionsPerModel: 2 });
    expect(running(mission)).toHaveLength(2);
    mission.changed("t0");
    expect(running(mission)).toHaveLength(2);
  });

  test("a dependency is met only when it is merged", () => {
    const plan = makePlan([makeTask("a"), makeTask("b", { dependsOn: ["a"] })]);
    const mission = MissionUnderTest.executing(plan, quiet);
    mission.changed("a");
    mission.gated("a");
    expect(running(mission)).toEqual([]);
    mission.merged("a");
    expect(running(mission)).toEqual(["b"]);
  });

  test("a chain has one worker, however many slots there are, and the report says so", () => {
    const mission = MissionUnderTest.executing(chainPlan(4), { ...quiet, slots: 8 });
    for (let n = 0; n < 4; n += 1) {
      expect(running(mission)).toEqual([`t${n}`]);
      mission.done(`t${n}`);
    }
    expect(mission.state.notes).toEqual(["The plan is a chain: its 4 tasks are done one after another, by one worker."]);
    expect([chainPlan(3), makePlan([makeTask("a")])].map(({ tasks }) => isChain(tasks))).toEqual([true, true]);
    expect([widePlan(2), diamondPlan(1, 2)].map(({ tasks }) => isChain(tasks))).toEqual([false, false]);
  });

  test("one integration at a time, in the order in which they were accepted", () => {
    const mission = MissionUnderTest.executing(widePlan(3), quiet);
    for (const task of ["t2", "t0", "t1"]) {
      mission.changed(task);
      mission.gated(task);
    }
    expect(mission.effects("integrate").map((effect) => effect.task.id)).toEqual(["t2"]);
    mission.merged("t2");
    expect(mission.effects("integrate").map((effect) => effect.task.id)).toEqual(["t0"]);
  });

  test("what a merge touches is replayed: the checks of merged tasks that read or wrote its files", () => {
    const plan = makePlan([
      makeTask("reader", { reads: ["src/shared.js"], checks: ["node --test test/reader.test.js"] }),
      makeTask("other", { checks: ["node --test test/other.test.js"] }),
      makeTask("shared", { writes: ["src/shared.js"], checks: ["node --test test/shared.test.js"] }),
    ]);
    const mission = MissionUnderTest.executing(plan, quiet);
    mission.done("reader");
    mission.done("other");
    mission.changed("shared");
    mission.gated("shared");
    expect(mission.effects("integrate")[0]?.replay).toEqual(["node --test test/reader.test.js"]);
  });
});

describe("needs", () => {
  test("a free path is granted, and the writer goes on from what it has on its old base", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a"), makeTask("b")]), quiet);
    mission.done("b");
    const change = mission.changed("a", needing("src/app.js"));
    expect(mission.effects("attempt")[0]).toMatchObject({ role: "coder", rung: "continue", start: "c0", carry: change });
    expect(mission.task("a").task.writes).toEqual(["src/a.js", "src/app.js"]);
    expect(mission.task("a").granted).toEqual(["src/app.js"]);
  });

  test("a path that another open task holds makes the writer wait for it, and then start from trunk", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a"), makeTask("b")]), quiet);
    mission.changed("a", needing("src/b.js"));
    expect(mission.task("a")).toMatchObject({ state: "waiting", unmet: 1 });
    expect(brokenInvariants(mission.state)).toEqual([]);
    mission.done("b");
    expect(mission.effects("attempt")[0]).toMatchObject({ rung: "continue", start: mission.state.trunk });
  });

  test("a holder that comes after the writer anyway does not stand in its way", () => {
    const plan = makePlan([makeTask("a"), makeTask("b", { dependsOn: ["a"] })]);
    const mission = MissionUnderTest.executing(plan, quiet);
    mission.changed("a", needing("src/b.js"));
    expect(running(mission)).toEqual(["a"]);
    expect(brokenInvariants(mission.state)).toEqual([]);
  });

  test.each(["../outside.js", "/etc/passwd", ".git/config", ".opencode/orchestrator/x", "C:\\x"])("%s is never granted", (path) => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a")]), quiet);
    mission.changed("a", needing(path));
    expect(mission.task("a").granted).toEqual([]);
    expect(mission.effects("attempt")[0]?.findings[0]?.rule).toBe("attempt/needs-refused");
  });

  test("what the configuration protects is never granted, and the writer is told why", () => {
    const settings = { ...quiet, gate: { ...defaultSettings.gate, protect: ["db/**"] } };
    const mission = MissionUnderTest.executing(makePlan([makeTask("a")]), settings);
    mission.changed("a", needing("db/1.sql"));
    expect(mission.task("a").granted).toEqual([]);
    expect(mission.effects("attempt")[0]?.findings[0]?.message).toContain("db/1.sql: the configuration protects it");
  });

  test("the number of granted paths is bounded", () => {
    const mission = MissionUnderTest.executing(makePlan([makeTask("a")]), quiet);
    mission.changed("a", ["w", "x", "y", "z"].map((path) => ({ path, why: "" })));
    expect(mission.task("a").granted).toEqual([]);
    expect(mission.effects("attempt")[0]).toMatchObject({ role: "fixer" });
  });
});

describe("the ready queue", () => {
  test("gives back what was put in, by priority and then by place", () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const random = seededRandom(seed);
      const queue: ReadyQueue = { heap: [] };
      const entries = Array.from({ length: random.below(60) }, (_, index) => ({
        task: `t${index}`,
        priority: random.below(6),
        index,
      }));
      for (const entry of entries) pushReady(queue, entry);
      const sorted = entries.toSorted((left, right) => right.priority - left.priority || left.index - right.index);
      expect(entries.map(() => popReady(queue)), `seed ${seed}`).toEqual(sorted);
      expect(popReady(queue)).toBeNull();
    }
  });
});
