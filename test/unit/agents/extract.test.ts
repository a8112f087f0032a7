// Replies in free text: found whatever stands around them, chosen well, bounded in work.
import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { candidatesMax, extractReply, findCandidates } from "../../../src/agents/extract.ts";
import type { Role } from "../../../src/core/ids.ts";
import { chooser, mangle } from "./mangle.ts";

const bytesMax = 10_000_000;
const roles: readonly Role[] = ["searcher", "planner", "coder", "fixer", "reviewer"];

function summaryOf(text: string): string | readonly string[] {
  const found = extractReply("coder", text, bytesMax);
  return found.ok ? found.reply.summary : found.problems;
}

const reply = '{"summary": "all done here", "files": ["a.ts"]}';

describe("finding the reply", () => {
  test.each([
    ["alone", reply],
    ["after chatter", `Sure! Here is what I did with {braces} and [lists]:\n${reply}`],
    ["before chatter", `${reply}\nLet me know { if } that helps.`],
    ["in a fence", `Done.\n\`\`\`json\n${reply}\n\`\`\`\nBye.`],
    ["in a fence without a language", `\`\`\`\n${reply}\n\`\`\``],
    ["in a fence on one line", `\`\`\`json ${reply} \`\`\``],
    ["in a fence that is never closed", `\`\`\`json\n${reply}`],
    ["after code in another fence", `\`\`\`ts\nfunction f() { return {a: 1}; }\n\`\`\`\n\`\`\`json\n${reply}\n\`\`\``],
    ["after chatter that opens a brace and a quote", `Use {"foo and then\n\`\`\`json\n${reply}\n\`\`\``],
    ["as a tool call in text", `<tool_call>{"name": "submit_work", "arguments": ${reply}}</tool_call>`],
    ["as packed arguments", `{"name": "submit_work", "arguments": ${JSON.stringify(reply)}}`],
    ["after thoughts with a draft", `<think>maybe {"summary": "a draft only"}?</think>\n${reply}`],
    ["after thoughts without their opening tag", `{"summary": "a draft only"} hm</think>${reply}`],
    ["within thoughts and nothing outside", `<think>I answer ${reply}</think>`],
    ["in thoughts that never end", `<think>I answer ${reply}`],
    ["after a first version", `{"summary": "a first version"}\nWait, better:\n${reply}`],
    ["without its last brackets", '{"summary": "all done here", "files": ["a.ts"'],
    ["before a truncated repetition", `${reply}\nAgain: {"summary": "all done`],
  ])("%s", (_where, text) => {
    expect(summaryOf(text)).toBe("all done here");
  });

  test("a draft among the thoughts is no reply when something else was said", () => {
    expect(summaryOf('<think>{"summary": "a draft only"}</think>I could not do it.')).toEqual([
      "No JSON object was found in the reply.",
    ]);
  });

  test("tags and fences within the reply's own strings are its text", () => {
    const summary = 'reads </think> and <think>, and\n```js\nconst a = {"b": 1};\n```\nends';
    expect(summaryOf(`Here:\n\`\`\`json\n${JSON.stringify({ summary })}\n\`\`\``)).toBe(summary);
    const raw = `{"summary": "first\n\`\`\`js\nf({});\n\`\`\`\nlast"}`;
    expect(summaryOf(raw)).toBe("first\n```js\nf({});\n```\nlast");
  });

  test("any summary, mangled, wrapped and talked around, is found", () => {
    const before = fc.constantFrom("", "Sure:\n", "I used {x} and [y].\n", "<think>{\"a\": 1}</think>", "It's done; see `a{b`.\n");
    const after = fc.constantFrom("", "\nDone!", "\nThat's {all}.", "\n[1] note");
    const fence = fc.constantFrom("", "```", "```json");
    const decisions = fc.array(fc.nat(9_999), { minLength: 1, maxLength: 40 });
    const texts = fc.string({ unit: "grapheme", minLength: 12 }).filter((text) => text.trim() !== "");
    fc.assert(
      fc.property(texts, fc.array(fc.jsonValue()), decisions, fence, before, after, (summary, extra, choices, mark, head, tail) => {
        const json = mangle({ extra, summary }, chooser(choices));
        const body = mark === "" ? json : `${mark}\n${json}\n\`\`\``;
        expect(summaryOf(`${head}${body}${tail}`)).toBe(summary);
      }),
      { numRuns: 1_500 },
    );
  });
});

