// The reversal as it runs, on real git with the real gate: what falls with a merge is told by contents, and trunk moves
// only to a commit that the gate has accepted.
import { describe, expect, test } from "vitest";
import type { RevertEffect } from "../../../src/core/effect.ts";
import type { ResultEvent } from "../../../src/core/event.ts";
import type { MergedTask } from "../../../src/core/question.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import type { Workspace } from "../../../src/ports/workspace.ts";
import { createLocalExecutor } from "../../../src/runtime/local-executor.ts";
import { createSystemClock } from "../../../src/runtime/system-clock.ts";
import { createMemoryStore } from "../../support/memory-store.ts";
import { makeTask } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";
import { makePlace, never, put, type Place } from "./place.ts";

const testFile = (name: string) =>
  `import assert from "node:assert";\nimport { test } from "node:test";\nimport { ${name} } from "../src/${name}.js";\ntest("${name}", () => assert.equal(${name}(), "${name}"));\n`;
const source = (name: string) => `export function ${name}() {\n  return "${name}";\n}\n`;

function place(): Promise<Place> {
  return makePlace({ "package.json": '{ "type": "module" }\n', "src/keep.js": source("keep") });
}

async function merged(workspace: Workspace, id: string, files: Readonly<Record<string, string>>, more: Partial<MergedTask> = {}): Promise<MergedTask> {
  const before = await workspace.trunk();
  const by = { mission: "m-1", task: id, attempt: 1, title: id };
  const slot = await workspace.acquire(before, null, never);
  put(slot.directory, files);
  const change = await workspace.collect(slot, by);
  workspace.release(slot);
  if (change === null) throw new Error(`${id} changed nothing`);
  const merge = await workspace.merge(change, by);
  await workspace.advance(merge.change, by);
  return { id, title: id, commit: merge.change.commit, before, inputs: Object.keys(files), checks: [], ...more };
}

function run(workspace: Workspace, base: string, over: Pick<RevertEffect, "target" | "later"> & Partial<RevertEffect>): Promise<ResultEvent> {
  const unused = new Proxy({}, { get: (_target, name) => { throw new Error(`${String(name)} is not for reversals`); } });
  const executor = createLocalExecutor({
    ...{ workspace, gate: createGate(), store: createMemoryStore(), clock: createSystemClock(), startedMs: 0 },
    host: unused as never,
    context: unused as never,
  });
  const effect: RevertEffect = { kind: "revert", id: "e1", task: makeTask("top"), question: 1, earlier: [], ...over };
  const facts = { mission: "m-1", goal: "goal", settings: makeSettings(), catalogue: null, base, brief: null };
  return executor.execute(effect, { signal: never, facts, view: () => { throw new Error("no report is due"); }, emit: () => undefined });
}

describe("a reversal", () => {
  test("takes along what had other contents below it, with its tests, and keeps the rest", async () => {
    const { workspace, base } = await place();
    const low = await merged(workspace, "low", { "src/low.js": source("low"), "test/low.test.js": testFile("low") });
    const onIt = await merged(
      workspace,
      "onIt",
      { "src/onIt.js": 'import { low } from "./low.js";\nexport const onIt = () => low();\n' },
      { inputs: ["src/low.js", "src/onIt.js"] },
    );
    const beside = await merged(workspace, "beside", { "src/beside.js": source("beside"), "test/beside.test.js": testFile("beside") }, { checks: ["node --test test/beside.test.js"] });
    const onThat = await merged(workspace, "onThat", { "src/onThat.js": source("onThat") }, { inputs: ["src/onIt.js", "src/onThat.js"] });
    const tip = await workspace.trunk();
    const event = await run(workspace, base, { target: low, later: [onIt, beside, onThat] });
    if (event.type !== "reverted" || event.result.outcome !== "reverted") throw new Error(JSON.stringify(event));
    expect(event.result.tasks).toEqual(["low", "onIt", "onThat"]);
    expect(event.result.change.base).toBe(tip);
    expect(await workspace.trunk()).toBe(event.result.change.commit);
    expect(await workspace.list(event.result.change.commit)).toEqual(["package.json", "src/beside.js", "src/keep.js", "test/beside.test.js"]);
    // After a crash between trunk's move and the journal, the same is answered again.
    expect(await run(workspace, base, { target: low, later: [onIt, beside, onThat] })).toMatchObject({ result: event.result });
  });

  test("that the gate refuses leaves trunk where it is", async () => {
    const { workspace, base } = await place();
    const low = await merged(workspace, "low", { "src/low.js": source("low") });
    // It uses what is taken back, and its inputs do not say so.
    const hidden = await merged(workspace, "hidden", { "src/hidden.js": 'import { low } from "./low.js";\nexport const hidden = () => low();\n' });
    const tip = await workspace.trunk();
    const event = await run(workspace, base, { target: low, later: [hidden] });
    expect(event).toMatchObject({ type: "reverted", result: { outcome: "refused", verdict: { stage: "links" } } });
    expect(await workspace.trunk()).toBe(tip);
  });

  test("of all there is leads back to what the mission began from", async () => {
    const { workspace, base } = await place();
    const low = await merged(workspace, "low", { "src/low.js": source("low") });
    const event = await run(workspace, base, { target: low, later: [] });
    expect(event).toMatchObject({ type: "reverted", result: { outcome: "reverted", tasks: ["low"] } });
    expect((await workspace.between(base, await workspace.trunk())).files).toEqual([]);
  });
});
