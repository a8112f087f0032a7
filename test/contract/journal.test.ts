// What every journal keeps, run on each of them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MissionEvent } from "../../src/core/event.ts";
import { createFileJournal } from "../../src/journal/file-journal.ts";
import { createMemoryJournal, createMemoryStorage } from "../../src/journal/memory-journal.ts";
import type { Journal } from "../../src/ports/journal.ts";
import { failureOf, handClock, paused, temporaryFolder } from "../unit/journal/support.ts";
import type { HandClock } from "../unit/journal/support.ts";

interface World {
  readonly clock: HandClock;
  /** A journal on the same storage each time. */
  journal(): Journal;
}

const worlds: Readonly<Record<string, () => Promise<World>>> = {
  async file() {
    const directory = await temporaryFolder();
    const clock = handClock();
    return { clock, journal: () => createFileJournal({ directory, clock }) };
  },
  async memory() {
    const clock = handClock();
    const storage = createMemoryStorage();
    return { clock, journal: () => createMemoryJournal({ clock }, storage) };
  },
};

describe.each(Object.entries(worlds))("the %s journal", (_name, makeWorld) => {
  test("starts empty", async () => {
    const { journal } = await makeWorld();
    const first = journal();
    expect(await first.open()).toEqual({ records: [], tornBytes: 0 });
    await first.close();
  });

  test("gives back what was appended, numbered from 1, with its time", async () => {
    const { journal, clock } = await makeWorld();
    const writer = journal();
    await writer.open();
    const one = await writer.append(paused("one"));
    clock.time += 5;
    const two = await writer.append(paused("two\n\u2028 \ud800 ünïcödé 🎉"));
    await writer.close();

    expect([one.sequence, two.sequence, two.time - one.time]).toEqual([1, 2, 5]);
    const reader = journal();
    expect((await reader.open()).records).toEqual([one, two]);
    const three = await reader.append(paused("three"));
    expect(three.sequence).toBe(3);
    await reader.close();
  });

  test("keeps the order of appends that do not wait for one another", async () => {
    const { journal } = await makeWorld();
    const writer = journal();
    await writer.open();
    const settled: number[] = [];
    const appends = Array.from({ length: 200 }, (_, index) =>
      writer.append(paused(String(index))).then((record) => settled.push(record.sequence)),
    );
    await Promise.all(appends);
    await writer.close();
    const numbers = Array.from({ length: 200 }, (_, index) => index + 1);
    expect(settled).toEqual(numbers);
    const reader = journal();
    const { records } = await reader.open();
    await reader.close();
    expect(records.map(({ event }) => event)).toEqual(numbers.map((number) => paused(String(number - 1))));
  });

  test("what is appended and not awaited is durable once the journal is closed", async () => {
    const { journal } = await makeWorld();
    const writer = journal();
    await writer.open();
    const append = writer.append(paused("last words"));
    await writer.close();
    await append;
    const reader = journal();
    expect((await reader.open()).records).toHaveLength(1);
    await reader.close();
  });

  test("has one owner: a second opening names the first, and a closed one leaves way", async () => {
    const { journal } = await makeWorld();
    const first = journal();
    await first.open();
    const failure = await failureOf(journal().open());
    expect(failure.kind).toBe("mission-running");
    expect(failure.message).toContain(`process ${process.pid}`);
    expect(failure.message).toContain("2025-11-24T16:00:00.000Z");
    expect((await failureOf(first.open())).kind).toBe("mission-running");
    expect((await first.append(paused("still mine"))).sequence).toBe(1);
    await first.close();
    await first.close();
    const second = journal();
    expect((await second.open()).records).toHaveLength(1);
    await second.close();
  });

  test("closing a journal that failed to open leaves its owner alone", async () => {
    const { journal } = await makeWorld();
    const first = journal();
    await first.open();
    const second = journal();
    await failureOf(second.open());
    await second.close();
    expect((await failureOf(journal().open())).kind).toBe("mission-running");
    await first.close();
  });

  test("takes nothing before it is opened and after it is closed", async () => {
    const { journal } = await makeWorld();
    const writer = journal();
    expect((await failureOf(writer.append(paused("early")))).kind).toBe("journal-write");
    await writer.open();
    await writer.close();
    expect((await failureOf(writer.append(paused("late")))).kind).toBe("journal-write");
    expect((await writer.open()).records).toEqual([]);
    await writer.close();
  });

  test("refuses an event that would not come back as it was, and goes on", async () => {
    const { journal } = await makeWorld();
    const writer = journal();
    await writer.open();
    const bad: readonly unknown[] = [NaN, Infinity, new Map(), new Date(0), 1n, [undefined], () => 1, { deep: [{ x: NaN }] }];
    for (const reason of bad) {
      const event = { type: "paused", reason } as unknown as MissionEvent;
      const failure = await failureOf(writer.append(event));
      expect(failure.kind).toBe("internal");
      expect(failure.message).toContain("event.reason");
    }
    expect((await writer.append(paused("good"))).sequence).toBe(1);
    await writer.close();
    const reader = journal();
    expect((await reader.open()).records).toHaveLength(1);
    await reader.close();
  });

  test("any JSON comes back as it was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue(), { maxLength: 8 }), async (values) => {
        const { journal } = await makeWorld();
        const events = values.map((value) => ({ type: "paused", reason: JSON.parse(JSON.stringify(value)) }) as MissionEvent);
        const writer = journal();
        await writer.open();
        await Promise.all(events.map((event) => writer.append(event)));
        await writer.close();
        const reader = journal();
        const { records } = await reader.open();
        await reader.close();
        expect(records.map(({ event }) => event)).toEqual(events);
      }),
      { numRuns: 30 },
    );
  });
});
