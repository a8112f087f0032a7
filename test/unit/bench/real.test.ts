import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readSource } from "../../../bench/gate/source.ts";
import { clopperPearson } from "../../../bench/gate/interval.ts";
import { ours } from "../../../bench/method/arms.ts";
import { tally } from "../../../bench/method/tally.ts";
import { standard } from "../../../bench/method/world.ts";
import { looped, loopedSideBySide, oneShot, type Agent } from "../../../bench/real/alone.ts";
import { Deeds, plainDeeds } from "../../../bench/real/deeds.ts";
import { mutantsOf, type Errors } from "../../../bench/real/errors.ts";
import { page } from "../../../bench/real/page.ts";
import { missionOf } from "../../../bench/real/figures.ts";
import { appendOutcome, readOutcomes, type Outcome } from "../../../bench/real/outcome.ts";
import { fixGaps, functionGaps, moduleGaps, type RealTask } from "../../../bench/real/tasks.ts";
import { lazyText } from "../../../bench/real/writing.ts";

const text = `'use strict';

function short() { return 1; }

function long(values) {
  let sum = 0;
  for (const value of values) {
    if (value > 0) sum += value;
    else if (value < -10) sum -= 1;
    else sum += 0;
  }
  return sum;
}

module.exports = { short, long };
`;

const gaps = () => {
  const file = readSource("index.js", text);
  if (file === null) throw new Error("it does not parse");
  return functionGaps(file);
};
const errors = (own: Errors) => new Map(Array.from({ length: 40 }, (_, at) => [`t${at}`, own]));
const both = errors({ hiddenMutant: "hidden", plainMutant: "plain" });

test("a gap is a function that is long enough, without its body, in a file that parses", () => {
  const found = gaps();
  expect(found.map(({ subject }) => subject)).toEqual(["long"]);
  expect(found[0]?.stub).toContain("throw new Error('long is not written yet')");
  expect(found[0]?.stub).toContain("function short() { return 1; }");
  expect(readSource("index.js", found[0]?.stub ?? "")).not.toBeNull();
});

test("mutants change the removed function alone, and are the same each time", () => {
  const task = { id: "a-1", path: "index.js", right: text, stub: gaps()[0]?.stub ?? "" };
  const found = mutantsOf(task);
  expect(found.length).toBeGreaterThan(3);
  expect(mutantsOf(task)).toEqual(found);
  for (const mutant of found) {
    expect(mutant).not.toBe(text);
    expect(mutant).toContain("function short() { return 1; }");
    expect(mutant).toContain("module.exports = { short, long };");
  }
});

test("deeds hang on seed, mission, task and attempt alone, and all kinds come", () => {
  const all = (deeds: Deeds) => [...both.keys()].flatMap((task) => [1, 2, 3].map((attempt) => deeds.coder(task, attempt, false)));
  const world = { ...standard, alpha: 0 };
  const first = all(new Deeds(world, 1, both));
  expect(all(new Deeds(world, 1, both))).toEqual(first);
  expect(all(new Deeds(world, 2, both))).not.toEqual(first);
  expect(new Set(first)).toEqual(new Set(["right", ...plainDeeds]));
  expect(new Set(all(new Deeds({ ...standard, alpha: 1 }, 1, both)))).toEqual(new Set(["right", "hidden mutant"]));
  expect(first.filter((deed) => deed === "right").length / first.length).toBeGreaterThan(0.35);
});

test("a mutant that was not found is never drawn", () => {
  const none = errors({ hiddenMutant: null, plainMutant: null });
  const deeds = new Deeds({ ...standard, alpha: 1 }, 1, none);
  const drawn = new Set([...none.keys()].map((task) => deeds.coder(task, 1, false)));
  expect(drawn.size).toBeGreaterThan(2);
  expect(drawn.has("hidden mutant") || drawn.has("plain mutant")).toBe(false);
});

test("the Fixer mostly keeps what was right, and a proof is never brought against it", () => {
  const deeds = new Deeds(standard, 1, both);
  const right = [...both.keys()].filter((task) => deeds.coder(task, 1, false) === "right");
  expect(right.some((task) => deeds.proves(task, 1))).toBe(false);
  expect(right.filter((task) => deeds.fixer(task, 2, false) === "right").length).toBeGreaterThan(right.length * 0.8);
});

