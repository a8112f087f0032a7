// What the Planner and the Orchestrator are asked about a task, as it runs: on real git and the real survey, with a host
// that hands in what a test says. What is wrong with an answer is told while its author still has it in view.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createContext } from "../../../src/context/context.ts";
import type { Effect, PivotEffect, ReplanEffect } from "../../../src/core/effect.ts";
import type { ResultEvent } from "../../../src/core/event.ts";
import type { Role } from "../../../src/core/ids.ts";
import { noUsage } from "../../../src/core/usage.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import type { AgentHost, AgentRequest, AgentResult } from "../../../src/ports/agent-host.ts";
import { createLocalExecutor } from "../../../src/runtime/local-executor.ts";
import { createSystemClock } from "../../../src/runtime/system-clock.ts";
import { createMemoryStore, type MemoryStore } from "../../support/memory-store.ts";
import { finding } from "../../support/missions.ts";
import { makePlan, makeTask } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";
import { makePlace, never, type Place } from "./place.ts";

interface Asked {
  readonly event: ResultEvent;
  readonly prompt: string;
  readonly identity: Pick<AgentRequest<Role>, "role" | "task" | "attempt" | "writes">;
  /** What each reply was refused for, in order. */
  readonly refusals: readonly (readonly string[])[];
  readonly store: MemoryStore;
}

const task = makeTask("big", { writes: ["src/a.js", "src/b.js"], checks: ["node --test test/a.test.js"] });
const stuck = { task, question: 2, why: "the ladder is climbed", model: null, findings: [finding("it fails")], tried: ["attempt 1: refused"] };

function place(): Promise<Place> {
  return makePlace({ "package.json": '{ "type": "module" }\n', "src/a.js": "export function alpha() {\n  return 1;\n}\n" });
}

/** Runs an effect with a model that hands the replies in one after another, until one is taken. */
async function ask({ root, workspace, base }: Place, effect: Effect, replies: readonly unknown[]): Promise<Asked> {
  const asked: { prompt: string; identity: Asked["identity"] | null; refusals: (readonly string[])[] } = { prompt: "", identity: null, refusals: [] };
  const host: AgentHost = {
    async run<R extends Role>(request: AgentRequest<R>): Promise<AgentResult<R>> {
      const { prompt, role, task: about, attempt, writes } = request;
      Object.assign(asked, { prompt, identity: { role, task: about, attempt, writes } });
      for (const reply of replies) {
        const problems = request.review?.(reply as never) ?? [];
        if (problems.length === 0) return { session: "s", usage: noUsage, outcome: "replied", reply: reply as never };
        asked.refusals.push(problems);
      }
      return { session: "s", usage: noUsage, outcome: "failed", failure: "malformed-reply", message: "no reply was taken" };
    },
    warm: async () => undefined,
    catalogue: async () => null,
  };
  const store = createMemoryStore();
  const context = createContext({ store, cacheDirectory: join(root, "survey") });
  const executor = createLocalExecutor({ workspace, host, gate: createGate(), context, store, clock: createSystemClock(), startedMs: 0 });
  const facts = { mission: "m-1", goal: "goal", settings: makeSettings(), catalogue: null, base, brief: null };
  const event = await executor.execute(effect, {
    signal: never,
    facts,
    view: () => {
      throw new Error("no report is due");
    },
    emit: () => undefined,
  });
  if (asked.identity === null) throw new Error("nobody was asked");
  return { event, prompt: asked.prompt, identity: asked.identity, refusals: asked.refusals, store };
}

describe("the Planner, asked about one task", () => {
  const replan = (start: string): ReplanEffect => ({
    ...{ kind: "replan", id: "e1", ...stuck, start, way: "split", subtree: [], upstream: null, others: [] },
    ...{ taken: ["big"], tasksMax: 4 },
  });

  test("sees the card, the failure and trunk's files, and is told what to mend until its plan fits", async () => {
    const here = await place();
    const parts = [makeTask("one", { writes: ["src/a.js"] }), makeTask("two", { writes: ["src/b.js"] })];
    const replies = [makePlan([makeTask("alone")]), makePlan([makeTask("x", { writes: ["src/a.js/deep.js"] }), makeTask("y")]), makePlan(parts)];
    const { event, prompt, identity, refusals, store } = await ask(here, replan(here.base), replies);
    expect(identity).toEqual({ role: "planner", task: "big", attempt: 2, writes: [] });
    for (const text of ["# Task big:", "it fails", "attempt 1: refused", "the ladder is climbed", "alpha", "2 to 4 smaller tasks"]) expect(prompt).toContain(text);
    expect(refusals.map(([first]) => first)).toEqual([expect.stringContaining("At least 2 tasks"), expect.stringContaining("leads through src/a.js")]);
    expect(event).toMatchObject({ taken: { rung: "split", why: "the ladder is climbed" } });
    if (event.type !== "replanned" || event.result.outcome !== "valid") throw new Error(JSON.stringify(event));
    expect(event.result.plan.tasks.map(({ id, checks }) => [id, checks])).toEqual([["one", []], ["two", task.checks]]);
    expect(store.files.has("tasks/big/question-2/prompt.md")).toBe(true);
  });

  test("that hands nothing in that fits has failed", async () => {
    const here = await place();
    const { event } = await ask(here, replan(here.base), [makePlan([])]);
    expect(event).toMatchObject({ type: "replanned", result: { outcome: "failed", failure: "malformed-reply" } });
  });
});

describe("the Orchestrator at a pivot", () => {
  test("sees what was tried and the ways out, reads no file, and is held to the list", async () => {
    const here = await place();
    const ways = [{ key: "replan", kind: "replan", task: null, meaning: "A new plan." }, { key: "drop", kind: "drop", task: null, meaning: "It is given up." }] as const;
    const effect: PivotEffect = { kind: "pivot", id: "e1", vote: 1, ...stuck, start: here.base, ways };
    const replies = [{ choice: "win", reason: "" }, { choice: "replan", reason: "cut it another way" }];
    const { event, prompt, identity, refusals } = await ask(here, effect, replies);
    expect(identity).toEqual({ role: "orchestrator", task: "big", attempt: 2, writes: [] });
    expect(prompt).toContain("- replan: A new plan.\n- drop: It is given up.");
    expect(prompt).toContain("attempt 1: refused");
    expect(refusals).toEqual([["choice: is none of the listed ways; it must be one of replan, drop"]]);
    const further = await ask(here, { ...effect, vote: 2 }, replies);
    expect(further.identity.attempt).toBe(102);
    expect(await further.store.read("tasks/big/question-2-vote-2/reply.json")).toContain("replan");
    expect(event).toMatchObject({ type: "pivoted", taken: { rung: "pivot", why: "the ladder is climbed" }, result: { ok: true, choice: replies[1] } });
  });
});
