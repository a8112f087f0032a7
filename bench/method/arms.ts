// The ways of working that are compared: ours on the real kernel, ours less one mechanism, and what people do without it.
// All meet the same tasks.
import type { Plan, Task } from "../../src/core/plan.ts";
import type { Settings } from "../../src/core/settings.ts";
import { makePlan, makeTask } from "../../test/support/plans.ts";
import { makeSettings } from "../../test/support/settings.ts";
import { Behaviour } from "./behaviour.ts";
import { stream, strong, Truth, weak } from "./truth.ts";
import { runMission } from "./virtual-mission.ts";
import { assumptions, type World } from "./world.ts";

export interface Outcome {
  readonly allRight: boolean;
  /** Said to be done, and is not. */
  readonly silentlyWrong: boolean;
  readonly weakCalls: number;
  readonly strongCalls: number;
  readonly tokens: number;
  /** Over `max(work / slots, critical path)`; null where nothing runs side by side. */
  readonly makespan: number | null;
  /** Impossible tasks that were not given up. */
  readonly impossibleMerged: number;
  /** Of tasks: what is merged and wrong. */
  readonly wrongTasks: number;
}

export type Arm = (world: World, mission: number) => Outcome;

const slots = 4;

function planOf(world: World, truth: Truth): Plan {
  const tasks = Array.from({ length: world.tasks }, (_, at): Task => {
    const id = `t${at}`;
    const dependsOn = dependenciesOf(world, truth, at);
    // Half of the tasks write two files, so that they can be split.
    return makeTask(id, { dependsOn, checks: ["node --test"], writes: at % 2 === 0 ? [`src/${id}.js`, `test/${id}.js`] : [`src/${id}.js`] });
  });
  return makePlan(tasks);
}

function dependenciesOf({ shape }: World, truth: Truth, at: number): string[] {
  if (at === 0 || shape === "wide") return [];
  if (shape === "chain") return [`t${at - 1}`];
  const parents = [0, 1].flatMap((which) => (truth.draw(20, `t${at}`, which) < 0.5 ? [Math.floor(truth.draw(21, `t${at}`, which) * at)] : []));
  return [...new Set(parents)].map((parent) => `t${parent}`);
}

/** Ours, with settings changed or parts of the world switched off. */
export function ours(over: Partial<Settings> = {}, alter: (world: World) => World = (world) => world): Arm {
  const models = { ...makeSettings().models, coder: [weak, strong], fixer: [weak, strong], planner: [weak], searcher: [weak], reviewer: [weak] };
  const settings = makeSettings({ slots, reviewers: 1, models, ...over });
  return (given, mission) => {
    const world = alter(given);
    const truth = new Truth(world, mission);
    const plan = planOf(world, truth);
    const behaviour = new Behaviour(truth, plan);
    const { state, makespanMs } = runMission("goal", settings, behaviour);
    const merged = [...state.tasks.values()].filter((record) => record.merged !== null);
    const wrong = merged.filter((record) => !truth.isRight(record.merged ?? ""));
    const isDone = state.outcome === "done";
    return {
      allRight: isDone && wrong.length === 0,
      silentlyWrong: isDone && wrong.length > 0,
      weakCalls: behaviour.weakCalls,
      strongCalls: behaviour.strongCalls,
      tokens: state.usage.inputTokens + state.usage.outputTokens,
      makespan: isDone ? makespanMs / boundOf(state.tasks, behaviour) : null,
      impossibleMerged: merged.filter((record) => truth.isImpossible(record.task.id)).length,
      wrongTasks: wrong.length,
    };
  };
}

/** What the tasks took, all tries together: on so many slots, or one after the other along their longest chain. */
function boundOf(tasks: ReturnType<typeof runMission>["state"]["tasks"], { heldMs, integratedMs }: Behaviour): number {
  const ends = new Map<string, number>();
  const endOf = (id: string): number => {
    const known = ends.get(id);
    if (known !== undefined) return known;
    const record = tasks.get(id);
    const before = record?.task.dependsOn.map(endOf) ?? [];
    // What took a task's place began when that had been tried.
    if (record !== undefined && record.parent !== null) before.push(endOf(record.parent));
    const end = Math.max(0, ...before) + (heldMs.get(id) ?? 0) + (integratedMs.get(id) ?? 0);
    ends.set(id, end);
    return end;
  };
  const path = Math.max(...[...tasks.keys()].map(endOf));
  return Math.max([...heldMs.values()].reduce((sum, each) => sum + each, 0) / slots, path);
}

/** One session does all tasks, and says that it is done. */
export function oneShot(model: string): Arm {
  return (world, mission) => {
    const truth = new Truth(world, mission);
    const wrong = ids(world).filter((id) => truth.draw(stream.attempt, id, 1) >= truth.chance(id, model, false));
    return plain(world, { wrong, givenUp: 0, calls: world.tasks, model, truth });
  };
}

/** One session goes on until the tests that it sees pass, or the calls are used up; it reads its own errors. */
export function looped(model: string, callsPerTask: number): Arm {
  return (world, mission) => {
    const truth = new Truth(world, mission);
    let calls = world.tasks;
    const wrong: string[] = [];
    let open = ids(world).filter((id) => !settles(truth, id, truth.chance(id, model, false), 1, wrong));
    for (let round = 2; open.length > 0 && calls < callsPerTask * world.tasks; round += 1) {
      const still: string[] = [];
      for (const id of open) {
        calls += 1;
        if (!settles(truth, id, truth.chance(id, model, false) * assumptions.ownErrors, round, wrong)) still.push(id);
      }
      open = still;
    }
    return plain(world, { wrong, givenUp: open.length, calls, model, truth });
  };
}

/** Each task up to so many times anew, until the gate accepts. */
export function bestOf(tries: number, model: string): Arm {
  return (world, mission) => {
    const truth = new Truth(world, mission);
    let [calls, givenUp] = [0, 0];
    const wrong: string[] = [];
    for (const id of ids(world)) {
      let isSettled = false;
      for (let attempt = 1; attempt <= tries && !isSettled; attempt += 1) {
        calls += 1;
        isSettled = settles(truth, id, truth.chance(id, model, false), attempt, wrong);
      }
      if (!isSettled) givenUp += 1;
    }
    return plain(world, { wrong, givenUp, calls, model, truth });
  };
}

/** One try and the gate's word on it; what is accepted and wrong is noted. */
function settles(truth: Truth, id: string, chance: number, attempt: number, wrong: string[]): boolean {
  const isRight = truth.draw(stream.attempt, id, attempt) < chance;
  const luck = truth.draw(stream.gate, id, attempt);
  const { alpha, beta } = truth.world;
  if (isRight ? luck < beta : luck >= alpha) return false;
  if (!isRight) wrong.push(id);
  return true;
}

function ids({ tasks }: World): string[] {
  return Array.from({ length: tasks }, (_, at) => `t${at}`);
}

interface Plain {
  readonly wrong: readonly string[];
  readonly givenUp: number;
  readonly calls: number;
  readonly model: string;
  readonly truth: Truth;
}

function plain(_world: World, { wrong, givenUp, calls, model, truth }: Plain): Outcome {
  return {
    allRight: givenUp === 0 && wrong.length === 0,
    silentlyWrong: givenUp === 0 && wrong.length > 0,
    weakCalls: model === weak ? calls : 0,
    strongCalls: model === strong ? calls : 0,
    tokens: calls * assumptions.tokens.attempt,
    makespan: null,
    impossibleMerged: wrong.filter((id) => truth.isImpossible(id)).length,
    wrongTasks: wrong.length,
  };
}
