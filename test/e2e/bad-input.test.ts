// Bad input through the real OpenCode: each gets an answer that says what is wrong and what to do, and nothing of the
// user's is changed or lost.
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Plan } from "../../src/core/plan.ts";
import type { ToolCall, Turn } from "../../src/scripted/index.ts";
import { makePlace, type MissionPlace } from "../support/mission-harness.ts";
import { missionScript, plan, taskCard } from "../support/mission-script.ts";
import { startServer } from "../support/open-code-server.ts";

const testMs = 200_000;
const one = plan([taskCard({ id: "one" })], []);

/** What a user would miss: files, HEAD and index. */
function standingOf(place: MissionPlace): string {
  return [place.git("rev-parse", "HEAD"), place.git("status", "--porcelain"), place.git("ls-files", "--stage")].join("\n");
}

test("what is wrong is said before anything is begun, and can be put right", { timeout: testMs }, async () => {
  const place = await makePlace({ script: missionScript(one), pluginOptions: { reviewers: 0 } });
  const server = await startServer(place);
  const session = await server.openSession();

  expect(await server.task(session, "")).toContain("There is no goal.");
  expect(await server.task(session, '"  "')).toContain("There is no goal.");
  expect(await server.task(session, "resume")).toContain("no unfinished mission");

  await place.write("opencode.toml", "[orchestrator]\nslots = 2\nreviewer = 1\n\n[orchestrator.limits]\nstall_ms = \"soon\"\n");
  const invalid = await server.task(session, '"Add one"');
  expect(invalid).toContain(`${join(place.project, "opencode.toml")}:3:1: unknown key "reviewer"`);
  expect(invalid).toContain('did you mean "reviewers"?');
  expect(invalid).toMatch(/opencode\.toml:6:\d+: limits\.stall_ms must be/);
  await place.write("opencode.toml", "[orchestrator\nslots = 2\n");
  expect(await server.task(session, '"Add one"')).toMatch(/opencode\.toml:1:\d+: /);
  expect(await place.missions()).toEqual([]);

  await place.write("opencode.toml", '[orchestrator.models]\ncoder = ["scripted/weka"]\n');
  const unknown = await server.task(session, '"Add one"');
  expect(unknown).toMatch(/OpenCode has no model scripted\/weka\. It has .*scripted\/weak/);
  expect((await place.mission()).state).toMatchObject({ phase: "executing", paused: expect.stringContaining("scripted/weka") });
  await place.write("opencode.toml", '[orchestrator.models]\ncoder = ["scripted/weak"]\n');
  expect(await server.task(session, "resume")).toContain("# Mission done");
  expect(await place.read("src/one.js")).toContain("one");
  // The attempt that could not begin has cost no call.
  expect((await place.mission()).state.tasks.get("one")?.attempts[0]).toMatchObject({ usage: { calls: 0 } });
});

test("a merge under way, and a damaged mission of before, stop nothing but what they must", { timeout: testMs }, async () => {
  const place = await makePlace({ script: missionScript(one), pluginOptions: { reviewers: 0 } });
  const server = await startServer(place);
  const session = await server.openSession();

  place.git("checkout", "--quiet", "-b", "side");
  await place.write("src/add.js", "export const side = 1;\n");
  place.git("commit", "--quiet", "--all", "--message=side");
  place.git("checkout", "--quiet", "main");
  await place.write("src/add.js", "export const main = 1;\n");
  place.git("commit", "--quiet", "--all", "--message=main");
  expect(() => place.git("merge", "--quiet", "side")).toThrow();
  const before = standingOf(place);
  const busy = await server.task(session, '"Add one"');
  expect(busy).toContain("Mission failed");
  expect(busy).toMatch(/merge/);
  expect(standingOf(place)).toBe(before);
  expect(place.git("branch", "--list", "orchestrator/*")).toBe("");
  place.git("merge", "--abort");

  const { directory } = await place.mission();
  const journal = join(directory, "journal.jsonl");
  const damaged = "not a record\n".repeat(3);
  await writeFile(journal, damaged);
  expect(await server.task(session, '"Add one"')).toContain("# Mission done");
  expect(await place.read("src/one.js")).toContain("one");
  expect(execFileSync("cat", [journal], { encoding: "utf8" })).toBe(damaged);
});

function submitPlan(planned: unknown): Turn {
  const call: ToolCall = { tool: "submit_plan", args: planned };
  return { calls: [call] };
}

function planOf(...tasks: readonly Parameters<typeof taskCard>[0][]): Plan {
  return plan(tasks.map(taskCard), []);
}

