import { describe, expect, test } from "vitest";
import { chooseAnswer } from "../../../src/scripted/choose.ts";
import type { Answer, Identity, ScriptEntry } from "../../../src/scripted/index.ts";

function named(text: string): Answer {
  return { turns: [{ text }] };
}

function coder(task: string | null, attempt: number): Identity {
  return { mission: "m", role: "coder", task, attempt };
}

describe("the entry that answers", () => {
  const entries: readonly ScriptEntry[] = [
    { role: "coder", answer: named("any") },
    { role: "coder", attempt: 2, answer: named("second attempt") },
    { role: "coder", task: "a", answer: named("task a") },
    { role: "coder", task: "a", answer: named("task a again") },
    { role: "coder", task: "a", attempt: 2, answer: named("task a, second attempt") },
  ];

  test.each([
    [coder("a", 1), "task a"],
    [coder("a", 2), "task a, second attempt"],
    [coder("a", 3), "task a"],
    [coder("b", 1), "any"],
    [coder("b", 2), "second attempt"],
    [coder(null, 1), "any"],
    [{ ...coder("a", 1), role: "fixer" as const }, "else"],
  ])("%j: %s", (identity, text) => {
    const expected = named(text);
    // The order of entries counts only between equals.
    const backwards = entries.toReversed().filter((entry) => entry.answer !== entries[3]?.answer);
    expect(chooseAnswer({ entries, otherwise: named("else") }, identity)).toEqual(expected);
    expect(chooseAnswer({ entries: backwards, otherwise: named("else") }, identity)).toEqual(expected);
  });

  test("the defaults of Orchestrator and Reviewer go before `otherwise`, entries before them", () => {
    const script = { entries: [], otherwise: named("else") };
    const orchestrator: Identity = { mission: null, role: "orchestrator", task: null, attempt: 1 };
    expect(chooseAnswer(script, orchestrator)).not.toEqual(named("else"));
    expect(chooseAnswer(script, { ...orchestrator, role: "reviewer" })).not.toEqual(named("else"));
    const own: ScriptEntry = { role: "orchestrator", answer: named("mine") };
    expect(chooseAnswer({ ...script, entries: [own] }, orchestrator)).toEqual(named("mine"));
  });

  test("of the Planner and the Orchestrator, an entry for the whole mission does not answer what they are asked about a task", () => {
    for (const role of ["planner", "orchestrator"] as const) {
      const own: ScriptEntry[] = [{ role, answer: named("the whole") }, { role, task: "a", answer: named("task a") }];
      const asked = (task: string | null) => chooseAnswer({ entries: own, otherwise: named("else") }, { mission: "m", role, task, attempt: 1 });
      expect(asked(null)).toEqual(named("the whole"));
      expect(asked("a")).toEqual(named("task a"));
      expect(asked("b")).toEqual(role === "planner" ? named("else") : { reply: { choice: "drop", reason: expect.any(String) } });
    }
  });

  test("an entry for no task answers the whole alone, and goes before one for any", () => {
    const own: ScriptEntry[] = [{ role: "reviewer", answer: named("any") }, { role: "reviewer", task: null, answer: named("the whole") }];
    const asked = (task: string | null) => chooseAnswer({ entries: own }, { mission: "m", role: "reviewer", task, attempt: 1 });
    expect([asked(null), asked("a")]).toEqual([named("the whole"), named("any")]);
  });
});
