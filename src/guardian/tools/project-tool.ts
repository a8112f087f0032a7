// Runs a checker or linter of the project's own and judges by what it newly finds. A tool that crashes, hangs or prints
// without end checks nothing: that is told, and never taken for an accepted change or for a fault of it.
import type { StageName } from "../../core/change.ts";
import { parseCommand } from "../../core/command.ts";
import type { CommandResult } from "../../ports/gate.ts";
import { howItEnded } from "../commands/command-findings.ts";
import { diagnosticFindings } from "./diagnostic-findings.ts";
import { type Diagnostic, distinct, freshDiagnostics, located } from "./diagnostics.ts";
import { cutLine, finding } from "../finding.ts";
import { excerptOf } from "../commands/output-excerpt.ts";
import { wasCut } from "../commands/output-window.ts";
import type { StageContext, StageReport } from "../stage.ts";
import { toolCommandText } from "./tool-command.ts";
import { plainOutput } from "../commands/test-output.ts";

export interface ProjectTool {
  /** As users know it: `tsc`, `eslint`. */
  readonly name: string;
  /** Where it is run, relative to the slot's top folder, which is `""`. Paths that it prints are relative to this. */
  readonly folder: string;
  /** Program and arguments, relative to that folder, so that they mean the same in every slot. */
  readonly argv: readonly string[];
  /** What of it to run on the base; null if there is nothing to compare with, since all of it is new. */
  readonly baseArgv: readonly string[] | null;
  /** Arguments added where the gate has a place for caches, with which it is faster the second time. */
  readonly cacheArgv?: readonly string[];
  /** Whether it comes with this package, and so runs nothing of the project's. */
  readonly isOwn?: true;
  /** Its settings file, if it has one: a change of it that makes the tool fail is a finding, not a note. */
  readonly settings?: string | null;
  /** Exit codes after which the output is the tool's whole answer. */
  readonly answers: readonly number[];
  /** Files that count; null for all that the tool looks at. */
  readonly files: ReadonlySet<string> | null;
  /** What it found; null if the output is not of the form that the tool is known to print. */
  read(output: string): readonly Diagnostic[] | null;
  /** Whether this problem keeps the tool from looking for others; none does if this is left out. */
  stops?(diagnostic: Diagnostic): boolean;
  /** Told what it printed on a change in whose files it found nothing. */
  passed?(output: string): void;
  /** Changed files that the tool would be expected to look at and did not, by what it left in the cache folder. */
  unseen?(cache: string): Promise<readonly string[]>;
}

/** The tools that have something to say on a change, and why others have not. */
export interface ToolSearch {
  readonly tools: readonly ProjectTool[];
  readonly notes: readonly string[];
}

const unseenShownMax = 5;

type Reading =
  | { readonly kind: "read"; readonly diagnostics: readonly Diagnostic[]; readonly output: string }
  | { readonly kind: "unreadable"; readonly reason: string; readonly excerpt: string };

export async function judgeTool(stage: StageName, tool: ProjectTool, context: StageContext): Promise<StageReport> {
  const { input } = context;
  const command = textOf(tool, tool.argv, context);
  const sayable = parseCommand(command);
  if (!sayable.ok) return unchecked(stage, tool, `its command ${sayable.problem}`);
  const reading = await readResult(tool, await (tool.isOwn === true ? context.runOwn(command) : context.run(command)), context);
  const changed = new Set(input.change.files.map(({ path }) => path));
  if (reading.kind === "unreadable") {
    const broken = await brokenSettings(stage, tool, reading, changed, context);
    return broken ?? unchecked(stage, tool, reading.reason);
  }
  const unseen = await unseenNotes(stage, tool, context);
  if (reading.diagnostics.length === 0) {
    tool.passed?.(reading.output);
    return { findings: [], notes: unseen };
  }
  const before = tool.baseArgv === null ? [] : await diagnosticsBefore(tool, tool.baseArgv, context);
  const fresh = freshDiagnostics(reading.diagnostics, before ?? []);
  const old = reading.diagnostics.length - fresh.length;
  const isBlind = before === null || wasMended(tool, before, reading.diagnostics);
  const counted = fresh.map((diagnostic): Diagnostic =>
    !isBlind || (diagnostic.file !== null && changed.has(diagnostic.file)) ? diagnostic : { ...diagnostic, severity: "warning" },
  );
  const told = await diagnosticFindings(stage, tool.name, counted, { directory: input.directory, changed });
  const notes = [...told.notes, ...unseen, ...stoppedNotes(stage, tool, reading.diagnostics, fresh)];
  if (old > 0) notes.push(`${tool.name} found ${old} problems that were there before; they were not held against the change`);
  if (isBlind) notes.push(`what ${tool.name} found before the change could not be found out: all that it finds in changed files counts`);
  return { findings: told.findings, notes };
}

