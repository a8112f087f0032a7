// How figures are taken and kept: the machine, the commit and the command stand beside every one.
import { execFileSync } from "node:child_process";
import { cpus, release, totalmem } from "node:os";

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

/** Median of several runs, each preceded by a collection of garbage where the runtime offers one. */
export async function medianMs(runs: number, work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const startedMs = performance.now();
    await work();
    times.push(performance.now() - startedMs);
  }
  return median(times);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly commit: string;
}

export function machine(): Machine {
  const commit = execFileSync("git", ["rev-parse", "--short=12", "HEAD"], { encoding: "utf8" }).trim();
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${release()}`,
    node: process.version,
    commit,
  };
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map(
    ({ what, value, unit, goal, met, detail }) =>
      `| ${what} | ${value} ${unit} | ${goal} | ${goal === "" ? "" : met ? "yes" : "**no**"} | ${detail} |`,
  );
  return ["| what | measured | goal | met | detail |", "|---|---|---|---|---|", ...rows].join("\n");
}
