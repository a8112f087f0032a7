// What the loop works with, in memory: an executor whose effects a test answers, and journals that can break.
import { OrchestratorError } from "../../../src/core/errors.ts";
import type { Effect, EffectKind } from "../../../src/core/effect.ts";
import type { MissionEvent, ResultEvent } from "../../../src/core/event.ts";
import type { Plan } from "../../../src/core/plan.ts";
import type { Settings } from "../../../src/core/settings.ts";
import { createMemoryJournal, createMemoryStorage, type MemoryStorage } from "../../../src/journal/memory-journal.ts";
import type { EffectScope, Executor } from "../../../src/ports/executor.ts";
import type { Journal } from "../../../src/ports/journal.ts";
import { MissionLoop, type LoopPorts } from "../../../src/runtime/loop.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { makePlan, makeTask } from "../../support/plans.ts";
import { makeSettings } from "../../support/settings.ts";

export interface Started {
  readonly effect: Effect;
  readonly scope: EffectScope;
  /** Whether it was told to end. */
  ended(): boolean;
  resolve(event: ResultEvent): void;
  reject(thrown: unknown): void;
}

export interface ScriptedExecutor extends Executor {
  readonly started: Started[];
  of(kind: EffectKind): Started[];
}

/** Effects stay open until a test answers them; one that is called off rejects, as the port says. */
export function createScriptedExecutor(): ScriptedExecutor {
  const started: Started[] = [];
  return {
    started,
    of: (kind) => started.filter(({ effect }) => effect.kind === kind),
    execute: (effect, scope) =>
      new Promise((resolve, reject) => {
        started.push({ effect, scope, resolve, reject, ended: () => scope.signal.aborted });
        scope.signal.addEventListener("abort", () => reject(new OrchestratorError("aborted", "called off", "")), { once: true });
      }),
  };
}

const accepted = { outcome: "accepted", findings: [], notes: [] } as const;

/** The result of an effect when all goes well. */
export function goodResult(effect: Effect, plan: Plan): ResultEvent {
  const result = { effect: effect.id, durationMs: 1 };
  const change = (path: string) => ({
    commit: `c-${effect.id}`,
    base: "c0",
    tree: `t-${effect.id}`,
    files: [{ path, status: "added", modeBefore: "000000", modeAfter: "100644", bytes: 1 } as const],
  });
  switch (effect.kind) {
    case "capture":
      return { type: "captured", ...result, captured: { base: "c0", branch: "main", files: 1, uncommitted: 0, notes: [] } };
    case "search":
      return { type: "searched", ...result, spent: null, result: { ok: true, brief: { summary: "", places: [], notes: [] } } };
    case "plan":
      return { type: "planned", ...result, spent: null, result: { outcome: "valid", plan, notes: [] } };
    case "attempt":
      return { type: "attempted", ...result, spent: null, result: { outcome: "changed", change: change(effect.task.writes[0] ?? ""), work: null } };
    case "gate":
      return { type: "gated", ...result, verdict: accepted };
    case "review":
      return { type: "reviewed", ...result, spent: null, result: { ok: true, review: { verdict: "approve", concerns: [] } } };
    case "trial":
      return { type: "tried", ...result, result: { trials: [], tests: null } };
    case "integrate":
      return { type: "integrated", ...result, result: { outcome: "merged", change: effect.change } };
    case "replan":
      return { type: "replanned", ...result, spent: null, result: { outcome: "failed", failure: "no-reply", message: "nothing" } };
    case "pivot":
      return { type: "pivoted", ...result, spent: null, result: { ok: true, choice: { choice: "drop", reason: "enough" } } };
    case "revert":
      return { type: "reverted", ...result, result: { outcome: "conflict", files: [] } };
    case "review-whole":
      return { type: "whole-reviewed", ...result, spent: null, result: { ok: true, review: { verdict: "approve", concerns: [] } } };
    case "try-whole":
      return { type: "whole-tried", ...result, trials: [] };
    case "recheck":
      return { type: "rechecked", ...result, reruns: [] };
    case "follow-up":
      return { type: "follow-up-planned", ...result, spent: null, result: { outcome: "failed", failure: "no-reply", message: "nothing" }, tests: null };
    case "verify":
      return { type: "verified", ...result, verdict: accepted };
    case "land":
      return { type: "landed", ...result, landing: { outcome: "landed", files: [] } };
    case "cool-down":
      return { type: "cooled-down", ...result };
    case "report":
      return { type: "reported", ...result };
  }
}

/** A journal that fails at the append of this number and ever after, as on a full disk. */
export function createBreakingJournal(inner: Journal, failsAt: number): Journal {
  let appends = 0;
  return {
    ...inner,
    async append(event) {
      appends += 1;
      if (appends >= failsAt) throw new OrchestratorError("journal-write", "The journal cannot be written: ENOSPC.", "Free space.");
      return inner.append(event);
    },
  };
}

export const twoTasks = makePlan([makeTask("one"), makeTask("two")]);

export interface LoopUnderTest {
  readonly loop: MissionLoop;
  readonly executor: ScriptedExecutor;
  readonly storage: MemoryStorage;
  readonly told: MissionEvent[];
}

export async function makeLoop(over: { readonly failsAt?: number; readonly settings?: Partial<Settings>; readonly ports?: Partial<LoopPorts> } = {}): Promise<LoopUnderTest> {
  const clock = createManualClock();
  const storage = createMemoryStorage();
  const memory = createMemoryJournal({ clock }, storage);
  await memory.open();
  const journal = over.failsAt === undefined ? memory : createBreakingJournal(memory, over.failsAt);
  const executor = createScriptedExecutor();
  const told: MissionEvent[] = [];
  const reporter = { tell: ({ event }: { readonly event: MissionEvent }) => void told.push(event) };
  const loop = new MissionLoop({ journal, executor, reporter, clock, ...over.ports }, null);
  loop.post({ type: "mission-started", mission: "m-1", goal: "goal", settings: makeSettings({ reviewers: 0, ...over.settings }) });
  return { loop, executor, storage, told };
}
