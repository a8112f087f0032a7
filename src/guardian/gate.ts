// The gate: runs the stages in their order, ends at the first that refuses, and puts the verdict together. It knows no
// rule of its own.
import { isAbsolute, relative } from "node:path";
import type { Finding, StageName, Verdict } from "../core/change.ts";
import { OrchestratorError, toFailure } from "../core/errors.ts";
import type { CommandResult, Gate, GateInput } from "../ports/gate.ts";
import { checksStage } from "./checks/checks.ts";
import { runCommand } from "./commands/command-runner.ts";
import { finding } from "./finding.ts";
import { linksOf, linksStage } from "./links/links.ts";
import { lintStage } from "./lint/lint.ts";
import { listSlot, sweepSlot, type SlotListing } from "./files/litter.ts";
import { createModuleIndex, type ModuleIndex } from "./links/module-index.ts";
import { createSourceParser } from "./source/oxc.ts";
import { policyOfFile, policyStage } from "./policy/policy.ts";
import { proofStage } from "./checks/proof.ts";
import { scopeStage } from "./scope/scope.ts";
import { readSlotText } from "./files/slot-file.ts";
import type { Stage, StageContext, StageReport } from "./stage.ts";
import { syntaxOfFile, syntaxStage } from "./syntax/syntax.ts";
import { typesStage } from "./types/types.ts";

/** What a model can take in at once; the rest comes after the next round. */
export const findingsMax = 30;
export const notesMax = 50;

const stages: readonly Stage[] = [scopeStage, syntaxStage, policyStage, linksStage, typesStage, lintStage, checksStage, proofStage];

/** A gate remembers what files import and export, so one should serve a whole mission. */
export function createGate(): Gate {
  const index = createModuleIndex();
  return {
    check: (input, signal) => checkStages(input, signal, index),
    run: (directory, command, limits, signal) => runCommand(commandRun(directory, command, limits), signal),
    checkFile: (directory, path, against) => checkFile(directory, path, against, index),
  };
}

function commandRun(directory: string, command: string, limits: GateInput["limits"]) {
  return { command, directory, timeoutMs: limits.checkMs, outputBytesMax: limits.checkOutputBytesMax };
}

async function checkStages(input: GateInput, signal: AbortSignal, index: ModuleIndex): Promise<Verdict> {
  const commands = createCommands(input, signal);
  const context: StageContext = { input, signal, index, parse: createSourceParser(), run: commands.run };
  const findings: Finding[] = [];
  const notes: string[] = [];
  let refusedBy: StageName | null = null;
  try {
    for (const stage of stages) {
      const report = await runStage(stage, context);
      findings.push(...report.findings);
      notes.push(...report.notes);
      if (!report.findings.some(({ severity }) => severity === "error")) continue;
      refusedBy = stage.name;
      break;
    }
  } finally {
    notes.push(...(await commands.sweep()));
  }
  return verdictOf(refusedBy, findings, notes);
}

/** Stages that read what models wrote, or tools print of it: what trips a reader must not end the mission, so it is told as a note. */
const parsingStages: ReadonlySet<StageName> = new Set(["syntax", "policy", "links", "types", "lint"]);

async function runStage(stage: Stage, context: StageContext): Promise<StageReport> {
  if (context.signal.aborted) throw aborted();
  try {
    return await stage.run(context);
  } catch (error) {
    if (context.signal.aborted) throw aborted();
    if (error instanceof OrchestratorError) {
      if (error.kind !== "command-refused") throw error;
      return { findings: [finding(stage.name, "command-refused", error.message)], notes: [] };
    }
    if (!parsingStages.has(stage.name)) throw error;
    return { findings: [], notes: [`the stage "${stage.name}" could not be finished: ${toFailure(error).message}`] };
  }
}

function aborted(): OrchestratorError {
  return new OrchestratorError("aborted", "The gate was stopped before its verdict.", "Resume the mission to run it again.");
}

function verdictOf(stage: StageName | null, findings: readonly Finding[], notes: readonly string[]): Verdict {
  const bounded = { findings: boundedFindings(findings), notes: [...new Set(notes)].slice(0, notesMax) };
  return stage === null ? { outcome: "accepted", ...bounded } : { outcome: "refused", stage, ...bounded };
}

/** Errors first, so that the limit never hides why a change was refused. */
function boundedFindings(findings: readonly Finding[]): readonly Finding[] {
  const errors = findings.filter(({ severity }) => severity === "error");
  const warnings = findings.filter(({ severity }) => severity === "warning");
  return [...errors, ...warnings].slice(0, findingsMax);
}

interface Commands {
  run(command: string): Promise<CommandResult>;
  sweep(): Promise<readonly string[]>;
}

/** Runs each command once, and remembers how the slot looked before the first. */
function createCommands(input: GateInput, signal: AbortSignal): Commands {
  const results = new Map<string, Promise<CommandResult>>();
  let before: Promise<SlotListing | null> | null = null;
  const start = async (command: string): Promise<CommandResult> => {
    before ??= listSlot(input.directory);
    await before;
    return runCommand(commandRun(input.directory, command, input.limits), signal);
  };
  return {
    run(command) {
      const result = results.get(command) ?? start(command);
      results.set(command, result);
      return result;
    },
    sweep: async () => (before === null ? [] : sweepSlot(input.directory, await before)),
  };
}

type Against = Pick<GateInput, "settings" | "before">;

async function checkFile(directory: string, path: string, against: Against, index: ModuleIndex): Promise<Verdict> {
  const inside = (isAbsolute(path) ? relative(directory, path) : path).replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  if (inside === "" || inside.startsWith("../")) return verdictOf(null, [], []);
  const parse = createSourceParser();
  const syntax = await syntaxOfFile(against, inside, await readSlotText(directory, inside), parse);
  if (syntax.findings.length > 0) return verdictOf("syntax", syntax.findings, syntax.notes);
  const policy = await policyOfFile({ directory, ...against }, inside, parse);
  if (policy.findings.length > 0) return verdictOf("policy", policy.findings, syntax.notes);
  const links = await linksOf(directory, inside, index);
  return verdictOf(links.findings.length > 0 ? "links" : null, links.findings, [...syntax.notes, ...links.notes]);
}
