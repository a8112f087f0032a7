// A model whose provider says no for a while, through the real OpenCode: the next one of the role's list does the work
// meanwhile, and whoever reads the report or asks for a task's story sees which model it was.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../scripts/opencode.ts";
import type { AnswerFunction, ScriptEntry } from "../../src/scripted/index.ts";
import { chargedOnce, mergedTasks } from "../support/mission-facts.ts";
import { makePlace, type MissionPlace } from "../support/mission-harness.ts";
import { handIn, missionScript, moduleEdits, plan, taskCard } from "../support/mission-script.ts";

const [weak, strong] = ["scripted/weak", "scripted/strong"];

/** OpenCode would ask again after a minute; the deadline of the session comes first. */
const retryAfterSeconds = 60;
const attemptMs = 12_000;

/** The weak model is over its limit whenever it is asked. */
function limited(id: string): ScriptEntry {
  const answer: AnswerFunction = ({ model }) =>
    model === "weak" ? { fault: { kind: "rate-limit", retryAfterSeconds } } : handIn(moduleEdits(id));
  return { role: "coder", task: id, answer };
}

test("while the first model of a list cools down, the next one does the work, and the report says so", { timeout: 180_000 }, async () => {
  const tasks = [taskCard({ id: "one" }), taskCard({ id: "two" }), taskCard({ id: "three", dependsOn: ["one", "two"] })];
  const place = await makePlace({
    script: missionScript(plan(tasks, []), tasks.map(({ id }) => limited(id))),
    pluginOptions: {
      reviewers: 0,
      sessions_per_model: 1,
      models: { default: [strong], coder: [weak, strong] },
      limits: { attempt_ms: attemptMs },
    },
  });
  const { output } = await place.runTask('"Add three functions"');
  const mission = await place.mission();
  const { state, events } = mission;
  expect([state.outcome, state.reason], output).toEqual(["done", ""]);
  expect(mergedTasks(place, mission)).toEqual(["one", "three", "two"]);

  // The weak model was asked for one task alone, and nobody came back to it while it was to be left alone.
  const asked = place.server.requests.filter(({ role }) => role === "coder");
  expect(asked.filter(({ request }) => request?.model === "weak").map(({ task, status }) => [task, status])).toEqual([["one", 429]]);
  expect(events.filter(({ type }) => type === "cooling-down")).not.toEqual([]);
  const models = [...state.tasks.values()].map(({ task, attempts }) => [task.id, attempts.map(({ model, end }) => [model, end])]);
  expect(Object.fromEntries(models)).toEqual({
    one: [[weak, "blocked"], [strong, "merged"]],
    two: [[strong, "merged"]],
    three: [[strong, "merged"]],
  });
  const note = `The coder goes on with ${strong} instead of ${weak}: its provider failed`;
  const report = await place.report();
  expect(report).toContain(note);
  expect(report.match(/coder on scripted\/strong/g)).toHaveLength(3);
  expect(explain(place, mission.id, "one")).toContain(`coder on ${strong}`);
  chargedOnce(place, mission);
});

function explain(place: MissionPlace, ...words: readonly string[]): string {
  return execFileSync(process.execPath, [join(packageRoot, "dist", "cli", "main.js"), "explain", ...words], { cwd: place.project, encoding: "utf8" });
}
