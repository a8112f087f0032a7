import fc from "fast-check";
import { pathProblems } from "../../../src/core/plan-paths.ts";
import { makeTask } from "../../support/plans.ts";
import { describe, expect, test } from "vitest";
import type { Plan, PlanProblem, Task } from "../../../src/core/plan.ts";
import { problemsMax, validatePlan } from "../../../src/core/plan-validation.ts";
import type { PlanRules } from "../../../src/core/plan-validation.ts";

const rules: PlanRules = {
  tasksMax: 200,
  filesPerTaskMax: 3,
  titleCharsMax: 120,
  instructionCharsMax: 4000,
  allowedCommands: ["npm test", "node --test"],
};

function task(id: string, changes: Partial<Task> = {}): Task {
  return {
    id,
    title: `Do ${id}`,
    instruction: "Write it.",
    kind: "code",
    dependsOn: [],
    reads: [],
    writes: [`src/${id}.ts`],
    provides: [],
    acceptance: [],
    checks: [],
    proof: null,
    ...changes,
  };
}

function plan(tasks: readonly Task[], changes: Partial<Plan> = {}): Plan {
  return { summary: "All of it.", assumptions: [], verify: [], tasks, ...changes };
}

function accepted(given: Plan, by: PlanRules = rules): { plan: Plan; notes: readonly string[] } {
  const check = validatePlan(given, by);
  if (!check.ok) throw new Error(`Refused: ${JSON.stringify(check.problems)}`);
  return check;
}

function refused(given: Plan, by: PlanRules = rules): readonly PlanProblem[] {
  const check = validatePlan(given, by);
  if (check.ok) throw new Error("Accepted.");
  return check.problems;
}

describe("a good plan", () => {
  test("comes back as it was", () => {
    const given = plan(
      [
        task("token", {
          writes: ["src/token.ts", "test/token test ü.ts"],
          provides: [{ path: "src/token.ts", name: "verify", signature: "(token: string) => boolean" }],
          checks: ["node --test test/token.test.js"],
          proof: "npm test",
        }),
        task("page", { dependsOn: ["token"], reads: ["src/token.ts", ".gitignore"], writes: ["app/[id]/{slug}/page.tsx"] }),
      ],
      { verify: ["npm test"], assumptions: ["Node 20"] },
    );
    expect(validatePlan(given, rules)).toEqual({ ok: true, plan: given, notes: [] });
  });

  test("is put in normal form: paths, repetitions, an empty proof", () => {
    const { plan: normal, notes } = accepted(
      plan([
        task("a"),
        task("b", {
          dependsOn: ["a", "a"],
          reads: ["./src//a.ts", "src/a.ts"],
          writes: ["./src/./b.ts", "src//b.ts"],
          provides: [{ path: "./src/b.ts", name: "b", signature: "" }],
          proof: " ",
        }),
      ]),
    );
    expect(normal.tasks[1]).toEqual(
      task("b", {
        dependsOn: ["a"],
        reads: ["src/a.ts"],
        provides: [{ path: "src/b.ts", name: "b", signature: "" }],
      }),
    );
    expect(notes).toEqual([]);
  });
});

