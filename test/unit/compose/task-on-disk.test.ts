// A task's story out of real journals, also while somebody writes them.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { taskOnDisk } from "../../../src/compose/task-on-disk.ts";
import { taskStory } from "../../../src/core/explain.ts";
import { nearestName } from "../../../src/core/nearest-name.ts";
import { createFileJournal } from "../../../src/journal/file-journal.ts";
import { createSystemClock } from "../../../src/runtime/system-clock.ts";
import { MissionUnderTest } from "../../support/missions.ts";
import { makePlan, makeTask } from "../../support/plans.ts";
import { temporaryFolder } from "../workspace/support.ts";

const id = "m-20260102-030405-ab1c";
const folderOf = (folder: string) => path.join(folder, ".opencode", "orchestrator", "missions", id);

/** A mission under way whose journal is open, as it is while another process drives it. */
async function running(folder: string, mission: MissionUnderTest) {
  const journal = createFileJournal({ directory: folderOf(folder), clock: createSystemClock() });
  await journal.open();
  for (const event of mission.events) await journal.append(event);
  return journal;
}

function refusedOnce(): MissionUnderTest {
  const mission = MissionUnderTest.executing(makePlan([makeTask("parse"), makeTask("render")]), { reviewers: 0 });
  mission.refused("parse", "line 7 is wrong");
  return mission;
}

test("tells a task of a mission that another process drives, from a folder below, and leaves its journal alone", async () => {
  const folder = temporaryFolder();
  const journal = await running(folder, refusedOnce());
  const below = path.join(folder, "src", "deep");
  mkdirSync(below, { recursive: true });
  const written = readFileSync(path.join(folderOf(folder), "journal.jsonl"), "utf8");
  const { task } = await taskOnDisk(below, id, "parse");
  expect(readFileSync(path.join(folderOf(folder), "journal.jsonl"), "utf8")).toBe(written);
  expect(taskStory(task).join("\n")).toMatch(/Attempt 1: coder .*\*\*refused\*\*[^]*line 7 is wrong[^]*Attempt 2: fixer .*\*\*running\*\*/);
  await journal.close();
});

test("a name that is not there is told the nearest one, and all there are", async () => {
  const folder = temporaryFolder();
  await expect(taskOnDisk(folder, id, "parse")).rejects.toMatchObject({ kind: "mission-unknown", hint: expect.stringContaining("/task") });
  await (await running(folder, refusedOnce())).close();
  await expect(taskOnDisk(folder, id, "prase")).rejects.toMatchObject({
    kind: "task-unknown",
    message: 'There is no task "prase".',
    hint: "Did you mean parse? The tasks are: parse, render.",
  });
  await expect(taskOnDisk(folder, id.replace("c", "d"), "parse")).rejects.toMatchObject({
    kind: "mission-unknown",
    hint: `Did you mean ${id}? The missions are: ${id}.`,
  });
  await expect(taskOnDisk(folder, "../..", "parse")).rejects.toMatchObject({ hint: `The missions are: ${id}.` });
});

test("a mission without a plan says so, and a damaged journal is an error", async () => {
  const folder = temporaryFolder();
  await (await running(folder, new MissionUnderTest())).close();
  await expect(taskOnDisk(folder, id, "parse")).rejects.toMatchObject({ kind: "task-unknown", message: expect.stringContaining("capturing") });
  writeFileSync(path.join(folderOf(folder), "journal.jsonl"), "nonsense\n");
  await expect(taskOnDisk(folder, id, "parse")).rejects.toMatchObject({ kind: "journal-damaged" });
});

test.each([
  ["prase", ["render", "parse"], "parse"],
  ["PARSE", ["render", "parse"], "parse"],
  ["xyz", ["render", "parse"], null],
  ["", ["a"], null],
  ["ab", [], null],
])("the nearest to %j of %j is %j", (written, names, expected) => {
  expect(nearestName(written, names)).toBe(expected);
});
