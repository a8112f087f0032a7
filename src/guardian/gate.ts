// The gate: runs the stages in their order, ends at the first that refuses, and puts the verdict together. It knows no
// rule of its own.
import { isAbsolute, relative } from "node:path";
import type { Finding, StageName, Verdict } from "../core/change.ts";
import { OrchestratorError, toFailure } from "../core/errors.ts";
import type { Gate, GateInput } from "../ports/gate.ts";
import { checksStage } from "./checks/checks.ts";
import { createCommands, createSlotRunner, type Commands } from "./commands/slot-commands.ts";
import { finding } from "./finding.ts";
import { linksOf, linksStage } from "./links/links.ts";
import { lintStage } from "./lint/lint.ts";
import { createModuleIndex, type ModuleIndex } from "./links/module-index.ts";
import { createSourceParser } from "./source/oxc.ts";
import { policyOfFile, policyStage } from "./policy/policy.ts";
import { mutationStage } from "./mutation/mutation.ts";
import { proofStage } from "./checks/proof.ts";
import { scopeStage } from "./scope/scope.ts";
import { layFiles } from "./files/lay-files.ts";
import { readSlotText } from "./files/slot-file.ts";
import type { Stage, StageContext, StageReport } from "./stage.ts";
import { syntaxOf, syntaxStage } from "./syntax/syntax.ts";
import { typesStage } from "./types/types.ts";

/** What a model can take in at once; the rest comes after the next round. */
export const findingsMax = 30;
export const notesMax = 50;

const stages: readonly Stage[] = [scopeStage, syntaxStage, policyStage, linksStage, typesStage, lintStage, checksStage, proofStage, mutationStage];

/** A gate remembers what files import and export, so one should serve a whole mission. */
export function createGate(): Gate {
  const index = createModuleIndex();
  const runner = createSlotRunner();
  return {
    check: (input, signal) => checkStages(input, signal, index, createCommands(runner, input, signal)),
    async run(directory, command, limits, signal, files = []) {
      await layFiles(directory, files);
      return runner.run(directory, command, limits, signal);
    },
    checkFile: (directory, path, against) => checkFile(directory, path, against, index),
  };
}

async function checkStages(input: GateInput, signal: AbortSignal, index: ModuleIndex, commands: Commands): Promise<Verdict> {
  const context: StageContext = { input, signal, index, parse: createSourceParser(), run: commands.run, again: commands.again, trial: commands.trial };
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
    notes.push(...(await commands.finish()));
  }
  return verdictOf(refusedBy, findings, notes);
}

/** Stages that read what models wrote, or tools print of it: what trips a reader must not end the mission, so it is told as a note. */
const parsingStages: ReadonlySet<StageName> = new Set(["syntax", "policy", "links", "types", "lint", "mutation"]);

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

type Against = Pick<GateInput, "settings" | "before">;

async function checkFile(directory: string, path: string, against: Against, index: ModuleIndex): Promise<Verdict> {
  const inside = (isAbsolute(path) ? relative(directory, path) : path).replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  if (inside === "" || inside.startsWith("../")) return verdictOf(null, [], []);
  const parse = createSourceParser();
  const syntax = await syntaxOf(inside, await readSlotText(directory, inside), parse);
  if (syntax.findings.length > 0) return verdictOf("syntax", syntax.findings, syntax.notes);
  const policy = await policyOfFile({ directory, ...against }, inside, parse);
  if (policy.findings.length > 0) return verdictOf("policy", policy.findings, syntax.notes);
  const links = await linksOf(directory, inside, index);
  return verdictOf(links.findings.length > 0 ? "links" : null, links.findings, [...syntax.notes, ...links.notes]);
}
