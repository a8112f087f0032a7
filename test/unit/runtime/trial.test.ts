// Counterexamples run for real: a repository, a workspace and the gate; only the reviewers are made up.
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { Limits } from "../../../src/core/settings.ts";
import { newMission } from "../../../src/core/mission.ts";
import type { TrialEffect } from "../../../src/core/effect.ts";
import type { Trial, TrialOutcome } from "../../../src/core/event.ts";
import type { Concern, Counterexample } from "../../../src/core/reply.ts";
import { viewOf } from "../../../src/core/view.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import type { EffectScope } from "../../../src/ports/executor.ts";
import type { Workspace } from "../../../src/ports/workspace.ts";
import { createLocalExecutor } from "../../../src/runtime/local-executor.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { createMemoryStore } from "../../support/memory-store.ts";
import { makeTask } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";
import { changeFrom, never, repositoryWith, temporaryFolder, workspaceOn, write } from "../workspace/support.ts";

const allowedCommands = ["node --test", "node check.js"];
const testPath = "clamp.test.js";
const command = `node --test ${testPath}`;

function testOf(expression: string, expected: string): string {
  return `import assert from "node:assert/strict";
import { test } from "node:test";
import { clamp } from "./clamp.js";
test("clamps", () => assert.equal(${expression}, ${expected}));
`;
}

function concern(over: Partial<Counterexample>): Concern {
  const counterexample = { command, path: testPath, content: testOf("clamp(9, 0, 5)", "5"), expected: "5", actual: "9", fix: [], ...over };
  return { file: "clamp.js", line: 1, problem: "the upper bound is forgotten", counterexample };
}

const right = "export function clamp(value, low, high) {\n  return Math.min(Math.max(value, low), high);\n}\n";
const wrong = "export function clamp(value, low, _high) {\n  return Math.max(value, low);\n}\n";
const fix = [{ path: "clamp.js", content: right }];

