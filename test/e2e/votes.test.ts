// Voting, through the real OpenCode: a Searcher and a Planner that do not always say the same are asked again until one
// answer leads by as many votes as were configured, and that one is followed.
import { expect, test } from "vitest";
import type { ScriptEntry } from "../../src/scripted/index.ts";
import { chargedOnce, mergedTasks } from "../support/mission-facts.ts";
import { makePlace } from "../support/mission-harness.ts";
import { missionScript, plan, taskCard } from "../support/mission-script.ts";

const right = plan([taskCard({ id: "one" }), taskCard({ id: "two", dependsOn: ["one"] })]);
/** The same cut in other words: the files and their order are the answer, so its vote is for the same plan. */
const rightInOtherWords = { ...plan([taskCard({ id: "two", title: "Then two", dependsOn: ["one"] }), taskCard({ id: "one", title: "One first" })]), summary: "Two steps." };
const wrong = plan([taskCard({ id: "greet" })]);

const lookAtGreeting = "the greeting is the pattern";
const lookAtAdding = "the sum is the pattern";
const brief = (path: string, why: string) => ({ summary: "A small project.", places: [{ path, why }], notes: [] });

/** Each try of a role has the next of these answers. */
function tries(role: "searcher" | "planner", replies: readonly unknown[]): readonly ScriptEntry[] {
  return replies.map((reply, at) => ({ role, attempt: at + 1, answer: { reply } }));
}

test("with two votes, the Searcher and the Planner are asked until one answer leads by two", { timeout: 180_000 }, async () => {
  const [greeting, adding] = [brief("src/greet.js", lookAtGreeting), brief("src/add.js", lookAtAdding)];
  const place = await makePlace({
    script: missionScript(right, [
      ...tries("searcher", [greeting, adding, adding, adding]),
      ...tries("planner", [wrong, right, rightInOtherWords, right]),
    ]),
    pluginOptions: { votes: 2, reviewers: 0 },
  });
  const { output } = await place.runTask('"Add one and two"');
  const mission = await place.mission();
  const { state } = mission;
  expect([state.outcome, state.reason], output).toEqual(["done", ""]);

  const tallies = ["The brief was chosen by 3 of 4 votes.", "The plan of try 2 was chosen by 3 of 4 votes."];
  expect(state.notes.filter((note) => note.includes("votes"))).toEqual(tallies);
  for (const tally of tallies) expect(await place.report()).toContain(tally);
  const asked = (role: string) => place.server.requests.filter((request) => request.role === role);
  for (const role of ["searcher", "planner"]) expect(new Set(asked(role).map(({ attempt }) => attempt)), role).toEqual(new Set([1, 2, 3, 4]));
  // Every Planner had the brief that won, and none was told of another's plan.
  for (const { text } of asked("planner")) {
    expect(text).toContain(lookAtAdding);
    expect(text).not.toContain(lookAtGreeting);
  }
  expect(mergedTasks(place, mission)).toEqual(["one", "two"]);
  expect(place.git("status", "--porcelain", "--untracked-files=all").split("\n").sort()).toEqual(
    ["src/one.js", "src/two.js", "test/one.test.js", "test/two.test.js"].map((path) => `?? ${path}`),
  );
  chargedOnce(place, mission);
});

/** One reply of more than 3,000 bytes, over what an answer may have to be counted. */
const atLength = "It was looked at from every side, and more could be said of it. ".repeat(60);

test("malformed and over-long answers have no vote", { timeout: 180_000 }, async () => {
  const adding = brief("src/add.js", lookAtAdding);
  const longBrief = { ...brief("src/greet.js", lookAtGreeting), summary: atLength };
  const longPlan = plan([taskCard({ id: "greet", instruction: atLength })]);
  const malformed: ScriptEntry = {
    role: "searcher",
    attempt: 1,
    answer: { reply: brief("src/greet.js", lookAtGreeting), fault: { kind: "malformed-arguments" } },
  };
  const place = await makePlace({
    // If either brief on the greeting were counted, two of four would not lead by two; the long plans would lead at once.
    script: missionScript(right, [
      malformed,
      ...[longBrief, adding, adding].map((reply, at): ScriptEntry => ({ role: "searcher", attempt: at + 2, answer: { reply } })),
      ...tries("planner", [longPlan, longPlan, right, rightInOtherWords]),
    ]),
    pluginOptions: { votes: 2, reviewers: 0 },
  });
  const { output } = await place.runTask('"Add one and two"');
  const mission = await place.mission();
  const { state } = mission;
  expect([state.outcome, state.reason], output).toEqual(["done", ""]);
  const tallies = ["The brief was chosen by 2 of 4 votes.", "The plan of try 3 was chosen by 2 of 4 votes."];
  expect(state.notes.filter((note) => note.includes("votes"))).toEqual(tallies);
  for (const tally of tallies) expect(await place.report()).toContain(tally);
  for (const { role, text } of place.server.requests) {
    if (role === "planner") expect(text).not.toContain(lookAtGreeting);
  }
  expect(mergedTasks(place, mission)).toEqual(["one", "two"]);
  chargedOnce(place, mission);
});
