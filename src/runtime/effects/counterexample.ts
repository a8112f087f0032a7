// One counterexample of a reviewer: on what it is held against as that is, and with the reviewer's fix if there is one. Whoever wrote it
// may be wrong or lie, so all that is believed is how commands end.
import { isAllowedCommand, parseCommand } from "../../core/command.ts";
import type { Change } from "../../core/change.ts";
import type { Rerun, Trial } from "../../core/event.ts";
import type { CommitId } from "../../core/ids.ts";
import type { Task } from "../../core/plan.ts";
import type { Counterexample, FixedFile } from "../../core/reply.ts";
import { checkRepositoryPath } from "../../core/repository-path.ts";
import type { CommandResult } from "../../ports/gate.ts";
import type { EffectScope } from "../../ports/executor.ts";
import type { Authorship, Slot, SlotFile } from "../../ports/workspace.ts";
import { judge } from "./gate.ts";
import type { EffectPorts } from "./ports.ts";

const excerptLinesMax = 7;
const excerptLineCharsMax = 160;

export function testFilesOf({ path, content }: Counterexample): readonly SlotFile[] {
  return path === null || content === null ? [] : [{ path, content }];
}

/** What a counterexample is held against: a task's change, or the whole of a mission. */
export interface Subject {
  /** What a slot is reset to, and what is laid on it, for the subject to stand there. */
  readonly start: CommitId;
  readonly carry: Change | null;
  /** The commit that holds it. */
  readonly commit: CommitId;
  /** Null for the whole: no path is out of its scope. */
  readonly task: Task | null;
  /** Commands that a fix must pass beside the task's. */
  readonly replay: readonly string[];
  readonly by: Authorship;
  /** Why a fix of these files cannot count, or null. */
  fixProblem(fix: readonly FixedFile[]): Promise<string | null>;
}

/** `known` are tests that were proven before; none of them is written over. */
export async function runCounterexample(
  ports: EffectPorts,
  subject: Subject,
  scope: EffectScope,
  counterexample: Counterexample,
  known: readonly string[],
): Promise<Trial> {
  const command = commandOf(counterexample);
  if (command === null) return refuted(null, "it says no command to run");
  const problem = (await pathProblem(ports, subject, counterexample, known)) ?? commandProblem(command, scope);
  if (problem !== null) return refuted(command, problem);
  const slot = await ports.workspace.acquire(subject.start, subject.carry, scope.signal);
  const run = () => runIn(ports, scope, slot, command);
  try {
    const faulty = await layTest(ports, scope, slot, counterexample, subject.task === null);
    if (faulty !== null) return refuted(command, faulty);
    const result = await run();
    const unclear = unclearEnd(result, command);
    if (unclear !== null) return refuted(command, unclear);
    const unfixed = await tryFix(ports, subject, scope, { slot, counterexample, run });
    const how = unfixed ?? "it passes with the reviewer's fix, and so does the gate";
    const why = `"${command}" fails on the change; ${how}`;
    return { outcome: unfixed === null ? "proven" : "shown", command, why, excerpt: endOf(result.output) };
  } finally {
    ports.workspace.release(slot);
  }
}

/** Within the limits and the environment of every check. */
function runIn(ports: EffectPorts, scope: EffectScope, slot: Slot, command: string): Promise<CommandResult> {
  const { settings } = scope.facts;
  const limits = { ...settings.limits, network: settings.gate.network };
  return ports.gate.run(slot.directory, command, limits, scope.signal);
}

/** One that was proven before, on a commit: its test as it was then, whatever stands in its place now. */
export async function runAgain(
  ports: EffectPorts,
  scope: EffectScope,
  commit: CommitId,
  { command, tests }: { readonly command: string; readonly tests: readonly SlotFile[] },
): Promise<Rerun> {
  const slot = await ports.workspace.acquire(commit, null, scope.signal);
  try {
    const blocked = await ports.workspace.put(slot, tests);
    if (blocked !== null) return { passes: false, why: `its test cannot be written: ${blocked} is a link or a folder` };
    const result = await runIn(ports, scope, slot, command);
    if (result.exitCode === 0) return { passes: true, why: `"${command}" succeeds now` };
    return { passes: false, why: unclearEnd(result, command) ?? `"${command}" still fails` };
  } finally {
    ports.workspace.release(slot);
  }
}

