// A mission as people see it: plain data for progress lines, status, sidebars and reports. Made from the state, never
// kept beside it.
import type { Finding } from "./change.ts";
import type { MissionId, ModelRef, Role, TaskId } from "./ids.ts";
import type { AttemptEnd, Judged, LadderStep, MissionState, Outcome, Phase, TaskState } from "./mission.ts";
import type { AttemptRung } from "./effect.ts";
import type { Landing } from "./event.ts";
import { roleOf } from "./step.ts";
import type { Usage } from "./usage.ts";
import type { WholeReview } from "./whole-record.ts";

export interface AttemptView {
  readonly attempt: number;
  readonly role: Role;
  readonly rung: AttemptRung;
  readonly why: string;
  readonly model: ModelRef | null;
  readonly end: AttemptEnd;
  readonly message: string;
  readonly findings: readonly Finding[];
  readonly durationMs: number;
  readonly usage: Usage;
  readonly commit: string | null;
}

export interface TaskView {
  readonly id: TaskId;
  readonly title: string;
  readonly state: TaskState;
  readonly dependsOn: readonly TaskId[];
  readonly writes: readonly string[];
  readonly granted: readonly string[];
  readonly attempts: readonly AttemptView[];
  /** Questions that were asked about it, and its end if it was given up. */
  readonly steps: readonly LadderStep[];
  /** The task that it took the place of, with others. */
  readonly parent: TaskId | null;
  readonly concerns: readonly Judged[];
  readonly notes: readonly string[];
  readonly usage: Usage;
  readonly merged: string | null;
  readonly reason: string;
}

/** A model that is left alone for a while. */
export interface WaitView {
  /** Null for the session's own model, if the host did not say which that is. */
  readonly model: ModelRef | null;
  /** Milliseconds since 1970; null until the clock was asked. */
  readonly untilMs: number | null;
  readonly why: string;
}

export interface MissionView {
  readonly mission: MissionId;
  readonly goal: string;
  readonly phase: Phase;
  readonly outcome: Outcome | null;
  readonly reason: string;
  readonly paused: string | null;
  /** What the mission waits for, if it can do nothing but wait: the model that can be asked again first. */
  readonly waiting: WaitView | null;
  readonly summary: string;
  readonly assumptions: readonly string[];
  readonly notes: readonly string[];
  readonly counts: Readonly<Record<TaskState, number>>;
  readonly tasks: readonly TaskView[];
  readonly usage: Usage;
  readonly usageByRole: ReadonlyMap<Role, Usage>;
  readonly base: string | null;
  readonly trunk: string | null;
  readonly whole: Readonly<WholeReview>;
  readonly verifyCommands: readonly string[];
  readonly verifyFindings: readonly Finding[];
  /** What was not held against the whole, as failures that the base had, and what could not be checked. */
  readonly verifyNotes: readonly string[];
  readonly landing: Landing | null;
}

export function viewOf(state: MissionState): MissionView {
  return {
    mission: state.mission,
    goal: state.goal,
    phase: state.phase,
    outcome: state.outcome,
    reason: state.reason,
    paused: state.paused,
    waiting: waitingFor(state),
    summary: state.summary,
    assumptions: state.assumptions,
    notes: [...state.notes],
    counts: { ...state.counts },
    tasks: [...state.tasks.values()].map((record) => ({
      id: record.task.id,
      title: record.task.title,
      state: record.state,
      dependsOn: record.task.dependsOn,
      writes: record.task.writes,
      granted: record.granted,
      attempts: record.attempts.map((attempt) => ({ ...attempt })),
      steps: record.steps.map((step) => ({ ...step })),
      parent: record.parent,
      concerns: record.concerns,
      notes: record.verdict?.notes ?? [],
      usage: record.usage,
      merged: record.merged,
      reason: record.reason,
    })),
    usage: state.usage,
    usageByRole: new Map(state.usageByRole),
    base: state.captured?.base ?? null,
    trunk: state.trunk,
    whole: { ...state.whole, concerns: state.whole.concerns.map((concern) => ({ ...concern })) },
    verifyCommands: state.verifyCommands,
    verifyFindings: state.verifyVerdict?.findings ?? [],
    verifyNotes: state.verifyVerdict?.notes ?? [],
    landing: state.landing,
  };
}

/** Only where nothing else is under way: as long as another model works, nobody waits. */
function waitingFor(state: MissionState): WaitView | null {
  const isBusy = [...state.pending.values()].some((effect) => effect.kind !== "cool-down" && (roleOf(effect) === null || state.admitted.has(effect.id)));
  if (isBusy || state.paused !== null || state.phase === "ended") return null;
  const waits = [...state.modelHealth].flatMap(([model, { coolDown }]): WaitView[] =>
    coolDown === null ? [] : [{ model: model === "" ? (state.catalogue?.own ?? null) : model, untilMs: coolDown.untilMs, why: coolDown.why }],
  );
  const [first] = waits.sort((left, right) => (left.untilMs ?? Infinity) - (right.untilMs ?? Infinity));
  return first ?? null;
}