test("a plan that cannot be is mended by its author, within the session", { timeout: testMs }, async () => {
  const place = await makePlace({
    script: missionScript(one, [
      {
        role: "planner",
        answer: {
          turns: [
            submitPlan(planOf({ id: "a", dependsOn: ["b"] }, { id: "b", dependsOn: ["a"] })),
            submitPlan(planOf({ id: "a", dependsOn: ["ghost"] }, { id: "b", writes: ["../b.js"] }, { id: "b" })),
            submitPlan(plan([], [])),
            submitPlan(planOf({ id: "one", title: "x".repeat(200_000) })),
            submitPlan(one),
          ],
        },
      },
    ]),
    pluginOptions: { reviewers: 0, limits: { corrections_max: 4, reply_bytes_max: 4_000_000 } },
  });
  const run = await place.runTask('"Add one"', 90_000);
  const { state } = await place.mission();
  expect(state.outcome, run.output).toBe("done");
  expect(state.planAttempts).toBe(1);
  // What the planner was told after each of its plans.
  const asked = place.server.requests.filter((request) => request.role === "planner").map((request) => JSON.stringify(request.request?.messages));
  expect(asked[1]).toMatch(/cycle/);
  expect(asked[2]).toMatch(/ghost/);
  expect(asked[2]).toMatch(/\.\.\/b\.js/);
  expect(asked[3]).toMatch(/has no task/);
  expect(asked[4]).toMatch(/title/);
  // Its own words come back to it, but not what we say of them.
  expect(state.tasks.get("one")?.task.title.length).toBeLessThanOrEqual(200);
});

test("a plan that stays impossible ends the mission after the tries, honestly", { timeout: testMs }, async () => {
  const flood = Array.from({ length: 10_000 }, (_, index) => ({ id: `t${index}` }));
  const place = await makePlace({
    script: missionScript(one, [{ role: "planner", answer: { turns: Array.from({ length: 6 }, () => submitPlan(planOf(...flood))) } }]),
    pluginOptions: { limits: { corrections_max: 1, plan_tries_max: 2, reply_bytes_max: 16_000_000 } },
  });
  const before = standingOf(place);
  const run = await place.runTask('"Add one"', 120_000);
  const { state } = await place.mission();
  expect(state, run.output).toMatchObject({ outcome: "failed", planAttempts: 2 });
  expect(run.output).toMatch(/no valid plan after 2 tries.*(?:10,?000|context-overflow)/s);
  expect(run.output.length).toBeLessThan(20_000);
  expect(standingOf(place)).toBe(before);
});

test("a path through a symbolic link is not written", { timeout: testMs }, async () => {
  const linked = taskCard({ id: "one", writes: ["linked/one.js"] });
  const place = await makePlace({
    script: missionScript(plan([linked], []), [
      { role: "coder", answer: { edits: [{ path: "linked/one.js", content: "export const one = 1;\n" }], reply: { summary: "", files: [], needs: [] } } },
    ]),
    pluginOptions: { reviewers: 0, limits: { attempts_per_task_max: 2 } },
  });
  const outside = join(place.root, "outside");
  await mkdir(outside);
  execFileSync("ln", ["-s", outside, join(place.project, "linked")]);
  const run = await place.runTask('"Add one"', 120_000);
  const { state } = await place.mission();
  expect(state.outcome, run.output).toBe("failed");
  expect(execFileSync("ls", [outside], { encoding: "utf8" })).toBe("");
  expect(run.output).toMatch(/linked\/one\.js leads through linked, which is a file or a symbolic link/);
});

test("without git, or with one that is too old, the mission says which is needed", { timeout: testMs }, async () => {
  const place = await makePlace({ script: missionScript(one) });
  const bin = join(place.root, "bin");
  await mkdir(bin);
  const path = { PATH: bin };
  const within = (environment: Readonly<Record<string, string>>) => {
    Object.assign(place.home.environment, environment);
    return place.runTask('"Add one"', 60_000);
  };
  const missing = await within(path);
  expect(missing.output).toMatch(/git could not be started/);
  expect((await place.mission()).state.outcome).toBe("failed");
  const real = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  await writeFile(join(bin, "git"), `#!/bin/sh\ncase "$*" in *version*) echo "git version 2.20.1" ;; *) exec ${real} "$@" ;; esac\n`);
  await chmod(join(bin, "git"), 0o755);
  const old = await within(path);
  expect(old.output).toMatch(/2\.20\.1.*2\.38 is needed/s);
});

test("a reply of 50 MB is refused, as a call and as a text", { timeout: testMs }, async () => {
  const planned = plan([taskCard({ id: "one" }), taskCard({ id: "two" })], []);
  const place = await makePlace({
    script: missionScript(planned, [
      { role: "coder", task: "one", attempt: 1, answer: { reply: {}, fault: { kind: "oversized-reply", bytes: 50_000_000 } } },
      { role: "coder", task: "two", attempt: 1, answer: { turns: [{ text: "x".repeat(50_000_000) }] } },
    ]),
    pluginOptions: { reviewers: 0 },
  });
  const run = await place.runTask('"Add one and two"', 150_000);
  const { state } = await place.mission();
  expect(state.outcome, run.output).toBe("done");
  for (const id of ["one", "two"]) {
    expect(state.tasks.get(id)?.attempts.map((attempt) => attempt.message)).toEqual([expect.stringContaining("reply-too-large"), ""]);
  }
});
