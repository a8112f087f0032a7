// The kernel alone: transitions a second, validation of a huge plan, memory, recovery, and makespans in simulated time.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MissionEvent } from "../src/core/event.ts";
import { taskKinds, type Plan, type TaskKind } from "../src/core/plan.ts";
import { validatePlan } from "../src/core/plan-validation.ts";
import { replay } from "../src/core/transition.ts";
import { createFileJournal } from "../src/journal/file-journal.ts";
import { createSystemClock } from "../src/runtime/system-clock.ts";
import { chainPlan, diamondPlan, randomPlan, widePlan } from "../test/support/plans.ts";
import { seededRandom } from "../test/support/random.ts";
import { makeSettings } from "../test/support/settings.ts";
import { calm, simulate } from "../test/support/simulation.ts";
import { figure, median, medianDurations, type Figure } from "./measure.ts";

const perfect = { passes: 1, chances: calm, checked: false } as const;

export async function kernelFigures(): Promise<Figure[]> {
  return [await transitions(), await validation(), ...memory(), await recovery(), ...makespans()];
}

function eventsOf(plan: Plan, seed: number): readonly MissionEvent[] {
  const random = seededRandom(seed);
  const settings = makeSettings({ reviewers: 1, slots: 8 });
  return simulate({ ...perfect, random, plan, settings, durationMs: () => 1 + random.below(1000) }).events;
}

async function transitions(): Promise<Figure> {
  const events = eventsOf(randomPlan(seededRandom(1), 1_000, 2), 1);
  const { cpuMs, wallMs } = await medianDurations(25, () => replay(events));
  const perSecond = (ms: number) => (events.length / ms) * 1000;
  const detail =
    `of CPU time, median of 25; ${events.length} events, 1,000 tasks, 2 dependencies each on average; ` +
    `by the clock: ${Math.round(perSecond(wallMs))}`;
  return figure("kernel: transitions a second", perSecond(cpuMs), "/s", { atLeast: 100_000 }, detail);
}

async function validation(): Promise<Figure> {
  const plan = randomPlan(seededRandom(2), 10_000, 3);
  const settings = makeSettings();
  const rules = { ...settings.limits, tasksMax: 10_000, allowedCommands: settings.allowedCommands };
  const { cpuMs, wallMs } = await medianDurations(7, () => {
    const check = validatePlan(plan, rules);
    if (!check.ok) throw new Error(check.problems[0]?.message);
  });
  const edges = plan.tasks.reduce((sum, task) => sum + task.dependsOn.length, 0);
  return figure("kernel: a 10,000-node plan validated", cpuMs / 1000, "s", { atMost: 1 }, `CPU time; ${edges} edges; ${byTheClock(wallMs)}`);
}

function byTheClock(wallMs: number): string {
  return `by the clock: ${(wallMs / 1000).toFixed(2)} s`;
}

function memory(): Figure[] {
  const bytes = (count: number) => {
    const events = eventsOf(randomPlan(seededRandom(3), count, 2), 3);
    const collect = globalThis.gc ?? (() => undefined);
    collect();
    const before = process.memoryUsage().heapUsed;
    const state = replay(events);
    collect();
    const after = process.memoryUsage().heapUsed;
    return state === null ? Number.NaN : (after - before) / count;
  };
  const small = bytes(1_000);
  const large = bytes(8_000);
  const detail = `${(small / 1024).toFixed(1)} KB a task at 1,000 tasks, ${(large / 1024).toFixed(1)} KB at 8,000`;
  return [figure("kernel: memory a task, 8,000 tasks over 1,000", large / small, "×", { atMost: 1.25 }, detail)];
}

const recoveryLines = 100_000;
const longTasks = 16_000;

/** A mission in which every tenth change is refused, so that some tasks take several attempts. */
function longHistory(): readonly MissionEvent[] {
  const random = seededRandom(4);
  const settings = makeSettings({ reviewers: 1, slots: 8 });
  const plan = randomPlan(random, longTasks, 2);
  const { events } = simulate({ ...perfect, passes: 0.9, random, plan, settings, durationMs: () => 1 + random.below(1000) });
  return events;
}

async function recovery(): Promise<Figure> {
  const directory = await mkdtemp(join(tmpdir(), "bench-journal-"));
  try {
    const clock = createSystemClock();
    const events = longHistory().slice(0, recoveryLines);
    const journal = createFileJournal({ directory, clock });
    await journal.open();
    await Promise.all(events.map((event) => journal.append(event)));
    await journal.close();
    const { cpuMs, wallMs } = await medianDurations(5, async () => {
      const again = createFileJournal({ directory, clock });
      const { records } = await again.open();
      replay(records.map((record) => record.event));
      await again.close();
    });
    const detail = `CPU time; ${events.length} lines of one mission of ${longTasks} tasks; ${byTheClock(wallMs)}`;
    return figure("recovery: journal read and replayed", cpuMs / 1000, "s", { atMost: 2 }, detail);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Mean latency by kind of task; each task is off by up to a quarter, which nobody knows beforehand. */
const meanMs: Readonly<Record<TaskKind, number>> = { code: 90_000, test: 60_000, docs: 30_000, config: 20_000 };

function withKinds(plan: Plan, seed: number): Plan {
  const random = seededRandom(seed + 7);
  return { ...plan, tasks: plan.tasks.map((task) => ({ ...task, kind: taskKinds[random.below(4)] ?? "code" })) };
}

/** Makespan over `max(work / m, critical path)`, median of 40 seeds. */
function makespans(): Figure[] {
  const shapes: Readonly<Record<string, (seed: number) => Plan>> = {
    chain: (seed) => withKinds(chainPlan(24), seed),
    wide: (seed) => withKinds(widePlan(96), seed),
    diamond: (seed) => withKinds(diamondPlan(8, 4), seed),
    random: (seed) => withKinds(randomPlan(seededRandom(seed), 96, 2), seed),
  };
  return [4, 8].flatMap((workers) =>
    Object.entries(shapes).map(([shape, planOf]) => {
      const ratios = Array.from({ length: 40 }, (_, seed) => ratioToBound(planOf(seed), workers, seed));
      const detail = `40 seeds, worst ${Math.max(...ratios).toFixed(3)}, simulated latencies`;
      return figure(`makespan over bound: ${shape}, m = ${workers}`, median(ratios), "×", { atMost: 1.05 }, detail);
    }),
  );
}

function ratioToBound(plan: Plan, workers: number, seed: number): number {
  const random = seededRandom(seed + 1000);
  const durations = new Map(plan.tasks.map((task) => [task.id, meanMs[task.kind] * (0.75 + random.next() / 2)]));
  const settings = makeSettings({ slots: workers, reviewers: 0 });
  const { elapsedMs } = simulate({
    ...perfect,
    random,
    plan,
    settings,
    durationMs: (effect) => (effect.kind === "attempt" ? (durations.get(effect.task.id) ?? 0) : 0),
  });
  const work = [...durations.values()].reduce((sum, ms) => sum + ms, 0);
  const longest = new Map<string, number>();
  for (const task of plan.tasks) {
    const before = Math.max(0, ...task.dependsOn.map((id) => longest.get(id) ?? 0));
    longest.set(task.id, before + (durations.get(task.id) ?? 0));
  }
  return elapsedMs / Math.max(work / workers, ...longest.values());
}
