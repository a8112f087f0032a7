// A mission that is killed again and again, at points drawn by chance, ends as one that was left alone. The seed is
// printed; MISSION_SEED sets it.
import { expect, test } from "vitest";
import { chargedOnce, expectSlotsOutside, mergedTasks, treeOf } from "../support/mission-facts.ts";
import { makePlace } from "../support/mission-harness.ts";
import { missionScript, plan, taskCard } from "../support/mission-script.ts";
import { seededRandom } from "../support/random.ts";

const ids = ["four", "one", "three", "two"];
const script = missionScript(
  plan([
    taskCard({ id: "one" }),
    taskCard({ id: "two" }),
    taskCard({ id: "three", dependsOn: ["one"] }),
    taskCard({ id: "four", dependsOn: ["two", "three"] }),
  ]),
);
const kills = 3;

test("killed at any point and resumed, a mission ends with the same tree", { timeout: 900_000 }, async () => {
  const whole = await makePlace({ script });
  await whole.runTask('"Add four functions"');
  const undisturbed = await whole.mission();
  expect(undisturbed.state.outcome).toBe("done");

  const seed = Number(process.env["MISSION_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const random = seededRandom(seed);
  const points = Array.from({ length: kills }, () => 1 + random.below(undisturbed.events.length - 1)).sort((a, b) => a - b);
  console.log(`MISSION_SEED=${seed}: killed at events ${points.join(", ")} of ${undisturbed.events.length}`);

  const place = await makePlace({ script });
  let words = '"Add four functions"';
  for (const point of points) {
    const run = place.startTask(words);
    await place.until(({ phase }, { events }) => events.length >= point || phase === "ended", run);
    await run.kill();
    words = "resume";
  }
  const { output } = await place.runTask("resume");
  const mission = await place.mission();
  expect([mission.state.outcome, mission.state.reason], output).toEqual(["done", ""]);
  expect(mergedTasks(place, mission)).toEqual(ids);
  expect(treeOf(place, mission)).toBe(treeOf(whole, undisturbed));
  expect(place.git("status", "--porcelain")).toBe(whole.git("status", "--porcelain"));
  for (const id of ids) expect(await place.read(`src/${id}.js`)).toBe(await whole.read(`src/${id}.js`));
  chargedOnce(place, mission);
  expect(await place.missions()).toHaveLength(1);
  expectSlotsOutside(place);
});
