// The real speed of the rig: which missions are run, and the figures that goals speak of. Prepares the tasks' errors once
// for each mission, so that all arms meet the same ones.
//   npm run bench -- method-real [--quick] [--missions=N] [--tasks=N] [--first=N]
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { figure, machine, type Figure } from "../measure.ts";
import { clopperPearson } from "../gate/interval.ts";
import { standard, type World } from "../method/world.ts";
import { arms, runArm, type ArmName, type Outcome } from "./arms.ts";
import { errorsOf, isUsable, type Errors } from "./errors.ts";
import { writePage } from "./page.ts";
import { makeRepository } from "./repository.ts";
import type { Workshop } from "./roles.ts";
import { realTasks, type RealTask } from "./tasks.ts";

const mutantTries = 6;

export async function realFigures(options: readonly string[]): Promise<Figure[]> {
  const isQuick = options.includes("--quick");
  const number = (name: string, otherwise: number) => Number(options.find((option) => option.startsWith(`--${name}=`))?.split("=")[1] ?? otherwise);
  const size = number("tasks", isQuick ? 8 : 24);
  const missions = number("missions", isQuick ? 1 : 10);
  const first = number("first", 1);
  const world: World = { ...standard, tasks: size };
  const all = await realTasks(world.seed);
  console.error(`  ${all.length} tasks are in the packages`);
  const outcomes: Outcome[] = [];
  for (let mission = first; mission < first + missions; mission += 1) {
    const shop = await prepare(all, size, mission);
    for (const arm of arms) {
      const outcome = await runArm(arm, shop, world, mission);
      outcomes.push(outcome);
      console.error(`  ${JSON.stringify(outcome)}`);
    }
    if (!isQuick) await writePage(outcomes, world, machine());
  }
  return arms.flatMap((arm) => figuresOf(arm, outcomes.filter((outcome) => outcome.arm === arm)));
}

/** The tasks behind those of the missions before, as many as are wanted of those that can be used. */
async function prepare(all: readonly RealTask[], size: number, mission: number): Promise<Workshop> {
  const start = ((mission - 1) * size) % all.length;
  const offered = [...all.slice(start), ...all.slice(0, start)];
  const tasks: RealTask[] = [];
  const errors = new Map<string, Errors>();
  const root = await realpath(await mkdtemp(join(tmpdir(), "orchestrator-tasks-")));
  try {
    for (const task of offered) {
      if (tasks.length === size) break;
      const directory = await makeRepository(join(root, task.id), [task]);
      if (!(await isUsable(directory, task))) continue;
      tasks.push(task);
      errors.set(task.id, await errorsOf(directory, task, mutantTries));
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
  const hidden = [...errors.values()].filter(({ hiddenMutant }) => hiddenMutant !== null).length;
  console.error(`  mission ${mission}: ${tasks.map(({ id }) => id).join(", ")}; ${hidden} with an error that only held-out tests see`);
  return { tasks, errors };
}

function figuresOf(arm: ArmName, outcomes: readonly Outcome[]): Figure[] {
  const share = (hits: number): string => {
    const { low, high } = clopperPearson(hits, outcomes.length);
    return `${hits} of ${outcomes.length}; 95 % interval ${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)} %`;
  };
  const right = outcomes.filter(({ isDone, wrong }) => isDone && wrong.length === 0).length;
  const silent = outcomes.filter(({ isDone, wrong }) => isDone && wrong.length > 0).length;
  const tokens = outcomes.reduce((sum, { promptTokens, completionTokens }) => sum + promptTokens + completionTokens, 0);
  const name = (what: string) => `real OpenCode, simulated model, ${outcomes[0]?.tasks ?? 0} tasks, p = .5, ${arm}: ${what}`;
  const isOurs = arm === "ours";
  return [
    figure(name("all right"), (100 * right) / outcomes.length, "%", isOurs ? { atLeast: 90 } : null, share(right)),
    figure(name("silently wrong"), (100 * silent) / outcomes.length, "%", isOurs ? { atMost: 0 } : null, share(silent)),
    figure(name("tokens a mission"), tokens / outcomes.length, "", null),
  ];
}