/** A test file alone is run by Node, which is what most projects have. */
export function commandOf({ command, path }: Counterexample): string | null {
  if (command !== null) return command;
  return path !== null && /^\S+\.[cm]?[jt]s$/.test(path) ? `node --test ${path}` : null;
}

function refuted(command: string | null, why: string): Trial {
  return { outcome: "refuted", command, why, excerpt: null };
}

async function pathProblem(
  ports: EffectPorts,
  { commit }: Subject,
  { path, content }: Counterexample,
  known: readonly string[],
): Promise<string | null> {
  if (path === null) return null;
  if (content === null) return `it names ${path.slice(0, 100)} without its content`;
  const checked = checkRepositoryPath(path);
  if (!checked.ok) return `the path ${path.slice(0, 100)} ${checked.problem}`;
  // Written over, an existing test could be made to say anything.
  const isThere = known.includes(path) || (await ports.workspace.read(commit, path)) !== null;
  return isThere ? `${path} is there already; a counterexample is a new file` : null;
}

function commandProblem(command: string, scope: EffectScope): string | null {
  const reading = parseCommand(command);
  if (!reading.ok) return `the command ${reading.problem}`;
  const isAllowed = isAllowedCommand(reading.argv, scope.facts.settings.allowedCommands);
  return isAllowed ? null : `the command "${command.slice(0, 200)}" is not on the list of allowed ones`;
}

/**
 * A test that cannot be read, or that imports what is not there, says nothing of a change. Of the whole it may say that
 * something is missing: then the fix brings it, or the gate refuses the fix.
 */
async function layTest(
  ports: EffectPorts,
  scope: EffectScope,
  slot: Slot,
  counterexample: Counterexample,
  mayMiss: boolean,
): Promise<string | null> {
  const [test] = testFilesOf(counterexample);
  if (test === undefined) return null;
  if ((await ports.workspace.put(slot, [test])) !== null) return `${test.path} leads through a link`;
  const against = { settings: scope.facts.settings.gate, before: () => Promise.resolve(null) };
  const verdict = await ports.gate.checkFile(slot.directory, test.path, against);
  if (verdict.outcome === "accepted" || (verdict.stage !== "syntax" && verdict.stage !== "links")) return null;
  if (verdict.stage === "links" && mayMiss && counterexample.fix.length > 0) return null;
  return `the test itself is wrong: ${verdict.findings[0]?.message ?? verdict.stage}`;
}

interface FixTrial {
  readonly slot: Slot;
  readonly counterexample: Counterexample;
  run(): Promise<CommandResult>;
}

/** Null if it passes with the fix, and the gate accepts that; else why it does not count. */
async function tryFix(ports: EffectPorts, subject: Subject, scope: EffectScope, fixed: FixTrial): Promise<string | null> {
  const { slot, counterexample, run } = fixed;
  const { fix } = counterexample;
  if (fix.length === 0) return "no fix is offered that it passes with";
  const problem = await subject.fixProblem(fix);
  if (problem !== null) return problem;
  if ((await ports.workspace.put(slot, fix)) !== null) return "the fix writes through a link";
  if ((await run()).exitCode !== 0) return "it fails with the reviewer's fix too";
  const change = await ports.workspace.collect(slot, subject.by);
  if (change === null) return "the reviewer's fix takes the whole change back";
  const { replay } = subject;
  const task = subject.task === null ? null : { ...subject.task, writes: [...subject.task.writes, ...testFilesOf(counterexample).map(({ path }) => path)] };
  const verdict = await judge(ports, scope, { directory: slot.directory, task, change, replay });
  return verdict.outcome === "accepted" ? null : `the gate refuses the reviewer's fix: ${verdict.findings[0]?.message ?? verdict.stage}`;
}

/** An end that shows nothing wrong; null for a plain failure. */
function unclearEnd({ exitCode, timedOut }: CommandResult, command: string): string | null {
  if (exitCode === 0) return `"${command}" succeeds on the change`;
  if (timedOut) return `"${command}" did not come to an end in time`;
  if (exitCode === null) return `"${command}" was killed`;
  return exitCode === 126 || exitCode === 127 ? `"${command}" could not be run` : null;
}

function endOf(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-excerptLinesMax).map((line) => line.slice(0, excerptLineCharsMax)).join("\n");
}
