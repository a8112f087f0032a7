import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ScriptedEdit } from "../../../src/scripted/index.ts";
import { turnAt, type Setting } from "../../../src/scripted/turns.ts";

const coder: Setting = { role: "coder", tools: ["read", "edit", "write", "submit_work"], wantsJson: false };

describe("turns of an answer", () => {
  test("without anything there is a closing text only", () => {
    expect(turnAt({}, coder, 0)).toEqual({ text: "Done." });
    expect(turnAt({ turns: [] }, coder, 0)).toEqual({ text: "Done." });
    expect(turnAt({ turns: [{ text: "a" }] }, coder, 1)).toEqual({ text: "Done." });
  });

  test("edits without a reply hand nothing in", () => {
    const answer = { edits: [{ path: "a", content: "b" }] };
    expect(turnAt(answer, coder, 0).calls?.[0]?.tool).toBe("write");
    expect(turnAt(answer, coder, 1)).toEqual({ text: "Done." });
  });

  test("nothing is edited where no tool is offered", () => {
    const answer = { edits: [{ path: "a", content: "b" }], reply: { summary: "s" } };
    expect(turnAt(answer, { ...coder, tools: [] }, 0).text).toContain('"summary": "s"');
  });

  test("a reply goes into the text where the submit tool is not offered", () => {
    const reply = { summary: "s" };
    expect(turnAt({ reply }, { ...coder, tools: ["read"] }, 0).text).toBe('```json\n{\n  "summary": "s"\n}\n```');
    expect(turnAt({ reply }, { ...coder, role: null }, 0).text).toContain("```json");
    expect(turnAt({ reply }, { ...coder, tools: [], wantsJson: true }, 0).text).toBe('{"summary":"s"}');
  });

  test("the edits of a file keep their order, and no turn edits a file twice", () => {
    const edit: fc.Arbitrary<ScriptedEdit> = fc
      .tuple(fc.constantFrom("a", "b", "c"), fc.string(), fc.boolean())
      .map(([path, text, whole]) => (whole ? { path, content: text } : { path, old: text, new: "" }));
    fc.assert(
      fc.property(fc.array(edit), (edits) => {
        const done: Record<string, unknown>[] = [];
        for (let index = 0; turnAt({ edits }, coder, index).text === undefined; index += 1) {
          const calls = turnAt({ edits }, coder, index).calls ?? [];
          const paths = calls.map((call) => (call.args as { filePath: string }).filePath);
          expect(new Set(paths).size).toBe(paths.length);
          done.push(...calls.filter(({ tool }) => tool !== "read").map((call) => call.args as Record<string, unknown>));
        }
        expect(done).toHaveLength(edits.length);
        for (const path of ["a", "b", "c"]) {
          const texts = done.filter((args) => args["filePath"] === path).map((args) => args["content"] ?? args["oldString"]);
          expect(texts).toEqual(edits.filter((given) => given.path === path).map((given) => ("content" in given ? given.content : given.old)));
        }
      }),
    );
  });
});
