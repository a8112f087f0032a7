// What the Planner and the Orchestrator answer about a task that did not come through, and what that changes. Whatever
// is no good sends the task to the next rung, so that no answer can hold a mission up.
import { refusal } from "./admission.ts";
import { climb } from "./attempt-end.ts";
import { blocksMission } from "./blocking.ts";
import { taskCeiling } from "./budget.ts";
import type { PivotEffect, ReplanEffect } from "./effect.ts";
import { closeStep, stopTask } from "./ending.ts";
import type { AgentFailure, PivotOutcome, PlanOutcome } from "./event.ts";
import { ladderBounds } from "./heal.ts";
import { queueForTrunk } from "./integrating.ts";
import type { ChosenWay, MissionState, TaskRecord } from "./mission.ts";
import { modelNow } from "./model-fallback.ts";
import type { Plan } from "./plan.ts";
import type { WayOut } from "./question.ts";
import { plansSincePivot } from "./questions.ts";
import { adoptInterface, mendTask, replaceTasks, stillFits } from "./replacing.ts";
import { issue, pause, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";
import { countVote, isTooLong, tally } from "./voting.ts";
import { dependantsBehind, waysOut } from "./ways-out.ts";

const reasonCharsMax = 500;

export function onReplanned(state: MissionState, step: Step, effect: ReplanEffect, record: TaskRecord, result: PlanOutcome): void {
  switch (result.outcome) {
    case "failed":
      if (!isAskedLater(state, step, record, result)) onNoPlan(state, effect, record, unanswered(result));
      return;
    case "invalid": {
      state.hostFailures = 0;
      const [first] = result.problems;
      onNoPlan(state, effect, record, `the Planner's answer was refused: ${first === undefined ? "no reason given" : `${first.where}: ${first.message}`}`);
      return;
    }
    case "valid":
      state.hostFailures = 0;
      adopt(state, effect, record, result.plan, result.notes);
  }
}

function onNoPlan(state: MissionState, effect: ReplanEffect, record: TaskRecord, why: string): void {
  closeStep(record, why);
  const asked = plansSincePivot(record);
  if (asked > 0 && asked < ladderBounds.plansPerPivotMax) askPlannerAgain(state, effect, record, why);
  else climb(state, record);
}

/** What a pivot chose has not been tried as long as no plan came of it: a stronger Planner is asked, if there is one. */
function askPlannerAgain(state: MissionState, { way, upstream }: ReplanEffect, record: TaskRecord, why: string): void {
  record.next = { rung: "replan", role: "planner", way, upstream: upstream?.id ?? null, why };
  moveTask(state, record, "ready");
}

function adopt(state: MissionState, effect: ReplanEffect, record: TaskRecord, plan: Plan, notes: readonly string[]): void {
  const behind = effect.way === "subtree" ? dependantsBehind(state, record) : [];
  const isSame = behind.map(({ task }) => task.id).join() === effect.subtree.map(({ id }) => id).join();
  const [card] = plan.tasks;
  const isMended = effect.way === "mend" && plan.tasks.length === 1;
  if (card === undefined || !isSame || !stillFits(state, record, plan, !isMended)) {
    closeStep(record, "the Planner's answer no longer fits, since the mission had gone on meanwhile");
    climb(state, record);
    return;
  }
  state.notes.push(...notes);
  if (isMended) {
    closeStep(record, "the Planner corrected the task's card");
    record.next = { rung: "again", role: "coder", why: `its card was corrected, since ${effect.why}` };
    mendTask(state, record, card);
    return;
  }
  closeStep(record, `replaced by ${plan.tasks.map(({ id }) => id).join(", ")}`);
  const added = replaceTasks(state, [record, ...behind], plan);
  const upstream = effect.upstream === null ? undefined : state.tasks.get(effect.upstream.id);
  if (upstream !== undefined) adoptInterface(state, upstream, added);
}

/** A provider's failure has the question asked again, when the mission goes on; any other counts as no answer. */
function isAskedLater(state: MissionState, step: Step, record: TaskRecord, failed: AgentFailure): boolean {
  if (!blocksMission(state, step, failed)) return false;
  record.steps.pop();
  moveTask(state, record, "ready");
  return true;
}

function unanswered({ failure, message }: AgentFailure): string {
  return `no answer (${failure}: ${message})`;
}

export function onPivoted(state: MissionState, step: Step, effect: PivotEffect, record: TaskRecord, result: PivotOutcome): void {
  if (result.ok) state.hostFailures = 0;
  else if (isAskedLater(state, step, record, result)) return;
  const open = new Set(waysOut(state, record).map(({ key }) => key));
  const choice = result.ok ? result.choice.choice.trim() : "";
  const way = effect.ways.find(({ key }) => key === choice);
  const answer = result.ok && way !== undefined && open.has(way.key) ? { way, said: result.choice.reason.slice(0, reasonCharsMax) } : null;
  const sample = answer === null ? null : { signature: () => answer.way.key, answer, tooLong: () => isTooLong(result) };
  const election = countVote(record.ballot, sample, state.settings.votes, () => mayVote(state, effect));
  if (!election.decided) {
    const { id: _, ...question } = effect;
    issue(state, step, { ...question, model: modelNow(state, "orchestrator"), vote: effect.vote + 1 });
    return;
  }
  const chosen = election.answer;
  // What was voted for may have been closed by what others did meanwhile.
  if (chosen === null || !open.has(chosen.way.key)) {
    closeStep(record, chosen === null && !result.ok ? unanswered(result) : wrongChoice(chosen?.way ?? way));
    climb(state, record);
    return;
  }
  const taken = record.steps.at(-1);
  if (taken !== undefined) taken.choice = chosen.way.key;
  take(state, step, record, chosen, tally(election));
}

function wrongChoice(way: WayOut | undefined): string {
  const what = way === undefined ? "chose nothing that was listed" : `chose ${way.key}, which is not open any more`;
  return `the Orchestrator ${what}: the task is given up, as without an answer`;
}

/** A vote more is not worth a pause, or the task, for want of budget. */
function mayVote(state: MissionState, effect: PivotEffect): boolean {
  const asked = { role: "orchestrator", model: modelNow(state, "orchestrator") } as const;
  return refusal(state, asked.role, asked.model) === null && taskCeiling(state, effect.task.id, asked) === null;
}

function take(state: MissionState, step: Step, record: TaskRecord, { way, said }: ChosenWay, votes: string): void {
  closeStep(record, `the Orchestrator chose ${way.key}${votes === "" ? "" : `, by ${votes}`}: ${said}`);
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
    case "ask":
      askUser(state, step, record, `${record.task.id} cannot go on (${last}). The Orchestrator asks: ${said}`, said);
  }
}

/** The mission pauses with the question; taken up again, it goes on without the task. */
function askUser(state: MissionState, step: Step, record: TaskRecord, question: string, said: string): void {
  state.questions += 1;
  record.next = { rung: "stop", role: null, why: `the user was asked, and went on without it: ${said}` };
  moveTask(state, record, "ready");
  const count = `question ${state.questions} of at most ${ladderBounds.questionsMax}`;
  const words = `${question} /task resume goes on without this task; /task stop ends the mission (${count}).`;
  // An answer may come in when the mission stands still already: then both reasons are told.
  if (state.paused === null) pause(state, step, words);
  else state.paused = `${state.paused}; ${words}`;
}
