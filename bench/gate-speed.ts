// How fast the gate's stages up to links are on a repository of 10,000 source files, beside the tools that projects use
// for the like, on the same files in the same run.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../scripts/opencode.ts";
import { inGatePlace, type GatePlace } from "./gate-place.ts";
import type { GateTimes } from "./gate-speed-child.ts";
import { figure, type Figure } from "./measure.ts";

const run = promisify(execFile);
const files = 10_000;
const gateMs = 5 * 60_000;
const toolMs = 4 * 60_000;

export async function gateSpeedFigures(): Promise<Figure[]> {
  return inGatePlace(files, async (place) => {
    const times = await measuredApart(place);
    return [...gateFigures(place, times), ...(await toolFigures(place))];
  });
}

async function measuredApart(place: GatePlace): Promise<GateTimes> {
  const list = join(place.installed, "files.json");
  await writeFile(list, JSON.stringify(place.files));
  const script = join(packageRoot, "bench", "gate-speed-child.ts");
  const { stdout } = await run(process.execPath, ["--expose-gc", "--import", "tsx", script, place.repository, list], {
    cwd: packageRoot,
    timeout: gateMs,
    maxBuffer: 2 ** 24,
  });
  return JSON.parse(stdout) as GateTimes;
}

function gateFigures({ bytes }: GatePlace, times: GateTimes): Figure[] {
  const megabytes = (count: number): string => (count / 1e6).toFixed(1);
  const ofStage = (name: string): number => times.rates.find(({ stage }) => stage === name)?.ms ?? Number.NaN;
  const rateMs = ofStage("syntax") + ofStage("policy") + ofStage("links");
  const each = times.rates.map(({ stage, ms }) => `${stage} ${Math.round(ms)} ms`).join(", ");
  return [
    figure("gate: stages 1–4, cold", times.coldMs / 1000, "s", { atMost: 4 }, `10,000 files, ${megabytes(bytes)} MB; an export was taken away, so all files are read; ${times.coldFindings} findings`),
    figure("gate: stages 1–4, one file changed since", times.bodyMs, "ms", { atMost: 60 }, "median of 15 files; a function was added"),
    figure("gate: stages 1–4, one file changed since, an export less", times.exportMs, "ms", { atMost: 60 }, `median of 15 files; users looked for everywhere, ${times.exportFindings} findings`),
    figure("gate: rate of stages 2–4 on TypeScript", times.rateBytes / 1000 / rateMs, "MB/s", { atLeast: 8 }, `${megabytes(times.rateBytes)} MB of new files in one change; ${each}`),
    figure("gate: memory, 10,000 files known", times.rssBytes / 1e6, "MB", { atMost: 400 }, "resident set of the process, Node and the loader of TypeScript included"),
  ];
}

/** Each on all files; what a tool finds is no matter here, only that it ends. */
async function toolFigures({ installed, repository, bytes }: GatePlace): Promise<Figure[]> {
  const tool = (folder: string, name: string): string => join(folder, "node_modules", ".bin", name);
  const figures: Figure[] = [];
  for (const [name, command, args] of [
    ["oxlint", tool(packageRoot, "oxlint"), ["--quiet", "--format=unix", "packages"]],
    ["eslint (recommended)", tool(installed, "eslint"), ["--quiet", "packages"]],
    ["tsc --noEmit", tool(installed, "tsc"), ["--noEmit", "-p", "."]],
  ] as const) {
    const startedMs = performance.now();
    const ended = await run(command, [...args], {
      cwd: repository,
      timeout: toolMs,
      maxBuffer: 2 ** 28,
      env: { ...process.env, NODE_OPTIONS: "--max-old-space-size=8192" },
    }).then(() => "no errors", endingOf);
    const ms = performance.now() - startedMs;
    figures.push(figure(`beside it: ${name}`, ms / 1000, "s", null, `the same files, cold; ${(bytes / 1000 / ms).toFixed(1)} MB/s; ${ended}`));
  }
  return figures;
}

function endingOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "failed";
  if ("killed" in error && error.killed === true) return `ended after ${toolMs / 60_000} minutes`;
  return "code" in error && (error.code === 1 || error.code === 2) ? "errors found" : "failed";
}
