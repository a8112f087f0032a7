// The loop: what it makes durable and in which order, what it starts and ends, and how it comes back.
import { describe, expect, test, vi } from "vitest";
import { OrchestratorError } from "../../../src/core/errors.ts";
import { replay } from "../../../src/core/transition.ts";
import { noUsage } from "../../../src/core/usage.ts";
import { readMemoryEvents } from "./events.ts";
import { goodResult, makeLoop, twoTasks, type LoopUnderTest, type Started } from "./support.ts";

/** The next effect that is open, once it was started. */
async function next(under: LoopUnderTest, index: number): Promise<Started> {
  await vi.waitFor(() => expect(under.executor.started.length).toBeGreaterThan(index));
  return under.executor.started[index] as Started;
}

async function answerFirst(under: LoopUnderTest, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const { effect, resolve } = await next(under, index);
    resolve(goodResult(effect, twoTasks));
  }
}

describe("a mission on its way", () => {
  test("runs to its end; the journal replays to the same state, and each event was told once and in order", async () => {
    const under = await makeLoop();
    const running = under.loop.run();
    // capture, search, plan; attempt, gate and integration of two tasks; verification, landing, report.
    await answerFirst(under, 12);
    expect(await running).toBe("ended");
    const events = readMemoryEvents(under.storage);
    expect(under.told).toEqual(events);
    expect(under.loop.view()).toMatchObject({ phase: "ended", outcome: "done", counts: { merged: 2 } });
    expect(replay(events)).toMatchObject({ phase: "ended", reported: true });
    expect(under.executor.started.map(({ effect }) => effect.id)).toEqual([...new Set(under.executor.started.map(({ effect }) => effect.id))]);
  });

  test("an event is durable before what follows from it begins", async () => {
    const under = await makeLoop();
    const running = under.loop.run();
    const capture = await next(under, 0);
    expect(readMemoryEvents(under.storage).map((event) => event.type)).toEqual(["mission-started"]);
    capture.resolve(goodResult(capture.effect, twoTasks));
    const search = await next(under, 1);
    expect(readMemoryEvents(under.storage).map((event) => event.type)).toEqual(["mission-started", "captured"]);
    under.loop.post({ type: "stopped", reason: "enough" });
    await vi.waitFor(() => expect(search.ended()).toBe(true));
    const report = await next(under, 2);
    report.resolve(goodResult(report.effect, twoTasks));
    expect(await running).toBe("ended");
  });

  test("before its first event is durable there is nothing to see", async () => {
    const under = await makeLoop();
    expect(under.loop.view()).toBeNull();
  });

  test("a viewer that throws holds nothing up", async () => {
    const under = await makeLoop({
      ports: {
        reporter: {
          tell: () => {
            throw new Error("no terminal");
          },
        },
      },
    });
    const running = under.loop.run();
    await answerFirst(under, 12);
    expect(await running).toBe("ended");
  });
});

describe("pausing and stopping", () => {
  test("a pause ends all that is under way, and its results, come they late, change nothing", async () => {
    const under = await makeLoop();
    const running = under.loop.run();
    await answerFirst(under, 3);
    const attempts = [await next(under, 3), await next(under, 4)];
    under.loop.post({ type: "paused", reason: "a user" });
    expect(await running).toBe("paused");
    expect(attempts.map((attempt) => attempt.ended())).toEqual([true, true]);
    const before = under.storage.lines.length;
    for (const { effect, resolve } of attempts) resolve(goodResult(effect, twoTasks));
    expect(under.storage.lines.length).toBe(before);
    expect(under.loop.view()).toMatchObject({ paused: "a user", counts: { attempting: 2 } });
  });

  test("a stop ends the mission as cancelled, with a report", async () => {
    const under = await makeLoop();
    const running = under.loop.run();
    await answerFirst(under, 3);
    await next(under, 4);
    under.loop.post({ type: "stopped", reason: "the user stopped it" });
    const report = await next(under, 5);
    expect(report.effect.kind).toBe("report");
    report.resolve(goodResult(report.effect, twoTasks));
    expect(await running).toBe("ended");
    expect(under.loop.view()).toMatchObject({ outcome: "cancelled", counts: { dropped: 2 } });
  });

  test("a task over its budget has its attempt ended, and the other goes on", async () => {
    const under = await makeLoop({ settings: { budget: { tokensMax: null, costMax: null, tokensPerTaskMax: 100, costPerTaskMax: null, tokensPerCallGuess: 1 } } });
    const running = under.loop.run();
    await answerFirst(under, 3);
    const [dear, cheap] = [await next(under, 3), await next(under, 4)];
    dear.scope.emit({ type: "usage-counted", effect: dear.effect.id, session: "s1", total: { ...noUsage, inputTokens: 100 } });
    await vi.waitFor(() => expect(dear.ended()).toBe(true));
    expect(cheap.ended()).toBe(false);
    under.loop.post({ type: "paused", reason: "enough" });
    expect(await running).toBe("paused");
    expect(under.loop.view()?.counts).toMatchObject({ stopped: 1, attempting: 1 });
  });

  test("a result that is told twice is counted once", async () => {
    const under = await makeLoop();
    const running = under.loop.run();
    const capture = await next(under, 0);
    const result = goodResult(capture.effect, twoTasks);
    capture.resolve(result);
    await next(under, 1);
    under.loop.post(result);
    under.loop.post({ type: "paused", reason: "enough" });
    expect(await running).toBe("paused");
    expect(under.executor.started.length).toBe(2);
  });
});

