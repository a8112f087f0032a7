// The demo mission, played by hand on copies of the example project: what the script claims must be real.
import { cpSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { demoBrief, demoPlan } from "../../../examples/http-api.plan.ts";
import { demoScript } from "../../../examples/http-api.demo.ts";
import { validateReply } from "../../../src/agents/reply-schema.ts";
import { defaultSettings } from "../../../src/config/defaults.ts";
import { validatePlan } from "../../../src/core/plan-validation.ts";
import { taskKinds, type Task } from "../../../src/core/plan.ts";
import type { Role } from "../../../src/core/ids.ts";
import type { Work } from "../../../src/core/reply.ts";
import type { ScriptEntry, ScriptedEdit } from "../../../src/scripted/script.ts";
import { gated } from "./gate.ts";
import { exampleFolder, exampleTree, type Tree } from "./tree.ts";

const timeoutMs = 120_000;
const byId = new Map(demoPlan.tasks.map((task) => [task.id, task]));

function taskOf(id: string): Task {
  const task = byId.get(id);
  if (task === undefined) throw new Error(`The plan has no task ${id}.`);
  return task;
}

/** A reply as the plugin takes it: checked by the role's own schema. */
function replyOf(role: Role, reply: unknown): Work {
  if (role !== "coder" && role !== "fixer") throw new Error(`A ${role} does not attempt tasks.`);
  const check = validateReply(role, reply);
  if (!check.ok) throw new Error(check.problems.join("\n"));
  return check.reply;
}

interface Attempt {
  readonly task: string;
  readonly attempt: number;
  readonly edits: readonly ScriptedEdit[];
  readonly work: Work;
}

async function attemptOf({ role, task, attempt, answer }: ScriptEntry): Promise<Attempt | null> {
  if (typeof task !== "string" || attempt === undefined) return null;
  const identity = { mission: null, role, task, attempt };
  const request = { identity, model: "", messages: [], tools: [], turn: 0, call: 1 };
  const { edits = [], reply } = typeof answer === "function" ? await answer(request) : answer;
  return { task, attempt, edits, work: replyOf(role, reply) };
}

const attempts = (await Promise.all(demoScript.entries.map(attemptOf))).filter((attempt) => attempt !== null);

function attemptsOf(task: string): readonly Attempt[] {
  return attempts.filter((attempt) => attempt.task === task);
}

function theAttempt(task: string, attempt: number): Attempt {
  const found = attemptsOf(task)[attempt - 1];
  if (found === undefined) throw new Error(`The script does not answer ${task}, attempt ${attempt}.`);
  return found;
}

/** What a task leaves behind, its last attempt on top. */
function allEdits(task: string): ScriptedEdit[] {
  return attemptsOf(task).flatMap(({ edits }) => [...edits]);
}

function dependenciesOf(task: Task): Set<string> {
  const all = new Set<string>();
  for (const id of task.dependsOn) {
    all.add(id);
    for (const further of dependenciesOf(taskOf(id))) all.add(further);
  }
  return all;
}

/** The example with the given tasks merged, in the plan's order. */
function treeWith(tasks: ReadonlySet<string>): Tree {
  const tree = exampleTree();
  for (const task of demoPlan.tasks) if (tasks.has(task.id)) tree.apply(allEdits(task.id));
  return tree;
}

async function expectGreen(tree: Tree, command: string): Promise<void> {
  const { exitCode, output } = await tree.run(command);
  expect(exitCode, `${command}\n${output.slice(-4000)}`).toBe(0);
}

describe("the plan", () => {
  test("is valid as it stands, without an edge to add", () => {
    const check = validatePlan(demoPlan, { ...defaultSettings.limits, allowedCommands: defaultSettings.allowedCommands });
    expect(check).toMatchObject({ ok: true, notes: [] });
  });

  test("begins with four tasks at once, and has more than one later too", () => {
    const levels = new Map<string, number>();
    for (const task of demoPlan.tasks) {
      expect(taskKinds).toContain(task.kind);
      levels.set(task.id, 1 + Math.max(0, ...task.dependsOn.map((id) => levels.get(id) ?? Number.NaN)));
    }
    const widths = [1, 2, 3].map((level) => [...levels.values()].filter((value) => value === level).length);
    expect(widths[0]).toBe(4);
    expect(widths[1]).toBeGreaterThanOrEqual(2);
    expect(widths[2]).toBeGreaterThanOrEqual(2);
  });
});

describe("the script", () => {
  test("hands in a brief and a plan that are taken word for word", () => {
    expect(validateReply("searcher", demoBrief)).toEqual({ ok: true, reply: { ...demoBrief, writes: [], checks: [] } });
    expect(validateReply("planner", demoPlan)).toEqual({ ok: true, reply: demoPlan });
  });

  test("answers the first attempt of every task, and the further ones without a gap", () => {
    for (const { id } of demoPlan.tasks) {
      const numbers = attemptsOf(id).map(({ attempt }) => attempt);
      expect(numbers, id).toEqual(numbers.map((_, index) => index + 1));
      expect(numbers.length, id).toBeGreaterThan(0);
    }
  });

  test("writes what each task declares or was granted, and all of that", () => {
    for (const task of demoPlan.tasks) {
      const granted = attemptsOf(task.id).flatMap(({ work }) => work.needs.map((need) => need.path));
      const written = new Set(allEdits(task.id).map((edit) => edit.path));
      expect([...written].sort(), task.id).toEqual([...task.writes, ...granted].sort());
    }
  });

  test("asks for a path before it writes it", () => {
    for (const edit of theAttempt("user-store", 1).edits) expect(taskOf("user-store").writes).toContain(edit.path);
    expect(theAttempt("user-store", 1).work.needs.map((need) => need.path)).toEqual(["src/app.js"]);
  });

  test("uses every file of the solution", () => {
    const folder = fileURLToPath(new URL("../../../examples/http-api.solution", import.meta.url));
    const written = new Set(attempts.flatMap(({ edits }) => edits.map((edit) => edit.path)));
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name).slice(folder.length + 1).replaceAll("\\", "/");
      expect(written, path).toContain(path.slice(path.indexOf("/") + 1));
    }
  });
});