describe("a fault is told with its place and what to do", () => {
  const cases: readonly [string, Plan, string, RegExp][] = [
    ["no tasks", plan([]), "tasks", /at least one/],
    ["an odd id", plan([task("Add Login!", { writes: ["a"] })]), "tasks[0].id", /Use "add-login"/],
    ["an id of nothing usable", plan([task("ß→", { writes: ["a"] })]), "tasks[0].id", /Use "task"/],
    ["a long id", plan([task("x".repeat(64))]), "tasks[0].id", /at most 63/],
    ["a repeated id", plan([task("a"), task("a")]), "tasks[1].id", /already the id of tasks\[0\]/],
    ["an unknown dependency", plan([task("a", { dependsOn: ["b"] })]), "tasks[0].dependsOn[0]", /No task has the id "b"/],
    ["a task on itself", plan([task("a", { dependsOn: ["a"] })]), "tasks[0].dependsOn[0]", /depends on itself/],
    [
      "a cycle",
      plan([task("a", { dependsOn: ["c"] }), task("b", { dependsOn: ["a"] }), task("c", { dependsOn: ["b"] })]),
      "tasks[0].dependsOn",
      /cycle: a → c → b → a\./,
    ],
    ["no writes", plan([task("a", { writes: [] })]), "tasks[0].writes", /writes nothing/],
    ["many files", plan([task("a", { writes: ["1", "2", "3", "4"] })]), "tasks[0].writes", /writes 4 files; at most 3/],
    ["an empty title", plan([task("a", { title: " " })]), "tasks[0].title", /empty/],
    ["an empty instruction", plan([task("a", { instruction: "" })]), "tasks[0].instruction", /empty/],
    ["a long instruction", plan([task("a", { instruction: "x".repeat(4001) })]), "tasks[0].instruction", /4001 characters/],
    ["a long summary", plan([task("a")], { summary: "x".repeat(4001) }), "summary", /4001 characters/],
    ["a long acceptance", plan([task("a", { acceptance: ["", "x".repeat(4001)] })]), "tasks[0].acceptance[1]", /4001/],
    ["a shell", plan([task("a", { checks: ["npm test; rm -rf ."] })]), "tasks[0].checks[0]", /contains ;/],
    ["a command not allowed", plan([task("a", { proof: "curl x" })]), "tasks[0].proof", /begins with one of: npm test, node --test/],
    ["a verify command not allowed", plan([task("a")], { verify: ["npm test", "make"] }), "verify[1]", /not allowed/],
    [
      "a provision of another's file",
      plan([task("a", { provides: [{ path: "src/b.ts", name: "b", signature: "" }] })]),
      "tasks[0].provides[0].path",
      /not among the task's writes/,
    ],
    [
      "a provision without a name",
      plan([task("a", { provides: [{ path: "src/a.ts", name: "", signature: "" }] })]),
      "tasks[0].provides[0].name",
      /exported name/,
    ],
  ];
  test.each(cases)("%s", (_name, given, where, message) => {
    const problems = refused(given);
    expect(problems.map((problem) => problem.where)).toEqual([where]);
    expect(problems[0]?.message).toMatch(message);
  });

  const badPaths = [
    "", " ", ".", "./", "/etc/passwd", "../x", "a/../../x", "a/..", "C:\\x", "c:x", "a\\b", "~/x", ".git/config", "a/.GIT/hooks/x",
    ".opencode/orchestrator/x", "./.opencode//Orchestrator", "src/", "src/*.ts", "src/?.ts", "src/{a,b}.ts", "a\nb", "a\0b",
    "x".repeat(1025),
  ];
  test.each(badPaths)("the path %j, read or written", (path) => {
    expect(refused(plan([task("a", { writes: ["x", path] })]))).toMatchObject([{ where: "tasks[0].writes[1]" }]);
    expect(refused(plan([task("a", { reads: [path] })]))).toMatchObject([{ where: "tasks[0].reads[0]" }]);
  });

  test.each([".github/workflows/ci.yml", ".gitignore", "a/.gitkeep", ".opencode/agent/x.md", "a..b", "...", "routes/$id.tsx", "c/d:e"])(
    "but the path %j is fine",
    (path) => {
      expect(accepted(plan([task("a", { writes: [path] })])).plan.tasks[0]?.writes).toEqual([path]);
    },
  );
});

