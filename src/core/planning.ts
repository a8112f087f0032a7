// Plan: from the capture over the search to a valid plan. A search that fails costs its brief, not the mission; a plan
// that stays invalid ends it. A goal that one writer can do needs none: see single-task.ts.
import { refusal } from "./admission.ts";
import { blocksMission } from "./blocking.ts";
import { endMission } from "./ending.ts";
import type { Captured, PlanOutcome, SearchOutcome } from "./event.ts";
import { indexPaths, newTaskRecord, type ChosenPlan, type MissionState } from "./mission.ts";
import { modelNow } from "./model-fallback.ts";
import type { PlanCheck } from "./plan-validation.ts";
import { dependantsOf, isChain, setPriorities } from "./schedule.ts";
import { briefSignature, planSignature } from "./signatures-of-answers.ts";
import { issue, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";
import { countVote, isTooLong, leaderOf, tally } from "./voting.ts";

const shardScaleMin = 0.125;

export function onCaptured(state: MissionState, step: Step, captured: Captured): void {
  state.captured = captured;
  state.trunk = captured.base;
  state.notes.push(...captured.notes);
  state.phase = "analysing";
  issueSearch(state, step, 1);
}

function issueSearch(state: MissionState, step: Step, attempt: number): void {
  const base = state.captured?.base ?? "";
  issue(state, step, { kind: "search", attempt, model: modelNow(state, "searcher"), base });
}

export function onSearched(state: MissionState, step: Step, attempt: number, result: SearchOutcome): void {
  if (result.ok) {
    state.hostFailures = 0;
  } else if (blocksMission(state, step, result)) {
    issueSearch(state, step, attempt + 1);
    return;
  }
  const sample = result.ok ? { signature: () => briefSignature(result.brief), answer: result, tooLong: () => isTooLong(result.brief) } : null;
  const election = countVote(state.searchBallot, sample, state.settings.votes, () => mayAsk(state, "searcher"));
  if (!election.decided) {
    issueSearch(state, step, attempt + 1);
    return;
  }
  state.brief = election.answer?.brief ?? null;
  if (tally(election) !== "") state.notes.push(`The brief was chosen by ${tally(election)}.`);
  if (state.brief === null && !result.ok) {
    state.notes.push(`The search brought no brief (${result.failure}: ${result.message}); planning went on without.`);
  }
  if (!adoptWhole(state, election.answer?.whole ?? null)) {
    state.phase = "planning";
    issuePlan(state, step);
  }
}

/** Goes on with the goal as the only task, if the brief that was chosen asks for it and it can be; answers whether it did. */
function adoptWhole(state: MissionState, whole: PlanCheck | null): boolean {
  if (whole === null) return false;
  if (!whole.ok) {
    const problems = whole.problems.map(({ message }) => message).join(" ");
    state.notes.push(`The search took the goal for one writer's work; it was planned all the same: ${problems}`);
    return false;
  }
  state.notes.push("The goal is one task, without a Planner: the search found that one writer can do it.");
  adoptPlan(state, whole);
  return true;
}

/** A vote more is not worth a pause for want of budget. */
function mayAsk(state: MissionState, role: "searcher" | "planner"): boolean {
  return refusal(state, role, modelNow(state, role)) === null;
}

function issuePlan(state: MissionState, step: Step): void {
  state.planAttempts += 1;
  issue(state, step, {
    kind: "plan",
    attempt: state.planAttempts,
    model: modelNow(state, "planner"),
    base: state.captured?.base ?? "",
    brief: state.brief,
    problems: state.planProblems,
    shardScale: state.planShardScale,
  });
}

export function onPlanned(state: MissionState, step: Step, result: PlanOutcome): void {
  if (result.outcome === "valid") {
    onValidPlan(state, step, result);
    return;
  }
  if (result.outcome === "invalid") {
    state.planFailures += 1;
    state.planProblems = result.problems;
  } else if (blocksMission(state, step, result)) {
    state.planAttempts -= 1;
  } else {
    state.planFailures += 1;
    state.planProblems = [{ where: "plan", message: `${result.failure}: ${result.message}` }];
    if (result.failure === "context-overflow") {
      state.planShardScale = Math.max(shardScaleMin, state.planShardScale / 2);
    }
  }
  if (state.planFailures >= state.settings.limits.planTriesMax) {
    const { answer, votes } = leaderOf(state.planBallot);
    if (answer !== null) {
      const heard = votes === 1 ? "1 vote" : `${votes} votes`;
      state.notes.push(`The plan of try ${answer.attempt} was taken with ${heard}: the Planner's tries were used up before one led by ${state.settings.votes}.`);
      adoptPlan(state, answer);
      return;
    }
    const problems = state.planProblems.map((problem) => `${problem.where}: ${problem.message}`).join("; ");
    endMission(state, step, "failed", `no valid plan after ${state.planFailures} tries. Last problems: ${problems}`);
    return;
  }
  issuePlan(state, step);
}

/** Every plan that is asked for again is asked for alike: what was wrong with another is no part of the question. */
function onValidPlan(state: MissionState, step: Step, { plan, notes }: Extract<PlanOutcome, { outcome: "valid" }>): void {
  state.hostFailures = 0;
  state.planProblems = [];
  const answer = { plan, notes, attempt: state.planAttempts };
  const sample = { signature: () => planSignature(plan), answer, tooLong: () => isTooLong(plan, plan.tasks.length) };
  const election = countVote(state.planBallot, sample, state.settings.votes, () => mayAsk(state, "planner"));
  if (!election.decided || election.answer === null) {
    issuePlan(state, step);
    return;
  }
  if (tally(election) !== "") state.notes.push(`The plan of try ${election.answer.attempt} was chosen by ${tally(election)}.`);
  adoptPlan(state, election.answer);
}

function adoptPlan(state: MissionState, { plan, notes }: Pick<ChosenPlan, "plan" | "notes">): void {
  state.notes.push(...notes);
  state.phase = "executing";
  state.summary = plan.summary;
  state.assumptions = plan.assumptions;
  state.verifyCommands = [...new Set([...plan.verify, ...state.settings.verifyCommands])];
  for (const [id, dependants] of dependantsOf(plan.tasks)) state.dependants.set(id, dependants);
  for (const [index, task] of plan.tasks.entries()) {
    state.tasks.set(task.id, newTaskRecord(task, index, task.dependsOn.length));
    indexPaths(state, task);
  }
  if (plan.tasks.length > 1 && isChain(plan.tasks)) {
    state.notes.push(`The plan is a chain: its ${plan.tasks.length} tasks are done one after another, by one worker.`);
  }
  state.counts.waiting = plan.tasks.length;
  setPriorities(state);
  for (const record of state.tasks.values()) {
    if (record.unmet === 0) moveTask(state, record, "ready");
  }
}
