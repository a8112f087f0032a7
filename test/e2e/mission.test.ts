// A mission's ordinary way: typed, carried out, landed.
import { expect, test } from "vitest";
import { makePlace } from "../support/mission-harness.ts";
import { missionScript, plan, taskCard } from "../support/mission-script.ts";

test("a small mission lands", { timeout: 180_000 }, async () => {
  const place = await makePlace({
    script: missionScript(plan([taskCard({ id: "one" }), taskCard({ id: "two", dependsOn: ["one"] })])),
  });
  const run = await place.runTask('"Add one and two"');
  const { state } = await place.mission();
  expect(state.outcome, run.output).toBe("done");
  expect(await place.read("src/two.js")).toContain("two");
});
