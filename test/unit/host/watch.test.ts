// The watch over one session: what it counts, what ends a session, and what a model is told meanwhile.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { Verdict } from "../../../src/core/change.ts";
import type { Role } from "../../../src/core/ids.ts";
import { noUsage } from "../../../src/core/usage.ts";
import { Watch } from "../../../src/host/watch.ts";
import type { AgentRequest } from "../../../src/ports/agent-host.ts";
import { createManualClock, letOthersAct } from "../../support/manual-clock.ts";
import { goodBrief, goodWork, limits, requestOf } from "./support.ts";

function watchOver<R extends Role>(role: R, over: Partial<AgentRequest<R>> = {}) {
  const clock = createManualClock();
  const watch = new Watch("s1", requestOf(role, over), clock, "loopback");
  const seen: { ending: unknown } = { ending: null };
  void watch.ended.then((ending) => (seen.ending = ending));
  const ending = async () => {
    await letOthersAct();
    return seen.ending;
  };
  return { clock, watch, ending };
}

const refused: Verdict = {
  outcome: "refused",
  stage: "syntax",
  notes: [],
  findings: Array.from({ length: 7 }, (_, index) => ({
    stage: "syntax",
    rule: "syntax/parse-error",
    severity: "error",
    file: "src/a.js",
    line: index + 1,
    column: 1,
    message: `wrong ${index}`,
    excerpt: null,
  })),
};

describe("time", () => {
  test("silence ends the session, and any word of the host's begins it anew", async () => {
    const { clock, watch, ending } = watchOver("coder");
    await clock.advance(limits.stallMs - 2_000);
    watch.onEvent("session.updated", {});
    await clock.advance(limits.stallMs - 2_000);
    expect(await ending()).toBeNull();
    await clock.advance(5_000);
    expect(await ending()).toMatchObject({ failure: "stalled" });
    watch.close();
  });

  test("an announced retry is not silence, and if nothing comes of it the provider is named", async () => {
    const { clock, watch, ending } = watchOver("coder");
    const status = { type: "retry", attempt: 1, message: "Too Many Requests", next: clock.now() + 5 * limits.stallMs };
    watch.onEvent("session.status", { status });
    await clock.advance(5 * limits.stallMs);
    expect(await ending()).toBeNull();
    await clock.advance(limits.stallMs + 1_000);
    expect(await ending()).toMatchObject({ failure: "provider", message: expect.stringContaining("Too Many Requests") });
    watch.close();
  });

  test("a retry that brought words again is forgotten", async () => {
    const { clock, watch, ending } = watchOver("coder");
    watch.onEvent("session.status", { status: { type: "retry", attempt: 1, message: "overloaded", next: clock.now() + 10 } });
    watch.onEvent("message.part.delta", { partID: "p1", field: "text", delta: "So" });
    await clock.advance(2 * limits.stallMs);
    expect(await ending()).toMatchObject({ failure: "stalled" });
    watch.close();
  });

  test("the deadline holds however much is said", async () => {
    const { clock, watch, ending } = watchOver("coder");
    for (let waitedMs = 0; waitedMs < limits.attemptMs; waitedMs += 30_000) {
      watch.onEvent("session.updated", {});
      await clock.advance(30_000);
    }
    expect(await ending()).toMatchObject({ failure: "deadline" });
    watch.close();
  });

  test("our own work at a check is not the model's silence", async () => {
    let resolve: (verdict: Verdict) => void = () => undefined;
    const checked = new Promise<Verdict>((given) => (resolve = given));
    const { clock, watch, ending } = watchOver("coder", { check: () => checked });
    const answer = watch.check();
    await clock.advance(3 * limits.stallMs);
    expect(await ending()).toBeNull();
    resolve({ outcome: "accepted", findings: [], notes: [] });
    expect(await answer).toContain("No findings.");
    await clock.advance(limits.stallMs + 2_000);
    expect(await ending()).toMatchObject({ failure: "stalled" });
    watch.close();
  });

  test("a closed watch sleeps no more", async () => {
    const { clock, watch } = watchOver("coder");
    watch.close();
    await clock.advance(10);
    expect(clock.sleepers()).toBe(0);
  });
});

