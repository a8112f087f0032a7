// One mission in the real OpenCode by one arm, judged by all tests of every task, the held-out ones too, in what has landed.
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { replay } from "../../src/core/transition.ts";
import type { MissionState } from "../../src/core/mission.ts";
import { inPlace, type Place } from "../place.ts";
import type { World } from "../method/world.ts";
import { looped, loopedSideBySide, oneShot, oneTry, triesMax, type Agent } from "./alone.ts";
import { Deeds } from "./deeds.ts";
import type { ArmName, Outcome } from "./outcome.ts";
import { makeRepository, reset, runTests } from "./repository.ts";
import { instructionOf, missionScript, nameOf } from "./roles.ts";
import type { RealTask } from "./tasks.ts";
import type { Workshop } from "./writing.ts";


const run = promisify(execFile);

export interface Run {
  readonly shop: Workshop;
  readonly world: World;
  readonly mission: number;
  readonly signal: AbortSignal;
}

export type Measured = Omit<Outcome, "commit" | "machine">;
type Ended = Pick<Measured, "end" | "reason" | "gate" | "flagged">;

/** Without the plugin nobody reviews. */
const withoutPlugin: Pick<Ended, "gate" | "flagged"> = { gate: null, flagged: [] };

const goal = "Write the missing parts again, one in each package, until the tests pass";
/** Far above what a mission takes: what runs into it is told apart from what ended by itself. */
const runMs = 90 * 60_000;
/** A hundred times what the suites take: only what never ends runs into it, on a busy machine too. */
const judgeMs = 120_000;
const weakSettings = '[orchestrator.models]\ndefault = "scripted/weak"\n';
const models = '["scripted/weak", "scripted/strong"]';
const settings = `${weakSettings}coder = ${models}\nfixer = ${models}\n`;

export async function runArm(arm: ArmName, given: Run): Promise<Measured> {
  const { shop, world, mission, signal } = given;
  const deeds = new Deeds(world, mission, shop.errors);
  const way = wayOf(arm, shop, deeds);
  const options = { make: (directory: string) => makeRepository(directory, shop.tasks), runMs, signal };
  return inPlace(way.script, async (place): Promise<Measured> => {
    const startedMs = performance.now();
    const ended = await way.work(place).catch((thrown: unknown): Ended => unfinished(thrown, signal));
    const seconds = Math.round(performance.now() - startedMs) / 1000;
    const wrong = ended.end === "not finished" ? [] : await wrongTasks(place.project, shop.tasks);
    return { arm, seed: world.seed, mission, tasks: shop.tasks.length, alpha: world.alpha, ...ended, wrong, seconds, ...usageOf(place) };
  }, options);
}

/** What was ended by whoever runs the rig is no outcome at all. */
function unfinished(thrown: unknown, signal: AbortSignal): Ended {
  signal.throwIfAborted();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { end: "not finished", reason: message.slice(0, 300), ...withoutPlugin };
}

interface Way {
  readonly script: Parameters<typeof inPlace>[0];
  work(place: Place): Promise<Ended>;
}

function wayOf(arm: ArmName, shop: Workshop, deeds: Deeds): Way {
  switch (arm) {
    case "ours":
      return { script: missionScript(shop, deeds), work: (place) => workAsMission(place, shop, settings) };
    case "ours, weak alone":
      return { script: missionScript(shop, deeds), work: (place) => workAsMission(place, shop, weakSettings) };
    case "one shot":
      return workAlone(oneShot(shop, deeds));
    case "looped":
      return workAlone(looped(shop, deeds));
    case "looped, side by side":
      return workAlone(loopedSideBySide(shop, deeds));
    case "best of 8 with the tests":
      return { script: { entries: [] }, work: (place) => workByTries(place, shop, deeds) };
  }
}

async function workAsMission(place: Place, shop: Workshop, toml: string): Promise<Ended> {
  const home = await place.home("home", true);
  await writeFile(join(dirname(home.configFile), "opencode.toml"), toml);
  await place.run(home, "run", "--command", "task", `"${goal}"`);
  const state = replay((await place.journal()).map(({ event }) => event));
  if (state === null) throw new Error("The mission left an empty journal.");
  if (state.outcome === null) throw new Error(`The mission is in the phase ${state.phase}, and OpenCode has ended.`);
  const gate = await gateOf(place.project, state, shop.tasks);
  const flagged = [...state.tasks.values()].filter(({ concerns }) => concerns.length > 0).map(({ task }) => task.id);
  if (state.outcome === "done") return { end: "done", reason: "", gate, flagged };
  return { end: "stopped", reason: reasonOf(state), gate, flagged };
}

