// Plans that take the place of a task: which are refused and why, and what the accepted ones inherit.
import { describe, expect, test } from "vitest";
import { checkReplacement, replacementsMax, type Replaced } from "../../../src/core/replacement.ts";
import { splitProblem } from "../../../src/core/splittable.ts";
import { finding } from "../../support/missions.ts";
import { makePlan, makeTask } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";

const settings = makeSettings();
const rules = { ...settings.limits, allowedCommands: settings.allowedCommands };
const task = makeTask("big", {
  dependsOn: ["before"],
  writes: ["src/a.js", "src/b.js"],
  provides: [{ path: "src/a.js", name: "a", signature: "()" }],
  acceptance: ["it works"],
  checks: ["node --test big.test.js"],
  proof: "node --test proof.test.js",
});
const before = { id: "before", title: "Before", writes: ["src/before.js"], provides: [], merged: true };
const replaced: Replaced = { task, way: "split", subtree: [], others: [before], taken: ["before", "big"], tasksMax: 4 };

function problems(tasks: ReturnType<typeof makeTask>[], over: Partial<Replaced> = {}): string {
  const checked = checkReplacement(makePlan(tasks), { ...replaced, ...over }, rules);
  return checked.ok ? "" : checked.problems.map(({ where, message }) => `${where}: ${message}`).join("\n");
}

function accepted(tasks: ReturnType<typeof makeTask>[], over: Partial<Replaced> = {}) {
  const checked = checkReplacement(makePlan(tasks), { ...replaced, ...over }, rules);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.plan.tasks;
}

describe("a task", () => {
  const small = { writes: ["src/a.js"], instruction: "Do it." };
  const problem = (over: Partial<typeof small>, bytes = 100, findings: Parameters<typeof splitProblem>[4] = []) =>
    splitProblem({ ...small, ...over }, 0, 10, bytes, findings);

  test("can be split if it writes several files, much in one, or was told much, or was too much for a session", () => {
    expect(problem({ writes: ["src/a.js", "src/b.js"] })).toBeNull();
    expect(problem({}, 20_000)).toBeNull();
    expect(problem({ instruction: "x".repeat(2_000) })).toBeNull();
    expect(problem({}, 100, [finding("cut off", { stage: "scope", rule: "attempt/steps" })])).toBeNull();
  });

  test.each(["test/a.test.js", "src/__tests__/a.ts", "src/a.spec.ts", "tests/a.py", "pkg/a_test.go", "src/test_a.py"])(
    "cannot if it writes one small file, and its test %s with it",
    (path) => {
      expect(problem({})).toBe("it writes one small file");
      expect(problem({ writes: ["src/a.js", path] })).toBe("it writes one small file");
      expect(problem({ writes: ["src/a.js", "src/latest.js"] })).toBeNull();
    },
  );

  test("cannot beyond the depth, nor without room for two", () => {
    const large = { ...small, writes: ["src/a.js", "src/b.js"] };
    expect(splitProblem(large, 2, 10, 100, [])).toContain("2 splits already");
    expect(splitProblem(large, 1, 1, 100, [])).toContain("as many tasks as it may");
  });
});

describe("a replacement", () => {
  test("is refused by number, by unknown dependencies, by cycles, and by what any plan is refused for", () => {
    expect(problems([makeTask("one")])).toContain("At least 2 tasks");
    expect(problems(["a", "b", "c", "d", "e"].map((id) => makeTask(id)))).toContain("At most 4 tasks");
    expect(problems([makeTask("x"), makeTask("y")], { tasksMax: 1, way: "mend" })).toContain("At most 1 task is");
    expect(problems([makeTask("x", { dependsOn: ["nobody"] }), makeTask("y", { writes: ["src/a.js"] })])).toContain('No task has the id "nobody"');
    expect(problems([makeTask("x", { dependsOn: ["y"] }), makeTask("y", { dependsOn: ["x"] })])).toContain("form a cycle");
    expect(problems([makeTask("x", { writes: ["../out.js"] }), makeTask("y")])).toContain("tasks[0].writes[0]");
    expect(problems([makeTask("x"), makeTask("y", { checks: ["rm -rf /"] })])).toContain("is not allowed");
  });

  test("must have a home for what others count on", () => {
    expect(problems([makeTask("x"), makeTask("y")])).toContain('provides "a" from src/a.js, which no task writes');
    const [first, second] = accepted([makeTask("x", { writes: ["src/a.js"] }), makeTask("y")]);
    expect(first?.provides).toEqual(task.provides);
    expect(second?.provides).toEqual([]);
  });

  test("is held, in its last task, to all that the replaced one was held to", () => {
    const tasks = accepted([makeTask("last", { dependsOn: ["first"], writes: ["src/a.js"], checks: ["node --test"] }), makeTask("first"), makeTask("second")]);
    const last = tasks.find(({ acceptance }) => acceptance.length > 0);
    expect(new Set(last?.dependsOn)).toEqual(new Set(["before", ...tasks.map(({ id }) => id).filter((id) => id !== last?.id)]));
    expect(last).toMatchObject({ acceptance: ["it works"], proof: "node --test proof.test.js" });
    expect(last?.checks).toContain("node --test big.test.js");
    expect(tasks.every(({ dependsOn }) => dependsOn.includes("before"))).toBe(true);
  });

  test("may use ids that the mission has: they are told apart, and edges within go along", () => {
    const tasks = accepted([makeTask("big", { writes: ["src/a.js"] }), makeTask("rest", { dependsOn: ["big"] })]);
    expect(tasks.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([["big-2", ["before"]], ["rest", ["before", "big-2"]]]);
  });

  test("of one card keeps the task's id and what it promised to be held to by the plan's author", () => {
    const [card] = accepted([makeTask("other-name", { dependsOn: ["other-name", "big"], checks: ["node --test"] })], { way: "mend" });
    expect(card).toMatchObject({ id: "big", dependsOn: ["before"], checks: ["node --test"] });
    for (const way of ["mend", "subtree"] as const) {
      expect(problems([makeTask("big")], { way })).toContain("give at least one that can pass");
      expect(problems([makeTask("x"), makeTask("y")], { way })).toContain("give at least one that can pass");
    }
  });

  test("may be as large as depth and the mission's bound allow", () => {
    expect(replacementsMax(0, 100, 0)).toBe(6);
    expect(replacementsMax(0, 100, 3)).toBe(9);
    expect(replacementsMax(1, 2, 0)).toBe(2);
    expect(replacementsMax(2, 100, 0)).toBe(1);
    expect(replacementsMax(0, 0, 0)).toBe(1);
  });
});
