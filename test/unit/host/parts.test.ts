// The host's smaller parts: deadlines on its calls, what its answers mean, which file an edit is of, and loops.
import fc from "fast-check";
import type { PluginInput } from "@opencode-ai/plugin";
import { describe, expect, test } from "vitest";
import { createHostClient, within, type HostClient } from "../../../src/host/client.ts";
import { editedPath, refusalOfEdit } from "../../../src/host/edits.ts";
import { LoopDetector } from "../../../src/host/loop-detector.ts";
import { failureOfTurn } from "../../../src/host/turn-failure.ts";
import { fieldsOf, listAt, numberAt, textAt } from "../../../src/host/untyped.ts";
import { createManualClock } from "../../support/manual-clock.ts";

/** The client over an interface of OpenCode that always answers the same, or never. */
function clientAnswering(answer: unknown) {
  const clock = createManualClock();
  const asked: unknown[] = [];
  const call = (request: unknown) => {
    asked.push(request);
    return answer === "never" ? new Promise(() => undefined) : Promise.resolve(answer);
  };
  const group = new Proxy({}, { get: () => call });
  const sdk = { session: group, config: group, find: group, tui: group } as unknown as PluginInput["client"];
  return { client: createHostClient(sdk, clock, 5_000), clock, asked };
}

const newSession = { directory: "/d", parent: null, title: "t", permission: [] };
const prompt = { directory: "/d", session: "s1", agent: "a", model: "provider/family/model", text: "x" };

describe("calls of the host", () => {
  test.each<[string, (client: HostClient) => Promise<unknown>]>([
    ["create a session", (client) => client.createSession(newSession)],
    ["abort a session", (client) => client.abort("s1", "/d")],
    ["list the models", (client) => client.models("/d")],
    ["boot a folder", (client) => client.boot("/d")],
    ["look a session up", (client) => client.parentOf("s1", "/d")],
    ["show a toast", (client) => client.toast("m", "info")],
  ])("%s within the deadline (limits.host_call_ms), or fail saying so", async (what, call) => {
    const { client, clock } = clientAnswering("never");
    const thrown = call(client).catch((error: unknown) => error);
    await clock.advance(6_000);
    expect(await thrown).toMatchObject({ kind: "deadline", message: `OpenCode did not ${what} within 5000 ms.` });
    expect(clock.sleepers()).toBe(0);
  });

  test("a prompt may take as long as it takes", async () => {
    const { client, clock } = clientAnswering("never");
    const state = { over: false };
    void client.prompt(prompt).finally(() => (state.over = true));
    await clock.advance(10_000_000);
    expect(state.over).toBe(false);
  });

  test("a call that is answered leaves no timer behind", async () => {
    const clock = createManualClock();
    expect(await within(clock, 5_000, "answer", Promise.resolve(7))).toBe(7);
    await clock.advance(1);
    expect(clock.sleepers()).toBe(0);
  });

  test("a model's name may have slashes in it", async () => {
    const { client, asked } = clientAnswering({ data: { info: {}, parts: [] } });
    await client.prompt(prompt);
    expect(asked).toEqual([expect.objectContaining({ body: expect.objectContaining({ model: { providerID: "provider", modelID: "family/model" } }) })]);
  });

  test("a session that is refused says why", async () => {
    const { client } = clientAnswering({ error: { name: "BadRequest", data: { message: "no such folder" } } });
    await expect(client.createSession(newSession)).rejects.toMatchObject({ kind: "host-failed", message: expect.stringContaining("no such folder") });
    expect(await client.prompt(prompt)).toEqual({ text: "", finish: "", errorName: "BadRequest", errorMessage: "no such folder" });
  });

  test("a turn is its text parts and how it ended", async () => {
    const info = { finish: "stop", error: { name: "APIError", data: { message: "late" } } };
    const parts = [{ type: "text", text: "a" }, { type: "tool", text: "no" }, null, { type: "text", text: "b" }];
    const { client } = clientAnswering({ data: { info, parts } });
    expect(await client.prompt(prompt)).toEqual({ text: "a\nb", finish: "stop", errorName: "APIError", errorMessage: "late" });
  });

  test.each([
    ["30", 30_000],
    ["0", 0],
    ["Wed, 21 Oct 2026 07:28:00 GMT", undefined],
    ["-1", undefined],
    [undefined, undefined],
  ])("a provider that says retry-after %j is left alone for %j ms", async (header, retryAfterMs) => {
    const data = { message: "slow down", responseHeaders: header === undefined ? undefined : { "retry-after": header } };
    const { client } = clientAnswering({ data: { info: { error: { name: "APIError", data } }, parts: [] } });
    const turn = await client.prompt(prompt);
    expect(turn.retryAfterMs).toBe(retryAfterMs);
    expect(failureOfTurn(turn)?.retryAfterMs).toBe(retryAfterMs);
  });

  test("models are named with their provider", async () => {
    const providers = [{ id: "one", models: { a: {}, "b/c": {} } }, { id: "two" }, "noise"];
    const { client } = clientAnswering({ data: { providers } });
    expect((await client.models("/d")).map(({ model }) => model)).toEqual(["one/a", "one/b/c"]);
  });

  test("a model's price and limits are read; 0 means unknown, and no answer is longer than OpenCode asks for", async () => {
    const priced = { limit: { context: 200_000, output: 64_000 }, cost: { input: 3, output: 15, cache: { read: 0.3, write: 3.75 } } };
    const local = { limit: { context: 0, output: 0 }, cost: { input: 0, output: 0, cache: { read: 0, write: 0 } } };
    const { client } = clientAnswering({ data: { providers: [{ id: "one", models: { priced, local, bare: { cost: "free", limit: null } } }] } });
    const unknown = { contextTokens: null, outputTokens: null, price: null };
    expect(await client.models("/d")).toEqual([
      { model: "one/priced", contextTokens: 200_000, outputTokens: 32_000, price: { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 } },
      { model: "one/local", ...unknown },
      { model: "one/bare", ...unknown },
    ]);
  });

  test("answers of any shape are read without a throw", async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (answer) => {
        const { client } = clientAnswering(answer);
        expect(Array.isArray(await client.models("/d"))).toBe(true);
        expect(typeof (await client.prompt(prompt)).text).toBe("string");
        expect([null, "string"]).toContain((await client.parentOf("s1", "/d")) === null ? null : "string");
      }),
    );
  });
});

