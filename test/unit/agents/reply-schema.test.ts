// Replies: lenient in, exact out, and problems that a model can act on.
import { describe, expect, test } from "vitest";
import { replyJsonSchema } from "../../../src/agents/reply-parameters.ts";
import { validateReply } from "../../../src/agents/reply-schema.ts";
import type { Role } from "../../../src/core/ids.ts";
import type { Plan } from "../../../src/core/plan.ts";
import type { Brief, ReplyOf, Review, Work } from "../../../src/core/reply.ts";

const replyingRoles: readonly Role[] = ["searcher", "planner", "coder", "fixer", "reviewer"];

function accepted<R extends Role>(role: R, value: unknown): ReplyOf[R] {
  const check = validateReply(role, value);
  if (!check.ok) throw new Error(check.problems.join("\n"));
  return check.reply;
}

function problems(role: Role, value: unknown): readonly string[] {
  const check = validateReply(role, value);
  return check.ok ? [] : check.problems;
}

const plan: Plan = {
  summary: "Tokens",
  assumptions: ["Node 20"],
  verify: ["npm test"],
  tasks: [
    {
      id: "token",
      title: "Sign tokens",
      instruction: "Write sign().\nUse node:crypto.",
      kind: "code",
      dependsOn: [],
      reads: ["src/config.ts"],
      writes: ["src/token.ts", "test/token.test.ts"],
      provides: [{ path: "src/token.ts", name: "sign", signature: "(claims: Claims): string" }],
      acceptance: ["a tampered token is refused"],
      checks: ["node --test test/token.test.ts"],
      proof: null,
    },
  ],
};

const brief: Brief = {
  summary: "Routes live in src/routes.",
  places: [{ path: "src/routes.ts", lines: [10, 20], symbols: ["route"], why: "goes here" }],
  notes: ["tests run with node --test"],
  writes: ["src/routes.ts"],
  checks: ["node --test"],
};

const work: Work = { summary: "done", files: ["src/a.ts"], needs: [{ path: "src/b.ts", why: "exports it" }] };

const review: Review = {
  verdict: "reject",
  concerns: [
    {
      file: "src/a.ts",
      line: 3,
      problem: "fails on empty input",
      counterexample: { command: "node -e 1", path: null, content: null, expected: "0", actual: "throws", fix: [{ path: "src/a.ts", content: "" }] },
    },
  ],
};

function editedTask(change: Readonly<Record<string, unknown>>): unknown {
  return { ...plan, tasks: [{ ...plan.tasks[0], ...change }] };
}

describe("replies in the right form come out as they are", () => {
  test("plan", () => expect(accepted("planner", plan)).toEqual(plan));
  test("brief", () => expect(accepted("searcher", brief)).toEqual(brief));
  test("work", () => expect(accepted("coder", work)).toEqual(work));
  test("work of the Fixer", () => expect(accepted("fixer", work)).toEqual(work));
  test("review", () => expect(accepted("reviewer", review)).toEqual(review));
});

describe("wrappers and packed values", () => {
  test.each([
    ["the text of it", JSON.stringify(plan)],
    ["a wrapper", { plan }],
    ["a tool call", { name: "submit_plan", arguments: JSON.stringify(plan) }],
    ["a call within a call", { function: { name: "submit_plan", arguments: { reply: plan } } }],
    ["packed tasks", { ...plan, tasks: JSON.stringify(plan.tasks) }],
    ["tasks by id", { ...plan, tasks: { token: { ...plan.tasks[0], id: undefined } } }],
  ])("a plan in %s", (_name, value) => {
    const { tasks } = accepted("planner", value);
    expect(tasks).toMatchObject([{ title: "Sign tokens", writes: ["src/token.ts", "test/token.test.ts"] }]);
  });

  test("a list of tasks alone is a plan, and unknown fields are dropped", () => {
    const reply = accepted("planner", [{ ...plan.tasks[0], mood: "good" }]);
    expect(reply).toEqual({ ...plan, summary: "", assumptions: [], verify: [] });
  });
});

