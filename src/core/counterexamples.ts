// What reviewers' counterexamples do to a task: those that were proven become checks that every later attempt must
// pass, and their tests part of its change. It does not know how they are run.
import type { Change, Finding } from "./change.ts";
import type { TrialOutcome } from "./event.ts";
import { indexPaths, type Judged, type MissionState, type TaskRecord } from "./mission.ts";
import type { Concern } from "./reply.ts";
import { isEnded } from "./task-state.ts";

export function untried(concern: Concern): Judged {
  return { concern, trial: { outcome: "untried", command: null, why: "it brings no counterexample", excerpt: null } };
}

/** Has later attempts start with the tests and pass the commands. Answers the change that the Fixer starts from. */
export function bindCounterexamples(
  state: MissionState,
  record: TaskRecord,
  proven: readonly Judged[],
  tests: TrialOutcome["tests"],
): Change | null {
  const paths = (tests?.alone.files ?? []).map(({ path }) => path);
  // A file that another unfinished task means to write is not this one's to bring in: then the words alone count.
  if (paths.some((path) => isClaimed(state, record, path))) return record.change;
  const commands = proven.flatMap(({ trial }) => (trial.command === null ? [] : [trial.command]));
  record.task = {
    ...record.task,
    writes: [...new Set([...record.task.writes, ...paths])],
    checks: [...new Set([...record.task.checks, ...commands])],
  };
  indexPaths(state, record.task);
  record.counterexamples = tests?.alone ?? null;
  return tests?.besideChange ?? record.change;
}

function isClaimed(state: MissionState, record: TaskRecord, path: string): boolean {
  return [...(state.tasksByPath.get(path) ?? [])].some((id) => {
    const other = state.tasks.get(id);
    return other !== undefined && other !== record && !isEnded(other.state) && other.task.writes.includes(path);
  });
}

/** For the Fixer. */
export function concernFinding({ concern, trial }: Judged): Finding {
  const { counterexample } = concern;
  const expected = counterexample === null || counterexample.expected === "" ? "" : ` Expected: ${counterexample.expected}.`;
  const how = trial.command === null ? "" : ` "${trial.command}" fails on this change.`;
  return {
    stage: "review",
    rule: trial.outcome === "proven" || trial.outcome === "shown" ? "review/counterexample" : "review/concern",
    severity: "error",
    file: concern.file,
    line: concern.line,
    column: null,
    message: `${concern.problem}${expected}${how}`,
    excerpt: trial.excerpt,
  };
}
