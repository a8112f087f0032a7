// What the stages of the gate have in common: they read the same input and answer with findings and notes. A stage
// knows nothing of the other stages, nor of what follows from its findings.
import type { Finding, StageName } from "../core/change.ts";
import type { CommandResult, GateInput } from "../ports/gate.ts";
import type { CleanFiles } from "./lint/clean-files.ts";
import type { ModuleIndex } from "./links/module-index.ts";
import type { RuleSource } from "./user-rules/rule-source.ts";
import type { SourceParser } from "./source/oxc.ts";

export interface StageReport {
  readonly findings: readonly Finding[];
  readonly notes: readonly string[];
}

export interface StageContext {
  readonly input: GateInput;
  readonly signal: AbortSignal;
  /** What is known of JavaScript and TypeScript files, kept across checks. */
  readonly index: ModuleIndex;
  readonly parse: SourceParser;
  /** What the linter that comes with this package has found nothing in, kept across checks. */
  readonly clean: CleanFiles;
  /** The slot's folder for caches of tools, which outlives this use of the slot; null if there is none. */
  readonly toolCache: (() => Promise<string>) | null;
  /** Where the user's own rules come from. */
  readonly ownRules: RuleSource;
  /** Runs a command in the slot, once in a check however often it is asked for. */
  run(command: string): Promise<CommandResult>;
  /** Runs a tool of this package, which reads files and nothing else. */
  runOwn(command: string): Promise<CommandResult>;
  /** Runs it once more; what `run` answers from then on. */
  again(command: string): Promise<CommandResult>;
  /** Runs it on the slot as it is for a moment, within a deadline of its own; not remembered. */
  trial(command: string, timeoutMs: number): Promise<CommandResult>;
}

export interface Stage {
  readonly name: StageName;
  run(context: StageContext): Promise<StageReport>;
}