describe("reading what the host sends", () => {
  test("any value, any path: the wanted type or its empty value", () => {
    fc.assert(
      fc.property(fc.anything(), fc.array(fc.string()), (value, path) => {
        expect(typeof textAt(value, ...path)).toBe("string");
        expect(Number.isFinite(numberAt(value, ...path))).toBe(true);
        expect(Array.isArray(listAt(value, ...path))).toBe(true);
        expect(typeof fieldsOf(value)).toBe("object");
      }),
    );
  });
});

describe("edits", () => {
  const directory = "/slots/my project";

  test.each([
    ["write", "src/a.js", "src/a.js"],
    ["edit", "/slots/my project/src/ä b.js", "src/ä b.js"],
    ["edit", "src/../src/./a.js", "src/a.js"],
    ["write", "../other/a.js", "../other/a.js"],
    ["write", "/etc/passwd", "../../etc/passwd"],
    ["read", "src/a.js", null],
  ])("%s of %s is of %s", (tool, filePath, path) => {
    expect(editedPath(tool, { filePath }, directory)).toBe(path);
  });

  test("nothing but the declared paths may be written, whatever is asked", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom("src/a.js", "./src/a.js", `${directory}/src/a.js`)), (filePath) => {
        const mayWrite = refusalOfEdit("write", { filePath }, directory, ["src/a.js"]) === null;
        expect(mayWrite).toBe(editedPath("write", { filePath }, directory) === "src/a.js");
      }),
    );
    for (const args of [null, 7, [], {}, { filePath: 7 }]) expect(refusalOfEdit("edit", args, directory, ["src/a.js"])).not.toBeNull();
  });
});

test("a loop is the same tool, arguments and answer as often as is allowed, and nothing else", () => {
  const loops = new LoopDetector(3);
  const calls: [string, unknown, string][] = [["read", { a: 1 }, "x"], ["read", { a: 1 }, "y"], ["grep", { a: 1 }, "x"], ["read", { a: 2 }, "x"]];
  for (const call of [...calls, ...calls]) expect(loops.take(...call)).toBeNull();
  for (const call of calls) expect(loops.take(...call)).not.toBeNull();
  expect(loops.take("read", undefined, "")).toBeNull();
});
