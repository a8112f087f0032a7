// Backtracking, in the mission: what was built on a merge that is taken back is done again, what none of its inputs lost
// stays, and trunk only ever moves forward.
import { describe, expect, test } from "vitest";
import { ladderBounds } from "../../../src/core/heal.ts";
import { brokenInvariants } from "../../../src/core/invariants.ts";
import { snapshot } from "../../../src/core/mission.ts";
import { replay } from "../../../src/core/transition.ts";
import { accepted, MissionUnderTest, refusal } from "../../support/missions.ts";
import { makePlan, makeTask } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";

const quiet = { reviewers: 0 };

function sound(mission: MissionUnderTest): void {
  expect(brokenInvariants(mission.state)).toEqual([]);
  const again = replay(mission.events);
  expect(again === null ? "" : snapshot(again)).toBe(snapshot(mission.state));
}

/** `base` and two on it are merged; `top` rests on both, and its pivot is open. `side` is under way on base. */
function stuck(): MissionUnderTest {
  const plan = makePlan([
    makeTask("base", { checks: ["node --test base.test.js"] }),
    makeTask("left", { dependsOn: ["base"], reads: ["src/base.js"] }),
    makeTask("right", { dependsOn: ["base"], checks: ["node --test right.test.js"] }),
    makeTask("top", { dependsOn: ["left", "right"] }),
    makeTask("side", { dependsOn: ["base"] }),
  ]);
  const mission = MissionUnderTest.executing(plan, quiet);
  for (const task of ["base", "left", "right"]) mission.done(task);
  mission.untilPivot("top");
  return mission;
}

describe("backtracking", () => {
  test("takes a merge back, with what was built on it; the rest stays, and all is done again", () => {
    const mission = stuck();
    expect(mission.effects("pivot")[0]?.ways.map(({ key }) => key)).toEqual(expect.arrayContaining(["backtrack:left", "backtrack:base"]));
    mission.pivoted("top", "backtrack:base", "base is wrong");
    const [revert] = mission.effects("revert");
    expect(revert).toMatchObject({ target: { id: "base", before: "c0" }, later: [{ id: "left" }, { id: "right" }] });
    expect(revert?.earlier).toEqual([]);
    expect(revert?.later[0]?.inputs).toContain("src/base.js");
    mission.reverted("top", ["base", "left"]);
    expect(mission.task("base")).toMatchObject({ state: "attempting", merged: null, takenBack: 1 });
    expect(mission.effects("attempt").find(({ task }) => task.id === "base")?.findings[0]?.message).toContain("wrong in way");
    expect(mission.task("left").state).toBe("waiting");
    expect(mission.task("right")).toMatchObject({ state: "merged", kept: true });
    expect(mission.task("side")).toMatchObject({ state: "waiting" });
    expect(mission.task("side").attempts[0]?.end).toBe("called-off");
    expect(mission.task("top").state).toBe("waiting");
    expect(mission.task("top").steps.at(-1)?.outcome).toBe("the Orchestrator chose backtrack:base: base is wrong; trunk was taken back to before base, left");
    sound(mission);
    mission.changed("base");
    mission.gated("base");
    // What stayed merged meanwhile must bear with the new one.
    expect(mission.effects("integrate")[0]?.replay).toEqual(["node --test right.test.js"]);
    mission.merged("base");
    for (const task of ["left", "side", "top"]) mission.done(task);
    expect(mission.state.trunkMoves.map(({ task, how }) => `${task} ${how}`)).toEqual([
      "base merged",
      "left merged",
      "right merged",
      "base taken-back",
      "base merged",
      "left merged",
      "side merged",
      "top merged",
    ]);
    expect(mission.state.phase).toBe("verifying");
    sound(mission);
  });

  test("that conflicts, or that the gate refuses, changes nothing, and the next way is asked for", () => {
    for (const result of [{ outcome: "conflict", files: [{ path: "src/base.js", lines: [], reason: "content" }] }, { outcome: "refused", verdict: refusal("red") }] as const) {
      const mission = stuck();
      const { trunk } = mission.state;
      mission.pivoted("top", "backtrack:base");
      if (result.outcome === "refused" && result.verdict.outcome !== "refused") throw new Error("a refusal was expected");
      mission.answer("revert", (effect) => ({ type: "reverted", effect, durationMs: 1, result }));
      expect(mission.state.trunk).toBe(trunk);
      expect(mission.task("base").state).toBe("merged");
      expect(mission.effects("pivot")[0]?.ways.map(({ key }) => key)).not.toContain("backtrack:base");
      mission.pivoted("top", "drop");
      expect(mission.task("top").state).toBe("stopped");
      sound(mission);
    }
  });

  test("waits for the merge that is under way, and survives a pause", () => {
    const mission = stuck();
    mission.changed("side");
    mission.gated("side");
    mission.pivoted("top", "backtrack:base");
    expect(mission.effects("revert")).toEqual([]);
    mission.merged("side");
    mission.take({ type: "paused", reason: "a user" });
    mission.take({ type: "resumed", settings: mission.state.settings });
    expect(mission.effects("revert")[0]?.later.map(({ id }) => id)).toEqual(["left", "right", "side"]);
    mission.reverted("top", ["base"]);
    expect(mission.task("side").kept).toBe(true);
    sound(mission);
  });

  test("is offered once a task, and a few times in a mission", () => {
    const tasks = Array.from({ length: 5 }, (_, n) => [makeTask(`low${n}`), makeTask(`high${n}`, { dependsOn: [`low${n}`] })]).flat();
    const mission = MissionUnderTest.executing(makePlan(tasks), { ...quiet, slots: 10 });
    for (let n = 0; n < 5; n += 1) mission.done(`low${n}`);
    for (let n = 0; n < 4; n += 1) {
      mission.untilPivot(`high${n}`);
      const offered = mission.effects("pivot")[0]?.ways.some(({ kind }) => kind === "backtrack");
      expect(offered, `high${n}`).toBe(n < ladderBounds.reversalsMax);
      if (offered !== true) continue;
      mission.pivoted(`high${n}`, `backtrack:low${n}`);
      mission.reverted(`high${n}`, [`low${n}`]);
      mission.done(`low${n}`);
      mission.done(`high${n}`);
    }
    sound(mission);
  });

  test("is not offered where an attempt is missing to do it again", () => {
    const limits = { ...makeSettings().limits, attemptsPerTaskMax: 2 };
    const plan = makePlan([makeTask("low"), makeTask("high", { dependsOn: ["low"] })]);
    const mission = MissionUnderTest.executing(plan, { ...quiet, limits });
    mission.refused("low", "first");
    mission.done("low");
    mission.untilPivot("high");
    expect(mission.effects("pivot")[0]?.ways.map(({ kind }) => kind)).not.toContain("backtrack");
  });

  test("drops what rests on a task that is taken back and then cannot be done, and keeps trunk", () => {
    const mission = stuck();
    mission.pivoted("top", "backtrack:base");
    mission.reverted("top", ["base", "left"]);
    mission.untilPivot("base");
    mission.pivoted("base", "drop");
    expect(["base", "left", "side", "top", "right"].map((id) => mission.task(id).state)).toEqual(["stopped", "dropped", "dropped", "dropped", "merged"]);
    expect(mission.state.phase).toBe("verifying");
    sound(mission);
  });
});

