// What the Planner and the Orchestrator answer about a task that did not come through, and what that changes. Whatever
// is no good sends the task to the next rung, so that no answer can hold a mission up.
import { climb } from "./attempt-end.ts";
import { blocksMission } from "./blocking.ts";
import type { PivotEffect, ReplanEffect } from "./effect.ts";
import { closeStep, stopTask } from "./ending.ts";
import type { AgentFailure, PivotOutcome, ReplanOutcome } from "./event.ts";
import { ladderBounds } from "./heal.ts";
import { queueForTrunk } from "./integrating.ts";
import type { MissionState, TaskRecord } from "./mission.ts";
import type { WayOut } from "./question.ts";
import { adoptInterface, mendTask, replaceTasks, stillFits } from "./replacing.ts";
import { pause, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";
import { dependantsBehind, waysOut } from "./ways-out.ts";

const reasonCharsMax = 500;

export function onReplanned(state: MissionState, step: Step, effect: ReplanEffect, record: TaskRecord, result: ReplanOutcome): void {
  if (result.outcome === "failed") return onUnanswered(state, step, record, result);
  state.providerFailures = 0;
  const replaced = effect.way === "subtree" ? [record, ...dependantsBehind(state, record)] : [record];
  const asked = effect.subtree.map(({ id }) => id).join();
  const isSame = effect.way !== "subtree" || replaced.slice(1).map(({ task }) => task.id).join() === asked;
  if (result.outcome === "invalid") {
    const [first] = result.problems;
    closeStep(record, `the Planner's answer was refused: ${first === undefined ? "no reason given" : `${first.where}: ${first.message}`}`);
    climb(state, record);
    return undefined;
  }
  const isMended = effect.way === "mend" && result.plan.tasks.length === 1;
  if (!isSame || !stillFits(state, record, result.plan, !isMended)) {
    closeStep(record, "the Planner's answer no longer fits, since the mission had gone on meanwhile");
    climb(state, record);
    return undefined;
  }
  state.notes.push(...result.notes);
  const [only] = result.plan.tasks;
  if (isMended && only !== undefined) {
    closeStep(record, "the Planner corrected the task's card");
    record.next = { rung: "again", role: "coder", why: `its card was corrected, since ${effect.why}` };
    mendTask(state, record, only);
    return undefined;
  }
  closeStep(record, `replaced by ${result.plan.tasks.map(({ id }) => id).join(", ")}`);
  const added = replaceTasks(state, replaced, result.plan);
  const upstream = effect.upstream === null ? undefined : state.tasks.get(effect.upstream.id);
  if (upstream !== undefined) adoptInterface(state, upstream, added);
  return undefined;
}

/** A provider's failure has the question asked again; any other counts as no answer. */
function onUnanswered(state: MissionState, step: Step, record: TaskRecord, failed: AgentFailure): void {
  if (blocksMission(state, step, failed)) {
    record.steps.pop();
    moveTask(state, record, "ready");
    return;
  }
  closeStep(record, `no answer (${failed.failure}: ${failed.message})`);
  climb(state, record);
}

export function onPivoted(state: MissionState, step: Step, effect: PivotEffect, record: TaskRecord, result: PivotOutcome): void {
  if (!result.ok) return onUnanswered(state, step, record, result);
  state.providerFailures = 0;
  const { choice, reason } = result.choice;
  const open = new Set(waysOut(state, record).map(({ key }) => key));
  const way = effect.ways.find(({ key }) => key === choice.trim());
  if (way === undefined || !open.has(way.key)) {
    const what = way === undefined ? "chose nothing that was listed" : `chose ${way.key}, which is not open any more`;
    closeStep(record, `the Orchestrator ${what}: the task is given up, as without an answer`);
    climb(state, record);
    return undefined;
  }
  const said = reason.slice(0, reasonCharsMax);
  const taken = record.steps.at(-1);
  if (taken !== undefined) taken.choice = way.key;
  take(state, step, record, way, said);
  return undefined;
}

function take(state: MissionState, step: Step, record: TaskRecord, way: WayOut, said: string): void {
  closeStep(record, `the Orchestrator chose ${way.key}: ${said}`);
  const last = record.attempts.at(-1)?.message ?? "";
  switch (way.kind) {
    case "replan":
    case "interface": {
      const how = way.kind === "replan" ? "subtree" : "interface";
      record.next = { rung: "replan", role: "planner", way: how, upstream: way.task, why: said };
      moveTask(state, record, "ready");
      return;
    }
    case "backtrack":
      record.reversal = way.task;
      queueForTrunk(state, step, record);
      return;
    case "drop":
      stopTask(state, record, `${record.steps.at(-1)?.why ?? last}; the Orchestrator gave it up: ${said}`);
      return;
    case "ask": {
      state.questions += 1;
      const question = `${record.task.id} cannot go on (${last}). The Orchestrator asks: ${said}`;
      record.next = { rung: "stop", role: null, why: `the user was asked, and went on without it: ${said}` };
      moveTask(state, record, "ready");
      pause(state, step, `${question} /task resume goes on without this task; /task stop ends the mission. (${state.questions} of at most ${ladderBounds.questionsMax} questions)`);
    }
  }
}
