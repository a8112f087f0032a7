// What the journal's tests share: a folder of their own, a clock that is set by hand, and events.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { MissionEvent } from "../../../src/core/event.ts";
import { OrchestratorError } from "../../../src/core/errors.ts";
import type { Clock } from "../../../src/ports/clock.ts";

/** A folder that goes when the test passes, and is named when it fails. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "orchestrator-journal-"));
  onTestFinished(async ({ task }) => {
    if (task.result?.state === "fail") console.log(`The test's folder is kept: ${folder}`);
    else await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

export interface HandClock extends Clock {
  /** What `now` answers; tests set it. */
  time: number;
}

export function handClock(time = 1_764_000_000_000): HandClock {
  return {
    time,
    now() {
      return this.time;
    },
    sleep: () => new Promise((resolve) => setTimeout(resolve, 5)),
    random: () => 0.5,
  };
}

export function paused(reason: string): MissionEvent {
  return { type: "paused", reason };
}

export async function failureOf(promise: Promise<unknown>): Promise<OrchestratorError> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof OrchestratorError) return thrown;
    throw thrown;
  }
  throw new Error("It did not fail.");
}
