// Review of the whole: when all tasks have ended, reviewers hold the whole change against the goal. What they prove opens
// one round of tasks; then it is tried again, and the mission goes on whatever came of it. Here it is decided what comes
// next; whole-answers.ts takes the answers.
import type { EffectKind } from "./effect.ts";
import { followUpTasksMax } from "./follow-up.ts";
import type { MissionState } from "./mission.ts";
import { usualWriter } from "./model-choice.ts";
import { modelNow, reviewerNow } from "./model-fallback.ts";
import { plannedTasks } from "./planned-tasks.ts";
import { issue, settle, type Step } from "./step.ts";
import type { Concern } from "./reply.ts";
import type { WholeConcern } from "./whole-record.ts";

/** One before the follow-up round, one after it. */
export const looksMax = 2;

/** Effects of which one is under way while the whole is reviewed. */
export const wholeKinds: readonly EffectKind[] = ["review-whole", "try-whole", "recheck", "follow-up"];

/** Asks for what the whole still needs. False if that is nothing, and the mission goes on. */
export function reviewWhole(state: MissionState, step: Step): boolean {
  const ask = nextOf(state);
  if (ask === null) return false;
  state.phase = "reviewing";
  ask(state, step);
  return true;
}

function nextOf(state: MissionState): ((state: MissionState, step: Step) => void) | null {
  const { whole } = state;
  if (!whole.isLookOver) {
    if (isOn(state) && whole.asked < state.settings.reviewers) return askReviewer;
    whole.isLookOver = true;
  }
  if (openConcerns(state).length > 0 && whole.followUp === "none" && mayFollowUp(state)) return askPlanner;
  // Also what was mended once: nothing that was proven may come back unseen.
  if (proven(state).some(({ ranOn }) => ranOn !== state.trunk)) return recheck;
  return mayLook(state) ? beginLook : null;
}

function isOn({ settings }: MissionState): boolean {
  // Journals of older versions do not say, and go on as they did.
  return settings.missionReview === "on" && settings.reviewers > 0;
}

/** Whether the reviewers are to look, at first or once more after the follow-up round. */
function mayLook(state: MissionState): boolean {
  const { whole } = state;
  if (!isOn(state)) return false;
  if (whole.look > 0) {
    return whole.look < looksMax && whole.followUp === "opened" && whole.lookedAt !== state.trunk && openTasks(state) === 0;
  }
  whole.skipped = reasonToSkip(state);
  return whole.skipped === "";
}

function reasonToSkip(state: MissionState): string {
  if (openTasks(state) > 0) return "not every task is done, so there is no whole yet";
  const [only, ...others] = [...state.tasks.values()].filter(({ merged }) => merged !== null);
  const isReviewed = only?.reviews.some((review) => review !== null) ?? false;
  // The same change, the same goal: a second look would be paid for twice.
  if (others.length === 0 && isReviewed && state.trunkMoves.length === 1) return "its only task was reviewed, and is the whole";
  return "";
}

/** Tasks without a merge; those that others took the place of do not count. */
export function openTasks(state: MissionState): number {
  return state.tasks.size - state.counts.split - state.counts.merged;
}

export function proven(state: MissionState): readonly WholeConcern[] {
  return state.whole.concerns.filter(({ standing }) => standing !== null);
}

/** What was proven, and failed when it ran last. */
export function openConcerns(state: MissionState): readonly WholeConcern[] {
  return state.whole.concerns.filter(({ standing }) => standing === "open");
}

function mayFollowUp(state: MissionState): boolean {
  if (!isOn(state)) return false;
  if (followUpTasksMax(state) > 0) return true;
  state.whole.followUp = "given up";
  state.whole.followUpProblem = "the mission has as many tasks as it may";
  return false;
}

function beginLook(state: MissionState, step: Step): void {
  const { whole } = state;
  whole.look += 1;
  whole.lookedAt = state.trunk;
  whole.asked = 0;
  whole.isLookOver = false;
  askReviewer(state, step);
}

function askReviewer(state: MissionState, step: Step): void {
  const { whole } = state;
  const reviewer = whole.asked + 1;
  issue(state, step, {
    kind: "review-whole",
    look: whole.look,
    reviewer,
    model: reviewerNow(state, reviewer, usualWriter(state.tasks)),
    base: state.captured?.base ?? "",
    trunk: state.trunk ?? "",
    summary: state.summary,
    tasks: plannedTasks(state),
    known: proven(state).map(({ concern, standing }) => `${concern.problem} (${standing ?? ""})`),
  });
}

function askPlanner(state: MissionState, step: Step): void {
  const { whole } = state;
  whole.followUpTries += 1;
  if (whole.followUpTries === 1) state.planProblems = [];
  issue(state, step, {
    kind: "follow-up",
    // The tries at the plan are counted on, so that whoever answers can tell them apart.
    attempt: state.planAttempts + whole.followUpTries,
    model: modelNow(state, "planner"),
    trunk: state.trunk ?? "",
    counterexamples: openConcerns(state).map(({ concern, trial }) => ({ concern, trial })),
    problems: state.planProblems,
    others: plannedTasks(state),
    taken: [...state.tasks.keys()],
    tasksMax: followUpTasksMax(state),
    shardScale: state.planShardScale,
  });
}

/** Commands that a reviewer's fix must still pass: the mission's own, and the checks of merged tasks that it touches. */
export function replayFor(state: MissionState, concerns: readonly Concern[]): string[] {
  const commands = new Set(state.verifyCommands);
  for (const { path } of concerns.flatMap(({ counterexample }) => counterexample?.fix ?? [])) {
    for (const id of state.tasksByPath.get(path) ?? []) {
      const record = state.tasks.get(id);
      if (record === undefined || record.merged === null) continue;
      for (const check of record.task.checks) commands.add(check);
    }
  }
  return [...commands];
}

function recheck(state: MissionState, step: Step): void {
  const counterexamples = proven(state).map(({ concern, trial }) => ({ concern, trial }));
  issue(state, step, { kind: "recheck", trunk: state.trunk ?? "", counterexamples });
}

/** Switched off while it was under way, as a user may do who has no budget left for it: the mission goes on without. */
export function leaveWholeReview(state: MissionState): void {
  if (state.phase !== "reviewing" || isOn(state)) return;
  for (const [id, { kind }] of [...state.pending]) if (kind === "review-whole" || kind === "follow-up") settle(state, id);
  if ([...state.pending.values()].some(({ kind }) => wholeKinds.includes(kind))) return;
  state.phase = "executing";
}
