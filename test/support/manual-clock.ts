// A clock that stands still until a test moves it: what sleeps wakes in order of its time.
import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../src/ports/clock.ts";

export interface ManualClock extends Clock {
  /** Moves time on, waking one sleeper after the other and letting each act before the next. */
  advance(ms: number): Promise<void>;
  sleepers(): number;
}

interface Sleeper {
  readonly atMs: number;
  wake(): void;
}

export function createManualClock(startMs = 1_000_000): ManualClock {
  let nowMs = startMs;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => nowMs,
    random: () => 0.5,
    sleep(ms, signal) {
      if (ms <= 0 || signal?.aborted === true) return Promise.resolve();
      return new Promise((resolve) => {
        const sleeper: Sleeper = {
          atMs: nowMs + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener("abort", sleeper.wake);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", sleeper.wake, { once: true });
      });
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      for (;;) {
        await letOthersAct();
        const next = [...sleepers].sort((left, right) => left.atMs - right.atMs)[0];
        if (next === undefined || next.atMs > untilMs) break;
        nowMs = Math.max(nowMs, next.atMs);
        next.wake();
      }
      nowMs = untilMs;
      await letOthersAct();
    },
    sleepers: () => sleepers.size,
  };
}

/** Promises that are settled already run their course, however many follow on one another. */
export async function letOthersAct(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}
