// Plan: from the capture over the search to a valid plan. A search that fails costs its brief, not the mission; a plan
// that stays invalid ends it.
import { blocksMission } from "./blocking.ts";
import { endMission } from "./ending.ts";
import type { Captured, PlanOutcome, SearchOutcome } from "./event.ts";
import { indexPaths, newTaskRecord, type MissionState } from "./mission.ts";
import { modelNow } from "./model-fallback.ts";
import type { Plan } from "./plan.ts";
import { dependantsOf, isChain, setPriorities } from "./schedule.ts";
import { issue, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";

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
    state.brief = result.brief;
  } else if (blocksMission(state, step, result)) {
    issueSearch(state, step, attempt + 1);
    return;
  } else {
    state.notes.push(`The search brought no brief (${result.failure}: ${result.message}); planning went on without.`);
  }
  state.phase = "planning";
  issuePlan(state, step);
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
    state.hostFailures = 0;
    state.notes.push(...result.notes);
    adoptPlan(state, result.plan);
    return;
  }
  if (result.outcome === "invalid") {
    state.planProblems = result.problems;
  } else if (blocksMission(state, step, result)) {
    state.planAttempts -= 1;
  } else {
    state.planProblems = [{ where: "plan", message: `${result.failure}: ${result.message}` }];
    if (result.failure === "context-overflow") {
      state.planShardScale = Math.max(shardScaleMin, state.planShardScale / 2);
    }
  }
  if (state.planAttempts >= state.settings.limits.planTriesMax) {
    const problems = state.planProblems.map((problem) => `${problem.where}: ${problem.message}`).join("; ");
    endMission(state, step, "failed", `no valid plan after ${state.planAttempts} tries. Last problems: ${problems}`);
    return;
  }
  issuePlan(state, step);
}

function adoptPlan(state: MissionState, plan: Plan): void {
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
