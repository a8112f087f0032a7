// Wires the gate for use without a mission: the user's working tree, captured and judged in a slot as a task's change
// would be. It prints nothing.
import { join } from "node:path";
import type { ChangedFile, StageName, Verdict } from "../core/change.ts";
import { parseCommand } from "../core/command.ts";
import { OrchestratorError } from "../core/errors.ts";
import type { Settings } from "../core/settings.ts";
import type { Clock } from "../ports/clock.ts";
import type { GateOptions } from "../guardian/gate.ts";
import type { Comparison, ComparisonBase, WorkingTree } from "../workspace/working-tree.ts";

export type { ComparisonBase } from "../workspace/working-tree.ts";

export interface GateRequest {
  readonly folder: string;
  /** A revision, or null for the likeliest one. */
  readonly base: string | null;
  /** Pathspecs that narrow what is judged; none for everything. */
  readonly paths: readonly string[];
  /** Commands beside those that are configured. */
  readonly checks: readonly string[];
  readonly skip: ReadonlySet<StageName>;
  /** OpenCode's configuration folder. */
  readonly configDirectory: string;
  readonly cacheDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, "now">;
  onStep(step: StepName, what: "begins" | StageOutcome): void;
}

export type StepName = "capture" | "slot" | StageName;
export type StageOutcome = "passed" | "refused" | "skipped" | "not-reached";

export interface StageRun {
  readonly name: StageName;
  readonly outcome: StageOutcome;
  /** Null if it did not run. */
  readonly durationMs: number | null;
}

export interface GateReport {
  /** The top folder of the repository: paths of files and findings are relative to it. */
  readonly root: string;
  readonly base: ComparisonBase;
  readonly files: readonly ChangedFile[];
  readonly stages: readonly StageRun[];
  readonly verdict: Verdict;
}

/** What a person or a service can take in, unlike a model. */
const findingsShownMax = 1000;
/** One for the working tree, one for commands on the base. */
const slotsMax = 2;

/**
 * Judges what a folder's repository holds now. Fails with `not-a-repository`, `base-unknown`, `path-unknown`,
 * `config-invalid`, `command-refused`, with what ails git, and with `aborted`; slots are given up in every case.
 */
export async function checkWorkingTree(request: GateRequest, signal: AbortSignal): Promise<GateReport> {
  for (const command of request.checks) refuseUnreadable(command);
  const [{ stateFolderOf }, { openWorkingTree }] = await Promise.all([
    import("../store/state-folder.ts"),
    import("../workspace/working-tree.ts"),
  ]);
  const { folder, cacheDirectory, clock } = request;
  const stateDirectory = stateFolderOf(folder).directory;
  const tree = await openWorkingTree({ folder, stateDirectory, cacheDirectory, slotsMax, now: () => clock.now() }, signal);
  try {
    const settings = await settingsOf(request, tree);
    request.onStep("capture", "begins");
    const comparison = await tree.compare(request.base, request.paths, signal);
    request.onStep("capture", "passed");
    return await judgeComparison(request, tree, comparison, settings, signal);
  } finally {
    await tree.dispose();
  }
}

function refuseUnreadable(command: string): void {
  const reading = parseCommand(command);
  if (reading.ok) return;
  const hint = "Commands run without a shell; give each in a --checks of its own, as in --checks \"npm test\".";
  throw new OrchestratorError("command-refused", `The command ${JSON.stringify(command)} ${reading.problem}.`, hint);
}

async function settingsOf(request: GateRequest, tree: WorkingTree): Promise<Settings> {
  const [{ configurationFile, loadSettings }, { projectDirectory }] = await Promise.all([
    import("../config/load.ts"),
    import("../config/directories.ts"),
  ]);
  const { configDirectory, environment } = request;
  const directory = await projectDirectory(tree.folder, tree.root, configurationFile);
  return loadSettings({ projectDirectory: directory, configDirectory, environment, flags: {} });
}

async function judgeComparison(
  request: GateRequest,
  tree: WorkingTree,
  { base, change, notes }: Comparison,
  settings: Settings,
  signal: AbortSignal,
): Promise<GateReport> {
  const [{ createGate, gateStages }, { BaselineRuns }, { judge }] = await Promise.all([
    import("../guardian/gate.ts"),
    import("../runtime/baseline.ts"),
    import("../runtime/effects/gate.ts"),
  ]);
  // A proof belongs to a task, and there is none.
  const names = gateStages.filter((name) => name !== "proof");
  const report = { root: tree.root, base, files: change.files };
  if (change.files.length === 0) {
    const stages = names.map((name) => ({ name, outcome: "not-reached", durationMs: null }) as const);
    return { ...report, stages, verdict: { outcome: "accepted", findings: [], notes } };
  }
  const watch = watchStages(request, names);
  const gate = createGate({
    skip: new Set([...request.skip, "proof"]),
    project: tree.root,
    toolCacheDirectory: join(request.cacheDirectory, "tools"),
    findingsMax: findingsShownMax,
    onStage: watch.onStage,
  });
  request.onStep("slot", "begins");
  const slot = await tree.acquire(base.commit, change, signal);
  request.onStep("slot", "passed");
  try {
    const commands = [...settings.checkCommands, ...request.checks];
    const verdict = await judge(
      { gate, baseline: new BaselineRuns(tree, gate), workspace: tree },
      { signal, facts: { settings, base: base.commit } },
      { directory: slot.directory, task: null, change, replay: commands },
    );
    const stages = watch.stages();
    const all = [...notes, ...notReached(stages, verdict), ...verdict.notes, ...withoutCommands(stages, commands), ...cut(verdict)];
    return { ...report, stages, verdict: { ...verdict, notes: all } };
  } finally {
    tree.release(slot);
  }
}

interface StageWatch {
  readonly onStage: NonNullable<GateOptions["onStage"]>;
  stages(): readonly StageRun[];
}

/** Times the stages, and passes on what is told of them. */
function watchStages({ skip, clock, onStep }: GateRequest, names: readonly StageName[]): StageWatch {
  const begun = new Map<StageName, number>();
  const ended = new Map<StageName, StageRun>();
  return {
    onStage(name, what) {
      if (what === "begins") begun.set(name, clock.now());
      else ended.set(name, { name, outcome: what, durationMs: clock.now() - (begun.get(name) ?? clock.now()) });
      onStep(name, what);
    },
    stages: () =>
      names.map((name) => ended.get(name) ?? { name, outcome: skip.has(name) ? "skipped" : "not-reached", durationMs: null }),
  };
}

/** A stage that did not run has accepted nothing. */
function notReached(stages: readonly StageRun[], verdict: Verdict): string[] {
  const names = (outcome: StageOutcome) => stages.filter((stage) => stage.outcome === outcome).map(({ name }) => name);
  const skipped = names("skipped");
  const later = names("not-reached");
  return [
    ...(skipped.length === 0 ? [] : [`${skipped.join(", ")}: left out as you asked`]),
    ...(later.length === 0 || verdict.outcome === "accepted" ? [] : [`${later.join(", ")}: ${verdict.stage} refused before`]),
  ];
}

function withoutCommands(stages: readonly StageRun[], commands: readonly string[]): string[] {
  const ran = stages.some(({ name, outcome }) => name === "checks" && outcome === "passed");
  if (!ran || commands.length > 0) return [];
  return ['tests: no command is known; name one with --checks, or as commands.checks in opencode.toml'];
}

function cut({ findings }: Verdict): string[] {
  return findings.length < findingsShownMax ? [] : [`more than the first ${findingsShownMax} findings are not shown`];
}
