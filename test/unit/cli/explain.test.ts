// What `explain` prints for people.
import { expect, test } from "vitest";
import { explainText } from "../../../src/cli/explain.ts";
import { exitCodeOf } from "../../../src/cli/exit-codes.ts";
import { viewOf } from "../../../src/core/view.ts";
import { MissionUnderTest } from "../../support/missions.ts";
import { makePlan, makeTask } from "../../support/plans.ts";

function textOf(mission: MissionUnderTest): string {
  const view = viewOf(mission.state);
  const [task] = view.tasks;
  if (task === undefined) throw new Error("there is no task");
  return explainText({ mission: view, task });
}

test("a page: the task, the mission and how it stands, then the story", () => {
  const mission = MissionUnderTest.executing(makePlan([makeTask("a", { title: "Add it" })]), { reviewers: 0 });
  mission.refused("a", "line 7 is \u001b[2Jwrong");
  const text = textOf(mission);
  expect(text.startsWith("# a: Add it\n\nMission m-1 (executing): goal\nWrites: ")).toBe(true);
  expect(text).toMatch(/Attempt 1: coder .*\*\*refused\*\*/);
  // What a program printed must not steer the terminal.
  expect(text).toContain("\\u{1b}[2Jwrong");
  mission.take({ type: "paused", reason: "a user" });
  expect(textOf(mission)).toContain("Mission m-1 (paused: a user)");
});

test("an unknown name is a wrong usage, a damaged journal is not", () => {
  expect(["mission-unknown", "task-unknown", "journal-damaged"].map((kind) => exitCodeOf(kind as "task-unknown"))).toEqual([2, 2, 3]);
});
