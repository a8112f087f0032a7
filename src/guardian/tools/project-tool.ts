// Runs a checker or linter of the project's own and judges by what it newly finds. A tool that crashes, hangs or prints
// without end checks nothing: that is told, and never taken for an accepted change or for a fault of it.
import type { StageName } from "../../core/change.ts";
import { parseCommand } from "../../core/command.ts";
import type { CommandResult } from "../../ports/gate.ts";
import { howItEnded } from "../commands/command-findings.ts";
import { type Diagnostic, diagnosticFindings, freshDiagnostics, located } from "./diagnostics.ts";
import { cutLine } from "../finding.ts";
import { wasCut } from "../commands/output-window.ts";
import type { StageContext, StageReport } from "../stage.ts";
import { plainOutput } from "../commands/test-output.ts";

export interface ProjectTool {
  /** As users know it: `tsc`, `eslint`. */
  readonly name: string;
  /** Program and arguments, relative to the slot's top folder, so that it means the same in every slot. */
  readonly argv: readonly string[];
  /** What of it to run on the base; null if there is nothing to compare with, since all of it is new. */
  readonly baseArgv: readonly string[] | null;
  /** Exit codes after which the output is the tool's whole answer. */
  readonly answers: readonly number[];
  /** Files that count; null for all that the tool looks at. */
  readonly files: ReadonlySet<string> | null;
  /** What it found; null if the output is not of the form that the tool is known to print. */
  read(output: string): readonly Diagnostic[] | null;
}

/** The tools that have something to say on a change, and why others have not. */
export interface ToolSearch {
  readonly tools: readonly ProjectTool[];
  readonly notes: readonly string[];
}

type Reading =
  | { readonly kind: "read"; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Text that the command reader takes apart into the same words again. */
export function commandText(argv: readonly string[]): string {
  return argv.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");
}

export async function judgeTool(stage: StageName, tool: ProjectTool, context: StageContext): Promise<StageReport> {
  const { input } = context;
  const command = commandText(tool.argv);
  const sayable = parseCommand(command);
  if (!sayable.ok) return unchecked(stage, tool, `its command ${sayable.problem}`);
  const reading = await readResult(tool, await context.run(command), context);
  if (reading.kind === "unreadable") return unchecked(stage, tool, reading.reason);
  if (reading.diagnostics.length === 0) return { findings: [], notes: [] };
  const before = tool.baseArgv === null ? [] : await diagnosticsBefore(tool, tool.baseArgv, context);
  if (before !== null) {
    const fresh = freshDiagnostics(reading.diagnostics, before);
    const old = reading.diagnostics.length - fresh.length;
    const told = await diagnosticFindings(stage, tool.name, fresh, input.directory);
    const notes = old === 0 ? [] : [`${tool.name} found ${old} problems that were there before; they were not held against the change`];
    return { findings: told.findings, notes: [...told.notes, ...notes] };
  }
  const changed = new Set(input.change.files.map(({ path }) => path));
  const counted = reading.diagnostics.map((diagnostic): Diagnostic =>
    diagnostic.file !== null && changed.has(diagnostic.file) ? diagnostic : { ...diagnostic, severity: "warning" },
  );
  const told = await diagnosticFindings(stage, tool.name, counted, input.directory);
  const note = `what ${tool.name} found before the change could not be found out: all that it finds in changed files counts`;
  return { findings: told.findings, notes: [...told.notes, note] };
}

function unchecked(stage: StageName, tool: ProjectTool, reason: string): StageReport {
  return { findings: [], notes: [`${stage} not checked by ${tool.name}, because ${reason}`] };
}

async function diagnosticsBefore(
  tool: ProjectTool,
  argv: readonly string[],
  context: StageContext,
): Promise<readonly Diagnostic[] | null> {
  const result = await context.input.baseline(commandText(argv));
  if (result === null) return null;
  const reading = await readResult(tool, result, context);
  return reading.kind === "read" ? reading.diagnostics : null;
}

async function readResult(tool: ProjectTool, result: CommandResult, { input }: StageContext): Promise<Reading> {
  const { directory, limits } = input;
  const ended = `it ${howItEnded(result, limits.checkMs)}`;
  if (result.timedOut || result.exitCode === null) return { kind: "unreadable", reason: ended };
  if (wasCut(result.output)) {
    return { kind: "unreadable", reason: `it printed more than ${limits.checkOutputBytesMax} bytes` };
  }
  const output = plainOutput(result.output, directory);
  const all = tool.answers.includes(result.exitCode) ? tool.read(output) : null;
  // A failure without a single report is one of the tool itself.
  if (all === null || (all.length === 0 && result.exitCode !== 0)) {
    const said = output.split("\n").find((line) => line.trim() !== "");
    const how = result.exitCode === 0 ? "its output could not be read" : ended;
    return { kind: "unreadable", reason: said === undefined ? how : `${how}: ${cutLine(said.trim())}` };
  }
  const placed = await located(all, directory);
  const diagnostics = placed.filter(({ file }) => tool.files === null || (file !== null && tool.files.has(file)));
  return { kind: "read", diagnostics };
}
