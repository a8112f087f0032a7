// The clock of the real world. It knows nothing of missions.
import type { Clock } from "../ports/clock.ts";

/** The longest a timer of the platform can wait; a longer one fires at once. */
const timerMsMax = 2_147_483_647;

export function createSystemClock(): Clock {
  let last = 0;
  const clock: Clock = {
    now() {
      // The wall clock may be set back; then time stands still until it has caught up.
      last = Math.max(last, Date.now());
      return last;
    },
    async sleep(ms, signal) {
      for (let rest = ms; rest > 0 && signal?.aborted !== true; rest -= timerMsMax) {
        await wait(Math.min(rest, timerMsMax), signal);
      }
    },
    random: () => Math.random(),
  };
  return clock;
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish, { once: true });
  });
}