describe("what is too much", () => {
  test("a megabyte of text is not repeated, wherever it stands", () => {
    const megabyte = "secret ".repeat(150_000);
    const everywhere = plan(
      [
        task(megabyte, {
          title: megabyte,
          instruction: megabyte,
          dependsOn: [megabyte, `x${megabyte}`],
          reads: [megabyte],
          writes: [megabyte],
          provides: [{ path: megabyte, name: megabyte, signature: megabyte }],
          acceptance: [megabyte],
          checks: [megabyte],
          proof: megabyte,
        }),
      ],
      { summary: megabyte, assumptions: [megabyte], verify: [megabyte] },
    );
    const problems = refused(everywhere);
    expect(problems.length).toBeGreaterThan(10);
    expect(problems.find(({ where }) => where === "tasks[0].title")?.message).toBe(
      "The text is 1050000 characters long; at most 120 are allowed. Shorten it.",
    );
    expect(JSON.stringify(problems).length).toBeLessThan(6000);
  });

  test("10,000 tasks are one problem", () => {
    const tasks = Array.from({ length: 10_000 }, () => task("Bad Id"));
    expect(refused(plan(tasks))).toEqual([
      { where: "tasks", message: "The plan has 10000 tasks; at most 200 are allowed. Join small tasks." },
    ]);
  });

  test("problems beyond the limit are counted", () => {
    const problems = refused(plan(Array.from({ length: 100 }, (_, index) => task(`t${index}`, { title: "" }))));
    expect(problems).toHaveLength(problemsMax);
    expect(problems.at(-1)).toEqual({ where: "plan", message: "81 more problems are not shown." });
  });

  test("a long cycle names its beginning", () => {
    const tasks = Array.from({ length: 50 }, (_, index) => task(`t${index}`, { dependsOn: [`t${(index + 1) % 50}`] }));
    expect(refused(plan(tasks))[0]?.message).toContain("t0 → t1 → t2 → t3 → t4 → t5 → t6 → t7 → (42 more) → t0");
  });

  test("a chain of 10,000 is no deeper than any other plan", () => {
    const tasks = Array.from({ length: 10_000 }, (_, index) =>
      task(`t${index}`, { dependsOn: index < 9_999 ? [`t${index + 1}`] : [], writes: [`f${index % 100}`] }),
    );
    const result = accepted(plan(tasks), { ...rules, tasksMax: 10_000 });
    // The chain orders all writers of a file, but no short way says so.
    expect(result.notes).toHaveLength(20);
    expect(result.notes.at(-1)).toMatch(/9881 more/);
  });
});

describe("tasks that write the same file", () => {
  test("are put in the plan's order, and that is noted", () => {
    const { plan: ordered, notes } = accepted(
      plan([task("a", { writes: ["x"] }), task("b", { writes: ["./x"] }), task("c", { writes: ["x", "y"] })]),
    );
    expect(ordered.tasks.map(({ dependsOn }) => dependsOn)).toEqual([[], ["a"], ["b"]]);
    expect(notes).toEqual(['b now depends on a: both write "x".', 'c now depends on b: both write "x".']);
  });

  test("get no edge when the plan orders them, against its own order too", () => {
    const given = plan([
      task("a", { writes: ["x"], dependsOn: ["m"] }),
      task("m", { dependsOn: ["z"] }),
      task("z", { writes: ["x"] }),
    ]);
    expect(validatePlan(given, rules)).toEqual({ ok: true, plan: given, notes: [] });
  });
});

const fileNames = ["f0", "f1", "f2", "f3", "f4"];