describe("replies that were cut off", () => {
  const task = '{"id": "a", "title": "A", "instruction": "do it", "writes": ["a.ts"]}';

  test("half a review or work is of use", () => {
    const review = extractReply("reviewer", '{"verdict": "reject", "concerns": [{"problem": "fails on empty inp', bytesMax);
    expect(review).toMatchObject({ ok: true, reply: { verdict: "reject", concerns: [{ problem: "fails on empty inp" }] } });
  });

  test("half a path is not asked for, and half a counterexample is not run", () => {
    const refused = { ok: false, problems: ["The reply is cut off at its end. Hand in all of it, with shorter texts."] };
    expect(extractReply("coder", '{"summary": "done", "needs": [{"path": "src/lo', bytesMax)).toEqual(refused);
    const concern = '{"problem": "fails", "counterexample": {"path": "t.test.js", "content": "import te';
    expect(extractReply("reviewer", `{"verdict": "reject", "concerns": [${concern}`, bytesMax)).toEqual(refused);
  });

  test("half a plan is never taken for a whole one", () => {
    for (const text of [`{"tasks": [${task}, {"id": "b", "ti`, `{"tasks": [${task},`, `\`\`\`json\n{"tasks": [${task}, {"id": `]) {
      expect(extractReply("planner", text, bytesMax)).toEqual({
        ok: false,
        problems: ["The reply is cut off at its end. Hand in all of it, with shorter texts."],
      });
    }
  });

  test("a plan that lacks only its closing brackets is whole", () => {
    expect(extractReply("planner", `{"tasks": [${task}`, bytesMax)).toMatchObject({ ok: true, reply: { tasks: [{ id: "a" }] } });
  });

  test("the answer to one that is of no use says that it was cut off", () => {
    expect(extractReply("reviewer", '{"concerns": [{"problem": "fa', bytesMax)).toEqual({
      ok: false,
      problems: ["The JSON is cut off at its end.", "verdict: is missing; it must be approve or reject"],
    });
  });
});

describe("bounds", () => {
  test("more bytes than allowed are refused unread", () => {
    const text = `{"summary": "${"é".repeat(60)}"}`;
    expect(extractReply("coder", text, 100)).toEqual({ ok: false, problems: ["The reply is larger than 100 bytes. Send a shorter one."] });
    expect(extractReply("coder", text, 200).ok).toBe(true);
    expect(extractReply("coder", "{".repeat(50_000_000), 1_000_000).ok).toBe(false);
  });

  test("nothing in, nothing found", () => {
    expect(extractReply("coder", " \n", bytesMax)).toEqual({ ok: false, problems: ["The reply was empty."] });
    expect(extractReply("coder", "I refuse.", bytesMax)).toEqual({ ok: false, problems: ["No JSON object was found in the reply."] });
  });

  test("garbage never throws, for any role", () => {
    const units = fc.constantFrom(..."{}[]:,\"'\n a1", "```", "<think>", "</think>", "summary", "tasks", "verdict", "null");
    fc.assert(
      fc.property(fc.constantFrom(...roles), fc.string({ unit: units, maxLength: 120 }), (role, text) => {
        const found = extractReply(role, text, bytesMax);
        if (!found.ok) expect(found.problems.length).toBeGreaterThan(0);
      }),
      { numRuns: 3_000 },
    );
  });

  // Each of these made a quadratic version read for minutes.
  test.each(['{"a{":1,', "[", "```{/*", '```{"', '{"', "{a:b\n", "</think>", '"', "\\", "{'a' ", "[ /* ", '{"a": "" '])(
    "a million characters of %j come to an end",
    (unit) => {
      const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
      expect(extractReply("coder", text, bytesMax).ok).toBe(false);
    },
  );

  test("a reply of 5 MB is read", () => {
    const summary = 'many "words", {and} more\n'.repeat(200_000);
    expect(summaryOf(`Here it is:\n\`\`\`json\n${JSON.stringify({ summary })}\n\`\`\``)).toBe(summary);
  });

  test("of many candidates the large ones are kept, and the last of them are found", () => {
    const text = `${JSON.stringify({ large: "x".repeat(1_000) })} ${'{"a": 1} '.repeat(10_000)}`;
    const candidates = findCandidates(text);
    expect(candidates.length).toBeLessThan(candidatesMax * 2);
    expect(candidates.some((candidate) => candidate.end > 1_000 && candidate.start === 0)).toBe(true);
    expect(summaryOf(`${'{"a": 1} '.repeat(10_000)}${reply}`)).toBe("all done here");
  });
});
