// Sixteen tasks side by side through the real OpenCode: how long they take over what the model calls alone would, and
// what the rest is.
import { readFileSync } from "node:fs";
import type { Effect } from "../src/core/effect.ts";
import { begin, transition } from "../src/core/transition.ts";
import type { MissionState } from "../src/core/mission.ts";
import type { RecordedRequest } from "../src/scripted/index.ts";
import { figure, mean, type Figure } from "./measure.ts";
import { callsPerTask, wideScript, wideTasks } from "./missions.ts";
import { inPlace, type TimedEvent } from "./place.ts";
import { prefixFigure } from "./requests.ts";

const callMs = 1_000;
const slots = 4;
/** Of the counters in /proc, as all Linux kernels have it. */
const ticksPerSecond = 100;

export async function wideFigures(): Promise<Figure[]> {
  const { journal, requests, cpuSeconds } = await inPlace(wideScript(callMs), async (place) => {
    const home = await place.home("home", true);
    const before = childCpuSeconds() ?? 0;
    await place.run(home, "run", "--command", "task", '"Add sixteen functions"');
    return { journal: await place.journal(), requests: place.server.requests, cpuSeconds: since(before) };
  });
  const spans = spansOf(journal);
  const boundMs = (wideTasks * callsPerTask * callMs) / slots;
  const makespanMs = spans.lastMergeMs - spans.firstAttemptMs;
  const value = makespanMs / boundMs;
  const cpu = cpuSeconds === null ? "" : `; OpenCode, plugin and git took ${cpuSeconds.toFixed(1)} s of CPU from start to exit`;
  const detail =
    `${seconds(makespanMs)} from the first attempt to the last merge over ${seconds(boundMs)}; per task beyond its model calls: ` +
    `${partsOf(spans, requests)}${cpu}`;
  return [
    figure(`makespan over bound: OpenCode, ${wideTasks} tasks, 1 s a call, m = ${slots}`, value, "×", { atMost: 1.35 }, detail),
    prefixFigure(requests),
  ];
}

interface Spans {
  readonly firstAttemptMs: number;
  readonly lastMergeMs: number;
  /** From start to result, by kind of effect. */
  readonly durations: ReadonlyMap<Effect["kind"], readonly number[]>;
}

function spansOf(journal: readonly TimedEvent[]): Spans {
  const started = new Map<string, { readonly kind: Effect["kind"]; readonly timeMs: number }>();
  const durations = new Map<Effect["kind"], number[]>();
  let state: MissionState | null = null;
  let firstAttemptMs = Number.POSITIVE_INFINITY;
  let lastMergeMs = 0;
  for (const { timeMs, event } of journal) {
    const known = "effect" in event && event.type !== "usage-counted" && event.type !== "model-throttled" ? started.get(event.effect) : undefined;
    if (known !== undefined) durations.set(known.kind, [...(durations.get(known.kind) ?? []), timeMs - known.timeMs]);
    if (event.type === "integrated" && event.result.outcome === "merged") lastMergeMs = timeMs;
    let effects: readonly Effect[];
    if (event.type === "mission-started") {
      const begun = begin(event);
      state = begun.state;
      effects = begun.step.effects;
    } else {
      if (state === null) throw new Error("The journal does not begin with a mission's start.");
      effects = transition(state, event).effects;
    }
    for (const { id, kind } of effects) {
      started.set(id, { kind, timeMs });
      if (kind === "attempt") firstAttemptMs = Math.min(firstAttemptMs, timeMs);
    }
  }
  if (state?.counts.merged !== wideTasks) throw new Error(`Only ${state?.counts.merged ?? 0} of ${wideTasks} tasks were merged.`);
  return { firstAttemptMs, lastMergeMs, durations };
}

/** Means over the tasks, of what a slot is held for besides the model's own time. */
function partsOf({ durations }: Spans, requests: readonly RecordedRequest[]): string {
  const attempts = requests.filter(({ role }) => role === "coder");
  const reviews = requests.filter(({ role, task }) => role === "reviewer" && task !== null);
  const modelMs = (some: readonly RecordedRequest[]) =>
    some.reduce((sum, { startedMs, endedMs }) => sum + (endedMs ?? startedMs) - startedMs, 0) / wideTasks;
  const meanMs = (kind: Effect["kind"]) => mean(durations.get(kind) ?? [Number.NaN]);
  const whole = (ms: number) => `${Math.round(ms)} ms`;
  const first = Math.max(...(durations.get("attempt") ?? []).slice(0, slots)) - 2 * callMs;
  return (
    `writing ${whole(meanMs("attempt") - modelMs(attempts))} (slowest of the first ${slots}, with its folder's boot: ${whole(first)}), ` +
    `gate ${whole(meanMs("gate"))}, review ${whole(meanMs("review") - modelMs(reviews))}, integration ${whole(meanMs("integrate"))}`
  );
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function since(before: number): number | null {
  const now = childCpuSeconds();
  return now === null ? null : now - before;
}

/** CPU of ended children, theirs included; null where the system does not tell. */
export function childCpuSeconds(): number | null {
  try {
    const fields = readFileSync("/proc/self/stat", "utf8").replace(/^.*\) /s, "").split(" ");
    // After the name: fields 16 and 17 of proc(5), cutime and cstime, are at 13 and 14.
    return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
  } catch {
    return null;
  }
}
