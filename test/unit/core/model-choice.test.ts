// Which model a reviewer is: another than the writer's, where the configuration has one.
import { expect, test } from "vitest";
import { reviewerModel } from "../../../src/core/model-choice.ts";
import { MissionUnderTest } from "../../support/missions.ts";
import { makePlan, makeTask } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";

const models = (over: object) => ({ models: { ...makeSettings().models, ...over } });

test.each([
  ["the n-th that is not the writer's", ["p/a", "p/b", "p/c"], "p/a", ["p/b", "p/c"]],
  ["the list in its order, if the writer is not in it", ["p/b", "p/c"], "p/a", ["p/b", "p/c"]],
  ["the others again, when there are fewer than reviewers", ["p/a", "p/b"], "p/a", ["p/b", "p/b"]],
  ["the writer's own, when there is no other", ["p/a"], "p/a", ["p/a", "p/a"]],
  ["any of the list, when the session's model wrote", ["p/a", "p/b"], null, ["p/a", "p/b"]],
  ["the session's model, when no list is given", [], "p/a", [null, null]],
])("reviewers take %s", (_name, reviewer, writer, expected) => {
  const settings = makeSettings(models({ reviewer }));
  expect([1, 2].map((position) => reviewerModel(settings, position, writer))).toEqual(expected);
});

test("a review is asked of another model than the attempt, also when it is asked again after a pause", () => {
  const all = models({ coder: ["p/a"], reviewer: ["p/a", "p/b"] });
  const mission = MissionUnderTest.executing(makePlan([makeTask("a")]), { reviewers: 1, ...all });
  mission.changed("a");
  mission.gated("a");
  expect(mission.effects("review")[0]?.model).toBe("p/b");
  mission.take({ type: "paused", reason: "a user" });
  const settings = makeSettings({ reviewers: 1, ...models({ coder: ["p/a"], reviewer: ["p/a", "p/c"] }) });
  mission.take({ type: "resumed", settings });
  expect(mission.effects("review")[0]?.model).toBe("p/c");
});
