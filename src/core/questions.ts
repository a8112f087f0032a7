// Questions about a task, as effects: what the Planner is told to put in its place, and what the Orchestrator may choose
// from. Each is asked from the ready queue, so slots, models and the budget hold for it as for an attempt.
import { climb } from "./attempt-end.ts";
import { closeStep } from "./ending.ts";
import type { MissionState, NextStep, TaskRecord } from "./mission.ts";
import { modelNow } from "./model-fallback.ts";
import { replacementsMax, triedLines } from "./replacement.ts";
import { roomForTasks, tasksBefore } from "./replacing.ts";
import { issue, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";
import { newBallot } from "./voting.ts";
import { dependantsBehind, waysOut } from "./ways-out.ts";

type Question = Extract<NextStep, { role: "planner" | "orchestrator" }>;

/** How often the Planner was asked for what the last pivot chose; 0 if there was no pivot. */
export function plansSincePivot({ steps }: TaskRecord): number {
  const pivot = steps.findLastIndex(({ rung }) => rung === "pivot");
  return pivot < 0 ? 0 : steps.slice(pivot).filter(({ rung }) => rung === "replan").length;
}

export function startQuestion(state: MissionState, step: Step, record: TaskRecord, next: Question): void {
  const ways = next.rung === "pivot" ? waysOut(state, record) : [];
  record.steps.push({ rung: next.rung, why: next.why, after: record.attempts.length, ways, choice: "", outcome: "" });
  const upstream = next.rung === "pivot" || next.upstream === null ? null : (state.tasks.get(next.upstream) ?? null);
  moveTask(state, record, "asking");
  if (next.rung !== "pivot" && next.upstream !== null && upstream?.merged === null) {
    // It was taken back for another task since it was chosen.
    closeStep(record, `${next.upstream} is not merged any more`);
    climb(state, record);
    return;
  }
  const common = {
    task: record.task,
    question: record.steps.length,
    why: next.why,
    model: modelNow(state, next.role, "attempt", next.rung === "replan" ? plansSincePivot(record) - 1 : 0),
    start: state.trunk ?? "",
    findings: record.findings,
    tried: triedLines(record.attempts),
  };
  if (next.rung === "pivot") {
    record.ballot = newBallot();
    issue(state, step, { kind: "pivot", ...common, vote: 1, ways });
    return;
  }
  const subtree = next.way === "subtree" ? dependantsBehind(state, record).map(({ task }) => task) : [];
  issue(state, step, {
    kind: "replan",
    ...common,
    way: next.way,
    subtree,
    upstream: upstream?.task ?? null,
    others: tasksBefore(state, record),
    taken: [...state.tasks.keys()],
    tasksMax: replacementsMax(record.depth, roomForTasks(state), subtree.length),
  });
}