describe("two tasks that break each other in turns", () => {
  test("end in bounded time: one stands, the other is given up, trunk is what the gate accepted", () => {
    const plan = makePlan([makeTask("one", { checks: ["node --test one.test.js"] }), makeTask("two", { dependsOn: ["one"], writes: ["src/one.js"] })]);
    const mission = MissionUnderTest.executing(plan, quiet);
    mission.done("one");
    let rounds = 0;
    for (; mission.state.phase === "executing" && rounds < 100; rounds += 1) {
      const [pivot] = mission.effects("pivot");
      const [revert] = mission.effects("revert");
      if (pivot !== undefined) mission.pivoted(pivot.task.id, pivot.ways.find(({ kind }) => kind === "backtrack")?.key ?? "replan");
      else if (revert !== undefined) mission.reverted(revert.task.id, [revert.target.id]);
      else if (mission.effects("replan").length > 0) mission.planned(mission.effects("replan")[0]?.task.id ?? "", []);
      else if (mission.task("one").merged === null) mission.done("one");
      else {
        mission.changed("two");
        mission.gated("two", accepted);
        const verdict = refusal(`one's test fails, differently: ${"abcdefghijklmnopqrstuvwxyz"[rounds % 26]}`);
        const { change } = mission.task("two");
        if (change === null || verdict.outcome !== "refused") throw new Error("a change was expected");
        mission.answer("integrate", (effect) => ({ type: "integrated", effect, durationMs: 1, result: { outcome: "refused", change, verdict } }), "two");
      }
      sound(mission);
    }
    expect(rounds).toBeLessThan(30);
    expect(mission.task("one").state).toBe("merged");
    expect(mission.task("two").state).toBe("stopped");
    expect(mission.task("two").reason).not.toBe("");
  });
});
