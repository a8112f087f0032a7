// Missions that do not go through at once: a failing whole that is mended, a task that is given up, a budget that ends.
import { expect, test } from "vitest";
import { totalTokens } from "../../src/core/usage.ts";
import { chargedOnce, mergedTasks, trunkOf } from "../support/mission-facts.ts";
import { makePlace } from "../support/mission-harness.ts";
import { handIn, missionScript, moduleEdits, plan, taskCard } from "../support/mission-script.ts";

const testMs = 600_000;

test("a failing verification of the whole is repaired", { timeout: testMs }, async () => {
  const wrong = moduleEdits("one").map((edit) => ("content" in edit ? { ...edit, content: edit.content.replace('return "one"', 'return "two"') } : edit));
  const place = await makePlace({
    // Or the task's own gate would find it by the test that imports what was changed.
    pluginOptions: { gate: { tests: "off" } },
    script: missionScript(plan([taskCard({ id: "one", checks: [] })]), [
      { role: "coder", task: "one", answer: handIn(wrong) },
      { role: "fixer", task: "repair-1", answer: handIn([{ path: "src/one.js", old: 'return "two"', new: 'return "one"' }]) },
    ]),
  });
  const { output } = await place.runTask('"Add one"');
  const mission = await place.mission();
  const { state } = mission;
  expect([state.outcome, state.reason, state.verifyRounds], output).toEqual(["done", "", 1]);
  expect(mergedTasks(place, mission)).toEqual(["one", "repair-1"]);
  expect(state.tasks.get("repair-1")?.attempts.map(({ role }) => role)).toEqual(["fixer"]);
  expect(await place.read("src/one.js")).toContain('return "one"');
  expect(await place.report()).toContain("### repair-1");
});

test("a reviewer's counterexample is run: one that is proven holds the change until it passes, and stays as a test", { timeout: testMs }, async () => {
  const half = "export function half(value) {\n  return value / 2;\n}\n";
  const safe = half.replace("  return", '  if (typeof value !== "number") throw new TypeError("half takes a number");\n  return');
  const testOf = (assertion: string) =>
    `import assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { half } from "../src/half.js";\n\ntest("half", () => ${assertion});\n`;
  const counterexample = {
    command: "node --test test/half-text.test.js",
    path: "test/half-text.test.js",
    content: testOf('assert.throws(() => half("2"), TypeError)'),
    expected: "a TypeError",
    actual: "it answers 1",
    fix: [{ path: "src/half.js", content: safe }],
  };
  const concerns = [
    { file: "src/half.js", line: 2, problem: "A text is halved.", counterexample },
    { file: "src/half.js", line: 1, problem: "It does not halve 4.", counterexample: { ...counterexample, path: "test/four.test.js", command: "node --test test/four.test.js", content: testOf("assert.equal(half(4), 2)"), fix: [] } },
  ];
  const place = await makePlace({
    script: missionScript(plan([taskCard({ id: "half" })]), [
      { role: "coder", task: "half", answer: handIn([{ path: "src/half.js", content: half }, { path: "test/half.test.js", content: testOf("assert.equal(half(3), 1.5)") }]) },
      { role: "reviewer", task: "half", answer: { reply: { verdict: "reject", concerns } } },
      { role: "fixer", task: "half", answer: handIn([{ path: "src/half.js", content: safe }]) },
    ]),
  });
  const { output } = await place.runTask('"Add half, which takes numbers only"');
  const { state } = await place.mission();
  expect([state.outcome, state.reason], output).toEqual(["done", ""]);
  const record = state.tasks.get("half");
  expect(record?.attempts.map(({ role, end }) => [role, end])).toEqual([["coder", "concerns"], ["fixer", "merged"]]);
  expect(record?.concerns.map(({ trial }) => trial.outcome)).toEqual(["proven", "refuted"]);
  expect(await place.read("test/half-text.test.js")).toBe(counterexample.content);
  expect(await place.read("src/half.js")).toBe(safe);
  for (const text of ["proven: A text is halved.", "refuted: It does not halve 4.", "review/counterexample"]) expect(await place.report()).toContain(text);
});

