// OpenCode is killed while the whole is under review, and another process takes the mission up: what was merged is not
// merged again, what was found is not lost, and the result lands once.
import { expect, test } from "vitest";
import type { MissionEvent } from "../../src/core/event.ts";
import type { Role } from "../../src/core/ids.ts";
import { chargedOnce, expectSlotsOutside, mergedTasks } from "../support/mission-facts.ts";
import { makePlace, type MissionPlace, type MissionRecord } from "../support/mission-harness.ts";
import { handIn, missionScript, moduleEdits, plan, taskCard } from "../support/mission-script.ts";

const testMs = 240_000;
const planned = plan([taskCard({ id: "one" }), taskCard({ id: "two" })]);
const silent = { fault: { kind: "hang" } } as const;

/** Runs `/task <words>` until this role has been asked about the whole, and kills OpenCode in the midst of it. */
async function killWhileAsked(place: MissionPlace, words: string, role: Role): Promise<void> {
  const run = place.startTask(words);
  const asked = () => place.server.requests.filter((request) => request.role === role && request.task === null && request.fault === "hang").length;
  await place.until(({ phase }) => phase === "reviewing" && asked() > 0, run);
  await run.kill();
}

function count({ events }: MissionRecord, type: MissionEvent["type"]): number {
  return events.filter((event) => event.type === type).length;
}

function changedFiles(place: MissionPlace): readonly string[] {
  return place.git("status", "--porcelain", "--untracked-files=all").split("\n").sort();
}

test("killed while a reviewer looks at the whole, and resumed, a mission is reviewed and lands once", { timeout: testMs }, async () => {
  const place = await makePlace({ script: missionScript(planned, [{ role: "reviewer", task: null, answer: silent }]) });
  await killWhileAsked(place, '"Add one and two"', "reviewer");
  expect(changedFiles(place)).toEqual([""]);
  const { state: killed } = await place.mission();
  expect(killed.counts.merged).toBe(2);

  place.server.setScript(missionScript(planned));
  const { output } = await place.runTask("resume");
  const mission = await place.mission();
  const { state } = mission;
  expect([state.outcome, state.reason], output).toEqual(["done", ""]);
  expect(mergedTasks(place, mission)).toEqual(["one", "two"]);
  expect(state.trunk).toBe(killed.trunk);
  expect(state.whole).toMatchObject({ look: 1, asked: 1, isLookOver: true, skipped: "", concerns: [] });
  for (const type of ["captured", "planned", "whole-reviewed", "verified", "landed", "reported"] as const) expect(count(mission, type), type).toBe(1);
  expect([...state.tasks.values()].map(({ attempts }) => attempts.length)).toEqual([1, 1]);
  expect(changedFiles(place)).toEqual(["?? src/one.js", "?? src/two.js", "?? test/one.test.js", "?? test/two.test.js"]);
  expect(await place.missions()).toHaveLength(1);
  chargedOnce(place, mission);
  expectSlotsOutside(place);
});

test("killed while tasks are planned for what was proven, and resumed, the proof still holds and is mended once", { timeout: testMs }, async () => {
  const counterexample = {
    command: "node --test test/three.test.js",
    path: "test/three.test.js",
    content: moduleEdits("three").map((edit) => ("content" in edit ? edit.content : ""))[1],
    expected: 'three() answers "three"',
    actual: "there is no src/three.js",
    fix: moduleEdits("three").slice(0, 1),
  };
  const concerns = [{ file: "src/three.js", line: 1, problem: "Nobody wrote three.", counterexample }];
  const reject = { role: "reviewer", task: null, attempt: 1, answer: { reply: { verdict: "reject", concerns } } } as const;
  const place = await makePlace({ script: missionScript(planned, [reject, { role: "planner", task: null, attempt: 2, answer: silent }]) });
  await killWhileAsked(place, '"Add one, two and three"', "planner");

  const followUp = plan([taskCard({ id: "three", writes: ["src/three.js"] })], []);
  place.server.setScript(
    missionScript(planned, [
      reject,
      { role: "planner", task: null, attempt: 2, answer: { reply: followUp } },
      { role: "coder", task: "three", answer: handIn(moduleEdits("three").slice(0, 1)) },
    ]),
  );
  const { output } = await place.runTask("resume");
  const mission = await place.mission();
  const { state } = mission;
  expect([state.outcome, state.reason], output).toEqual(["done", ""]);
  expect(mergedTasks(place, mission)).toEqual(["one", "three", "two"]);
  // The reviewer of the first look was asked before the kill, and not again; the second look is the follow-up's.
  expect(state.whole).toMatchObject({ look: 2, followUp: "opened", followUpTasks: ["three"] });
  expect(state.whole.concerns.map(({ trial, standing, look }) => [trial.outcome, standing, look])).toEqual([["proven", "mended", 1]]);
  for (const type of ["whole-tried", "landed", "reported"] as const) expect(count(mission, type), type).toBe(1);
  expect(count(mission, "whole-reviewed")).toBe(2);
  expect(changedFiles(place)).toEqual(["one", "three", "two"].map((id) => `?? src/${id}.js`).concat(["one", "three", "two"].map((id) => `?? test/${id}.test.js`)));
  chargedOnce(place, mission);
});
