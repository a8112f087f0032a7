// Judges a command that failed: against the same on the base, so that old failures do not count, and by running it once
// more, so that what fails only now and then is told as such.
import type { CommandResult } from "../../ports/gate.ts";
import { commandFindings, howItEnded, succeeded, wasEnded } from "../commands/command-findings.ts";
import { wasCut } from "../commands/output-window.ts";
import { failingNames, plainOutput } from "../commands/test-output.ts";
import type { StageContext, StageReport } from "../stage.ts";

/** A command is run again only if its first run took no more than this part of its deadline. */
const rerunPart = 0.5;
const flakyNamesMax = 10;

export interface Judged {
  readonly result: CommandResult;
  /** What failed before; null if that could not be had. */
  before(): Promise<CommandResult | null>;
  /** Whether the task or the user asked for it; what the gate chose itself is held to less where nothing is known. */
  readonly isAskedFor: boolean;
}

/** What counts of a failure: nothing, or these failures, or all of it where none has a name. */
type Counted =
  | { readonly kind: "old"; readonly notes: readonly string[] }
  | { readonly kind: "new"; readonly names: readonly string[]; readonly before: ReadonlySet<string>; readonly notes: readonly string[] };

export async function judgeFailure(context: StageContext, judged: Judged): Promise<StageReport> {
  const { input } = context;
  const { result } = judged;
  const names = namesIn(context, result);
  if (wasEnded(result)) return judgeEnded(context, judged, names);
  const baseline = await judged.before();
  if (baseline === null && !judged.isAskedFor) {
    const findings = (await commandFindings("checks", result, names, input)).map((found) => ({ ...found, severity: "warning" as const }));
    return { findings, notes: [unknownBefore(result)] };
  }
  const counted = compare(context, result, names, baseline);
  if (counted.kind === "old") return { findings: [], notes: counted.notes };
  const again = await rerun(context, result, counted);
  const notes = again.flaky === null ? counted.notes : [...counted.notes, again.flaky];
  if (again.passed) return { findings: [], notes };
  return { findings: await commandFindings("checks", result, again.broken, input), notes };
}

function unknownBefore(result: CommandResult): string {
  return `whether "${result.command}" failed before the change could not be found out`;
}

/** A command that had to be ended shows nothing of what it would have found, so one that was asked for counts in any case. */
async function judgeEnded(context: StageContext, judged: Judged, names: readonly string[]): Promise<StageReport> {
  const { result } = judged;
  const baseline = judged.isAskedFor ? null : await judged.before();
  if (judged.isAskedFor || (baseline !== null && !wasEnded(baseline))) {
    return { findings: await commandFindings("checks", result, names, context.input), notes: [] };
  }
  return { findings: [], notes: [`tests not checked by "${result.command}", because it ${howItEnded(result, context.input.limits.checkMs)}`] };
}

function compare(context: StageContext, result: CommandResult, names: readonly string[], baseline: CommandResult | null): Counted {
  const all = { kind: "new", names, before: new Set<string>(), notes: [] } as const;
  if (baseline === null) return { ...all, notes: [unknownBefore(result)] };
  if (succeeded(baseline)) return all;
  const before = new Set(namesIn(context, baseline));
  if (names.length === 0 || before.size === 0) {
    const isSame = names.length === 0 && before.size === 0 && result.exitCode === baseline.exitCode && saysTheSame(context, result, baseline);
    if (!isSame) return { ...all, before };
    const ended = howItEnded(result, context.input.limits.checkMs);
    return { kind: "old", notes: [`"${result.command}" ${ended}, as it did before; that was not held against the change`] };
  }
  const fresh = names.filter((name) => !before.has(name));
  const old = names.length - fresh.length;
  const notes = [`"${result.command}" already failed before: ${old} of its ${before.size} failures are still there, and only others count`];
  return fresh.length === 0 ? { kind: "old", notes } : { kind: "new", names: fresh, before, notes };
}

/**
 * Where no failure has a name, it is the old one only if it prints what it printed before, numbers and folders aside: a
 * file that was missing and a wrong result end with the same exit code.
 */
function saysTheSame({ input }: StageContext, result: CommandResult, baseline: CommandResult): boolean {
  const [now, then] = [result, baseline].map(({ output }) => new Set(plainLines(plainOutput(output, input.directory))));
  if (now === undefined || then === undefined) return false;
  return now.size === then.size && [...now].every((line) => then.has(line));
}

function plainLines(output: string): readonly string[] {
  const plain = output.replace(/(?:file:\/\/)?(?:\b[A-Za-z]:)?[\\/][^'"\n]*[\\/]/g, "").replace(/\b0x[0-9a-f]+\b|\d+/gi, "0");
  return plain.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

interface Rerun {
  /** Whether nothing is left that counts. */
  readonly passed: boolean;
  /** What failed both times. */
  readonly broken: readonly string[];
  /** A note on what failed only once; null if nothing did. */
  readonly flaky: string | null;
}

async function rerun(context: StageContext, result: CommandResult, counted: Counted & { kind: "new" }): Promise<Rerun> {
  const { names, before } = counted;
  const same: Rerun = { passed: false, broken: names, flaky: null };
  if (result.durationMs > context.input.limits.checkMs * rerunPart) return same;
  const second = await context.again(result.command);
  if (succeeded(second)) return { passed: true, broken: [], flaky: flakyNote(result, names) };
  // What was ended, or cut, or has no names, does not show what of it would have succeeded.
  if (wasEnded(second) || wasCut(second.output) || names.length === 0) return same;
  const failing = new Set(namesIn(context, second).filter((name) => !before.has(name)));
  const broken = names.filter((name) => failing.has(name));
  const flaky = names.filter((name) => !failing.has(name));
  // With other failures than before, a runner that ends at the first one hides the rest.
  const isOther = broken.length === 0 && (failing.size > 0 || before.size === 0);
  if (isOther || flaky.length === 0) return same;
  return { passed: broken.length === 0, broken, flaky: flakyNote(result, flaky) };
}

function flakyNote({ command }: CommandResult, names: readonly string[]): string {
  const shown = names.slice(0, flakyNamesMax).join("; ");
  const which = names.length === 0 ? "" : `: ${shown}${names.length > flakyNamesMax ? "; …" : ""}`;
  return `flaky, so not held against the change: "${command}" failed, and succeeded when it was run again${which}`;
}

function namesIn({ input }: StageContext, { output }: CommandResult): readonly string[] {
  return failingNames(plainOutput(output, input.directory));
}
