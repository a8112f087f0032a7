// Our own CPU time a task, git included: the wide mission with everything real but OpenCode, in whose place sessions are
// answered at once in this process.
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Driver } from "../src/compose/driver.ts";
import type { HostClient } from "../src/host/client.ts";
import { SessionTable, type WatchedSession } from "../src/host/session-table.ts";
import { createSystemClock } from "../src/runtime/system-clock.ts";
import { submitTools } from "../src/scripted/script.ts";
import { figure, median, type Figure } from "./measure.ts";
import { approval, brief, editsOf, wideMissionPlan, wideTasks, workOf } from "./missions.ts";
import { makeProject } from "./place.ts";
import { childCpuSeconds } from "./wide.ts";

const missions = 5;

interface Cpu {
  readonly ownMs: number;
  readonly childrenMs: number;
}

export async function ownWorkFigure(): Promise<Figure> {
  // The first mission loads and compiles what the others find ready.
  const cold = await cpuOfMission();
  const runs: Cpu[] = [];
  for (let run = 0; run < missions; run += 1) runs.push(await cpuOfMission());
  const perTask = (pick: (cpu: Cpu) => number) => median(runs.map(pick)) / wideTasks;
  const value = perTask((cpu) => cpu.ownMs + cpu.childrenMs);
  const detail =
    `median of ${missions} missions of ${wideTasks} tasks each, from capture to report, without OpenCode: ` +
    `${perTask((cpu) => cpu.ownMs).toFixed(0)} ms in the process, ${perTask((cpu) => cpu.childrenMs).toFixed(0)} ms in git; ` +
    `the first mission, which loads the code: ${((cold.ownMs + cold.childrenMs) / wideTasks).toFixed(0)} ms`;
  return figure("own CPU time a task, git included", value, "ms", { atMost: 150 }, detail);
}

async function cpuOfMission(): Promise<Cpu> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "orchestrator-bench-")));
  try {
    const folder = await makeProject(join(root, "project"));
    const driver = makeDriver(root, folder);
    const before = { own: process.cpuUsage(), children: childCpuSeconds() };
    const { view } = await driver.start("Add sixteen functions", {
      session: null,
      model: "scripted/weak",
      reporter: { tell: () => undefined },
      signal: new AbortController().signal,
    });
    const own = process.cpuUsage(before.own);
    const childrenMs = ((childCpuSeconds() ?? Number.NaN) - (before.children ?? Number.NaN)) * 1000;
    if (view.counts.merged !== wideTasks) throw new Error(`Only ${view.counts.merged} tasks were merged: ${view.reason}`);
    return { ownMs: (own.user + own.system) / 1000, childrenMs };
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
}

function makeDriver(root: string, folder: string): Driver {
  const table = new SessionTable();
  return new Driver({
    folder,
    configDirectory: join(root, "config"),
    cacheDirectory: join(root, "cache"),
    pluginOptions: {},
    environment: {},
    table,
    clock: createSystemClock(),
    client: () => immediateClient(table),
  });
}

/** Every session does what its role should, at once, through the same hooks that OpenCode would call. */
function immediateClient(table: SessionTable): HostClient {
  let sessions = 0;
  return {
    createSession: async () => {
      sessions += 1;
      return `ses_${sessions}`;
    },
    async prompt({ session, directory }) {
      const watched = table.get(session);
      if (watched === null) throw new Error(`${session} is nobody's session.`);
      await actOut(watched, directory);
      return { text: "", finish: "stop", errorName: "", errorMessage: "" };
    },
    abort: async () => undefined,
    models: async () => [{ model: "scripted/weak", contextTokens: null, outputTokens: null, price: null }],
    boot: async () => undefined,
    parentOf: async () => null,
    toast: async () => undefined,
  };
}

async function actOut(watched: WatchedSession, directory: string): Promise<void> {
  const { role, task } = watched.identity;
  await watched.onRequest();
  if (role === "coder" && task !== null) {
    for (const edit of editsOf(task)) {
      const args = { filePath: join(directory, edit.path), content: edit.content };
      watched.beforeTool("write", args);
      await writeFile(args.filePath, args.content);
      await watched.afterTool("write", args, "Wrote the file.");
    }
    await watched.onRequest();
  }
  const replies = { searcher: brief, planner: wideMissionPlan(), reviewer: approval, coder: workOf(task ?? "") };
  if (role === "orchestrator" || role === "fixer") throw new Error(`Nobody should have asked the ${role}.`);
  await watched.submit(submitTools[role], replies[role]);
}