describe("steps", () => {
  test("more model calls than allowed are held until the session has settled, and never sent", async () => {
    const { watch, ending } = watchOver("coder", { limits: { ...limits, stepsMax: 3 } });
    for (let step = 0; step < 3; step += 1) await watch.onRequest();
    const sent: string[] = [];
    const held = watch.onRequest().then(
      () => sent.push("sent"),
      (thrown: Error) => sent.push(thrown.message),
    );
    expect(await ending()).toMatchObject({ failure: "steps" });
    expect(sent).toEqual([]);
    watch.close();
    await held;
    expect(sent).toEqual(["this session is over"]);
  });

  test("the role's own ceiling holds where the settings allow more", async () => {
    const { watch, ending } = watchOver("planner", { limits: { ...limits, stepsMax: 500 } });
    for (let step = 0; step < 30; step += 1) await watch.onRequest();
    void watch.onRequest().catch(() => undefined);
    expect(await ending()).toMatchObject({ failure: "steps", message: expect.stringContaining("30") });
    watch.close();
  });

  test("a conversation that the host would shorten has overflowed, and nothing more is sent", async () => {
    const { watch, ending } = watchOver("coder");
    await watch.onRequest();
    const held = watch.onCompaction().catch((thrown: Error) => thrown.message);
    expect(await ending()).toMatchObject({ failure: "context-overflow" });
    watch.close();
    expect(await held).toBe("this session is over");
  });

  test("the model call after an accepted reply ends the session with that reply", async () => {
    const { watch, ending } = watchOver("searcher");
    await watch.onRequest();
    await watch.submit("submit_brief", goodBrief);
    void watch.onRequest().catch(() => undefined);
    expect(await ending()).toEqual({ reply: goodBrief });
    watch.close();
  });
});

describe("loops", () => {
  test("the same call with the same answer ends the session; another answer is another call", async () => {
    const { watch, ending } = watchOver("coder");
    for (let turn = 0; turn < limits.repeatsMax * 2; turn += 1) await watch.afterTool("read", { filePath: "a" }, `answer ${turn}`);
    await watch.afterTool("read", { filePath: "b" }, "answer 0");
    expect(await ending()).toBeNull();
    for (let turn = 0; turn < limits.repeatsMax; turn += 1) await watch.afterTool("read", { filePath: "a" }, "the same");
    expect(await ending()).toMatchObject({ failure: "loop", message: expect.stringContaining("read") });
    watch.close();
  });
});

describe("circles", () => {
  test("a file written back to an earlier content twice ends the session; progress and an edit without effect do not", async () => {
    const directory = mkdtempSync(join(tmpdir(), "watch-"));
    const { watch, ending } = watchOver("coder", { directory });
    const write = async (content: string, at: number) => {
      writeFileSync(join(directory, "a.js"), content);
      await watch.afterTool("write", { filePath: join(directory, "a.js"), at }, `written ${at}`);
    };
    for (const [at, content] of ["one", "two", "two", "three", "one"].entries()) await write(content, at);
    expect(await ending()).toBeNull();
    await write("two", 9);
    expect(await ending()).toMatchObject({ failure: "loop", message: "a.js was written back to an earlier content 2 times" });
    watch.close();
    rmSync(directory, { recursive: true });
  });

  test("two calls in turns, each with the same answer, end the session", async () => {
    const { watch, ending } = watchOver("coder");
    for (const path of ["a", "b", "a"]) await watch.afterTool("read", { filePath: path }, path);
    expect(await ending()).toBeNull();
    await watch.afterTool("read", { filePath: "b" }, "b");
    expect(await ending()).toMatchObject({ failure: "loop", message: expect.stringContaining("in turns") });
    watch.close();
  });

  test("an overload that the host tells of is passed on; other reasons to wait are not", () => {
    const onThrottled = vi.fn<(message: string, retryMs: number) => void>();
    const { watch, clock } = watchOver("coder", { onThrottled });
    for (const message of ["Too Many Requests", "socket hang up", "Overloaded", "429"]) {
      watch.onEvent("session.status", { status: { type: "retry", attempt: 1, message, next: 0 } });
    }
    expect(onThrottled.mock.calls.map(([message]) => message)).toEqual(["Too Many Requests", "Overloaded", "429"]);
    watch.onEvent("session.status", { status: { type: "retry", attempt: 2, message: "429", next: clock.now() + 7_000 } });
    expect(onThrottled.mock.calls.map(([, retryMs]) => retryMs)).toEqual([0, 0, 0, 7_000]);
    watch.close();
  });
});

