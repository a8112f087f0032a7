// How figures are taken and kept: a value beside its goal, and the machine that it was measured on.
import { execFileSync } from "node:child_process";
import { cpus, loadavg, release, totalmem } from "node:os";
import { openCodeBinary, packageRoot } from "../scripts/opencode.ts";

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The goal in words, as in `≤ 2`; empty if there is none. */
  readonly goal: string;
  readonly met: boolean;
  readonly detail: string;
}

export function figure(
  what: string,
  value: number,
  unit: string,
  goal: { readonly atMost: number } | { readonly atLeast: number } | null,
  detail = "",
): Figure {
  const rounded = Number(value.toPrecision(4));
  if (goal === null) return { what, value: rounded, unit, goal: "", met: true, detail };
  const met = "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
  const words = "atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`;
  return { what, value: rounded, unit, goal: words, met, detail };
}

export interface Durations {
  /** CPU time of all the process's threads, garbage collection included: what others do on the machine adds little. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** Medians of several runs of work that computes and does not wait. */
export async function medianDurations(runs: number, work: () => unknown): Promise<Durations> {
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    globalThis.gc?.();
    const startedMs = performance.now();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    wall.push(performance.now() - startedMs);
    cpu.push((user + system) / 1000);
  }
  return { cpuMs: median(cpu), wallMs: median(wall) };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly openCode: string;
  readonly git: string;
  readonly commit: string;
  /** Processes that wanted a core, averaged over the minute before: well under `cores` on a machine left alone. */
  readonly loadBefore: number;
}

export function machine(): Machine {
  const say = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: packageRoot, encoding: "utf8" }).trim();
  const changed = say("git", "status", "--porcelain", "--", "src", "bench") !== "";
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    openCode: say(openCodeBinary(), "--version"),
    git: say("git", "--version").replace("git version ", ""),
    commit: `${say("git", "rev-parse", "--short=12", "HEAD")}${changed ? ", with changes" : ""}`,
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map(
    ({ what, value, unit, goal, met, detail }) =>
      `| ${what} | ${value} ${unit} | ${goal} | ${goal === "" ? "" : met ? "yes" : "**no**"} | ${detail} |`,
  );
  return ["| what | measured | goal | met | detail |", "|---|---|---|---|---|", ...rows].join("\n");
}
