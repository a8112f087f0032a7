import { describe, expect, test } from "vitest";
import { OrchestratorError } from "../../../src/core/errors.ts";
import { faultKinds } from "../../../src/scripted/index.ts";
import { parseScript } from "../../../src/scripted/parse-script.ts";

async function messageOf(script: unknown): Promise<string> {
  const text = typeof script === "string" ? script : JSON.stringify(script);
  const thrown: unknown = await parseScript(text, "demo.json").catch((error: unknown) => error);
  if (!(thrown instanceof OrchestratorError)) throw new Error(`It was taken: ${text}`);
  expect(thrown.kind).toBe("config-invalid");
  expect(thrown.hint).not.toBe("");
  return thrown.message;
}

function withAnswer(answer: unknown): unknown {
  return { entries: [{ role: "planner", answer: {} }, { role: "coder", task: "t", attempt: 2, answer }] };
}

describe("a script in JSON", () => {
  test("is taken as it stands", async () => {
    const script = {
      entries: [
        {
          role: "coder",
          task: "token",
          attempt: 1,
          answer: {
            delayMs: 5,
            after: { role: "coder", task: "clock" },
            edits: [{ path: "a", content: "" }, { path: "b", old: "x", new: "" }],
            reply: { summary: "s", files: [], deep: [null, 1, { a: true }] },
            fault: { kind: "rate-limit", retryAfterSeconds: 0, times: 2 },
          },
        },
        { role: "reviewer", task: null, answer: { reply: { verdict: "approve" } } },
        { role: "reviewer", answer: { turns: [{ text: "t", calls: [{ tool: "x", args: {} }], delayMs: 0, fault: { kind: "hang" } }] } },
      ],
      otherwise: { reply: null },
    };
    expect(await parseScript(JSON.stringify(script))).toEqual(script);
  });

  test("knows every fault", async () => {
    for (const kind of faultKinds) {
      const fault = kind === "oversized-reply" ? { kind, bytes: 10 } : { kind };
      expect(await parseScript(JSON.stringify(withAnswer({ fault })))).toEqual(withAnswer({ fault }));
    }
  });

  test.each([
    ["no JSON", '{"entries": [\n  {"role": }]}', ["demo.json", "line 2, column 12"]],
    ["no entries", {}, ["entries"]],
    ["an unknown role", { entries: [{ role: "wizard", answer: {} }] }, ["entries[0].role", "searcher"]],
    ["an unknown key", { entries: [{ role: "coder", tasks: "t", answer: {} }] }, ["entries[0]", "tasks"]],
    ["an attempt before the first", { entries: [{ role: "coder", attempt: 0, answer: {} }] }, ["entries[0].attempt"]],
    ["an edit of neither form", withAnswer({ edits: [{ path: "a", old: "x" }] }), ["entries[1].answer.edits[0]", "{path, old, new}"]],
    ["turns beside edits", withAnswer({ turns: [], edits: [] }), ["entries[1].answer", "either turns"]],
    ["turns beside a reply", withAnswer({ turns: [], reply: 1 }), ["entries[1].answer", "either turns"]],
    ["an unknown fault", withAnswer({ fault: { kind: "earthquake" } }), ["entries[1].answer.fault.kind"]],
    ["a fault without its size", withAnswer({ fault: { kind: "oversized-reply" } }), ["entries[1].answer.fault.bytes"]],
    ["a fault for no call", withAnswer({ fault: { kind: "hang", times: 0 } }), ["entries[1].answer.fault.times"]],
    ["a wait for nobody", withAnswer({ after: { task: "clock" } }), ["entries[1].answer.after.role"]],
    ["a delay that no timer can take", withAnswer({ delayMs: 2 ** 31 }), ["entries[1].answer.delayMs"]],
    ["a call without a tool", withAnswer({ turns: [{ calls: [{ args: {} }] }] }), ["entries[1].answer.turns[0].calls[0].tool"]],
  ])("%s is told with its place", async (_, script, parts) => {
    const message = await messageOf(script);
    for (const part of parts) expect(message).toContain(part);
  });

  test("tells ten mistakes at most", async () => {
    const entries = Array.from({ length: 500 }, () => ({ role: "wizard", answer: {} }));
    const lines = (await messageOf({ entries })).split("\n");
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toContain("490 more");
  });
});