describe("calls that come to nothing", () => {
  const failed = (callID: string, tool: string, status: string) => ({
    part: { id: `p-${callID}`, type: "tool", tool, callID, state: { status, input: { tool: "open_browser" }, error: "no such tool" } },
  });

  test.each([["open_browser", "error"], ["invalid", "completed"]])("repeated, they are a loop: %s %s", async (tool, status) => {
    const { watch, ending } = watchOver("coder");
    for (let call = 0; call < limits.repeatsMax - 1; call += 1) {
      watch.onEvent("message.part.updated", failed(`c${call}`, tool, "running"));
      watch.onEvent("message.part.updated", failed(`c${call}`, tool, status));
      watch.onEvent("message.part.updated", failed(`c${call}`, tool, status));
    }
    expect(await ending()).toBeNull();
    watch.onEvent("message.part.updated", failed("last", tool, status));
    expect(await ending()).toMatchObject({ failure: "loop", message: expect.stringContaining(tool) });
    watch.close();
  });

  test("a call that succeeded is counted where its answer is seen, not twice", async () => {
    const { watch, ending } = watchOver("coder");
    for (let call = 0; call < 2 * limits.repeatsMax; call += 1) watch.onEvent("message.part.updated", failed(`c${call}`, "read", "completed"));
    expect(await ending()).toBeNull();
    watch.close();
  });
});

