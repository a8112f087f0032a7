// An attempt's change is mended before it is kept: what the gate judges, and what is merged, is the mended one.
import path from "node:path";
import { describe, expect, test } from "vitest";
import { defaultSettings } from "../../../src/config/defaults.ts";
import { noUsage } from "../../../src/core/usage.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import type { AgentHost } from "../../../src/ports/agent-host.ts";
import type { AttemptEffect } from "../../../src/core/effect.ts";
import { createLocalExecutor } from "../../../src/runtime/local-executor.ts";
import { createMemoryStore } from "../../support/memory-store.ts";
import { makeTask } from "../../support/plans.ts";
import { never, repositoryWith, temporaryFolder, workspaceOn, write } from "../workspace/support.ts";

async function attempted(written: Readonly<Record<string, string>>, fixes: "safe" | "off") {
  const folder = repositoryWith(path.join(temporaryFolder(), "repo"), { "src/a.js": "export const a = 1;\n" });
  const workspace = workspaceOn(folder);
  const { base } = await workspace.capture(never);
  // A worker that writes what it is told to, as a model would by its tools.
  const host: AgentHost = {
    async run({ directory }) {
      write(directory, written);
      return { session: null, usage: noUsage, outcome: "replied", reply: { summary: "done", files: [], needs: [] } as never };
    },
    warm: async () => {},
    catalogue: async () => null,
  };
  const context = { survey: async () => "", shard: async () => ({ text: "", pages: [], omitted: [] }), page: async () => null };
  const executor = createLocalExecutor({
    workspace, host, context, gate: createGate(), store: createMemoryStore(), clock: { now: () => 0 } as never, startedMs: 0,
  });
  const task = makeTask("t1", { writes: ["src/b.js"] });
  const effect: AttemptEffect = {
    kind: "attempt", id: "e1", task, attempt: 1, role: "coder", rung: "attempt", level: 0, why: "", model: null, start: base, carry: null, findings: [], provided: [], shardScale: 1,
  };
  const settings = { ...defaultSettings, gate: { ...defaultSettings.gate, fixes } };
  const facts = { mission: "m-1", goal: "g", settings, catalogue: null, base, brief: null };
  const event = await executor.execute(effect, { signal: never, facts, view: () => ({}) as never, emit: () => {} });
  if (event.type !== "attempted") throw new Error(`it was ${event.type}`);
  const { result } = event;
  const text = result.outcome === "changed" ? Buffer.from((await workspace.read(result.change.commit, "src/b.js")) ?? []).toString() : null;
  return { result, text };
}

const spare = "import { a } from './a.js';\nexport const b = 2;\n";

describe("an attempt with an unused import", () => {
  test("is handed in without it, and says so", async () => {
    const { result, text } = await attempted({ "src/b.js": spare }, "safe");
    expect(text).toBe("export const b = 2;\n");
    expect(result).toMatchObject({ outcome: "changed", fixes: { done: ["unused imports were taken out of src/b.js: a"], notes: [] } });
  });

  test("is handed in as it was made if fixes are off", async () => {
    const { result, text } = await attempted({ "src/b.js": spare }, "off");
    expect(text).toBe(spare);
    expect(result).toMatchObject({ outcome: "changed", fixes: { done: [], notes: [] } });
  });

  test("that is all it changed, has changed nothing", async () => {
    const { result } = await attempted({ "src/a.js": "import { c } from './c.js';\nexport const a = 1;\n" }, "safe");
    expect(result.outcome).toBe("unchanged");
  });
});