describe("plans", () => {
  test("what may be left out has its default", () => {
    const { tasks } = accepted("planner", { tasks: [{ title: "Add a Route!", instruction: "do", writes: "src/a.ts" }] });
    expect(tasks).toEqual([
      {
        id: "add-a-route",
        title: "Add a Route!",
        instruction: "do",
        kind: "code",
        dependsOn: [],
        reads: [],
        writes: ["src/a.ts"],
        provides: [],
        acceptance: [],
        checks: [],
        proof: null,
      },
    ]);
  });

  test("other names for fields, and dependencies by any name of a task", () => {
    const tasks = [
      { id: "Task_1", title: "First", description: "a", files: ["./a.ts"] },
      { title: "Second thing", prompt: "b", files: "b.ts, c.ts", depends_on: "Task_1" },
      { id: 3, title: "Third", instructions: ["c", "d"], file: "d.ts", deps: ["Second thing", "First", "Task 1", 3] },
    ];
    const reply = accepted("planner", { tasks });
    expect(reply.tasks.map(({ id, dependsOn, writes }) => ({ id, dependsOn, writes }))).toEqual([
      { id: "task-1", dependsOn: [], writes: ["./a.ts"] },
      { id: "second-thing", dependsOn: ["task-1"], writes: ["b.ts", "c.ts"] },
      { id: "3", dependsOn: ["second-thing", "task-1", "3"], writes: ["d.ts"] },
    ]);
    expect(reply.tasks[2]?.instruction).toBe("c\nd");
  });

  test("tasks without an id get names that differ, and given duplicates are left for the kernel to refuse", () => {
    const task = { title: "Same", instruction: "x", writes: ["a.ts"] };
    const ids = accepted("planner", { tasks: [task, { ...task, id: "same" }, task, { ...task, id: "same" }] }).tasks.map((one) => one.id);
    expect(ids).toEqual(["same-2", "same", "same-3", "same"]);
  });

  test("an unknown dependency keeps its name, so that it can be told", () => {
    expect(accepted("planner", editedTask({ dependsOn: ["Nobody"] })).tasks[0]?.dependsOn).toEqual(["Nobody"]);
  });

  test("titles in any script name a task", () => {
    const tasks = ["Café crème", "認証"].map((title) => ({ title, instruction: "x", writes: ["a.ts"] }));
    const more = { title: "Last", instruction: "x", writes: ["b.ts"], dependsOn: ["認証"] };
    const reply = accepted("planner", { tasks: [...tasks, more] });
    expect(reply.tasks.map((task) => task.id)).toEqual(["cafe-creme", "task-2", "last"]);
    expect(reply.tasks[2]?.dependsOn).toEqual(["task-2"]);
  });

  test.each([
    ["null", null],
    ["none", null],
    ["", null],
    ["$ npm test", "npm test"],
    ["`npm test`", "npm test"],
    [{ command: "npm test" }, "npm test"],
    [["npm test"], "npm test"],
  ])("the proof %j is %j", (proof, expected) => {
    expect(accepted("planner", editedTask({ proof })).tasks[0]?.proof).toBe(expected);
  });

  test("commands come in many forms", () => {
    const checks = ["npm test", { run: "node --test" }, "$ npx tsc"];
    expect(accepted("planner", editedTask({ checks })).tasks[0]?.checks).toEqual(["npm test", "node --test", "npx tsc"]);
    const lines = "- npm test\n2. node --test\n";
    expect(accepted("planner", editedTask({ checks: lines })).tasks[0]?.checks).toEqual(["npm test", "node --test"]);
  });

  test.each([
    ["src/t.ts: verify(token: string): Claims", { path: "src/t.ts", name: "verify", signature: "(token: string): Claims" }],
    ["src/t.ts#verify", { path: "src/t.ts", name: "verify", signature: "" }],
    ["src/t.ts - export async function verify(t)", { path: "src/t.ts", name: "verify", signature: "(t)" }],
    ["verify(token: string): Claims", { path: "only.ts", name: "verify", signature: "(token: string): Claims" }],
    ["claims.sub: string", { path: "only.ts", name: "claims.sub", signature: ": string" }],
    ["only.ts: verify", { path: "only.ts", name: "verify", signature: "" }],
    ["export interface Claims", { path: "only.ts", name: "Claims", signature: "" }],
    [{ file: "src/t.ts", symbol: "verify", type: "() => void" }, { path: "src/t.ts", name: "verify", signature: "() => void" }],
    [{ name: "verify(t: string)" }, { path: "only.ts", name: "verify", signature: "(t: string)" }],
  ])("%j is provided", (provides, expected) => {
    const reply = accepted("planner", editedTask({ writes: ["only.ts"], provides }));
    expect(reply.tasks[0]?.provides).toEqual([expected]);
  });

  test("a provision that could be in any of several files is a problem", () => {
    expect(problems("planner", editedTask({ provides: ["verify()"] }))).toEqual([
      "tasks[0].provides[0].path: is missing; it must be text",
    ]);
  });

  test("a kind that nobody knows is code", () => {
    const kinds = ["feature", "Tests", "documentation", "setup", 7].map((kind) => accepted("planner", editedTask({ kind })).tasks[0]?.kind);
    expect(kinds).toEqual(["code", "test", "docs", "config", "code"]);
  });

  test("a plan without tasks has the right form: the kernel says what is wrong with it", () => {
    expect(accepted("planner", { tasks: [] }).tasks).toEqual([]);
  });
});

