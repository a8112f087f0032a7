// Faults of the provider, through the real OpenCode: each costs at most the attempt that met it, the mission ends in
// bounded time, and the report names the cause.
import { expect, test } from "vitest";
import type { MissionState } from "../../src/core/mission.ts";
import type { Fault, Script, ScriptEntry, Turn } from "../../src/scripted/index.ts";
import { makePlace } from "../support/mission-harness.ts";
import { startServer } from "../support/open-code-server.ts";
import { handIn, missionScript, moduleEdits, plan, taskCard } from "../support/mission-script.ts";

const runMs = 170_000;

interface Case {
  readonly fault: Fault;
  /** How the attempts at the task ended. */
  readonly ends: readonly string[];
  /** What the report says of the first attempt. */
  readonly said: RegExp;
}

/** Met by the first attempt only; without `times`, at each of its calls. */
const cases: Readonly<Record<string, Case>> = {
  "limited": { fault: { kind: "rate-limit", retryAfterSeconds: 1, times: 2 }, ends: ["merged"], said: /^$/ },
  "patient": { fault: { kind: "rate-limit", times: 1 }, ends: ["merged"], said: /^$/ },
  "erring": { fault: { kind: "server-error", times: 1 }, ends: ["merged"], said: /^$/ },
  "silent": { fault: { kind: "hang" }, ends: ["failed", "merged"], said: /stalled/ },
  "malformed": { fault: { kind: "malformed-arguments", times: 1 }, ends: ["unchanged", "merged"], said: /changed no file/ },
  "empty": { fault: { kind: "empty-reply" }, ends: ["failed", "merged"], said: /malformed-reply.*reply was empty/ },
  "astray": { fault: { kind: "wrong-tool" }, ends: ["failed", "merged"], said: /loop.*open_browser|loop.*invalid/ },
  "unwilling": { fault: { kind: "refusal" }, ends: ["failed", "merged"], said: /It said: "I'm sorry, but I can't help with that\."/ },
  "circling": { fault: { kind: "tool-loop" }, ends: ["failed", "merged"], said: /loop.*read was called 3 times/ },
  "overflowing": { fault: { kind: "context-overflow" }, ends: ["failed", "merged"], said: /context-overflow/ },
  "oversized": { fault: { kind: "oversized-reply", bytes: 2_000_000 }, ends: ["failed", "merged"], said: /reply-too-large.*2000000 bytes/ },
};

function meeting(id: string, fault: Fault): ScriptEntry {
  return { role: "coder", task: id, attempt: 1, answer: handIn(moduleEdits(id), { fault }) };
}

function firstMessage(state: MissionState, id: string): string {
  return state.tasks.get(id)?.attempts[0]?.message ?? "no attempt";
}

test("each fault costs the attempt that met it, and the report names it", { timeout: runMs + 30_000 }, async () => {
  const ids = Object.keys(cases);
  const entries = Object.entries(cases).map(([id, { fault }]) => meeting(id, fault));
  const place = await makePlace({
    script: missionScript(plan(ids.map((id) => taskCard({ id })), []), entries),
    pluginOptions: { slots: 4, reviewers: 0, limits: { stall_ms: 8_000, steps_max: 8 } },
  });
  const run = await place.runTask('"Add functions"', runMs);
  const { state } = await place.mission();
  for (const [id, { ends, said }] of Object.entries(cases)) {
    expect(state.tasks.get(id)?.attempts.map((attempt) => attempt.end), `${id}\n${run.output}`).toEqual(ends);
    expect(firstMessage(state, id), id).toMatch(said);
  }
  expect(state.outcome).toBe("done");
  expect(await place.read("src/overflowing.js")).toContain("overflowing");
  // After an overflow the next attempt gets less to read.
  expect(state.tasks.get("overflowing")?.shardScale).toBe(0.5);
  const report = await place.report();
  for (const id of ids) expect(report).toContain(firstMessage(state, id).replace(/^attempt\/[a-z-]+: /, "").slice(0, 80));
  // Nothing was asked again and again: a bounded number of calls for every task.
  for (const id of ids) expect(place.server.requests.filter((request) => request.task === id).length, id).toBeLessThan(15);
});

test("a provider that stays away pauses the mission with its last word, and resume goes on from there", { timeout: 290_000 }, async () => {
  const planned = plan([taskCard({ id: "one" }), taskCard({ id: "two" })], []);
  const away = (kind: "stream-cut" | "rate-limit", ...entries: readonly Omit<ScriptEntry, "answer">[]): Script =>
    missionScript(planned, entries.map((entry) => ({ ...entry, answer: { fault: { kind } } })));
  const place = await makePlace({
    script: away("stream-cut", { role: "searcher" }),
    pluginOptions: { reviewers: 0, limits: { provider_failures_max: 1, attempt_ms: 12_000, stall_ms: 11_000 } },
  });
  const cut = await place.runTask('"Add one and two"', 90_000);
  expect(cut.output).toContain("Mission paused");
  expect((await place.mission()).state).toMatchObject({ phase: "analysing", paused: expect.stringMatching(/provider failed.*Connection reset/) });

  place.server.setScript(away("rate-limit", { role: "coder", task: "one" }, { role: "coder", task: "two" }));
  const limited = await place.runTask("resume", 90_000);
  const { state } = await place.mission();
  expect(state.paused, limited.output).toMatch(/provider failed.*12000 ms.*Rate limit reached/s);
  expect(limited.output).toContain("Rate limit reached");
  expect(state.counts).toMatchObject({ merged: 0, stopped: 0, dropped: 0 });
  // The host's word on when it will ask again is how long the model was left alone.
  const { events } = await place.mission();
  const throttled = events.flatMap((event) => (event.type === "model-throttled" ? [event.retryMs ?? 0] : []));
  expect(Math.max(0, ...throttled)).toBeGreaterThan(500);
  expect(events.map(({ type }) => type)).toContain("cooling-down");

  place.server.setScript(missionScript(planned));
  const resumed = await place.runTask("resume", 90_000);
  expect((await place.mission()).state.outcome, resumed.output).toBe("done");
  expect(await place.read("src/two.js")).toContain("two");
  expect(await place.missions()).toHaveLength(1);
});

test("however the Orchestrator's model behaves, the command is carried out once, or it is dropped", { timeout: 180_000 }, async () => {
  const orchestrator = (answer: { readonly fault?: Fault; readonly turns?: readonly Turn[] }): Script => ({ entries: [{ role: "orchestrator", answer }] });
  const place = await makePlace({ script: orchestrator({ fault: { kind: "refusal" } }) });
  const none = "There has been no mission in this folder";
  expect((await place.runTask("status", 40_000)).output).toContain(none);

  place.server.setScript(orchestrator({ fault: { kind: "wrong-tool" } }));
  const before = place.server.requests.length;
  const astray = await place.runTask("status", 40_000);
  expect(astray.output).toContain(none);
  expect(place.server.requests.length - before).toBeLessThan(12);

  const server = await startServer(place);
  const session = await server.openSession();
  place.server.setScript(orchestrator({ fault: { kind: "empty-reply" } }));
  expect(await server.task(session, '"Add one"')).toBe("");
  place.server.setScript({ entries: [] });
  expect(await server.say(session, "hello")).toBe("Hello.");
  expect(await server.task(session, "status")).toContain(none);
});