const outcome: Outcome = {
  arm: "ours", seed: 1, mission: 1, tasks: 8, alpha: 0.02, end: "done", reason: "", wrong: [], flagged: [], calls: 10, strongCalls: 1, promptTokens: 100, cachedTokens: 40,
  completionTokens: 20, seconds: 1, gate: { right: 8, rightRefused: 0, wrong: 4, wrongAccepted: 1 }, commit: "abc", machine: "a machine",
};

test("the page counts a mission that says done and is wrong as silently wrong, and one that was ended from outside as nothing", () => {
  const written = page({ confirmed: [], world: standard, foretell: (tasks, alpha) => tally(ours(), { ...standard, tasks, alpha, shape: "wide" }, 2), outcomes: [
    { ...outcome, arm: "looped", mission: 2, promptTokens: 400 },
    { ...outcome, wrong: ["qs-function-1"], flagged: ["qs-function-1"] },
    { ...outcome, mission: 2 },
    { ...outcome, mission: 3, end: "stopped", wrong: ["qs-function-1"], reason: "given up" },
    { ...outcome, mission: 4, end: "not finished", reason: "a deadline" },
  ] });
  const { low, high } = clopperPearson(1, 3);
  const cell = `1 (${Math.round(low * 100)}–${Math.round(high * 100)} %)`;
  expect(written).toContain(`| ours | 3 | ${cell} | ${cell} | ${cell} | 1 | 22 of 24 | 1.3 | 120 | 80 |`);
  expect(written).toContain("Of the 1 tasks that ours has silently wrong, the report lists a reviewer's concern at 1.");
  expect(written).toContain("Tokens of ours in missions that both have all right: 0.29 times those of *looped* (0.21 of the new ones; 1 mission).");
  expect(written).toMatch(/The fast rig says of ours in the same world, 2 missions: all right \d/);
  expect(written).toContain("- 8 tasks, α = 0.02, mission 4, ours: a deadline");
});

test("the goal is met by ten missions of 24 tasks, and by nothing less", () => {
  const foretell = () => tally(ours(), { ...standard, tasks: 2 }, 1);
  const of = (count: number, more: Partial<Outcome> = {}) =>
    page({ confirmed: [], world: standard, foretell, outcomes: Array.from({ length: count }, (_, at) => ({ ...outcome, tasks: 24, mission: at + 1, ...(at === 0 ? more : {}) })) });
  expect(of(10)).toContain("none silently wrong: met; 10 of 10 are all right");
  expect(of(10, { end: "stopped" })).toContain("none silently wrong: met; 9 of 10 are all right");
  expect(of(10, { wrong: ["a"] })).toContain("none silently wrong: **not met**; 9 of 10 are all right, 1 silently wrong");
  expect(of(9)).toContain("none silently wrong: open, with fewer than ten missions; 9 of 9");
});

test("outcomes are kept line by line: the last of a mission and arm counts, a torn line is left out and written behind", async () => {
  const file = join(await mkdtemp(join(tmpdir(), "orchestrator-outcomes-")), "real-missions.jsonl");
  expect(await readOutcomes(file)).toEqual([]);
  await appendOutcome(file, { ...outcome, end: "not finished", reason: "a crash" });
  await appendOutcome(file, { ...outcome, mission: 2 });
  await appendOutcome(file, outcome);
  await appendFile(file, '{"arm":"ours","seed":1');
  expect(await readOutcomes(file)).toEqual([outcome, { ...outcome, mission: 2 }]);
  await appendOutcome(file, { ...outcome, mission: 3 });
  expect((await readOutcomes(file)).map(({ mission }) => mission)).toEqual([1, 2, 3]);
  await appendFile(file, '{"arm":"ours","seed":1}\n');
  await expect(readOutcomes(file)).rejects.toThrow(/:6 is no outcome/);
  await rm(dirname(file), { recursive: true });
});