describe("briefs", () => {
  test.each([
    ["10-20", [10, 20]],
    ["L10-L20", [10, 20]],
    ["20-10", [10, 20]],
    ["10", [10, 10]],
    [10, [10, 10]],
    [[10, 20], [10, 20]],
    [["10", "20"], [10, 20]],
    ["[10, 20]", [10, 20]],
    [{ start: 10, end: 20 }, [10, 20]],
    [{ start_line: "10", endLine: 20 }, [10, 20]],
    ["all of it", null],
    [0, null],
    [null, null],
  ])("lines %j are %j", (lines, expected) => {
    expect(accepted("searcher", { places: [{ path: "a.ts", lines }] }).places[0]?.lines).toEqual(expected);
  });

  test("places as text, with and without lines, and symbols in one text", () => {
    const reply = accepted("searcher", { summary: "x", files: ["src/a.ts:3-9", "b.ts", { file: "c.ts", symbol: "f, g", reason: "why" }] });
    expect(reply.places).toEqual([
      { path: "src/a.ts", lines: [3, 9], symbols: [], why: "" },
      { path: "b.ts", lines: null, symbols: [], why: "" },
      { path: "c.ts", lines: null, symbols: ["f", "g"], why: "why" },
    ]);
  });

  test("files and checks for one writer, in other forms; what makes no sense is left out, and costs no brief", () => {
    const reply = accepted("searcher", { summary: "x", write: "src/a.ts, test/a.test.ts", check: "$ node --test" });
    expect([reply.writes, reply.checks]).toEqual([["src/a.ts", "test/a.test.ts"], ["node --test"]]);
    expect(accepted("searcher", { summary: "x", writes: [{ size: 3 }], checks: [7, {}] })).toMatchObject({ writes: [], checks: [] });
  });

  test("an empty brief is no brief", () => {
    expect(problems("searcher", { summary: "", places: [] })).toEqual(["reply: the brief is empty; give summary and places"]);
  });
});

describe("work", () => {
  test("files and needs in other forms", () => {
    const reply = accepted("fixer", { description: "did it", files_changed: [{ path: "a.ts" }, "b.ts", "b.ts"], needs: "src/c.ts" });
    expect(reply).toEqual({ summary: "did it", files: ["a.ts", "b.ts"], needs: [{ path: "src/c.ts", why: "" }] });
  });

  test("needs that are none are none", () => {
    for (const needs of [null, "none", "", [], [""], "null", "[]"]) expect(accepted("coder", { summary: "x", needs }).needs).toEqual([]);
  });

  test("nothing at all is asked for again", () => {
    expect(problems("coder", {})).toEqual(["summary: is missing; say in a sentence or two what was done"]);
  });
});

describe("reviews", () => {
  test.each(["approve", "Approved", "APPROVED.", "LGTM!", "accept", "pass", "ok", true, "Approve - looks fine"])("%j approves", (verdict) => {
    expect(accepted("reviewer", { verdict }).verdict).toBe("approve");
  });

  test.each(["reject", "Rejected", "request_changes", "changes requested", "needs work", false, "REJECT: broken"])("%j rejects", (verdict) => {
    expect(accepted("reviewer", { verdict, concerns: ["it throws"] }).verdict).toBe("reject");
  });

  test.each(["not approved", "No problems found", "maybe", "looks good but reject", 7, null])("%j is asked for again", (verdict) => {
    expect(problems("reviewer", { verdict })[0]).toMatch(/^verdict: /);
  });

  test("the status of a wrapper is no verdict", () => {
    const result = { verdict: "reject", concerns: ["it throws"] };
    expect(accepted("reviewer", { status: "ok", result }).verdict).toBe("reject");
  });

  test("a rejection without a concern gives the Fixer nothing to mend", () => {
    expect(problems("reviewer", { verdict: "reject", concerns: [] })).toEqual([
      "concerns: a rejection needs at least one concern, with its counterexample; else approve",
    ]);
  });

  test("concerns as text, places with lines, a counterexample spread over the concern", () => {
    const concerns = ["it throws", { path: "a.ts:12", issue: "bad", line: "", command: "npm test", expected: 1, actual: "throws" }];
    expect(accepted("reviewer", { verdict: "reject", concerns }).concerns).toEqual([
      { file: null, line: null, problem: "it throws", counterexample: null },
      {
        file: "a.ts",
        line: 12,
        problem: "bad",
        counterexample: { command: "npm test", path: null, content: null, expected: "1", actual: "throws", fix: [] },
      },
    ]);
  });

  test("a fix under other names, as one file or several; one that names no file or brings no content is left out", () => {
    const fixOf = (fix: unknown) => {
      const concern = { problem: "p", counterexample: { command: "npm test", expected: "e", actual: "a", ...(fix as object) } };
      return accepted("reviewer", { verdict: "reject", concerns: [concern] }).concerns[0]?.counterexample?.fix;
    };
    const file = { path: "a.js", content: "let a;\n" };
    expect(fixOf({ fix: [file] })).toEqual([file]);
    expect(fixOf({ fix: { file: "a.js", code: "let a;\n" } })).toEqual([file]);
    expect(fixOf({ solution: [file, { path: "b.js" }, { content: "x" }, "change a.js"] })).toEqual([file]);
    expect(fixOf({})).toEqual([]);
  });

  test("a test file's content comes through word for word", () => {
    const content = 'import test from "node:test";\n\n\ttest("x", () => {});\n';
    const concern = { problem: "p", counterexample: { path: "t.test.ts", content, expected: "e", actual: "a" } };
    expect(accepted("reviewer", { verdict: "reject", concerns: [concern] }).concerns[0]?.counterexample?.content).toBe(content);
  });
});

