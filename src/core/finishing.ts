// After the last task: the review of the whole, the final verification with its bounded repair, landing, and the outcome.
import type { Verdict } from "./change.ts";
import { endMission } from "./ending.ts";
import type { Landing } from "./event.ts";
import { indexPaths, newTaskRecord, type MissionState } from "./mission.ts";
import { issue, type Step } from "./step.ts";
import { moveTask } from "./task-state.ts";
import { openConcerns, openTasks, reviewWhole } from "./whole-review.ts";

/** Goes on to the review of the whole, and then to verification, when every task has ended. */
export function advanceMission(state: MissionState, step: Step): void {
  if (state.phase !== "executing") return;
  const { merged, split, stopped, dropped } = state.counts;
  if (merged + split + stopped + dropped < state.tasks.size) return;
  if (merged === 0) {
    endMission(state, step, "failed", firstReason(state));
    return;
  }
  if (reviewWhole(state, step)) return;
  state.phase = "verifying";
  issue(state, step, {
    kind: "verify",
    trunk: state.trunk ?? "",
    base: state.captured?.base ?? "",
    commands: state.verifyCommands,
  });
}

function firstReason(state: MissionState): string {
  for (const record of state.tasks.values()) {
    if (record.state === "stopped") return `${record.task.id} was stopped: ${record.reason}`;
  }
  return "no task was merged";
}

export function onVerified(state: MissionState, step: Step, verdict: Verdict): void {
  state.verifyVerdict = verdict;
  const { limits, landing } = state.settings;
  if (verdict.outcome === "refused" && state.verifyRounds < limits.verifyRoundsMax) {
    addRepair(state, verdict);
    return;
  }
  state.phase = "landing";
  const whole = verdict.outcome === "accepted" && openTasks(state) === 0 && openConcerns(state).length === 0;
  issue(state, step, { kind: "land", base: state.captured?.base ?? "", how: whole ? landing : "branch" });
}

/** The findings of the whole become one more task, for the Fixer, on the files that the mission wrote. */
function addRepair(state: MissionState, verdict: Verdict): void {
  state.verifyRounds += 1;
  const records = [...state.tasks.values()].filter((record) => record.merged !== null);
  const id = freeId(state, `repair-${state.verifyRounds}`);
  const record = newTaskRecord(
    {
      id,
      title: "Repair what the final verification found",
      instruction: "All tasks are merged, but the whole does not pass. Mend exactly the findings.",
      kind: "code",
      dependsOn: [],
      reads: [],
      writes: [...new Set(records.flatMap((merged) => merged.task.writes))],
      provides: [],
      acceptance: ["The verify commands succeed."],
      checks: state.verifyCommands,
      proof: null,
    },
    state.tasks.size,
    0,
  );
  record.findings = verdict.findings;
  record.next = { role: "fixer", rung: "fixer", why: "the final verification failed" };
  state.tasks.set(id, record);
  state.dependants.set(id, []);
  indexPaths(state, record.task);
  state.counts.waiting += 1;
  state.phase = "executing";
  moveTask(state, record, "ready");
}

function freeId(state: MissionState, wanted: string): string {
  let id = wanted;
  while (state.tasks.has(id)) id = `${id}-x`;
  return id;
}

export function onLanded(state: MissionState, step: Step, landing: Landing): void {
  state.landing = landing;
  const undone = openTasks(state);
  const [wrong] = openConcerns(state);
  if (state.verifyVerdict?.outcome === "refused") {
    const finding = state.verifyVerdict.findings[0];
    endMission(state, step, "partial", `the final verification failed: ${finding?.message ?? "see the findings"}`);
  } else if (undone > 0) {
    endMission(state, step, "partial", `${undone} of ${state.tasks.size - state.counts.split} tasks are not done`);
  } else if (wrong !== undefined) {
    endMission(state, step, "partial", `a counterexample that a reviewer proved is open: ${wrong.concern.problem}`);
  } else {
    endMission(state, step, "done", "");
  }
}
