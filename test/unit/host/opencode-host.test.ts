// The agent host over a host in memory: whatever happens to a session, `run` comes back, and nothing goes on after it.
import { describe, expect, test, vi } from "vitest";
import type { HostClient } from "../../../src/host/client.ts";
import { createOpenCodeHost } from "../../../src/host/opencode-host.ts";
import { SessionTable } from "../../../src/host/session-table.ts";
import { createManualClock, letOthersAct } from "../../support/manual-clock.ts";
import { createFakeHost, goodBrief, goodWork, limits, requestOf, listed } from "./support.ts";

function makeHost(over: Partial<HostClient> = {}, defaultModel: string | null = "scripted/weak") {
  const clock = createManualClock();
  const table = new SessionTable();
  const client = createFakeHost(over);
  const host = createOpenCodeHost({ client, table, clock, parent: "user-session", defaultModel, protocolHeaders: "loopback" });
  const never = new AbortController();
  return { clock, table, client, host, never };
}

const handedIn = `\`\`\`json\n${JSON.stringify(goodBrief)}\n\`\`\``;

describe("a session", () => {
  test("is opened beneath the user's, may edit its paths only, and is forgotten at its end", async () => {
    const { table, client, host, never } = makeHost();
    const running = host.run(requestOf("coder"), never.signal);
    await letOthersAct();
    expect(client.created[0]).toEqual({
      directory: "/slots/one",
      parent: "user-session",
      title: "A task",
      permission: [
        { permission: "edit", pattern: "*", action: "deny" },
        { permission: "edit", pattern: "src/a.js", action: "allow" },
        { permission: "external_directory", pattern: "*", action: "deny" },
      ],
    });
    expect(client.turns[0]).toMatchObject({ agent: "orchestrator-coder", model: "scripted/weak", text: "Do it." });
    await table.get("s1")?.submit("submit_work", goodWork);
    client.turns[0]?.end({});
    expect(await running).toMatchObject({ outcome: "replied", reply: goodWork, session: "s1" });
    await letOthersAct();
    expect(table.get("s1")).toBeNull();
  });

  test("without a reply is asked again in the same session, and given up after the corrections", async () => {
    const { client, host, never } = makeHost();
    const running = host.run(requestOf("searcher", { limits: { ...limits, correctionsMax: 2 } }), never.signal);
    for (let turn = 0; turn < 3; turn += 1) {
      await vi.waitFor(() => expect(client.turns.length).toBe(turn + 1));
      client.turns[turn]?.end({ text: turn === 1 ? "I am not sure." : "" });
    }
    expect(await running).toMatchObject({ outcome: "failed", failure: "malformed-reply" });
    expect(client.turns.map((turn) => turn.session)).toEqual(["s1", "s1", "s1"]);
    expect(client.turns[1]?.text).toContain("The reply was empty");
    expect(client.turns[2]?.text).toContain("No tries are left");
  });

  test("whose reply stands in the text has replied", async () => {
    const { client, host, never } = makeHost();
    const running = host.run(requestOf("searcher"), never.signal);
    await letOthersAct();
    client.turns[0]?.end({ text: handedIn, finish: "length", errorName: "MessageOutputLengthError" });
    expect(await running).toMatchObject({ outcome: "replied", reply: goodBrief });
  });

  test("that replied has replied, however its turn ends", async () => {
    const { table, client, host, never } = makeHost();
    const running = host.run(requestOf("searcher"), never.signal);
    await letOthersAct();
    await table.get("s1")?.submit("submit_brief", goodBrief);
    client.turns[0]?.end({ errorName: "APIError", errorMessage: "gone" });
    expect(await running).toMatchObject({ outcome: "replied" });
  });

  test.each([
    ["ContextOverflowError", "stop", "context-overflow"],
    ["ProviderModelNotFoundError", "", "model-unknown"],
    ["ProviderAuthError", "", "provider"],
    ["APIError", "", "provider"],
    ["SomethingNew", "", "provider"],
    ["UnknownError", "", "host"],
    ["", "content-filter", "refused"],
  ])("whose turn ends with %s %s failed as %s tells", async (errorName, finish, failure) => {
    const { client, host, never } = makeHost();
    const running = host.run(requestOf("searcher"), never.signal);
    await letOthersAct();
    client.turns[0]?.end({ errorName, finish, errorMessage: "because" });
    expect(await running).toMatchObject({ outcome: "failed", failure, session: "s1" });
  });

  test("whose prompt is thrown back failed by the host", async () => {
    const { client, host, never } = makeHost();
    const running = host.run(requestOf("searcher"), never.signal);
    await letOthersAct();
    client.turns[0]?.break(new Error("socket closed"));
    expect(await running).toMatchObject({ outcome: "failed", failure: "host", message: expect.stringContaining("socket closed") });
  });

  test("that cannot be opened failed by the host, without a session to charge", async () => {
    const { host, never } = makeHost({ createSession: () => Promise.reject(new Error("no room")) });
    expect(await host.run(requestOf("searcher"), never.signal)).toMatchObject({ session: null, failure: "host", message: "no room" });
  });
});

