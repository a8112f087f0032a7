// Which changes are left to the gate and the review of the whole, by what the mission's first attempts came to.
import { describe, expect, test } from "vitest";
import { acceptedShareMin, firstAttemptsMin } from "../../../src/core/review-need.ts";
import { snapshot } from "../../../src/core/mission.ts";
import { replay } from "../../../src/core/transition.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { MissionUnderTest } from "../../support/missions.ts";
import { makePlan, makeTask } from "../../support/plans.ts";

const names = ["a", "b", "c", "d", "e", "f"];
const checked = (id: string) => makeTask(id, { checks: ["node --test"] });

function missionOf(over: Partial<Settings> = {}, tasks = names.map(checked)): MissionUnderTest {
  return MissionUnderTest.executing(makePlan(tasks), { slots: 1, reviewers: 1, taskReviews: "as-needed", ...over });
}

/** The attempt comes, the gate accepts it; answers whether a Reviewer is asked, who approves. */
function isReviewed(mission: MissionUnderTest, task: string): boolean {
  mission.changed(task);
  mission.gated(task);
  const asked = mission.effects("review").length > 0;
  if (asked) mission.approved(task);
  mission.merged(task);
  return asked;
}

describe("reviews as needed", () => {
  test("end for first attempts that the gate accepts, once enough of the mission's were accepted", () => {
    const mission = missionOf();
    expect(names.map((name) => isReviewed(mission, name))).toEqual([true, true, false, false, false, false]);
    expect(mission.state.firstAttempts).toEqual({ accepted: names.length, missed: 0 });
    expect(mission.effects("review-whole")).toHaveLength(1);
    const again = replay(mission.events);
    expect(again === null ? "" : snapshot(again)).toBe(snapshot(mission.state));
  });

  test("go on where too few first attempts are accepted, and for what needed more than one", () => {
    const mission = missionOf();
    mission.refused("a", "wrong");
    expect(isReviewed(mission, "a")).toBe(true);
    // Two of three, three of four, four of five.
    expect(["b", "c", "d"].map((name) => isReviewed(mission, name))).toEqual([true, true, true]);
    expect(isReviewed(mission, "e")).toBe(false);
    expect(mission.state.firstAttempts).toEqual({ accepted: 4, missed: 1 });
    expect(mission.state.firstAttempts.accepted / 5).toBeGreaterThanOrEqual(acceptedShareMin);
    expect(firstAttemptsMin).toBe(3);
    mission.refused("f", "wrong");
    expect(isReviewed(mission, "f")).toBe(true);
  });

  test("go on where the gate has nothing of the task's own to run, where they are asked for, and where nobody looks at the whole", () => {
    const unchecked = missionOf({}, names.map((id) => makeTask(id)));
    expect(names.map((name) => isReviewed(unchecked, name))).not.toContain(false);
    const proof = missionOf({}, names.map((id) => makeTask(id, { proof: "node --test" })));
    expect(names.map((name) => isReviewed(proof, name))).toContain(false);
    for (const over of [{ taskReviews: "always" }, { missionReview: "off" }] as const) {
      const mission = missionOf(over);
      expect(names.map((name) => isReviewed(mission, name))).not.toContain(false);
    }
  });
});
