// The review of the whole for real: a repository, a workspace and the gate. Only what the models say is made up.
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { Effect, FollowUpEffect, RecheckEffect, ReviewWholeEffect, TryWholeEffect } from "../../../src/core/effect.ts";
import type { Rerun, ResultEvent, Trial } from "../../../src/core/event.ts";
import { newMission } from "../../../src/core/mission.ts";
import type { Plan } from "../../../src/core/plan.ts";
import type { Concern, Counterexample } from "../../../src/core/reply.ts";
import { noUsage } from "../../../src/core/usage.ts";
import { viewOf } from "../../../src/core/view.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import type { AgentHost, AgentRequest, AgentResult } from "../../../src/ports/agent-host.ts";
import type { Workspace } from "../../../src/ports/workspace.ts";
import type { Role } from "../../../src/core/ids.ts";
import { createLocalExecutor } from "../../../src/runtime/local-executor.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { createMemoryStore } from "../../support/memory-store.ts";
import { makePlan, makeTask } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";
import { changeFrom, integrate, never, repositoryWith, temporaryFolder, workspaceOn, write } from "../workspace/support.ts";

const testPath = "test/total.test.js";
const command = `node --test ${testPath}`;
const header = 'import assert from "node:assert/strict";\nimport { test } from "node:test";\n';
const content = `${header}import { total } from "../src/index.js";\ntest("total", () => assert.equal(total([1, 2]), 3));\n`;
/** `sum` adds up; `total` should, and takes the first alone. */
const wrong = "export function total(values) {\n  return values[0];\n}\n";
const right = 'import { sum } from "./sum.js";\n\nexport function total(values) {\n  return sum(values);\n}\n';

function counterexample(over: Partial<Counterexample> = {}): Counterexample {
  return { command, path: testPath, content, expected: "3", actual: "1", fix: [{ path: "src/index.js", content: right }], ...over };
}

function concern(over: Partial<Counterexample> = {}): Concern {
  return { file: "src/index.js", line: 2, problem: "total does not add up", counterexample: counterexample(over) };
}

const proven: Trial = { outcome: "proven", command, why: "it fails", excerpt: null };

/** Answers every session with one reply, and keeps what was asked. */
function hostThat(replies: unknown, asked: AgentRequest<Role>[]): AgentHost {
  return {
    run: async <R extends Role>(request: AgentRequest<R>) => {
      asked.push(request as unknown as AgentRequest<Role>);
      return { session: "s-1", usage: noUsage, outcome: "replied", reply: replies } as AgentResult<R>;
    },
    warm: async () => undefined,
    catalogue: async () => null,
  };
}

