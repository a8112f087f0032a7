// What must hold after every event. Simulations and tests check all of it; a broken one is a defect of the kernel.
import { missionCeiling } from "./budget.ts";
import { countedAttempts, ladderBounds } from "./heal.ts";
import type { MissionState, TaskRecord } from "./mission.ts";
import { roleOf } from "./step.ts";
import { isEnded, isRunning } from "./task-state.ts";
import { totalTokens } from "./usage.ts";
import { looksMax, openConcerns, wholeKinds } from "./whole-review.ts";

/** Sentences about what is broken; empty if all is well. */
export function brokenInvariants(state: MissionState): string[] {
  const records = [...state.tasks.values()];
  return [
    ...dependencyBreaks(state, records),
    ...writeBreaks(records),
    ...countBreaks(state, records),
    ...effectBreaks(state, records),
    ...ladderBreaks(state, records),
    ...trunkBreaks(state, records),
    ...endBreaks(state, records),
    ...chargeBreaks(state, records),
    ...admissionBreaks(state),
    ...wholeBreaks(state),
  ];
}

function dependencyBreaks(state: MissionState, records: readonly TaskRecord[]): string[] {
  return records
    // What stayed merged while something below it was taken back is not built again.
    .filter((record) => isRunning(record.state) || record.state === "ready" || (record.state === "merged" && !record.kept))
    .flatMap((record) =>
      record.task.dependsOn
        .filter((id) => (state.tasks.get(id)?.merged ?? null) === null)
        .map((id) => `${record.task.id} is ${record.state}, but ${id}, which it depends on, is not merged`),
    );
}

function writeBreaks(records: readonly TaskRecord[]): string[] {
  const holders = new Map<string, string>();
  const broken: string[] = [];
  for (const record of records) {
    if (!isRunning(record.state)) continue;
    for (const path of new Set(record.task.writes)) {
      const holder = holders.get(path);
      if (holder !== undefined) broken.push(`${record.task.id} and ${holder} both write ${path} at the same time`);
      holders.set(path, record.task.id);
    }
  }
  return broken;
}

function countBreaks(state: MissionState, records: readonly TaskRecord[]): string[] {
  const broken: string[] = [];
  for (const [name, count] of Object.entries(state.counts)) {
    const real = records.filter((record) => record.state === name).length;
    if (real !== count) broken.push(`${count} tasks are counted as ${name}, but ${real} are`);
  }
  const { attempting, gating, reviewing, integrating, asking } = state.counts;
  if (state.busySlots !== attempting + gating + reviewing + asking) broken.push(`${state.busySlots} slots are counted as busy`);
  if (state.busySlots > state.settings.slots) broken.push(`${state.busySlots} slots are busy of ${state.settings.slots}`);
  if (integrating !== state.integrationQueue.length) broken.push(`${integrating} tasks integrate, but not all are queued`);
  return broken;
}

function effectBreaks(state: MissionState, records: readonly TaskRecord[]): string[] {
  const byTask = new Map<string, number>();
  let integrations = 0;
  for (const effect of state.pending.values()) {
    if (effect.kind === "integrate" || effect.kind === "revert") integrations += 1;
    if ("task" in effect) byTask.set(effect.task.id, (byTask.get(effect.task.id) ?? 0) + 1);
  }
  const broken = records
    .filter((record) => isRunning(record.state) && record.state !== "integrating" && byTask.get(record.task.id) !== 1)
    .map((record) => `${record.task.id} is ${record.state} with ${byTask.get(record.task.id) ?? 0} effects`);
  if (integrations > 1) broken.push(`${integrations} integrations run at once`);
  if (integrations === 0 && state.integrationQueue.length > 0) broken.push("tasks wait for an integration that never comes");
  return broken;
}

function ladderBreaks(state: MissionState, records: readonly TaskRecord[]): string[] {
  const broken: string[] = [];
  const { depthMax, mendsPerTaskMax, pivotsPerTaskMax, plansPerPivotMax, reversalsMax, questionsMax } = ladderBounds;
  for (const { task, steps, depth, state: now, reversal } of records) {
    const asked = (rung: string) => steps.filter((step) => step.rung === rung).length;
    if (depth > depthMax) broken.push(`${task.id} is ${depth} splits deep`);
    if (asked("split") > 1) broken.push(`${task.id} was split ${asked("split")} times`);
    if (asked("pivot") > pivotsPerTaskMax) broken.push(`${task.id} had ${asked("pivot")} pivots`);
    // Each pivot may choose one more, and a refused answer is asked for once more.
    if (asked("replan") > mendsPerTaskMax + plansPerPivotMax * pivotsPerTaskMax) broken.push(`${task.id} was replanned ${asked("replan")} times`);
    if (steps.some((step, at) => step.outcome === "" && !(now === "asking" && at === steps.length - 1))) broken.push(`${task.id} has an open step`);
    if (reversal !== null && now !== "integrating") broken.push(`${task.id} is ${now}, but is to take ${reversal} back`);
  }
  const reversals = state.trunkMoves.filter(({ how }) => how === "taken-back").length;
  if (reversals > reversalsMax) broken.push(`trunk was taken back ${reversals} times`);
  if (state.questions > questionsMax) broken.push(`the user was asked ${state.questions} times`);
  if (state.tasks.size > state.settings.limits.tasksMax + state.verifyRounds) broken.push(`there are ${state.tasks.size} tasks`);
  return broken;
}