function reasonOf(state: MissionState): string {
  const open = [...state.tasks.values()].filter((record) => record.state !== "merged" && record.state !== "split");
  const told = open.map((record) => `${record.task.id} ${record.state} after ${record.attempts.length} attempts: ${record.attempts.at(-1)?.message ?? ""}`);
  return `${state.outcome ?? ""}: ${told.join("; ")}`.replace(/\s+/g, " ").slice(0, 600);
}

/**
 * What the gate said of the changes that it saw. Whether one is right is read from its commit: a Fixer's reply that went
 * wrong may have left right work as it was.
 */
async function gateOf(project: string, state: MissionState, tasks: readonly RealTask[]): Promise<NonNullable<Ended["gate"]>> {
  const counts = { right: 0, rightRefused: 0, wrong: 0, wrongAccepted: 0 };
  for (const task of tasks) {
    for (const { commit, end } of state.tasks.get(nameOf(task, tasks))?.attempts ?? []) {
      const isAccepted = end === "accepted" || end === "merged" || end === "concerns" || end === "taken-back";
      if (commit === null || !(isAccepted || end === "refused")) continue;
      const content = await fileAt(project, commit, `${task.id}/${task.path}`);
      if (content === task.right) {
        counts.right += 1;
        if (!isAccepted) counts.rightRefused += 1;
      } else {
        counts.wrong += 1;
        if (isAccepted) counts.wrongAccepted += 1;
      }
    }
  }
  return counts;
}

/** Null if it is not there. */
async function fileAt(project: string, commit: string, path: string): Promise<string | null> {
  return run("git", ["show", `${commit}:${path}`], { cwd: project, maxBuffer: 2 ** 26 }).then(({ stdout }) => stdout, () => null);
}

function workAlone(agent: Agent): Way {
  const work = async (place: Place): Promise<Ended> => {
    await place.run(await place.home("home", false), "run", goal);
    return agent.saysDone ? { end: "done", reason: "", ...withoutPlugin } : { end: "stopped", reason: `${triesMax} tries at a task are used up`, ...withoutPlugin };
  };
  return { script: agent.script, work };
}

/** Each task in sessions of its own, each from the beginning, until the visible tests pass. */
async function workByTries(place: Place, shop: Workshop, deeds: Deeds): Promise<Ended> {
  const home = await place.home("home", false);
  const givenUp: string[] = [];
  for (const task of shop.tasks) {
    if (!(await isWritten(place, home, shop, task, deeds))) givenUp.push(task.id);
  }
  if (givenUp.length === 0) return { end: "done", reason: "", ...withoutPlugin };
  return { end: "stopped", reason: `${triesMax} tries are used up at ${givenUp.join(", ")}`, ...withoutPlugin };
}

async function isWritten(place: Place, home: Awaited<ReturnType<Place["home"]>>, shop: Workshop, task: RealTask, deeds: Deeds): Promise<boolean> {
  for (let attempt = 1; attempt <= triesMax; attempt += 1) {
    await reset(place.project, task);
    place.server.setScript(oneTry(shop, task, deeds.afresh(task.id, attempt)));
    await place.run(home, "run", instructionOf(task));
    const end = await runTests(place.project, task, "visible", judgeMs);
    if (end === "passed") return true;
  }
  return false;
}

async function wrongTasks(project: string, tasks: readonly RealTask[]): Promise<string[]> {
  const wrong: string[] = [];
  for (const task of tasks) {
    const isRight = (await runTests(project, task, "visible", judgeMs)) === "passed" && (await runTests(project, task, "hidden", judgeMs)) === "passed";
    if (!isRight) wrong.push(task.id);
  }
  return wrong;
}

function usageOf({ server }: Place): Pick<Measured, "calls" | "strongCalls" | "promptTokens" | "cachedTokens" | "completionTokens"> {
  const answered = server.requests.filter(({ status }) => status === 200);
  const sum = (of: (request: (typeof answered)[number]) => number | null) => answered.reduce((all, request) => all + (of(request) ?? 0), 0);
  return {
    calls: answered.length,
    strongCalls: answered.filter(({ request }) => request?.model === "strong").length,
    promptTokens: sum(({ promptTokens }) => promptTokens),
    cachedTokens: sum(({ cachedTokens }) => cachedTokens),
    completionTokens: sum(({ completionTokens }) => completionTokens),
  };
}