describe("the whole", () => {
  let workspace: Workspace;
  let base: string;
  let trunk: string;

  beforeEach(async () => {
    const folder = repositoryWith(path.join(temporaryFolder(), "repo"), {
      "package.json": '{ "type": "module", "private": true }\n',
      "src/keep.js": "export const keep = 1;\n",
      "test/keep.test.js": `${header}import { keep } from "../src/keep.js";\ntest("keep", () => assert.equal(keep, 1));\n`,
    });
    workspace = workspaceOn(folder);
    ({ base } = await workspace.capture(never));
    const sum = "export function sum(values) {\n  return values.reduce((all, value) => all + value, 0);\n}\n";
    trunk = await merge("sum", { "src/sum.js": sum });
    trunk = await merge("total", { "src/index.js": wrong });
  });

  async function merge(task: string, files: Readonly<Record<string, string>>): Promise<string> {
    const change = await changeFrom(workspace, await workspace.trunk(), task, (directory) => write(directory, files));
    return integrate(workspace, change, task);
  }

  async function execute(effect: Effect, reply: unknown = null, asked: AgentRequest<Role>[] = [], protect: readonly string[] = []): Promise<ResultEvent> {
    const defaults = makeSettings();
    const settings = makeSettings({ allowedCommands: ["node --test"], limits: { ...defaults.limits, checkMs: 20_000 }, gate: { ...defaults.gate, protect } });
    const executor = createLocalExecutor({
      ...{ workspace, gate: createGate(), store: createMemoryStore(), clock: createManualClock(), startedMs: 0, host: hostThat(reply, asked) },
      context: { survey: async () => "map", shard: async () => ({ text: "shard", pages: [], omitted: [] }), page: async () => "" },
    });
    const facts = { mission: "m-1", goal: "Add total, which adds up", settings, base, brief: null, catalogue: null };
    return executor.execute(effect, { signal: never, facts, view: () => viewOf(newMission("m-1", "goal", settings)), emit: () => undefined });
  }

  async function tryOne(over: Partial<Counterexample>, more: Partial<TryWholeEffect> = {}, protect: readonly string[] = []): Promise<Trial | undefined> {
    const effect: TryWholeEffect = { kind: "try-whole", id: "e1", look: 1, reviewer: 1, base, trunk, concerns: [concern(over)], known: [], replay: ["node --test"], ...more };
    const event = await execute(effect, null, [], protect);
    if (event.type !== "whole-tried") throw new Error(event.type);
    return event.trials[0];
  }

  async function again(over: Partial<Counterexample> = {}): Promise<Rerun | undefined> {
    const effect: RecheckEffect = { kind: "recheck", id: "e1", trunk: await workspace.trunk(), counterexamples: [{ concern: concern(over), trial: proven }] };
    const event = await execute(effect);
    if (event.type !== "rechecked") throw new Error(event.type);
    return event.reruns[0];
  }

  test("is proven wrong by what fails on trunk, and passes with a fix that the gate accepts", async () => {
    expect(await tryOne({})).toMatchObject({ outcome: "proven", command });
  });

  test("may be mended in a file that nobody wrote, since what is missing may be anywhere", async () => {
    const missing = `${header}import { doubled } from "../src/keep.js";\ntest("doubled", () => assert.equal(doubled, 2));\n`;
    const fix = [{ path: "src/keep.js", content: "export const keep = 1;\nexport const doubled = 2 * keep;\n" }];
    expect(await tryOne({ content: missing, fix })).toMatchObject({ outcome: "proven" });
    // Without a fix, or with one that does not bring it, nothing tells it from a name that nobody promised.
    expect(await tryOne({ content: missing, fix: [] })).toMatchObject({ outcome: "refuted", why: expect.stringContaining("the test itself is wrong") });
    expect(await tryOne({ content: missing })).toMatchObject({ outcome: "shown" });
  });

  test.each<[string, Partial<Counterexample>, RegExp]>([
    ["no fix", { fix: [] }, /no fix is offered/],
    ["a fix outside", { fix: [{ path: "../x.js", content: "" }] }, /the fix's path \.\.\/x\.js/],
    ["a fix of a protected file", { fix: [{ path: "src/sum.js", content: "" }] }, /src\/sum\.js, which the configuration protects/],
    ["a fix that bends a test that is there", { fix: [{ path: "test/keep.test.js", content: "" }, { path: "src/index.js", content: right }] }, /changes the test test\/keep\.test\.js/],
    ["a fix that breaks what worked", { fix: [{ path: "src/index.js", content: right }, { path: "src/keep.js", content: "export const keep = 2;\n" }] }, /the gate refuses the reviewer's fix/],
  ])("%s proves nothing", async (_name, over, why) => {
    expect(await tryOne(over, {}, ["src/sum.js"])).toMatchObject({ outcome: "shown", why: expect.stringMatching(why) });
  });

  test("what succeeds, and what would write over a test that was proven before, is refuted", async () => {
    expect(await tryOne({ content: content.replace("[1, 2]), 3", "[3]), 3") })).toMatchObject({ outcome: "refuted" });
    expect(await tryOne({}, { known: [testPath] })).toMatchObject({ outcome: "refuted", why: expect.stringContaining("is there already") });
  });

  test("is tried again as the counterexample was, not as its test was made to say since", async () => {
    expect(await again()).toEqual({ passes: false, why: `"${command}" still fails` });
    await merge("bend", { [testPath]: content.replace("), 3)", "), 1)") });
    expect(await again()).toMatchObject({ passes: false });
    await merge("mend", { "src/index.js": right });
    expect(await again()).toEqual({ passes: true, why: `"${command}" succeeds now` });
  });

  test("is shown to its reviewer as one diff against the goal, without a task", async () => {
    const asked: AgentRequest<Role>[] = [];
    const effect: ReviewWholeEffect = { kind: "review-whole", id: "e1", look: 1, reviewer: 1, model: null, base, trunk, summary: "It adds up.", tasks: [], known: [] };
    const event = await execute(effect, { verdict: "approve", concerns: [] }, asked);
    expect(event).toMatchObject({ type: "whole-reviewed", result: { ok: true } });
    expect(asked[0]).toMatchObject({ role: "reviewer", task: null, attempt: 1, writes: [] });
    for (const text of ["Add total, which adds up", "+++ b/src/sum.js", "+++ b/src/index.js", "added src/index.js"]) expect(asked[0]?.prompt).toContain(text);
  });

  test("what its reviewer is sent is bounded, however much was changed", async () => {
    const long = Array.from({ length: 20_000 }, (_, at) => `export const value${at} = ${at};\n`).join("");
    trunk = await merge("long", { "src/long.js": long });
    const asked: AgentRequest<Role>[] = [];
    await execute({ kind: "review-whole", id: "e1", look: 1, reviewer: 1, model: null, base, trunk, summary: "", tasks: [], known: [] }, { verdict: "approve", concerns: [] }, asked);
    const prompt = asked[0]?.prompt ?? "";
    expect(Buffer.byteLength(prompt)).toBeLessThan(24_000 + makeSettings().shardBytesMax.reviewer + 2_000);
    expect(prompt).toMatch(/more lines of this file's diff; read the file/);
    expect(prompt).toContain("+++ b/src/sum.js");
  });

  test("its follow-up is planned on trunk, and brings the counterexamples' tests as a change", async () => {
    const asked: AgentRequest<Role>[] = [];
    const plan: Plan = makePlan([makeTask("mend", { writes: ["src/index.js"] })]);
    const effect: FollowUpEffect = {
      ...{ kind: "follow-up", id: "e1", attempt: 2, model: null, trunk, counterexamples: [{ concern: concern(), trial: proven }] },
      ...{ problems: [], others: [], taken: ["sum", "total"], tasksMax: 6, shardScale: 1 },
    };
    const event = await execute(effect, plan, asked);
    if (event.type !== "follow-up-planned") throw new Error(event.type);
    expect(event.result).toMatchObject({ outcome: "valid", plan: { tasks: [{ id: "mend" }] } });
    expect(event.tests).toMatchObject({ base: trunk, files: [{ path: testPath, status: "added" }] });
    expect(String(await workspace.read(event.tests?.commit ?? "", testPath))).toBe(content);
    expect(asked[0]).toMatchObject({ role: "planner", task: null, attempt: 2 });
    expect(asked[0]?.prompt).toContain("total does not add up");
  });
});