describe("replies", () => {
  test("one that is too large ends the session unread", async () => {
    const { watch, ending } = watchOver("coder", { limits: { ...limits, replyBytesMax: 2_048 } });
    await watch.submit("submit_work", { ...goodWork, summary: "é".repeat(1_024) });
    expect(await ending()).toMatchObject({ failure: "reply-too-large" });
    expect(watch.accepted()).toBeNull();
    watch.close();
  });

  test.each([
    ["pieces", (at: number) => ["message.part.delta", { partID: "p1", field: "text", delta: `${at}`.padEnd(100) }]],
    ["whole, growing", (at: number) => ["message.part.updated", { part: { id: "p1", type: "text", text: "x".repeat(at * 100) } }]],
    ["part after part", (at: number) => ["message.part.updated", { part: { id: `p${at}`, type: "reasoning", text: "x".repeat(100) } }]],
  ] as const)("text told in %s is measured while it comes", async (_name, tell) => {
    const { watch, ending } = watchOver("coder", { limits: { ...limits, replyBytesMax: 2_048 } });
    for (let at = 1; at <= 20; at += 1) watch.onEvent(...(tell(at) as [string, unknown]));
    expect(await ending()).toBeNull();
    watch.onEvent(...(tell(21) as [string, unknown]));
    expect(await ending()).toMatchObject({ failure: "reply-too-large" });
    watch.close();
  });

  test("pieces and the whole that follows them are not counted twice", async () => {
    const { watch, ending } = watchOver("coder", { limits: { ...limits, replyBytesMax: 2_048 } });
    for (let at = 0; at < 15; at += 1) watch.onEvent("message.part.delta", { partID: "p1", field: "text", delta: "x".repeat(100) });
    watch.onEvent("message.part.updated", { part: { id: "p1", type: "text", text: "x".repeat(1_500) } });
    expect(await ending()).toBeNull();
    watch.close();
  });

  test("corrections are counted over tool and text together, and bounded", async () => {
    const { watch, ending } = watchOver("reviewer", { limits: { ...limits, correctionsMax: 2 } });
    expect(await watch.submit("submit_review", { verdict: "perhaps" })).toContain("Not accepted");
    expect(await watch.takeText("no JSON here")).toContain("No tries are left");
    expect(await ending()).toBeNull();
    await watch.submit("submit_review", null);
    expect(await ending()).toMatchObject({ failure: "malformed-reply" });
    watch.close();
  });

  test("of several hand-ins, side by side or later, the first that is accepted counts", async () => {
    const { watch } = watchOver("coder");
    const second = { ...goodWork, summary: "Another." };
    const answers = await Promise.all([watch.submit("submit_work", goodWork), watch.submit("submit_work", second)]);
    expect(answers).toEqual(["Accepted. End your turn.", expect.stringContaining("accepted already")]);
    expect(await watch.submit("submit_work", second)).toContain("accepted already");
    expect(watch.accepted()).toEqual(goodWork);
    watch.close();
  });

  test("what goes wrong after the reply was accepted does not take it back", async () => {
    const { clock, watch, ending } = watchOver("coder");
    await watch.submit("submit_work", goodWork);
    await clock.advance(2 * limits.stallMs);
    expect(await ending()).toEqual({ reply: goodWork });
    watch.close();
  });

  test("JSON in the text is taken where no tool was called", async () => {
    const { watch } = watchOver("coder");
    expect(await watch.takeText(`Here it is:\n\`\`\`json\n${JSON.stringify(goodWork)}\n\`\`\`\nBye.`)).toBeNull();
    expect(watch.accepted()).toEqual(goodWork);
    watch.close();
  });

  test("another role's tool is refused without being counted", async () => {
    const { watch } = watchOver("coder", { limits: { ...limits, correctionsMax: 0 } });
    expect(await watch.submit("submit_plan", {})).toContain("submit_work");
    expect(await watch.submit("submit_work", goodWork)).toContain("Accepted");
    watch.close();
  });

  test("what the extra check of a reply says goes back to the model", async () => {
    const review = vi.fn<() => string[]>(() => ["tasks[0]: no"]).mockReturnValueOnce(["plan: a cycle"]).mockReturnValueOnce([]);
    const { watch } = watchOver("searcher", { review });
    expect(await watch.submit("submit_brief", goodBrief)).toContain("plan: a cycle");
    expect(await watch.submit("submit_brief", goodBrief)).toContain("Accepted");
    watch.close();
  });
});