/** Null if the tool does not fail because of the change: it never worked, or its settings are as they were. */
async function brokenSettings(
  stage: StageName,
  tool: ProjectTool,
  { reason, excerpt }: { readonly reason: string; readonly excerpt: string },
  changed: ReadonlySet<string>,
  context: StageContext,
): Promise<StageReport | null> {
  const { settings } = tool;
  if (settings === undefined || settings === null || !changed.has(settings) || tool.baseArgv === null) return null;
  const before = await context.input.baseline(textOf(tool, tool.baseArgv, context));
  if (before === null || (await readResult(tool, before, context)).kind === "unreadable") return null;
  const message = `${tool.name} worked before this change of ${settings}, and now ${reason.replace(/\.$/, "")}. Mend ${settings}.`;
  return { findings: [finding(stage, "broken-settings", message, { file: settings, excerpt })], notes: [] };
}

function textOf(tool: ProjectTool, argv: readonly string[], { toolCache }: StageContext): string {
  const cached = toolCache === null ? argv : [...argv, ...(tool.cacheArgv ?? [])];
  return toolCommandText({ folder: tool.folder, argv: cached });
}

/** An old problem behind which the tool looks no further would make everything else a silent pass. */
function stoppedNotes(
  stage: StageName,
  tool: ProjectTool,
  found: readonly Diagnostic[],
  fresh: readonly Diagnostic[],
): readonly string[] {
  if (!wentNoFurther(tool, found)) return [];
  const old = found.find((diagnostic) => !fresh.includes(diagnostic));
  if (old === undefined) return [];
  const where = old.file === null ? "" : `${old.file}: `;
  return [`${stage} not checked any further by ${tool.name}, because of what was there before: ${where}${cutLine(old.message)}`];
}

/** Behind a problem that is gone the tool now sees what it could not see before. */
function wasMended({ stops }: ProjectTool, before: readonly Diagnostic[], after: readonly Diagnostic[]): boolean {
  return stops !== undefined && freshDiagnostics(before.filter((one) => stops(one)), after).length > 0;
}

async function unseenNotes(stage: StageName, tool: ProjectTool, { toolCache }: StageContext): Promise<readonly string[]> {
  if (tool.unseen === undefined || toolCache === null) return [];
  const unseen = await tool.unseen(await toolCache());
  if (unseen.length === 0) return [];
  const shown = `${unseen.slice(0, unseenShownMax).join(", ")}${unseen.length > unseenShownMax ? ", …" : ""}`;
  return [`${stage} not checked by ${tool.name} in ${shown}, because the project's settings leave that out`];
}

/** Whether all that it found are problems which keep it from looking for others. */
function wentNoFurther(tool: ProjectTool, found: readonly Diagnostic[]): boolean {
  return found.length > 0 && found.every((diagnostic) => tool.stops?.(diagnostic) === true);
}

function unchecked(stage: StageName, tool: ProjectTool, reason: string): StageReport {
  return { findings: [], notes: [`${stage} not checked by ${tool.name}, because ${reason}`] };
}

async function diagnosticsBefore(
  tool: ProjectTool,
  argv: readonly string[],
  context: StageContext,
): Promise<readonly Diagnostic[] | null> {
  const result = await context.input.baseline(textOf(tool, argv, context));
  if (result === null) return null;
  const reading = await readResult(tool, result, context);
  return reading.kind === "read" ? reading.diagnostics : null;
}

async function readResult(tool: ProjectTool, result: CommandResult, { input }: StageContext): Promise<Reading> {
  const { directory, limits } = input;
  const ended = `it ${howItEnded(result, limits.checkMs)}`;
  if (result.timedOut || result.exitCode === null) return { kind: "unreadable", reason: ended, excerpt: "" };
  if (wasCut(result.output)) {
    return { kind: "unreadable", reason: `it printed more than ${limits.checkOutputBytesMax} bytes`, excerpt: "" };
  }
  const output = plainOutput(result.output, directory);
  const all = tool.answers.includes(result.exitCode) ? tool.read(output) : null;
  // A failure without a single report is one of the tool itself.
  if (all === null || (all.length === 0 && result.exitCode !== 0)) {
    const said = whatWasSaid(output);
    const how = result.exitCode === 0 ? "its output could not be read" : ended;
    const reason = said === undefined ? how : `${how}: ${cutLine(said.trim())}`;
    return { kind: "unreadable", reason, excerpt: excerptOf(output) };
  }
  const placed = distinct(await located(all, directory, tool.folder));
  // What is outside the repository, such as a package that a link leads to, no change can be blamed for.
  const diagnostics = placed.filter(({ file }) => (tool.files === null ? file?.startsWith("../") !== true : file !== null && tool.files.has(file)));
  return { kind: "read", diagnostics, output };
}

/** The first line that says what is wrong, else the first. */
function whatWasSaid(output: string): string | undefined {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !/^\s*(?:at |node:internal)/.test(line));
  return lines.find((line) => /\b(?:\w*error|cannot|could(?:n't| not)|invalid|incorrect|unknown|not found)\b/i.test(line)) ?? lines[0];
}
