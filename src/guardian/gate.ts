// The gate: runs the stages in their order, ends at the first that refuses, and puts the verdict together. It knows no
// rule of its own.
import { isAbsolute, relative } from "node:path";
import type { Finding, StageName, Verdict } from "../core/change.ts";
import { OrchestratorError, toFailure } from "../core/errors.ts";
import type { Gate, GateInput } from "../ports/gate.ts";
import { checksStage } from "./checks/checks.ts";
import { createCommands, createSlotRunner, type Commands } from "./commands/slot-commands.ts";
import { finding } from "./finding.ts";
import { fixChange } from "./fixes/fix.ts";
import { linksOf, linksStage } from "./links/links.ts";
import type { CleanFiles } from "./lint/clean-files.ts";
import { lintStage } from "./lint/lint.ts";
import { createModuleIndex, type ModuleIndex } from "./links/module-index.ts";
import { createSourceParser } from "./source/oxc.ts";
import { policyOfFile, policyStage } from "./policy/policy.ts";
import { mutationStage } from "./mutation/mutation.ts";
import { proofStage } from "./checks/proof.ts";
import { scopeStage } from "./scope/scope.ts";
import { readSlotText } from "./files/slot-file.ts";
import type { Stage, StageContext, StageReport } from "./stage.ts";
import { syntaxOfFile, syntaxStage } from "./syntax/syntax.ts";
import { createToolCache, type ToolCache } from "./tools/tool-cache.ts";
import { typesStage } from "./types/types.ts";
import { rulesOfProject, rulesOfTree, type RuleSource } from "./user-rules/rule-source.ts";

/** What a model can take in at once; the rest comes after the next round. */
export const findingsMax = 30;
export const notesMax = 50;

const stages: readonly Stage[] = [scopeStage, syntaxStage, policyStage, linksStage, typesStage, lintStage, checksStage, proofStage, mutationStage];

/** In the order in which they run. */
export const gateStages: readonly StageName[] = stages.map(({ name }) => name);

export interface GateOptions {
  /** The user's folder, whose own rules hold; without it those of the judged tree do. */
  readonly project?: string;
  /** A folder outside all slots in which project tools may keep caches; without it they start afresh in every slot. */
  readonly toolCacheDirectory?: string;
  /** Stages that are left out. */
  readonly skip?: ReadonlySet<StageName>;
  /** For readers who can take in more than a model. */
  readonly findingsMax?: number;
  onStage?(stage: StageName, what: "begins" | "passed" | "refused"): void;
}

/** A gate remembers what files import and export, so one should serve a whole mission. */
export function createGate(options: GateOptions = {}): Gate {
  const index = createModuleIndex();
  const clean: CleanFiles = new Set();
  const cache = options.toolCacheDirectory === undefined ? null : createToolCache(options.toolCacheDirectory);
  const ownRules = options.project === undefined ? rulesOfTree : rulesOfProject(options.project);
  const runner = createSlotRunner(cache);
  return {
    check: (input, signal) => checkStages(input, createCommands(runner, input, signal), signal, { index, clean, cache, ownRules, options }),
    run: (directory, command, limits, signal) => runner.run(directory, command, limits, signal),
    fix: fixChange,
    checkFile: (directory, path, against) => checkFile(directory, path, against, index, ownRules),
  };
}

interface GateParts {
  readonly index: ModuleIndex;
  readonly clean: CleanFiles;
  readonly cache: ToolCache | null;
  readonly ownRules: RuleSource;
  readonly options: GateOptions;
}

async function checkStages(input: GateInput, commands: Commands, signal: AbortSignal, parts: GateParts): Promise<Verdict> {
  const { index, clean, cache, ownRules, options } = parts;
  const { run, runOwn, again, trial } = commands;
  const parse = createSourceParser();
  const toolCache = cache === null ? null : () => cache.placeFor(input.directory);
  const context: StageContext = { input, signal, index, parse, clean, toolCache, ownRules, run, runOwn, again, trial };
  const findings: Finding[] = [];
  const notes: string[] = [];
  let refusedBy: StageName | null = null;
  try {
    for (const stage of stages) {
      if (options.skip?.has(stage.name) === true) continue;
      options.onStage?.(stage.name, "begins");
      const report = await runStage(stage, context);
      findings.push(...report.findings);
      notes.push(...report.notes);
      const refused = report.findings.some(({ severity }) => severity === "error");
      options.onStage?.(stage.name, refused ? "refused" : "passed");
      if (!refused) continue;
      refusedBy = stage.name;
      break;
    }
  } finally {
    notes.push(...(await commands.finish()));
  }
  return verdictOf(refusedBy, findings, notes, options.findingsMax);
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

function verdictOf(stage: StageName | null, findings: readonly Finding[], notes: readonly string[], shownMax = findingsMax): Verdict {
  const bounded = { findings: boundedFindings(findings, shownMax), notes: [...new Set(notes)].slice(0, notesMax) };
  return stage === null ? { outcome: "accepted", ...bounded } : { outcome: "refused", stage, ...bounded };
}

/** Errors first, so that the limit never hides why a change was refused. */
function boundedFindings(findings: readonly Finding[], shownMax: number): readonly Finding[] {
  const errors = findings.filter(({ severity }) => severity === "error");
  const warnings = findings.filter(({ severity }) => severity === "warning");
  return [...errors, ...warnings].slice(0, shownMax);
}

type Against = Pick<GateInput, "settings" | "before">;

async function checkFile(directory: string, path: string, against: Against, index: ModuleIndex, ownRules: RuleSource): Promise<Verdict> {
  const inside = (isAbsolute(path) ? relative(directory, path) : path).replaceAll("\\", "/").replace(/^(?:\.\/)+/, "");
  if (inside === "" || inside.startsWith("../")) return verdictOf(null, [], []);
  const parse = createSourceParser();
  const syntax = await syntaxOfFile(against, inside, await readSlotText(directory, inside), parse);
  if (syntax.findings.length > 0) return verdictOf("syntax", syntax.findings, syntax.notes);
  const policy = await policyOfFile({ directory, ...against, ownRules, walk: () => index.walk(directory) }, inside, parse);
  if (policy.findings.length > 0) return verdictOf("policy", policy.findings, syntax.notes);
  const links = await linksOf(directory, inside, index, parse);
  return verdictOf(links.findings.length > 0 ? "links" : null, links.findings, [...syntax.notes, ...links.notes]);
}
