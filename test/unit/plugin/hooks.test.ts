// The hooks around a `/task`: carried out once, whoever asks first, dropped when nobody can, and nothing of it left for
// what the user says later. Headers and toasts too.
import type { PluginInput } from "@opencode-ai/plugin";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { viewOf } from "../../../src/core/view.ts";
import { newMission } from "../../../src/core/mission.ts";
import type { MissionEvent } from "../../../src/core/event.ts";
import { SessionTable, type WatchedSession } from "../../../src/host/session-table.ts";
import { isLoopback, protocolHeaders } from "../../../src/plugin/headers.ts";
import type { Home } from "../../../src/plugin/home.ts";
import { createHooks } from "../../../src/plugin/hooks.ts";
import { createToastReporter } from "../../../src/plugin/reporting.ts";
import { createFakeHost } from "../host/support.ts";
import { makeSettings } from "../../support/settings.ts";

const none = "There has been no mission in this folder";

function makePlugin() {
  const directory = mkdtempSync(join(tmpdir(), "orchestrator-hooks-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const home: Home = { table: new SessionTable(), commands: new Map(), drivers: new Map() };
  const toasts: string[] = [];
  const parents = new Map<string, string>();
  const client = {
    session: { get: async ({ path }: { path: { id: string } }) => ({ data: { id: path.id, parentID: parents.get(path.id) } }) },
    tui: { showToast: async ({ body }: { body: { message: string } }) => void toasts.push(body.message) },
  };
  const hooks = createHooks(home, { client, directory } as unknown as PluginInput, {});
  const type = (text: string, sessionID = "s1", command = "task") =>
    hooks["command.execute.before"]?.({ command, sessionID, arguments: text }, { parts: [] });
  const say = async (text: string, sessionID = "s1") => {
    const output = { text };
    await hooks["experimental.text.complete"]?.({ sessionID, messageID: "m", partID: "p" }, output);
    return output.text;
  };
  const ask = (agent = "orchestrator", sessionID = "s1") => {
    const input = { sessionID, agent, model: { id: "weak", providerID: "scripted" } };
    return hooks["chat.params"]?.(input as never, { temperature: 0, topP: 0, topK: 0, maxOutputTokens: 0, options: {} } as never) ?? Promise.resolve();
  };
  const tell = (event: string, properties: object = { sessionID: "s1" }) => hooks.event?.({ event: { type: event, properties } as never });
  return { home, hooks, toasts, parents, type, say, ask, tell };
}

describe("a /task", () => {
  test("is carried out when the model talks instead of calling the tool, and its words become the answer", async () => {
    const plugin = makePlugin();
    await plugin.type("status");
    expect(await plugin.say("I would be glad to help!")).toContain(none);
    await plugin.tell("session.idle");
    await vi.waitFor(() => expect(plugin.home.commands.size).toBe(0));
    expect(await plugin.say("Something later.")).toBe("Something later.");
  });

  test("of another name, and words in another session, are not ours", async () => {
    const plugin = makePlugin();
    await plugin.type("status", "s1", "review");
    expect(plugin.home.commands.size).toBe(0);
    await plugin.type("status");
    expect(await plugin.say("Hello.", "s2")).toBe("Hello.");
  });

  test("in a session with a parent is refused", async () => {
    const plugin = makePlugin();
    plugin.parents.set("s1", "s0");
    await plugin.type('"Do it again"');
    expect(await plugin.say("")).toContain("child-session");
  });

  test("without a goal says what a goal looks like", async () => {
    const plugin = makePlugin();
    await plugin.type("   ");
    expect(await plugin.say("")).toContain('/task "Add a login page"');
  });

  test("whose model is asked more often than it may is carried out without it, and the request refused with the answer", async () => {
    const plugin = makePlugin();
    await plugin.type("status");
    for (let call = 0; call < 4; call += 1) await plugin.ask();
    await plugin.ask("title");
    await expect(plugin.ask()).rejects.toThrow(none);
    await expect(plugin.ask()).rejects.toThrow(none);
    await plugin.ask("orchestrator", "s2");
  });

  test("whose model brought nothing is dropped with a word, so that nothing carries it out later", async () => {
    const plugin = makePlugin();
    await plugin.type('"Add a page"');
    await plugin.tell("session.idle");
    expect(plugin.home.commands.size).toBe(1);
    await plugin.ask();
    await plugin.tell("session.idle");
    expect(plugin.home.commands.size).toBe(0);
    expect(plugin.toasts).toEqual([expect.stringContaining("scripted/weak answered nothing")]);
    expect(await plugin.say("Hello.")).toBe("Hello.");
  });

  test("typed while the one before is being answered is not taken away with it", async () => {
    const plugin = makePlugin();
    await plugin.type("status");
    const first = plugin.say("");
    await plugin.tell("session.idle");
    await plugin.type("resume");
    await first;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await plugin.say("")).toContain("no unfinished mission");
  });

  test("is called off when its session is aborted, and by nothing else", async () => {
    const plugin = makePlugin();
    await plugin.type("status");
    const signal = plugin.home.commands.get("s1")?.abort.signal;
    await plugin.tell("session.error", { sessionID: "s1", error: { name: "APIError" } });
    await plugin.tell("session.error", { sessionID: "s2", error: { name: "MessageAbortedError" } });
    expect(signal?.aborted).toBe(false);
    await plugin.tell("session.error", { sessionID: "s1", error: { name: "MessageAbortedError" } });
    expect(signal?.aborted).toBe(true);
  });
});

describe("sessions that are not ours", () => {
  test("are left as they are by every hook", async () => {
    const plugin = makePlugin();
    const { hooks } = plugin;
    await plugin.ask("build");
    const headers = {};
    const input = { sessionID: "s1", agent: "build", provider: {}, model: {}, message: {} };
    await hooks["chat.headers"]?.(input as never, { headers });
    expect(headers).toEqual({});
    const system = ["You are OpenCode."];
    await hooks["experimental.chat.system.transform"]?.({ sessionID: "s1", model: {} } as never, { system });
    expect(system).toEqual(["You are OpenCode."]);
    const args = { filePath: "/anywhere" };
    await hooks["tool.execute.before"]?.({ tool: "write", sessionID: "s1", callID: "c" }, { args });
    const output = { title: "", output: "ok", metadata: {} };
    await hooks["tool.execute.after"]?.({ tool: "write", sessionID: "s1", callID: "c", args }, output);
    expect(output.output).toBe("ok");
    for (const event of ["message.updated", "session.idle", "unknown"]) await plugin.tell(event, {});
  });

  test("are answered by our tools that these work in missions only", async () => {
    const { hooks } = makePlugin();
    const context = { sessionID: "s1", abort: new AbortController().signal } as never;
    const answers = await Promise.all(Object.entries(hooks.tool ?? {}).map(([, tool]) => tool.execute({}, context)));
    expect(answers.length).toBeGreaterThan(4);
    for (const answer of answers) expect(String(answer)).toMatch(/works only inside a mission|No \/task was typed here/);
  });
});

describe("protocol headers", () => {
  const watched = (when: WatchedSession["protocolHeaders"]) =>
    ({ protocolHeaders: when, identity: { mission: "m-1", role: "coder", task: "t1", attempt: 2 } }) as WatchedSession;
  const all = {
    "x-orchestrator-protocol": "1",
    "x-orchestrator-mission": "m-1",
    "x-orchestrator-role": "coder",
    "x-orchestrator-task": "t1",
    "x-orchestrator-attempt": "2",
  };

  test.each([
    ["http://127.0.0.1:8080/v1", true],
    ["http://127.1.2.3", true],
    ["https://localhost/v1", true],
    ["http://[::1]:99", true],
    ["https://api.example.org", false],
    ["http://127.0.0.1.example.org", false],
    ["http://localhost.example.org", false],
    ["http://user:127.0.0.1@example.org/", false],
    ["http://0x7f.example.org", false],
    ["", false],
    ["127.0.0.1", false],
  ])("%j is loopback: %s", (url, loopback) => {
    expect(isLoopback(url)).toBe(loopback);
    expect(protocolHeaders(watched("loopback"), url)).toEqual(loopback ? all : {});
    expect(protocolHeaders(watched("always"), url)).toEqual(all);
    expect(protocolHeaders(watched("never"), url)).toEqual({});
    expect(Object.keys(protocolHeaders(null, url)).length).toBe(loopback ? 3 : 0);
  });
});

describe("toasts", () => {
  test("tell each change of phase and each pause once, and usage never; a missing terminal harms nobody", async () => {
    const state = newMission("m-1", "goal", makeSettings());
    const toasts: string[] = [];
    const reporter = createToastReporter(
      createFakeHost({
        toast: async (message) => {
          toasts.push(message);
          throw new Error("no terminal");
        },
      }),
    );
    const tell = (type: MissionEvent["type"]) => reporter.tell({ sequence: 1, time: 0, event: { type } as MissionEvent }, () => viewOf(state));
    tell("mission-started");
    tell("mission-started");
    state.phase = "planning";
    tell("usage-counted");
    expect(toasts.length).toBe(1);
    tell("searched");
    state.paused = "a user";
    tell("paused");
    tell("paused");
    state.paused = null;
    tell("resumed");
    state.paused = "a user";
    tell("paused");
    state.paused = null;
    const health = { limit: null, cutAt: 0, failures: 1, failedAt: 0, isUnknown: false };
    state.modelHealth.set("a/x", { ...health, coolDown: { effect: "e1", ms: 5_000, untilMs: null, why: "503" } });
    tell("searched");
    state.modelHealth.set("a/x", { ...health, coolDown: { effect: "e1", ms: 5_000, untilMs: 3_661_000, why: "503" } });
    tell("cooling-down");
    tell("searched");
    expect(toasts).toEqual(["Capturing your working tree", "Planning", "Paused: a user", "Paused: a user", "Mission waiting for a/x until 01:01:01 UTC (503)"]);
    await new Promise((resolve) => setImmediate(resolve));
  });
});