test("a counterexample against the whole is run: one that is proven opens one round of tasks, and then the mission lands", { timeout: testMs }, async () => {
  const both = 'import { one } from "./one.js";\nimport { two } from "./two.js";\n\nexport function both() {\n  return one() + two();\n}\n';
  const counterexample = {
    command: "node --test test/both.test.js",
    path: "test/both.test.js",
    content: 'import assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { both } from "../src/both.js";\n\ntest("both", () => assert.equal(both(), "onetwo"));\n',
    expected: 'both() answers "onetwo"',
    actual: "there is no src/both.js",
    fix: [{ path: "src/both.js", content: both }],
  };
  const honest = 'import assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { one } from "../src/one.js";\n\ntest("one", () => assert.equal(one(), "one"));\n';
  const lie = { ...counterexample, path: "test/lie.test.js", command: "node --test test/lie.test.js", content: honest, fix: [] };
  const concerns = [
    { file: "src/both.js", line: 1, problem: "Nobody joins the two.", counterexample },
    { file: "src/one.js", line: 1, problem: "one answers nothing.", counterexample: lie },
  ];
  const followUp = plan([taskCard({ id: "both", writes: ["src/both.js"] })], []);
  const place = await makePlace({
    script: missionScript(plan([taskCard({ id: "one" }), taskCard({ id: "two" })]), [
      { role: "reviewer", task: null, attempt: 1, answer: { reply: { verdict: "reject", concerns } } },
      { role: "planner", task: null, attempt: 2, answer: { reply: followUp } },
      { role: "coder", task: "both", attempt: 1, answer: handIn([{ path: "src/both.js", content: both.replace("one() + two()", "two() + one()") }]) },
      { role: "fixer", task: "both", answer: handIn([{ path: "src/both.js", content: both }]) },
    ]),
  });
  const { output } = await place.runTask('"Add one, two, and both, which joins them"');
  const mission = await place.mission();
  const { state } = mission;
  expect([state.outcome, state.reason], output).toEqual(["done", ""]);
  expect(mergedTasks(place, mission)).toEqual(["both", "one", "two"]);
  expect(state.whole).toMatchObject({ look: 2, followUp: "opened", followUpTasks: ["both"] });
  expect(state.whole.concerns.map(({ trial, standing }) => [trial.outcome, standing])).toEqual([["proven", "mended"], ["refuted", null]]);
  // The test held the task before it was merged, and stays.
  expect(state.tasks.get("both")?.attempts.map(({ role, end }) => [role, end])).toEqual([["coder", "refused"], ["fixer", "merged"]]);
  expect(await place.read("test/both.test.js")).toBe(counterexample.content);
  expect(await place.read("src/both.js")).toBe(both);
  const whole = place.server.requests.filter(({ role, task }) => role === "reviewer" && task === null);
  expect(whole.map(({ attempt }) => attempt)).toEqual([1, 2]);
  for (const text of ["## Review of the whole", "A round of tasks was opened for what was proven: both.", "mended (look 1): Nobody joins the two.", "refuted (look 1): one answers nothing."]) {
    expect(await place.report()).toContain(text);
  }
  chargedOnce(place, mission);
});

test("a task that cannot be done is given up with its dependants, and nothing lands", { timeout: testMs }, async () => {
  const failing = moduleEdits("bad").map((edit) => ("content" in edit ? { ...edit, content: edit.content.replace("return", "throw") } : edit));
  const place = await makePlace({
    pluginOptions: { limits: { attempts_per_task_max: 2 } },
    script: missionScript(
      plan([
        taskCard({ id: "bad" }),
        taskCard({ id: "next", dependsOn: ["bad"] }),
        taskCard({ id: "last", dependsOn: ["next"] }),
        taskCard({ id: "good" }),
      ]),
      [
        { role: "coder", task: "bad", answer: handIn(failing) },
        { role: "fixer", task: "bad", answer: handIn([{ path: "src/bad.js", old: "throw", new: "throw 1 + " }]) },
        // A new plan first, for which the Planner has nothing that fits; giving up is listed after that.
        { role: "orchestrator", task: "bad", attempt: 1, answer: { reply: { choice: "replan", reason: "it was cut wrongly" } } },
        { role: "planner", task: "bad", answer: { reply: plan([]) } },
      ],
    ),
  });
  const { output } = await place.runTask('"Add four functions"');
  const mission = await place.mission();
  const { state } = mission;
  expect([state.outcome, state.reason], output).toEqual(["partial", "3 of 4 tasks are not done"]);
  const states = [...state.tasks.values()].map(({ task, state: now }) => [task.id, now]);
  expect(states).toEqual([["bad", "stopped"], ["next", "dropped"], ["last", "dropped"], ["good", "merged"]]);
  expect(state.tasks.get("bad")?.attempts.map(({ end }) => end)).toEqual(["refused", "refused"]);
  expect(state.tasks.get("bad")?.steps.map(({ rung, choice }) => [rung, choice])).toEqual([["pivot", "replan"], ["replan", ""], ["replan", ""], ["pivot", "drop"], ["stop", ""]]);
  expect(place.git("status", "--porcelain")).toBe("");
  expect(mergedTasks(place, mission)).toEqual(["good"]);
  const report = await place.report();
  for (const text of ["2 attempts are used up", "it needs bad, which was stopped", `git merge ${trunkOf(mission)}`]) {
    expect(report).toContain(text);
  }
  expect(output).toContain("# Mission partial");
  expect((await place.runTask("resume")).output).toContain("(mission-none)");
});

test("a used-up budget pauses, and a raised one lets the mission go on", { timeout: testMs }, async () => {
  const tokensMax = 4_000;
  const place = await makePlace({
    script: missionScript(plan([taskCard({ id: "one" }), taskCard({ id: "two", dependsOn: ["one"] })])),
  });
  await place.write("opencode.toml", `[orchestrator.budget]\ntokens_max = ${tokensMax}\ntokens_per_call_guess = 100\n`);
  const { output } = await place.runTask('"Add one and two"');
  const paused = await place.mission();
  expect(paused.state.paused, output).toContain(`the budget of ${tokensMax} tokens`);
  expect(totalTokens(paused.state.usage)).toBeGreaterThan(0);
  expect(output).toContain("raise budget.tokens_max and resume");
  const asked = place.server.requests.length;
  expect((await place.runTask("resume")).output).toContain("raise budget.tokens_max and resume");
  const inMission = place.server.requests.slice(asked).filter(({ mission }) => mission !== null);
  expect(inMission).toEqual([]);

  await place.write("opencode.toml", "[orchestrator.budget]\ntokens_max = 1_000_000\n");
  const resumed = await place.runTask("resume");
  const mission = await place.mission();
  expect([mission.state.outcome, mission.state.reason], resumed.output).toEqual(["done", ""]);
  expect(mergedTasks(place, mission)).toEqual(["one", "two"]);
  chargedOnce(place, mission);
});