describe("counterexamples", () => {
  let workspace: Workspace;
  let effect: TrialEffect;

  beforeEach(async () => {
    const folder = repositoryWith(path.join(temporaryFolder(), "repo"), {
      "package.json": '{ "type": "module", "private": true }\n',
      "clamp.js": "export function clamp(value, low, _high) {\n  return value < low ? low : value;\n}\n",
      "check.js": 'import { clamp } from "./clamp.js";\nprocess.exit(clamp(-1, 0, 5) === 0 ? 0 : 1);\n',
    });
    workspace = workspaceOn(folder);
    const { base } = await workspace.capture(never);
    const change = await changeFrom(workspace, base, "clamp", (directory) => write(directory, { "clamp.js": wrong }));
    const task = makeTask("clamp", { writes: ["clamp.js"], checks: ["node check.js"] });
    effect = { kind: "trial", id: "e1", task, attempt: 1, reviewer: 1, change, concerns: [] };
  });

  async function tryAll(concerns: readonly Concern[], limits: Partial<Limits> = {}): Promise<TrialOutcome> {
    const settings = makeSettings({ allowedCommands, limits: { ...makeSettings().limits, checkMs: 20_000, ...limits } });
    const executor = createLocalExecutor({
      workspace,
      gate: createGate(),
      store: createMemoryStore(),
      clock: createManualClock(),
      startedMs: 0,
      host: { run: () => Promise.reject(new Error("no model is asked")), warm: async () => undefined, catalogue: async () => null },
      context: {
        survey: () => Promise.reject(new Error("no map is asked for")),
        shard: () => Promise.reject(new Error("no shard is asked for")),
        page: async () => "",
      },
    });
    const state = newMission("m-1", "goal", settings);
    const facts = { mission: "m-1", goal: "goal", settings, catalogue: null, base: effect.change.base, brief: null };
    const scope: EffectScope = { signal: never, facts, view: () => viewOf(state), emit: () => undefined };
    const event = await executor.execute({ ...effect, concerns }, scope);
    if (event.type !== "tried") throw new Error(event.type);
    return event.result;
  }

  async function tryOne(over: Partial<Counterexample>): Promise<Trial | undefined> {
    return (await tryAll([concern(over)])).trials[0];
  }

  test("one that fails, and passes with a fix that the gate accepts, is proven, and its test is kept", async () => {
    const { trials, tests } = await tryAll([concern({ fix })]);
    expect(trials).toEqual([expect.objectContaining({ outcome: "proven", command, excerpt: expect.any(String) })]);
    expect(tests?.alone.files.map((file) => file.path)).toEqual([testPath]);
    expect(tests?.besideChange.files.map((file) => file.path)).toEqual([testPath, "clamp.js"].sort());
    expect(String(await workspace.read(tests?.besideChange.commit ?? "", "clamp.js"))).toBe(wrong);
  });

  test("one that fails, without a fix or with one that does not mend it, is shown", async () => {
    expect(await tryOne({})).toMatchObject({ outcome: "shown", why: expect.stringContaining("no fix is offered") });
    expect(await tryOne({ fix: [{ path: "clamp.js", content: `${wrong}// looked at\n` }] })).toMatchObject({ outcome: "shown", why: expect.stringContaining("fails with the reviewer's fix too") });
  });

  test("a fix that the task's own checks refuse, or that writes elsewhere, proves nothing", async () => {
    const bent = "export function clamp(_value, _low, high) {\n  return high;\n}\n";
    expect(await tryOne({ fix: [{ path: "clamp.js", content: bent }] })).toMatchObject({ outcome: "shown", why: expect.stringContaining("the gate refuses") });
    expect(await tryOne({ fix: [...fix, { path: "check.js", content: "" }] })).toMatchObject({ outcome: "shown", why: expect.stringContaining("not among the task's files") });
  });

  test.each<[string, Partial<Counterexample>, RegExp]>([
    ["succeeds", { content: testOf("clamp(-9, 0, 5)", "0") }, /succeeds on the change/],
    ["cannot be read", { content: "test(" }, /the test itself is wrong: This does not parse/],
    ["imports what nobody promised", { content: 'import { clip } from "./clamp.js";\nclip();\n' }, /the test itself is wrong: .*does not export "clip"/],
    ["names a command that is not allowed", { command: "curl example.org" }, /not on the list/],
    ["is a line for a shell", { command: "node --test; rm -rf ." }, /the command/],
    ["writes over a file that is there", { path: "check.js" }, /is there already/],
    ["writes outside", { path: "../x.test.js" }, /contains \.\./],
    ["has a path and no content", { content: null }, /without its content/],
    ["has nothing to run", { command: null, path: null, content: null }, /no command/],
    ["is stopped by a signal", { content: "process.kill(process.pid, 'SIGKILL');\n", command: `node --test ${testPath}` }, /fails on the change|was killed/],
  ])("one that %s", async (_name, over, why) => {
    const trial = await tryOne(over);
    expect(trial?.why).toMatch(why);
    if (!/signal/.test(_name)) expect(trial).toMatchObject({ outcome: "refuted", excerpt: null });
  });

  test("a command of its own is derived for a test file", async () => {
    expect(await tryOne({ command: null })).toMatchObject({ outcome: "shown", command });
  });

  test("one that goes on for ever ends at the deadline, and shows nothing", async () => {
    const { trials } = await tryAll([concern({ content: "for (;;);\n" })], { checkMs: 1_500 });
    expect(trials).toEqual([expect.objectContaining({ outcome: "refuted", why: expect.stringContaining("did not come to an end") })]);
  });

  test("one that deletes the slot's files harms no later work", async () => {
    const content = 'import { rmSync } from "node:fs";\nrmSync("clamp.js");\nrmSync("check.js");\nprocess.exit(1);\n';
    const { trials } = await tryAll([concern({ content }), concern({ fix })]);
    expect(trials.map(({ outcome }) => outcome)).toEqual(["shown", "proven"]);
  });

  test("only so many are run; a concern without one is left untried", async () => {
    const { trials } = await tryAll([{ ...concern({}), counterexample: null }, ...[1, 2, 3, 4].map((at) => concern({ path: `c${at}.test.js`, command: null }))]);
    expect(trials.map(({ outcome }) => outcome)).toEqual(["untried", "shown", "shown", "shown", "untried"]);
  });
});
