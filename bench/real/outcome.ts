// What became of one mission by one arm, and the file of lines that keeps it: each is written when it is known, so that a
// run that was killed has lost one mission at most, and the next run goes on.
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";

export const arms = ["ours", "ours, weak alone", "one shot", "best of 8 with the tests", "looped", "looped, side by side"] as const;
export type ArmName = (typeof arms)[number];

const count = z.number().int().min(0);

const outcomeSchema = z.strictObject({
  arm: z.enum(arms),
  seed: count,
  mission: count,
  tasks: count,
  /** Share of wrong attempts that no visible test sees. */
  alpha: z.number().min(0).max(1),
  /**
   * `done`: it says that all is done. `stopped`: it says that it is not. `not finished`: it was ended from outside, by a
   * deadline or a crash, and says nothing about the arm.
   */
  end: z.enum(["done", "stopped", "not finished"]),
  /** Why it is not done; empty if it is. */
  reason: z.string(),
  /** Tasks of which a test fails in the user's folder: visible and held-out tests. */
  wrong: z.array(z.string()),
  /** Tasks at which the report lists a reviewer's concern. */
  flagged: z.array(z.string()),
  calls: count,
  /** Of them, to the strong model. */
  strongCalls: count,
  promptTokens: count,
  /** Of the prompt's, those that the request before began with as well. */
  cachedTokens: count,
  completionTokens: count,
  seconds: z.number(),
  /** What the gate said of each change that it saw, by what was in the change; null without a gate. */
  gate: z.object({ right: count, rightRefused: count, wrong: count, wrongAccepted: count }).nullable(),
  /** Commit and machine that it was measured on. */
  commit: z.string(),
  machine: z.string(),
});

export type Outcome = z.infer<typeof outcomeSchema>;

/** All right, silently wrong and honest stop are of missions that came to an end by themselves. */
export function isSettled({ end }: Outcome): boolean {
  return end !== "not finished";
}

export function isAllRight({ end, wrong }: Outcome): boolean {
  return end === "done" && wrong.length === 0;
}

export function isSilentlyWrong({ end, wrong }: Outcome): boolean {
  return end === "done" && wrong.length > 0;
}

export function tokensOf({ promptTokens, completionTokens }: Outcome): number {
  return promptTokens + completionTokens;
}

/** The last line of each mission, world and arm. Half of a line, which a killed run may leave, is passed over. */
export async function readOutcomes(file: string): Promise<readonly Outcome[]> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const found = new Map<string, Outcome>();
  for (const [at, line] of text.split("\n").entries()) {
    const outcome = parsed(line, `${file}:${at + 1}`);
    if (outcome !== null) found.set(keyOf(outcome), outcome);
  }
  return [...found.values()];
}

function parsed(line: string, place: string): Outcome | null {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch {
    return null;
  }
  const reading = outcomeSchema.safeParse(content);
  if (reading.success) return reading.data;
  throw new Error(`${place} is no outcome of a mission: ${z.prettifyError(reading.error)}. Take the line away, or start anew with --fresh.`);
}

export function keyOf({ arm, seed, mission, tasks, alpha }: Pick<Outcome, "arm" | "seed" | "mission" | "tasks" | "alpha">): string {
  return JSON.stringify([arm, seed, tasks, alpha, mission]);
}

export async function appendOutcome(file: string, outcome: Outcome): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const before = await readFile(file, "utf8").catch(() => "");
  // Behind a torn line a new one begins.
  await appendFile(file, `${before === "" || before.endsWith("\n") ? "" : "\n"}${JSON.stringify(outcome)}\n`);
}