describe("tools", () => {
  test("checks are bounded, and told how many are left", async () => {
    const check = vi.fn<() => Promise<Verdict>>(async () => refused);
    const { watch } = watchOver("coder", { check, limits: { ...limits, checkCallsMax: 2 } });
    expect(await watch.check()).toContain("1 check left.");
    expect(await watch.check()).toContain("src/a.js:7: wrong 6");
    expect(await watch.check()).toContain("Hand in your work");
    expect(check).toHaveBeenCalledTimes(2);
    watch.close();
  });

  test("an edit's answer carries the first findings on that file, and only edits do", async () => {
    const checkFile = vi.fn<() => Promise<Verdict>>(async () => refused);
    const { watch } = watchOver("coder", { checkFile });
    const more = await watch.afterTool("write", { filePath: "/slots/one/src/a.js", content: "" }, "ok");
    expect(more?.split("\n")).toHaveLength(5);
    expect(more).toContain("src/a.js:4: wrong 3 [syntax/parse-error]\n… and 3 more.");
    expect(await watch.afterTool("read", { filePath: "src/a.js" }, "ok")).toBeNull();
    expect(checkFile.mock.calls).toEqual([["src/a.js"]]);
    watch.close();
  });

  test("findings of many lines take one each, and exactly five are shown whole", async () => {
    const long = { ...refused, findings: refused.findings.slice(0, 5).map((one) => ({ ...one, message: `first\n  ${"x".repeat(1_000)}` })) };
    const { watch } = watchOver("coder", { checkFile: async () => long });
    const lines = (await watch.afterTool("write", { filePath: "src/a.js" }, "ok"))?.split("\n") ?? [];
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/^src\/a\.js:\d: first x+… \[syntax\/parse-error\]$/);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(450);
    watch.close();
  });

  test("warnings of an accepted change are told by a check, as such", async () => {
    const [first] = refused.findings;
    const warned: Verdict = { outcome: "accepted", findings: first === undefined ? [] : [{ ...first, severity: "warning" }], notes: [] };
    const { watch } = watchOver("coder", { check: async () => warned, checkFile: async () => warned });
    expect(await watch.check()).toBe("Accepted, with warnings:\nsrc/a.js:1: wrong 0 [warning syntax/parse-error]\n2 checks left.");
    expect(await watch.afterTool("write", { filePath: "src/a.js" }, "ok")).toBeNull();
    watch.close();
  });

  test("undeclared paths are refused in a line that says what to do", () => {
    const { watch } = watchOver("coder");
    expect(() => watch.beforeTool("write", { filePath: "src/b.js" })).toThrow(/src\/b\.js is not one of your files \(src\/a\.js\).*needs/);
    expect(() => watch.beforeTool("edit", { filePath: "/etc/passwd" })).toThrow(/not one of your files/);
    expect(() => watch.beforeTool("edit", {})).toThrow(/not one of your files/);
    expect(() => watch.beforeTool("write", { filePath: "./src/../src/a.js" })).not.toThrow();
    expect(() => watch.beforeTool("read", { filePath: "/etc/passwd" })).not.toThrow();
    watch.close();
  });

  test("a session that is over may call no tool any more: its slot may be another's", () => {
    const { watch } = watchOver("coder");
    watch.close();
    expect(() => watch.beforeTool("write", { filePath: "src/a.js" })).toThrow(/over/);
  });

  test("roles without checks and pages say so, and pages are asked for by name and line", async () => {
    const { watch } = watchOver("searcher");
    expect(await watch.check()).toContain("nothing to check");
    expect(await watch.page({ name: "x" })).toContain("no pages");
    watch.close();
    const page = vi.fn<(name: string) => Promise<string | null>>(async (name) => (name === "map" ? "x".repeat(20_000) : null));
    const withPages = watchOver("coder", { page }).watch;
    expect((await withPages.page({ name: "map", offset: 12 })).length).toBeLessThanOrEqual(8_192);
    expect(await withPages.page({ name: 7 })).toContain("no page");
    expect(page.mock.calls).toEqual([["map", 12], ["", 0]]);
    withPages.close();
  });
});

describe("usage", () => {
  const message = (id: string, output: number) => ({
    info: { id, role: "assistant", cost: 0.5, tokens: { input: 10, output, reasoning: 0, cache: { read: 1, write: 0 } } },
  });

  test("each message counts once, with its last figures", async () => {
    const told: unknown[] = [];
    const { watch } = watchOver("coder", { onUsage: (session, total) => told.push([session, total.outputTokens]) });
    watch.onEvent("message.updated", { info: { id: "u1", role: "user" } });
    watch.onEvent("message.updated", message("m1", 0));
    watch.onEvent("message.updated", message("m1", 4));
    watch.onEvent("message.updated", message("m1", 4));
    watch.onEvent("message.updated", message("m2", 6));
    expect(told).toEqual([["s1", 0], ["s1", 4], ["s1", 10]]);
    expect(watch.usage()).toEqual({ ...noUsage, calls: 2, inputTokens: 20, outputTokens: 10, cacheReadTokens: 2, cost: 1 });
    watch.close();
  });

  test.each([[null], [7], ["text"], [{}], [{ info: null }], [{ info: { role: "assistant", tokens: "many" } }], [{ part: [] }]])(
    "events of any shape do no harm: %j",
    (properties) => {
      const { watch } = watchOver("coder");
      for (const type of ["message.updated", "message.part.updated", "message.part.delta", "session.status", "unknown"]) {
        watch.onEvent(type, properties);
      }
      expect(watch.usage()).toEqual(noUsage);
      watch.close();
    },
  );
});