/** Trunk is one line of commits from the base to its tip, and holds every task that counts as merged. */
function trunkBreaks(state: MissionState, records: readonly TaskRecord[]): string[] {
  let tip = state.captured?.base ?? null;
  const broken: string[] = [];
  for (const { from, to, task } of state.trunkMoves) {
    if (from !== tip) broken.push(`trunk moved to ${to} for ${task} from ${from}, but was at ${tip ?? "no commit"}`);
    tip = to;
  }
  if (tip !== state.trunk) broken.push(`trunk is at ${state.trunk ?? "no commit"}, but its moves lead to ${tip ?? "none"}`);
  const merges = new Set(state.trunkMoves.filter(({ how }) => how === "merged").map(({ to }) => to));
  for (const { task, merged } of records) {
    if (merged !== null && !merges.has(merged)) broken.push(`${task.id} is merged as ${merged}, which trunk never took`);
  }
  return broken;
}

function endBreaks(state: MissionState, records: readonly TaskRecord[]): string[] {
  const broken: string[] = [];
  for (const record of records) {
    if ((record.state === "merged") !== (record.merged !== null)) broken.push(`${record.task.id} is merged by half`);
    if ((record.state === "stopped" || record.state === "dropped") && record.reason === "") {
      broken.push(`${record.task.id} is ${record.state} without a reason`);
    }
    if (countedAttempts(record.attempts).length > state.settings.limits.attemptsPerTaskMax) {
      broken.push(`${record.task.id} had ${record.attempts.length} attempts`);
    }
  }
  if (state.phase !== "ended") return broken;
  if (state.outcome === null) broken.push("the mission ended without an outcome");
  const open = records.filter((record) => !isEnded(record.state));
  for (const record of open) broken.push(`the mission ended, but ${record.task.id} is ${record.state}`);
  if (state.outcome === "done" && records.some((record) => record.state !== "merged" && record.state !== "split")) {
    broken.push("the mission is done, but not every task is merged");
  }
  return broken;
}

function chargeBreaks(state: MissionState, records: readonly TaskRecord[]): string[] {
  const bySession = [...state.sessions.values()].reduce((sum, session) => sum + totalTokens(session.usage), 0);
  const byTask = records.reduce((sum, record) => sum + totalTokens(record.usage), 0);
  const total = totalTokens(state.usage);
  const broken: string[] = [];
  if (bySession !== total) broken.push(`${total} tokens are charged, but the sessions add up to ${bySession}`);
  if (byTask > total) broken.push(`the tasks are charged ${byTask} tokens of ${total}`);
  return broken;
}

/** The whole is looked at twice at most, opens one round at most, and forgets nothing that was proven. */
function wholeBreaks(state: MissionState): string[] {
  const { whole, phase, outcome, settings } = state;
  const broken: string[] = [];
  if (whole.look > looksMax) broken.push(`the whole was looked at ${whole.look} times`);
  if (whole.look > 1 && whole.followUp !== "opened") broken.push("the whole was looked at again without a round between");
  if (whole.followUp !== "opened" && whole.followUpTasks.length > 0) broken.push("there are tasks of a round that was not opened");
  if (whole.followUpTries > settings.limits.planTriesMax) broken.push(`the follow-up was asked for ${whole.followUpTries} times`);
  const underWay = [...state.pending.values()].filter(({ kind }) => wholeKinds.includes(kind)).length;
  if (underWay !== (phase === "reviewing" ? 1 : 0)) broken.push(`the mission is ${phase} with ${underWay} effects of the whole's review`);
  for (const { trial, standing, concern } of whole.concerns) {
    if ((trial.outcome === "proven") !== (standing !== null)) broken.push(`"${concern.problem}" was ${trial.outcome}, and stands as ${standing ?? "nothing"}`);
  }
  if (outcome === "done" && openConcerns(state).length > 0) broken.push("the mission is done, but a proven counterexample is open");
  return broken;
}

/** Reservations belong to what runs, and what a model bears stays within the configuration. */
function admissionBreaks(state: MissionState): string[] {
  const broken: string[] = [];
  for (const id of state.admitted.keys()) {
    if (!state.pending.has(id)) broken.push(`${id} has a reservation, but is not pending`);
  }
  if (state.paused !== null && state.admitted.size > 0) broken.push("the mission stands still, but sessions are admitted");
  const most = Math.max(1, Math.min(state.settings.slots, state.settings.sessionsPerModel ?? state.settings.slots));
  for (const [model, { limit, coolDown }] of state.modelHealth) {
    if (coolDown !== null && state.phase !== "ended" && !state.pending.has(coolDown.effect)) broken.push(`${model} cools down, but nothing waits for it`);
    if (limit !== null && (limit < 1 || limit > most)) broken.push(`${model} is limited to ${limit} sessions of ${most}`);
  }
  const isUnderWay = [...state.pending.values()].some((effect) => roleOf(effect) === null || state.admitted.has(effect.id));
  if (state.paused === null && !state.reported && !isUnderWay) broken.push("the mission goes on, but nothing is under way");
  if (state.paused === null && state.admitted.size > 0 && missionCeiling(state) !== null) broken.push("sessions run beyond a ceiling");
  return broken;
}