test("what a session is found to have used while a pause ends it is in the journal", async () => {
  const used = { ...noUsage, calls: 1, inputTokens: 70 };
  const under = await makeLoop({
    ports: {
      executor: {
        execute: (effect, scope) =>
          new Promise((_resolve, reject) => {
            const end = () => {
              scope.emit({ type: "usage-counted", effect: effect.id, session: "s1", total: used });
              reject(new Error("called off"));
            };
            if (effect.kind === "capture") _resolve(goodResult(effect, twoTasks));
            else scope.signal.addEventListener("abort", () => setTimeout(end, 5), { once: true });
          }),
      },
    },
  });
  const running = under.loop.run();
  await vi.waitFor(() => expect(under.loop.view()?.phase).toBe("analysing"));
  under.loop.post({ type: "paused", reason: "a user" });
  expect(await running).toBe("paused");
  expect(readMemoryEvents(under.storage).at(-1)).toMatchObject({ type: "usage-counted", session: "s1" });
  expect(under.loop.view()).toMatchObject({ paused: "a user", usage: { inputTokens: 70 } });
});

describe("failures", () => {
  test.each([
    [new OrchestratorError("git-failed", "git said no.", "Ask git."), "git said no. Ask git."],
    [new TypeError("x is not a function"), "x is not a function This is a defect of the plugin"],
    ["a text", "a text"],
  ])("what a port throws pauses the mission with its words: %s", async (thrown, words) => {
    const under = await makeLoop();
    const running = under.loop.run();
    await answerFirst(under, 1);
    (await next(under, 1)).reject(thrown);
    expect(await running).toBe("paused");
    expect(under.loop.view()?.paused).toContain(words);
  });

  test("a capture that fails ends the mission, since nothing was begun", async () => {
    const under = await makeLoop();
    const running = under.loop.run();
    (await next(under, 0)).reject(new OrchestratorError("git-busy", "A merge is under way.", "Finish it."));
    const report = await next(under, 1);
    report.reject(new Error("the report's disk is full"));
    expect(await running).toBe("ended");
    const view = under.loop.view();
    expect(view).toMatchObject({ outcome: "failed", reason: "A merge is under way. Finish it." });
    expect(view?.notes.join()).toContain("the report's disk is full");
  });

  test.each([1, 2, 3, 4, 5, 6, 9])("a journal that fails at append %i ends everything, and holds what happened", async (failsAt) => {
    const under = await makeLoop({ failsAt });
    const running = under.loop.run().catch((thrown: unknown) => thrown);
    const over = running.then(() => null);
    for (let index = 0; index < 12; index += 1) {
      const started = await Promise.race([over, next(under, index).catch(() => null)]);
      if (started === null) break;
      started.resolve(goodResult(started.effect, twoTasks));
    }
    expect(await running).toMatchObject({ kind: "journal-write" });
    const events = readMemoryEvents(under.storage);
    expect(events.length).toBe(failsAt - 1);
    // What was begun followed from an event that is in the journal, and has been answered or ended.
    const answered = new Set(events.flatMap((event) => ("effect" in event ? [event.effect] : [])));
    const begun = new Set([...answered, ...(replay(events)?.pending.keys() ?? [])]);
    expect(new Set(under.executor.started.map(({ effect }) => effect.id))).toEqual(begun);
    expect(under.told.length).toBeLessThanOrEqual(events.length);
  });

  test("it comes back only when what it ended has ended", async () => {
    const under = await makeLoop({
      ports: {
        executor: {
          execute: (_effect, scope) =>
            new Promise((_resolve, reject) => {
              scope.signal.addEventListener("abort", () => setTimeout(() => reject(new Error("late")), 50), { once: true });
            }),
        },
      },
    });
    const running = under.loop.run();
    const state = { over: false };
    void running.then(() => (state.over = true));
    await vi.waitFor(() => expect(under.loop.view()).not.toBeNull());
    under.loop.post({ type: "paused", reason: "a user" });
    await vi.waitFor(() => expect(under.loop.view()?.paused).toBe("a user"));
    expect(state.over).toBe(false);
    expect(await running).toBe("paused");
  });
});
