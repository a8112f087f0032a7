// What docs/protocol.md promises of a server, over real HTTP, in both wire forms.
import { describe, expect, test } from "vitest";
import { bodyBytesMax, startScriptedServer, type Fault, type Script, type Turn } from "../../src/scripted/index.ts";
import {
  allTools,
  ask,
  assistantMessage,
  callsOf,
  conversationAt,
  post,
  serve,
  userMessage,
} from "../unit/scripted/support.ts";

function withTurn(turn: Turn): Script {
  return { entries: [], otherwise: { turns: [turn] } };
}

function withFault(fault: Fault): Script {
  return { entries: [{ role: "coder", answer: { reply: { summary: "done" }, fault } }] };
}

async function errorOf(response: Response): Promise<{ status: number; code: string; message: string }> {
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return { status: response.status, code: error.code, message: error.message };
}

describe.each([
  { form: "streaming", stream: true },
  { form: "whole", stream: false },
])("a completion, $form", ({ stream }) => {
  test("greets whoever sends no headers", async () => {
    const reply = await ask(await serve(), { stream, tools: [] });
    expect(reply).toMatchObject({ text: "Hello.", calls: [], finish: "stop" });
  });

  test("brings text of any length and script unharmed", async () => {
    const text = `${"ä🙂\n\t\"\\".repeat(5_000)}end`;
    expect((await ask(await serve(withTurn({ text })), { stream })).text).toBe(text);
  });

  test("brings text and parallel calls of one turn", async () => {
    const calls = [
      { tool: "read", args: { filePath: "a.ts" } },
      { tool: "write", args: { filePath: "b.ts", content: "🙂".repeat(3_000) } },
    ];
    const reply = await ask(await serve(withTurn({ text: "Both.", calls })), { stream });
    expect(reply).toMatchObject({ text: "Both.", finish: "tool_calls" });
    expect(callsOf(reply)).toEqual(calls.map(({ tool, args }) => [tool, args]));
    expect(new Set(reply.calls.map((call) => call.id)).size).toBe(2);
  });

  test("counts a quarter of the bytes, the same each time", async () => {
    const server = await serve(withTurn({ text: "x".repeat(401) }));
    const { usage } = await ask(server, { stream });
    const bytes = server.requests[0]?.bytes ?? 0;
    expect(usage.prompt_tokens).toBe(Math.ceil(bytes / 4));
    expect(usage.completion_tokens).toBe(101);
    expect(usage.total_tokens).toBe(usage.prompt_tokens + 101);
    expect((await ask(server, { stream })).usage.prompt_tokens).toBe(usage.prompt_tokens);
  });

  test("tells what an earlier prompt began with as cached", async () => {
    const server = await serve();
    const start = { role: "system", content: "rules ".repeat(1_000) };
    const first = await ask(server, { stream, messages: [start, { role: "user", content: "one" }] });
    const second = await ask(server, { stream, messages: [start, { role: "user", content: "two" }] });
    expect(first.usage.prompt_tokens_details.cached_tokens).toBe(0);
    expect(second.usage.prompt_tokens_details.cached_tokens).toBeGreaterThan(1_400);
    expect(second.usage.prompt_tokens_details.cached_tokens).toBeLessThanOrEqual(second.usage.prompt_tokens);
    const other = await ask(server, { stream, messages: [start, userMessage], body: { model: "strong" } });
    expect(other.usage.prompt_tokens_details.cached_tokens).toBe(0);
  });

  test.each(["json_object", "json_schema"])("gives the bare reply as text for %s", async (type) => {
    const reply = { summary: "found", places: [], notes: ["a"] };
    const server = await serve({ entries: [{ role: "searcher", answer: { reply } }] });
    const answered = await ask(server, { stream, role: "searcher", tools: [], body: { response_format: { type } } });
    expect(JSON.parse(answered.text)).toEqual(reply);
  });

  test("an empty reply, a refusal, a wrong tool", async () => {
    const server = await serve(withFault({ kind: "empty-reply" }));
    expect(await ask(server, { stream, role: "coder" })).toMatchObject({ text: "", calls: [], finish: "stop" });
    server.setScript(withFault({ kind: "refusal" }));
    expect(await ask(server, { stream, role: "coder" })).toMatchObject({ text: expect.stringContaining("can't"), calls: [] });
    server.setScript(withFault({ kind: "wrong-tool" }));
    const [wrong] = (await ask(server, { stream, role: "coder" })).calls;
    expect(allTools).not.toContain(wrong?.tool);
    server.setScript(withFault({ kind: "wrong-tool", tool: "bash" }));
    expect(callsOf(await ask(server, { stream, role: "coder" }))).toEqual([["bash", {}]]);
  });

  test("malformed arguments are no JSON, of whatever length", async () => {
    const server = await serve(withFault({ kind: "malformed-arguments" }));
    for (const args of [{}, { a: 1 }, { summary: "x".repeat(9_999) }]) {
      server.setScript({ entries: [], otherwise: { turns: [{ calls: [{ tool: "read", args }] }], fault: { kind: "malformed-arguments" } } });
      const [call] = (await ask(server, { stream })).calls;
      expect(() => JSON.parse(call?.argumentsJson ?? "")).toThrow();
    }
  });

  test("malformed JSON in the text, where the submit tool is not offered", async () => {
    const server = await serve(withFault({ kind: "malformed-arguments" }));
    const { text } = await ask(server, { stream, role: "coder", tools: [], body: { response_format: { type: "json_object" } } });
    expect(text).toMatch(/^\{/);
    expect(() => JSON.parse(text)).toThrow();
  });

  test("a tool loop makes the same call for ever", async () => {
    const server = await serve(withFault({ kind: "tool-loop", path: "src/a.ts" }));
    for (const turn of [0, 1, 50]) {
      const reply = await ask(server, { stream, role: "coder", messages: conversationAt(turn) });
      expect(callsOf(reply)).toEqual([["read", { filePath: "src/a.ts" }]]);
    }
  });

  test("an oversized reply has just so many bytes of arguments, or of text", async () => {
    const server = await serve(withFault({ kind: "oversized-reply", bytes: 3_000_000 }));
    const reply = await ask(server, { stream, role: "coder" });
    expect(reply.calls[0]?.tool).toBe("submit_work");
    expect(reply.calls[0]?.argumentsJson).toHaveLength(3_000_000);
    expect(() => JSON.parse(reply.calls[0]?.argumentsJson ?? "")).not.toThrow();
    expect((await ask(server, { stream, role: "coder", tools: ["read"] })).text).toHaveLength(3_000_000);
  });

  test("a cut stream breaks off in the middle", async () => {
    const server = await serve(withTurn({ text: "x".repeat(5_000), fault: { kind: "stream-cut" } }));
    const response = await post(server, { stream });
    expect(response.status).toBe(200);
    let received = "";
    const reading = (async () => {
      for await (const part of response.body ?? []) received += new TextDecoder().decode(part);
    })();
    await expect(reading).rejects.toThrow();
    expect(received).toContain("xxxx");
    expect(received).not.toContain("[DONE]");
  });

  test("refusals by status are JSON errors in either form", async () => {
    const server = await serve(withFault({ kind: "rate-limit", retryAfterSeconds: 7 }));
    const limited = await post(server, { stream, role: "coder" });
    expect(limited.headers.get("retry-after")).toBe("7");
    expect(await errorOf(limited)).toMatchObject({ status: 429, code: "rate_limit_exceeded" });
    server.setScript(withFault({ kind: "rate-limit" }));
    const bare = await post(server, { stream, role: "coder" });
    expect(bare.status).toBe(429);
    expect(bare.headers.get("retry-after")).toBeNull();
    server.setScript(withFault({ kind: "server-error" }));
    expect(await errorOf(await post(server, { stream, role: "coder" }))).toMatchObject({ status: 500 });
    server.setScript(withFault({ kind: "context-overflow" }));
    expect(await errorOf(await post(server, { stream, role: "coder" }))).toMatchObject({
      status: 400,
      code: "context_length_exceeded",
    });
    expect(server.requests.map((request) => [request.status, request.fault])).toEqual([
      [429, "rate-limit"],
      [429, "rate-limit"],
      [500, "server-error"],
      [400, "context-overflow"],
    ]);
  });
});

describe("a session, turn by turn", () => {
  const script: Script = {
    entries: [
      {
        role: "coder",
        task: "token",
        answer: {
          edits: [
            { path: "src/new.ts", content: "export {};\n" },
            { path: "src/old.ts", old: "a", new: "b" },
            { path: "src/old.ts", old: "c", new: "d" },
          ],
          reply: { summary: "done" },
        },
      },
    ],
  };

  test("reads, edits, hands in, ends", async () => {
    const server = await serve(script);
    const turns = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const reply = await ask(server, { role: "coder", task: "token", messages: conversationAt(turn) });
      turns.push(reply.calls.length === 0 ? reply.text : callsOf(reply));
    }
    expect(turns).toEqual([
      [["read", { filePath: "src/old.ts" }]],
      [
        ["write", { filePath: "src/new.ts", content: "export {};\n" }],
        ["edit", { filePath: "src/old.ts", oldString: "a", newString: "b" }],
      ],
      [["edit", { filePath: "src/old.ts", oldString: "c", newString: "d" }]],
      [["submit_work", { summary: "done" }]],
      "Done.",
      "Done.",
    ]);
    expect(server.requests.map((request) => request.turn)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("begins anew with a new message of the user", async () => {
    const server = await serve(script);
    const messages = [...conversationAt(4), { role: "tool", content: "ok" }, userMessage];
    const reply = await ask(server, { role: "coder", task: "token", messages });
    expect(callsOf(reply)[0]?.[0]).toBe("read");
  });

  test("call ids differ within a conversation and between requests that are repeated", async () => {
    const server = await serve(script);
    const ids = [];
    for (const turn of [0, 1, 1, 2, 3]) {
      ids.push(...(await ask(server, { role: "coder", task: "token", messages: conversationAt(turn) })).calls.map(({ id }) => id));
    }
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("the Orchestrator starts the mission once, the Reviewer approves, unless the script says otherwise", async () => {
    const server = await serve();
    expect(callsOf(await ask(server, { role: "orchestrator" }))).toEqual([["mission", {}]]);
    expect(await ask(server, { role: "orchestrator", messages: [userMessage, assistantMessage] })).toMatchObject({ text: "Done.", calls: [] });
    expect(await ask(server, { role: "orchestrator", tools: [] })).toMatchObject({ text: "Done.", calls: [] });
    expect(callsOf(await ask(server, { role: "reviewer" }))).toEqual([["submit_review", { verdict: "approve", concerns: [] }]]);
    server.setScript({ entries: [{ role: "reviewer", answer: { reply: { verdict: "reject" } } }] });
    expect(callsOf(await ask(server, { role: "reviewer" }))).toEqual([["submit_review", { verdict: "reject" }]]);
  });
});

describe("faults that pass", () => {
  test("come so many times for each role, task and attempt", async () => {
    const server = await serve(withFault({ kind: "server-error", times: 2 }));
    const statuses = [];
    for (const attempt of [1, 1, 2, 1, 2, 2]) statuses.push((await post(server, { role: "coder", task: "a", attempt })).status);
    expect(statuses).toEqual([500, 500, 500, 200, 500, 200]);
    expect((await post(server, { role: "coder", task: "b" })).status).toBe(500);
    expect((await post(server, { role: "coder", task: "a", mission: "m-2" })).status).toBe(500);
  });

  test("of a turn count the calls at that turn", async () => {
    const turns: Turn[] = [{ text: "one" }, { text: "two", fault: { kind: "rate-limit", times: 1 } }];
    const server = await serve({ entries: [], otherwise: { turns } });
    const statuses = [];
    for (const turn of [0, 1, 1, 0]) statuses.push((await post(server, { messages: conversationAt(turn) })).status);
    expect(statuses).toEqual([200, 429, 200, 200]);
  });

  test("begin anew with another script", async () => {
    const script = withFault({ kind: "server-error", times: 1 });
    const server = await serve(script);
    const first = await post(server, { role: "coder" });
    const second = await post(server, { role: "coder" });
    server.setScript(script);
    const third = await post(server, { role: "coder" });
    expect([first.status, second.status, third.status]).toEqual([500, 200, 500]);
  });
});

describe("answers that wait for a request of another", () => {
  const entries: Script["entries"] = [
    { role: "coder", task: "b", answer: { after: { role: "coder", task: "a" }, turns: [{ text: "after a" }] } },
    { role: "planner", answer: { after: { role: "searcher" }, turns: [{ text: "after the search" }] } },
  ];

  test("come when it has come in the same mission, and at once from then on", async () => {
    const server = await serve({ entries });
    const order: string[] = [];
    const waiting = ask(server, { role: "coder", task: "b" }).then(({ text }) => order.push(text));
    await ask(server, { role: "coder", task: "a", mission: "another" });
    await ask(server, { role: "reviewer", task: "a" });
    order.push("nobody's turn yet");
    await ask(server, { role: "coder", task: "a" });
    await waiting;
    expect(order).toEqual(["nobody's turn yet", "after a"]);
    expect((await ask(server, { role: "coder", task: "b" })).text).toBe("after a");
    await ask(server, { role: "searcher" });
    expect((await ask(server, { role: "planner" })).text).toBe("after the search");
  });

  test("hold neither a client that goes nor the server's end", async () => {
    const server = await serve({ entries });
    const leaving = new AbortController();
    const first = post(server, { role: "coder", task: "b", signal: leaving.signal });
    const second = post(server, { role: "coder", task: "b", attempt: 2 });
    while (server.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const ends = Promise.allSettled([first, second]);
    leaving.abort();
    await server.close();
    expect((await ends).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });
});

describe("answers by function", () => {
  test("see identity, conversation, tools, turn and count", async () => {
    const seen: unknown[] = [];
    const server = await serve({
      entries: [
        {
          role: "fixer",
          answer: async ({ identity, messages, tools, turn, call, model }) => {
            seen.push({ identity, messages: messages.length, tools, turn, call, model });
            return { turns: [{ text: `turn ${turn}` }, { text: `turn ${turn}` }] };
          },
        },
      ],
    });
    const request = { role: "fixer", task: "t", attempt: 3, tools: ["read"], mission: "m-9" };
    await ask(server, request);
    expect((await ask(server, { ...request, messages: conversationAt(1) })).text).toBe("turn 1");
    const identity = { mission: "m-9", role: "fixer", task: "t", attempt: 3 };
    expect(seen).toEqual([
      { identity, messages: 1, tools: ["read"], turn: 0, call: 1, model: "weak" },
      { identity, messages: 2, tools: ["read"], turn: 1, call: 2, model: "weak" },
    ]);
  });

  test("that throw are told, and not as something to try again", async () => {
    const server = await serve({
      entries: [],
      otherwise: () => {
        throw new Error("no dice");
      },
    });
    expect(await errorOf(await post(server))).toEqual({ status: 400, code: "script_failed", message: "The script failed: no dice" });
  });
});

describe("requests that are refused", () => {
  test("bad JSON, with the place", async () => {
    const server = await serve();
    const response = await fetch(`${server.url}/chat/completions`, { method: "POST", body: '{"model": "weak",\n "messages": [}' });
    const error = await errorOf(response);
    expect(error.status).toBe(400);
    expect(error.message).toContain("line 2, column 15");
    expect(server.requests).toMatchObject([{ request: null, status: 400, text: expect.stringContaining("weak") }]);
  });

  test.each([
    ["a list", [], "object"],
    ["no model", { messages: [userMessage] }, "model"],
    ["no messages", { model: "weak", messages: [] }, "messages"],
    ["an odd message", { model: "weak", messages: [userMessage, { content: "x" }] }, "messages[1]"],
    ["tools that are no list", { model: "weak", messages: [userMessage], tools: {} }, "tools"],
    ["a nameless tool", { model: "weak", messages: [userMessage], tools: [{ type: "function" }] }, "tools[0]"],
  ])("%s", async (_, body, named) => {
    const server = await serve();
    const response = await fetch(`${server.url}/chat/completions`, { method: "POST", body: JSON.stringify(body) });
    const error = await errorOf(response);
    expect(error.status).toBe(400);
    expect(error.message).toContain(named);
  });

  test.each([
    ["role", { "x-orchestrator-role": "wizard" }],
    ["attempt", { "x-orchestrator-role": "coder", "x-orchestrator-attempt": "0" }],
    ["attempt", { "x-orchestrator-role": "coder", "x-orchestrator-attempt": "1.5" }],
    ["protocol", { "x-orchestrator-role": "coder", "x-orchestrator-protocol": "2" }],
  ])("a %s header that the protocol does not have", async (name, headers) => {
    const error = await errorOf(await post(await serve(), { headers }));
    expect(error).toMatchObject({ status: 400, code: "invalid_protocol_header" });
    expect(error.message).toContain(`x-orchestrator-${name}`);
  });

  test("a body over the limit, and then goes on", async () => {
    const server = await serve();
    const body = new Uint8Array(bodyBytesMax + 1).fill(0x20);
    const response = await fetch(`${server.url}/chat/completions`, { method: "POST", body });
    expect(await errorOf(response)).toMatchObject({ status: 413, code: "body_too_large" });
    expect(server.requests).toMatchObject([{ text: "", bytes: body.length, status: 413 }]);
    expect((await post(server)).status).toBe(200);
  });

  test("other paths and methods", async () => {
    const server = await serve();
    expect(await errorOf(await fetch(`${server.url}/embeddings`, { method: "POST", body: "{}" }))).toMatchObject({ status: 404 });
    const wrong = await fetch(`${server.url}/chat/completions`);
    expect(wrong.headers.get("allow")).toBe("POST");
    expect(wrong.status).toBe(405);
    const models = (await (await fetch(`${server.url}/models`)).json()) as { object: string; data: { id: string }[] };
    expect(models.data.map(({ id }) => id)).toContain("weak");
    expect(server.requests).toHaveLength(0);
  });
});

describe("the server", () => {
  test("records what came, without what authorises", async () => {
    const server = await serve();
    await ask(server, { role: "reviewer", task: "t", attempt: 2, headers: { authorization: "Bearer secret", "x-session-id": "s1" } });
    const [recorded] = server.requests;
    expect(recorded).toMatchObject({ number: 1, mission: "m-1", role: "reviewer", task: "t", attempt: 2, turn: 0, inFlight: 1, status: 200, fault: null });
    expect(recorded?.headers).toMatchObject({ "x-session-id": "s1", "x-orchestrator-protocol": "1" });
    expect(JSON.stringify(recorded)).not.toContain("secret");
    expect(recorded?.bytes).toBe(Buffer.byteLength(recorded?.text ?? ""));
    expect(recorded?.request?.body).toEqual(JSON.parse(recorded?.text ?? ""));
    await expect.poll(() => recorded?.endedMs).toBeGreaterThanOrEqual(recorded?.startedMs ?? Infinity);
  });

  test("takes requests side by side, and says how many are under way", async () => {
    const server = await serve({ entries: [], otherwise: { delayMs: 100, turns: [{ text: "late" }] } });
    await Promise.all([ask(server), ask(server), ask(server)]);
    expect(server.requests.map(({ inFlight }) => inFlight)).toEqual([1, 2, 3]);
    await expect.poll(() => server.requests.every(({ endedMs }) => endedMs !== null)).toBe(true);
    await ask(server);
    expect(server.requests[3]?.inFlight).toBe(1);
  });

  test("two run at once, each with its own script and record", async () => {
    const first = await serve(withTurn({ text: "first" }));
    const second = await serve(withTurn({ text: "second" }));
    expect([(await ask(first)).text, (await ask(second)).text]).toEqual(["first", "second"]);
    expect([first.requests.length, second.requests.length]).toEqual([1, 1]);
  });

  test("a hanging request is known as such, and ends when the client goes", async () => {
    const server = await serve(withFault({ kind: "hang" }));
    const leave = new AbortController();
    const asked = post(server, { role: "coder", signal: leave.signal });
    await expect.poll(() => server.requests[0]?.fault).toBe("hang");
    expect(server.requests[0]).toMatchObject({ status: null, endedMs: null });
    leave.abort();
    await expect(asked).rejects.toThrow();
    await expect.poll(() => server.requests[0]?.endedMs).not.toBeNull();
  });

  test("closing ends what hangs, what waits and what is being sent, and may be repeated", async () => {
    const server = await serve({
      entries: [
        { role: "coder", answer: { fault: { kind: "hang" } } },
        { role: "fixer", answer: { delayMs: 3_600_000 } },
        { role: "planner", answer: () => new Promise(() => undefined) },
      ],
    });
    const asked = ["coder", "fixer", "planner"].map((role) => post(server, { role }));
    const ended = Promise.allSettled(asked);
    await expect.poll(() => server.requests.length).toBe(3);
    await Promise.all([server.close(), server.close()]);
    expect((await ended).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(server.requests.every(({ endedMs }) => endedMs !== null)).toBe(true);
    await expect(post(server)).rejects.toThrow();
  });

  test("a port that is taken is an error that says so", async () => {
    const server = await serve();
    const port = Number(new URL(server.url).port);
    await expect(startScriptedServer({ script: { entries: [] }, port })).rejects.toMatchObject({
      kind: "config-invalid",
      message: expect.stringContaining(`port ${port}`),
    });
  });
});
