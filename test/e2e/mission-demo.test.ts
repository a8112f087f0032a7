// The demo mission on the example project, from `/task` to its report; and once more, killed in the middle.
import { execFileSync } from "node:child_process";
import { cp, readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { demoGoal, demoScript } from "../../examples/http-api.demo.ts";
import { demoPlan } from "../../examples/http-api.plan.ts";
import { totalTokens } from "../../src/core/usage.ts";
import type { RecordedRequest } from "../../src/scripted/index.ts";
import { makePlace, type MissionPlace, type MissionRecord } from "../support/mission-harness.ts";
import { chargedOnce, expectSlotsOutside, mergedTasks, treeOf } from "../support/mission-facts.ts";

const example = fileURLToPath(new URL("../../examples/http-api", import.meta.url));
const taskIds = demoPlan.tasks.map(({ id }) => id).sort();
const runMs = 400_000;

async function demoPlace(): Promise<MissionPlace> {
  const place = await makePlace({ script: demoScript, files: {}, git: "empty", pluginOptions: { slots: 4 } });
  await cp(example, place.project, { recursive: true });
  place.git("add", "--all");
  place.git("commit", "--quiet", "--message=start");
  return place;
}

/** Requests of sessions that another session opened. */
function childRequests(place: MissionPlace): readonly RecordedRequest[] {
  return place.server.requests.filter(({ headers }) => headers["x-parent-session-id"] !== undefined);
}

function systemPromptOf(request: RecordedRequest): string {
  const messages = request.request?.messages ?? [];
  return JSON.stringify(messages.filter(({ role }) => role === "system"));
}

function expectProtocol(place: MissionPlace, mission: MissionRecord): void {
  const children = childRequests(place);
  expect(children.length).toBeGreaterThan(3 * taskIds.length);
  for (const request of children) {
    expect(request.headers).toMatchObject({ "x-orchestrator-protocol": "1", "x-orchestrator-mission": mission.id });
    expect(["searcher", "planner", "coder", "reviewer", "fixer"]).toContain(request.role);
    const isOfTheWhole = request.role === "searcher" || request.role === "planner" || (request.role === "reviewer" && request.task === null);
    expect(taskIds.includes(request.task ?? "")).toBe(!isOfTheWhole);
    expect(request.attempt).toBeGreaterThan(0);
    expect(request.request?.tools).not.toContain("mission");
    expect(systemPromptOf(request)).not.toContain(place.root);
  }
  const whole = children.filter(({ role, task }) => role === "reviewer" && task === null);
  expect(whole).toHaveLength(1);
  // All of the mission, not what was merged last.
  for (const path of ["src/auth/token.js", "src/users/store.js", "README.md"]) expect(JSON.stringify(whole[0]?.request?.messages)).toContain(`+++ b/${path}`);
  const asked = place.server.requests.filter(({ role }) => role === "orchestrator");
  expect(asked.map(({ request }) => request?.tools)).toEqual(asked.map(() => ["mission"]));
}

async function expectReport(place: MissionPlace, { state }: MissionRecord): Promise<void> {
  const report = await place.report();
  expect(report).toContain(demoGoal);
  const { calls, inputTokens, cacheReadTokens, outputTokens } = state.usage;
  expect(report).toContain(`| **all** | ${calls} | ${inputTokens} | ${cacheReadTokens} | ${outputTokens} |`);
  for (const record of state.tasks.values()) {
    const { task, merged, attempts, usage } = record;
    expect(report).toContain(`| ${task.id} |`);
    expect(report).toContain(`### ${task.id}: ${task.title}`);
    expect(report).toContain(`| merged | ${attempts.length} | ${totalTokens(usage)} | ${merged?.slice(0, 10)} |`);
    for (const attempt of attempts) {
      expect(report).toContain(`- Attempt ${attempt.attempt}: ${attempt.role}`);
      expect(report).toContain(`${attempt.usage.calls} calls, ${totalTokens(attempt.usage)} tokens`);
      for (const finding of attempt.findings) expect(report).toContain(`[${finding.rule}]`);
    }
  }
}

/** Of the mission that ran without a break; kept for the test that compares with it. */
let wholeTree: string | null = null;

describe("the demo mission", () => {
  test("is done, landed and reported", { timeout: 2 * runMs }, async () => {
    const place = await demoPlace();
    const before = { head: place.git("rev-parse", "HEAD"), index: await readFile(join(place.project, ".git", "index")) };
    const { output, exitCode } = await place.runTask(`"${demoGoal}"`, runMs);
    const mission = await place.mission();
    const { state } = mission;
    expect([exitCode, state.outcome, state.reason], output).toEqual([0, "done", ""]);
    expect(mergedTasks(place, mission)).toEqual(taskIds);
    wholeTree = treeOf(place, mission);
    const ends = [...state.tasks.values()].flatMap(({ attempts }) => attempts.map(({ end }) => end));
    expect(ends.filter((end) => end === "refused")).toHaveLength(1);
    expect(ends.filter((end) => end === "conflict")).toHaveLength(1);
    expect(state.landing?.outcome).toBe("landed");
    expect(output).toContain("# Mission done");

    expect(place.git("rev-parse", "HEAD")).toBe(before.head);
    expect(place.git("symbolic-ref", "HEAD")).toBe("refs/heads/main");
    expect(await readFile(join(place.project, ".git", "index"))).toEqual(before.index);
    expectTestsPass(place);
    const tests = (await readdir(join(place.project, "test"), { recursive: true })).filter((name) => name.endsWith(".test.js"));
    const inExample = (await readdir(join(example, "test"), { recursive: true })).filter((name) => name.endsWith(".test.js"));
    expect(tests).toEqual(expect.arrayContaining(inExample));
    expect(tests.length).toBeGreaterThan(inExample.length);

    await expectReport(place, mission);
    expectProtocol(place, mission);
    chargedOnce(place, mission);
    const answered = childRequests(place).filter(({ status }) => status === 200);
    expect(state.usage.calls).toBe(answered.length);
    expectSlotsOutside(place);
  });

  test("ends with the same tree when it is killed in the middle and resumed", { timeout: 3 * runMs }, async () => {
    const place = await demoPlace();
    const run = place.startTask(`"${demoGoal}"`, runMs);
    await place.until(({ counts }) => counts.merged >= taskIds.length / 2, run);
    await run.kill();
    expect((await place.mission()).state.phase).toBe("executing");
    const { output } = await place.runTask("resume", runMs);
    const mission = await place.mission();
    expect(mission.state.outcome, output).toBe("done");
    expect(mergedTasks(place, mission)).toEqual(taskIds);
    chargedOnce(place, mission);
    expectTestsPass(place);

    if (wholeTree === null) {
      const whole = await demoPlace();
      await whole.runTask(`"${demoGoal}"`, runMs);
      wholeTree = treeOf(whole, await whole.mission());
    }
    expect(treeOf(place, mission)).toBe(wholeTree);
  });
});

function expectTestsPass(place: MissionPlace): void {
  const result = execFileSync("npm", ["test"], { cwd: place.project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  expect(result).toMatch(/# fail 0|ℹ fail 0/);
}