describe("problems", () => {
  test("they name the path, and what belongs there", () => {
    const tasks = [{ id: "a", title: "A", instruction: "", writes: ["a.ts"] }, { id: "b", title: "B", instruction: 5 }, "c"];
    expect(problems("planner", { tasks })).toEqual([
      "tasks[0].instruction: is empty; it must be text",
      "tasks[1].writes: is missing; it must be a list",
      "tasks[2]: must be an object, not text",
    ]);
    expect(problems("planner", { summary: "x", tasks: null })).toEqual(["tasks: is missing; it must be a list"]);
  });

  test("there are at most 8 of at most 200 characters, however bad the reply", () => {
    const found = problems("planner", { tasks: Array.from({ length: 500 }, () => ({ title: "x".repeat(5_000) })) });
    expect(found).toHaveLength(8);
    expect(found.every((problem) => problem.length <= 200)).toBe(true);
    expect(found[7]).toMatch(/and \d+ more/);
    expect(problems("reviewer", { verdict: "x".repeat(10_000) })[0]?.length).toBeLessThanOrEqual(200);
  });

  test.each(replyingRoles)("whatever is not an object is told to the %s", (role) => {
    for (const value of [null, undefined, 5, "words", true, [1], [[]]]) expect(problems(role, value).length).toBeGreaterThan(0);
  });

  test("the Orchestrator's choice may come as a key alone, in another field, or in backticks", () => {
    expect(accepted("orchestrator", "drop")).toEqual({ choice: "drop", reason: "" });
    expect(accepted("orchestrator", { way: "`backtrack:token`", why: "it lies" })).toEqual({ choice: "backtrack:token", reason: "it lies" });
    expect(problems("orchestrator", { goal: "x" })).toEqual(["choice: is missing; it must be text"]);
  });
});

describe("what models are shown", () => {
  test("a reply with every field that is shown, and one with only the required ones, are accepted", () => {
    const samples: Readonly<Record<string, unknown>> = { verdict: "reject", lines: "1-2", kind: "code" };
    for (const role of replyingRoles) {
      const all = sampleOf(replyJsonSchema(role), true, samples);
      const required = sampleOf(replyJsonSchema(role), false, { ...samples, verdict: "approve" });
      expect(problems(role, all)).toEqual([]);
      expect(problems(role, required)).toEqual([]);
      expect(JSON.stringify(accepted(role, all))).toContain("sample");
    }
  });
});

interface AnySchema {
  readonly type: string;
  readonly properties?: Readonly<Record<string, AnySchema>>;
  readonly items?: AnySchema;
  readonly required?: readonly string[];
}

function sampleOf(schema: AnySchema, all: boolean, samples: Readonly<Record<string, unknown>>): unknown {
  if (schema.type === "number") return 1;
  if (schema.type === "array") return schema.items === undefined ? [] : [sampleOf(schema.items, all, samples)];
  if (schema.properties === undefined) return "sample";
  const names = Object.entries(schema.properties).filter(([name]) => all || (schema.required ?? []).includes(name));
  return Object.fromEntries(names.map(([name, property]) => [name, samples[name] ?? sampleOf(property, all, samples)]));
}