/** Any graph of up to 24 tasks over five files, cycles and all. */
const anyPlan = fc
  .array(
    fc.record({
      dependsOn: fc.array(fc.nat(23), { maxLength: 3 }),
      writes: fc.uniqueArray(fc.constantFrom(...fileNames), { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 24 },
  )
  .map((nodes) =>
    plan(
      nodes.map(({ dependsOn, writes }, index) => {
        const others = dependsOn.map((number) => number % nodes.length).filter((number) => number !== index);
        return task(`t${index}`, { dependsOn: [...new Set(others)].map((number) => `t${number}`), writes });
      }),
    ),
  );

/** Every task that a task comes after, found the slow way. */
function ancestors({ tasks }: Plan): ReadonlyMap<string, ReadonlySet<string>> {
  const byId = new Map(tasks.map((each) => [each.id, each]));
  const all = new Map<string, Set<string>>();
  for (const { id } of tasks) {
    const seen = new Set<string>();
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const dependency of byId.get(next)?.dependsOn ?? []) {
        if (seen.has(dependency)) continue;
        seen.add(dependency);
        open.push(dependency);
      }
    }
    all.set(id, seen);
  }
  return all;
}

function hasCycle(given: Plan): boolean {
  return [...ancestors(given)].some(([id, before]) => before.has(id));
}

describe("for any graph", () => {
  test("a plan is accepted exactly if it has no cycle; then all writers of a file are in order, and no edge is lost", () => {
    fc.assert(
      fc.property(anyPlan, (given) => {
        const check = validatePlan(given, rules);
        expect(check.ok).toBe(!hasCycle(given));
        if (!check.ok) return;
        expect(hasCycle(check.plan)).toBe(false);
        const before = ancestors(check.plan);
        for (const one of check.plan.tasks) {
          expect(one.dependsOn).toEqual(expect.arrayContaining([...(given.tasks.find(({ id }) => id === one.id)?.dependsOn ?? [])]));
          for (const other of check.plan.tasks) {
            if (one === other || !one.writes.some((path) => other.writes.includes(path))) continue;
            expect(before.get(one.id)?.has(other.id) === true || before.get(other.id)?.has(one.id) === true).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test("validating what was accepted changes nothing and notes nothing", () => {
    fc.assert(
      fc.property(anyPlan, (given) => {
        const first = validatePlan(given, rules);
        if (!first.ok) return;
        expect(validatePlan(first.plan, rules)).toEqual({ ok: true, plan: first.plan, notes: [] });
      }),
      { numRuns: 500 },
    );
  });

  test("a planted cycle is found, and the path that is named is one", () => {
    fc.assert(
      fc.property(anyPlan, fc.uniqueArray(fc.nat(23), { minLength: 2, maxLength: 6 }), (given, picks) => {
        const ring = [...new Set(picks.map((pick) => pick % given.tasks.length))];
        fc.pre(ring.length >= 2);
        const tasks = given.tasks.map((each, index) => {
          const place = ring.indexOf(index);
          if (place === -1) return each;
          return { ...each, dependsOn: [...each.dependsOn, `t${ring[(place + 1) % ring.length]}`] };
        });
        const problems = refused(plan(tasks));
        for (const { message } of problems) {
          const path = /cycle: ([^.]*)\./.exec(message)?.[1]?.split(" → ") ?? [];
          expect(path.length).toBeGreaterThan(2);
          expect(path[0]).toBe(path.at(-1));
          for (const [index, id] of path.slice(0, -1).entries()) {
            const next = path[index + 1] ?? "";
            if (id.startsWith("(") || next.startsWith("(")) break;
            expect(tasks.find((each) => each.id === id)?.dependsOn).toContain(next);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("paths against the files that there are", () => {
  test("a path that leads through a file or a link is a problem; a new file beside them is not", () => {
    const linked = { summary: "", assumptions: [], verify: [], tasks: [makeTask("a", { writes: ["linked/one.js", "src/one.js"] })] };
    const problems = pathProblems(linked, new Set(["linked", "src/two.js"]), []);
    expect(problems).toEqual([{ where: "tasks[0].writes[0]", message: expect.stringContaining("leads through linked") }]);
  });

  const problemsOf = (writes: readonly string[], files: readonly string[], protect: readonly string[] = []) =>
    pathProblems({ summary: "", assumptions: [], verify: [], tasks: [makeTask("a", { writes: [...writes] })] }, new Set(files), protect);

  test("what the user protects is told by task, path and pattern", () => {
    expect(problemsOf(["db/1.sql", "src/a.ts"], [], ["**/*.lock", "db/**"])).toEqual([
      { where: "tasks[0].writes[0]", message: 'Task a writes db/1.sql, which is protected by the configuration ("db/**"); plan the work without changing it.' },
    ]);
  });

  test("new names are such that every system can store them; files that are there keep theirs", () => {
    const names = ["src/aux.ts", "con/a.ts", "a:b.ts", "notes./a.md", "NUL"];
    expect(problemsOf(names, []).map(({ where }) => where)).toEqual(names.map((_, at) => `tasks[0].writes[${at}]`));
    expect(problemsOf(names, names)).toEqual([]);
    expect(problemsOf(["auxiliary.ts", "console.ts", ".env.example", "a/b.c.d", "com.ts"], [])).toEqual([]);
  });

  test("a name that some systems take for one that is there is no new name", () => {
    expect(problemsOf(["src/User.ts"], ["src/user.ts"])[0]?.message).toContain("use src/user.ts");
    expect(problemsOf(["Src/other.ts"], ["src/user.ts"])[0]?.message).toContain("differs from src in");
    expect(problemsOf(["caf\u0065\u0301.md"], ["caf\u00e9.md"])).toHaveLength(1);
    expect(problemsOf(["a.ts", "A.ts"], [])).toHaveLength(1);
    expect(problemsOf(["src/user.ts", "src/users.ts"], ["src/user.ts"])).toEqual([]);
    // Where a repository has both, it has its ways.
    expect(problemsOf(["docs/new.md", "Docs/new.md"], ["docs/a.md", "Docs/b.md"])).toHaveLength(1);
    expect(problemsOf(["Docs/new.md"], ["docs/a.md", "Docs/b.md"])).toEqual([]);
  });
});
