import { afterEach, expect, test, vi } from "vitest";
import { createSystemClock } from "../../../src/runtime/system-clock.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("never goes back, though the wall clock does", () => {
  vi.useFakeTimers({ now: 1000 });
  const clock = createSystemClock();
  expect(clock.now()).toBe(1000);
  vi.setSystemTime(400);
  expect(clock.now()).toBe(1000);
  vi.setSystemTime(1001);
  expect(clock.now()).toBe(1001);
});

test("sleeps as long as asked, longer than a timer can", async () => {
  vi.useFakeTimers();
  const clock = createSystemClock();
  let isAwake = false;
  const days = 40 * 24 * 3600 * 1000;
  void clock.sleep(days).then(() => (isAwake = true));
  await vi.advanceTimersByTimeAsync(days - 1);
  expect(isAwake).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(isAwake).toBe(true);
});

test("wakes at once when the signal aborts, before or during", async () => {
  const clock = createSystemClock();
  await clock.sleep(1_000_000, AbortSignal.abort());
  const controller = new AbortController();
  const sleeping = clock.sleep(1_000_000, controller.signal);
  controller.abort();
  expect(await sleeping).toBeUndefined();
});

test("draws numbers from 0 up to, not including, 1", () => {
  const clock = createSystemClock();
  for (let draw = 0; draw < 1000; draw++) {
    const number = clock.random();
    expect(number >= 0 && number < 1).toBe(true);
  }
});