test("a module is a gap if it is not the whole package; a fix where the release before differs and parses", () => {
  const file = readSource("lib/long.js", text);
  if (file === null) throw new Error("it does not parse");
  expect(moduleGaps([file])).toEqual([]);
  expect(moduleGaps([file, { ...file, path: "lib/other.js" }]).map(({ path, stub }) => [path, stub])).toEqual([["lib/long.js", null], ["lib/other.js", null]]);
  const before = (content: string) => new Map([["lib/long.js", Buffer.from(content)]]);
  expect(fixGaps([file], before(text))).toEqual([]);
  expect(fixGaps([file], before("function {"))).toEqual([]);
  expect(fixGaps([file], before("module.exports = {};\n"))).toEqual([{ path: "lib/long.js", subject: "lib/long.js", right: text, stub: "module.exports = {};\n" }]);
});

test("a placeholder stands where the work should be", () => {
  expect(lazyText({ kind: "function", subject: "long", stub: gaps()[0]?.stub ?? "" })).toMatch(/TODO: implement this\n\treturn undefined;/);
  expect(lazyText({ kind: "module", subject: "lib/a.js", stub: null })).toContain("TODO: implement this");
  expect(lazyText({ kind: "fix", subject: "lib/a.js", stub: "old" })).toMatch(/^old\n.*TODO/);
});

test("a mission's tasks are drawn out of all, the same ones each time, and others in the next", () => {
  const task = (id: string): RealTask => ({ id, kind: "function", package: "qs", version: "1.0.0", tree: new Map(), path: "a.js", subject: "a", right: "", stub: "", visible: [], hidden: [] });
  const confirmed = [...both.keys()].map((id) => ({ task: task(id), errors: { hiddenMutant: null, plainMutant: null, caught: 0, letThrough: 0 } }));
  const chosen = (mission: number) => missionOf(confirmed, { ...standard, tasks: 24 }, mission).map((one) => one.task.id);
  expect(new Set(chosen(1)).size).toBe(24);
  expect(chosen(1)).toEqual(chosen(1));
  expect(chosen(2).toSorted()).not.toEqual(chosen(1).toSorted());
});

const stepsOf = (agent: Agent): string[] => {
  const steps: string[] = [];
  for (let step = 0; step < 500; step += 1) {
    const { otherwise } = agent.script;
    const identity = { mission: null, role: null, task: null, attempt: 1 };
    const answer = typeof otherwise === "function" ? otherwise({ identity, model: "weak", messages: [], tools: ["write"], turn: step % 3, call: step }) : null;
    const due = answer === null || answer instanceof Promise ? undefined : answer.turns?.[step % 3];
    if (due === undefined || due.text === "Done.") return steps;
    steps.push((due.calls ?? []).map(({ tool }) => tool).join("+"));
  }
  throw new Error("it never ends");
};

test("a looped agent tests after every write, and says done only if its tests pass; one shot tests nothing", () => {
  const task = (id: string): RealTask => ({ id, kind: "function", package: "qs", version: "1.0.0", tree: new Map(), path: "a.js", subject: "a", right: "", stub: "", visible: ["t.js"], hidden: [] });
  const shop = { tasks: [...both.keys()].slice(0, 12).map(task), errors: both };
  const world = { ...standard, tasks: 12 };
  const steps = stepsOf(looped(shop, new Deeds(world, 1, both)));
  expect(steps.filter((step) => step === "read")).toHaveLength(12);
  expect(steps.filter((step) => step === "write").length).toBe(steps.filter((step) => step === "bash").length);
  expect(steps.every((step, at) => step !== "write" || steps[at + 1] === "bash")).toBe(true);
  expect(stepsOf(oneShot(shop, new Deeds(world, 1, both))).filter((step) => step === "bash")).toEqual([]);
  const hopeless = { ...world, p: 0 };
  expect(looped(shop, new Deeds(hopeless, 1, errors({ hiddenMutant: null, plainMutant: "plain" }))).saysDone).toBe(false);
  expect(loopedSideBySide(shop, new Deeds({ ...world, p: 1 }, 1, both)).saysDone).toBe(true);
  expect(stepsOf(loopedSideBySide(shop, new Deeds({ ...world, p: 1 }, 1, both)))).toEqual([Array(12).fill("read").join("+"), Array(12).fill("write").join("+"), "bash"]);
});