describe("each task, on its dependencies alone", () => {
  test.each(demoPlan.tasks.map((task) => [task.id] as const))(
    "%s passes the gate in the end",
    async (id) => {
      const task = taskOf(id);
      const tree = treeWith(dependenciesOf(task));
      const granted = attemptsOf(id).flatMap(({ work }) => work.needs.map((need) => need.path));
      const verdict = await gated(tree, task, allEdits(id), granted);
      expect(verdict).toMatchObject({ outcome: "accepted", findings: [] });
      expect(verdict.notes.filter((note) => !/^(README|AGENTS)\.md was not parsed/.test(note))).toEqual([]);
    },
    timeoutMs,
  );
});

describe("what goes wrong on the way", () => {
  const middleware = "src/auth/middleware.js";

  test("the gate refuses auth-middleware for an unknown export, and takes what the Fixer made of it", async () => {
    const task = taskOf("auth-middleware");
    const tree = treeWith(dependenciesOf(task));
    expect(await gated(tree, task, theAttempt(task.id, 1).edits)).toMatchObject({
      outcome: "refused",
      stage: "links",
      findings: [{ rule: "links/unknown-export", file: middleware, line: 3 }],
    });
    expect(await gated(tree, task, theAttempt(task.id, 2).edits)).toMatchObject({ outcome: "accepted" });
    const solution = new URL(`../../../examples/http-api.solution/auth-middleware/${middleware}`, import.meta.url);
    expect(tree.read(middleware)).toBe(readFileSync(solution, "utf8"));
  }, timeoutMs);

  test("user-store passes its checks on its old base, and then conflicts with app-clock in src/app.js", async () => {
    const tree = exampleTree();
    const [check = ""] = taskOf("user-store").checks;
    const git = async (command: string) => {
      const { exitCode, output } = await tree.run(`git -c user.name=demo -c user.email=demo@example.org ${command}`);
      return { exitCode, output: output.trim() };
    };
    await git("init --quiet --initial-branch=base");
    await git("add --all");
    await git("commit --quiet --message=base");
    await git("checkout --quiet -b app-clock");
    tree.apply(allEdits("app-clock"));
    await git("add --all");
    await git("commit --quiet --message=app-clock");
    await git("checkout --quiet -b user-store base");
    tree.apply(theAttempt("user-store", 1).edits);
    await expectGreen(tree, check);
    tree.apply(theAttempt("user-store", 2).edits);
    await expectGreen(tree, check);
    await git("add --all");
    await git("commit --quiet --message=user-store");
    const merge = await git("merge --no-commit app-clock");
    expect(merge.exitCode).not.toBe(0);
    expect((await git("diff --name-only --diff-filter=U")).output).toBe("src/app.js");
    expect(tree.read("src/app.js")).toMatch(/^<<<<<<< /m);
    tree.apply(theAttempt("user-store", 3).edits);
    for (const task of ["user-store", "app-clock"]) {
      for (const replayed of taskOf(task).checks) await expectGreen(tree, replayed);
    }
  }, timeoutMs);
});

describe("if app-clock is merged before user-store begins", () => {
  test("user-store's second attempt undoes it, which the replay of checks finds, and the Fixer still ends right", async () => {
    const tree = treeWith(new Set(["app-clock"]));
    const [ofStore = ""] = taskOf("user-store").checks;
    const [ofClock = ""] = taskOf("app-clock").checks;
    tree.apply([...theAttempt("user-store", 1).edits, ...theAttempt("user-store", 2).edits]);
    await expectGreen(tree, ofStore);
    expect((await tree.run(ofClock)).exitCode).not.toBe(0);
    tree.apply(theAttempt("user-store", 3).edits);
    await expectGreen(tree, ofStore);
    await expectGreen(tree, ofClock);
  }, timeoutMs);
});

describe("the result", () => {
  const everything = new Set(demoPlan.tasks.map((task) => task.id));

  test("the checks of every task pass together, and all tests do", async () => {
    const tree = treeWith(everything);
    for (const command of demoPlan.verify) await expectGreen(tree, command);
  }, timeoutMs);

  test("the example's own tests pass on it as they were", async () => {
    const tree = treeWith(everything);
    cpSync(join(exampleFolder, "test"), join(tree.folder, "test"), { recursive: true });
    await expectGreen(tree, "node --test");
  }, timeoutMs);

  test("the example's own tests pass before anything", async () => {
    await expectGreen(exampleTree(), "node --test");
  }, timeoutMs);
});
