// A goal that one writer can do, through the real OpenCode: no Planner is asked, and the gate and the review are the same.
import { expect, test } from "vitest";
import { chargedOnce, mergedTasks } from "../support/mission-facts.ts";
import { makePlace } from "../support/mission-harness.ts";
import { handIn, moduleEdits, plan, taskCard } from "../support/mission-script.ts";

const testMs = 600_000;
const brief = { summary: "A small project.", places: [{ path: "src/add.js", why: "the style" }], notes: ["node --test runs the tests"] };
const writes = ["src/one.js", "test/one.test.js"];

test("a small goal goes from the search to one writer, through gate and review, into the folder", { timeout: testMs }, async () => {
  const [source] = moduleEdits("one");
  const lazy = [{ path: "src/one.js", content: "export function one() {\n  // TODO: not implemented\n}\n" }];
  const place = await makePlace({
    script: {
      entries: [
        { role: "searcher", answer: { reply: { ...brief, writes, checks: ["node --test test/one.test.js"] } } },
        { role: "coder", task: "goal", answer: handIn([...lazy, ...moduleEdits("one").slice(1)]) },
        { role: "fixer", task: "goal", answer: handIn(source === undefined ? [] : [source]) },
        { role: "reviewer", task: "goal", answer: { reply: { verdict: "approve", concerns: [] } } },
      ],
    },
  });
  const { output } = await place.runTask('"Add one() that answers its name"');
  const mission = await place.mission();
  const { state } = mission;
  expect([state.outcome, state.reason], output).toEqual(["done", ""]);
  expect(mergedTasks(place, mission)).toEqual(["goal"]);
  const roles = place.server.requests.flatMap(({ mission: of, role }) => (of === null ? [] : [role]));
  expect(new Set(roles)).toEqual(new Set(["searcher", "coder", "fixer", "reviewer"]));
  // The whole is the task, and was reviewed.
  expect([...state.usageByRole.keys()].includes("planner")).toBe(false);
  expect(state.whole.look).toBe(0);
  expect(await place.read("src/one.js")).toContain('return "one"');
  expect(await place.report()).toContain("without a Planner");
  const asked = place.server.requests.find(({ role }) => role === "coder")?.text ?? "";
  expect(asked).toContain("Add one() that answers its name");
  expect(asked).not.toContain("of which you do one part");
  chargedOnce(place, mission);
});

test("what cannot be one task is planned all the same", { timeout: testMs }, async () => {
  const place = await makePlace({
    script: {
      entries: [
        { role: "searcher", answer: { reply: { ...brief, writes: ["src/one.js", "../two.js"] } } },
        { role: "planner", answer: { reply: plan([taskCard({ id: "one" })]) } },
        { role: "coder", task: "one", answer: handIn(moduleEdits("one")) },
      ],
    },
  });
  const { output } = await place.runTask('"Add one"');
  const { state } = await place.mission();
  expect([state.outcome, [...state.tasks.keys()]], output).toEqual(["done", ["one"]]);
  expect(state.notes.find((note) => note.includes("planned all the same"))).toMatch(/The path "\.\.\/two\.js" /);
});