describe("a session that must end", () => {
  test("is aborted when silent, and waited for", async () => {
    const { clock, client, host, never } = makeHost();
    const running = host.run(requestOf("searcher"), never.signal);
    await clock.advance(limits.stallMs + 2_000);
    expect(await running).toMatchObject({ outcome: "failed", failure: "stalled" });
    expect(client.aborted).toEqual(["s1"]);
  });

  test("is aborted when called off, and `run` rejects only then", async () => {
    const { client, host } = makeHost();
    const off = new AbortController();
    const running = host.run(requestOf("searcher"), off.signal);
    await letOthersAct();
    off.abort();
    await expect(running).rejects.toMatchObject({ kind: "aborted" });
    expect(client.aborted).toEqual(["s1"]);
  });

  test("is not begun at all when it was called off while it was opened", async () => {
    const off = new AbortController();
    const { client, host } = makeHost({
      async createSession() {
        off.abort();
        return "s1";
      },
    });
    await expect(host.run(requestOf("searcher"), off.signal)).rejects.toMatchObject({ kind: "aborted" });
    expect(client.turns).toEqual([]);
    await expect(host.run(requestOf("searcher"), off.signal)).rejects.toMatchObject({ kind: "aborted" });
  });

  test("is aborted again while it does not heed, then left with every tool refused until it ends", async () => {
    const { clock, table, client, host } = makeHost();
    client.heedsAbort = false;
    const off = new AbortController();
    const running = host.run(requestOf("coder"), off.signal);
    await letOthersAct();
    off.abort();
    const thrown = running.catch((error: unknown) => error);
    await clock.advance(15_000);
    expect(await thrown).toMatchObject({ kind: "aborted" });
    expect(client.aborted.length).toBeGreaterThan(3);
    expect(() => table.get("s1")?.beforeTool("write", { filePath: "src/a.js" })).toThrow(/over/);
    client.turns[0]?.end({});
    await letOthersAct();
    expect(table.get("s1")).toBeNull();
    expect(clock.sleepers()).toBe(0);
  });
});

describe("models", () => {
  test("a role without a model of its own uses the session's", async () => {
    const { client, host, never } = makeHost({}, "scripted/strong");
    const running = host.run(requestOf("searcher", { model: null }), never.signal);
    await letOthersAct();
    expect(client.turns[0]?.model).toBe("scripted/strong");
    client.turns[0]?.end({ text: handedIn });
    await running;
  });

  test("no model at all, and one that OpenCode does not have, are told before a session is opened", async () => {
    const { client, host, never } = makeHost({}, null);
    expect(await host.run(requestOf("searcher", { model: null }), never.signal)).toMatchObject({ failure: "model-missing", session: null });
    const unknown = await host.run(requestOf("searcher", { model: "scripted/weka" }), never.signal);
    expect(unknown).toMatchObject({ failure: "model-unknown", message: expect.stringContaining("scripted/weak, scripted/strong") });
    const foreign = await host.run(requestOf("searcher", { model: "else/where" }), never.signal);
    expect(foreign).toMatchObject({ failure: "model-unknown", message: expect.stringContaining("scripted/weak") });
    expect(client.created).toEqual([]);
  });

  test("models are asked for again after a problem, so that a correction counts", async () => {
    const answers = [listed("scripted/weak"), listed("scripted/weak", "scripted/new")];
    const { client, host, never } = makeHost({ models: async () => answers.shift() ?? [] });
    const request = requestOf("searcher", { model: "scripted/new" });
    expect(await host.run(request, never.signal)).toMatchObject({ failure: "model-unknown" });
    const running = host.run(request, never.signal);
    await letOthersAct();
    client.turns[0]?.end({ text: handedIn });
    expect(await running).toMatchObject({ outcome: "replied" });
  });

  test("a host that does not say which models it has holds nothing up", async () => {
    const { client, host, never } = makeHost({ models: () => Promise.reject(new Error("no")) });
    const running = host.run(requestOf("searcher"), never.signal);
    await letOthersAct();
    client.turns[0]?.end({ text: handedIn });
    expect(await running).toMatchObject({ outcome: "replied" });
  });
});

test("folders are warmed one after another, and one that fails harms nobody", async () => {
  const booted: string[] = [];
  const { host, never } = makeHost({
    async boot(directory) {
      booted.push(directory);
      if (directory === "b") throw new Error("no");
    },
  });
  await host.warm(["a", "b", "c"], never.signal);
  expect(booted).toEqual(["a", "b", "c"]);
});
