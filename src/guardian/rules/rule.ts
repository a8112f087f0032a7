// What a policy rule is: an id, examples of what it lets through and what it tells, and a way to find it. A rule sees
// files as values; reading them, telling old from new, and wording the whole are done for it.
import type { Comment, Program } from "oxc-parser";
import type { PolicyRuleId } from "../../core/policy-rules.ts";
import type { Provision } from "../../core/plan.ts";
import type { TestChanges } from "../policy/test-case.ts";
import type { CodeTree } from "../code/code-tree.ts";
import type { Handler } from "../source/nodes.ts";

export interface SourceTree {
  readonly program: Program;
  readonly comments: readonly Comment[];
}

/** One text file of the change, as it was or as it is. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
  /** Null for other languages than JavaScript and TypeScript, and for what does not parse. */
  readonly tree: SourceTree | null;
  /** Null for JavaScript and TypeScript, for languages that no rule reads, and where the grammar is not installed. */
  readonly code: CodeTree | null;
  readonly isTest: boolean;
}

export interface Problem {
  readonly file: string;
  /** Where, in UTF-16 units; null for what is no longer there. */
  readonly offset: number | null;
  readonly message: string;
  /** The same for the same problem before and after the change, wherever it has moved to. */
  readonly key: string;
  /** What to write instead, where the rule knows it. */
  readonly fix?: string;
  /** Where it is not the rule's own. */
  readonly severity?: "warning" | "error";
  /** Text that, if the file had it before or the project's other files have it, makes this the project's habit. */
  readonly habit?: string;
  /** Makes this an error, if a file of the change passes as it was before; else it weighs what is said here. */
  readonly proof?: { readonly before: (file: RuleFile) => boolean; readonly otherwise: "warning" | null };
  /** Text that makes this no error but a warning, if a source file of the change or around it has it. */
  readonly relief?: string | RegExp;
}

/** The whole change, and what can be asked of the repository around it. */
export interface RuleChange {
  /** Changed files as they were, deleted ones among them. */
  readonly before: readonly RuleFile[];
  readonly after: readonly RuleFile[];
  readonly deleted: ReadonlySet<string>;
  readonly provides: readonly Provision[];
  /** Paths that the task may write; null if nothing says which. */
  readonly writes: readonly string[] | null;
  /** Which test was which; looked for once. */
  readonly tests: () => TestChanges;
  readonly surroundings: Surroundings;
}

/** Files that the change left as they are. */
export interface Surroundings {
  /** Paths of source files, those in the nearest folders first. */
  near(path: string): Promise<readonly string[]>;
  /** Test files, those in the nearest folders first. */
  tests(path: string): Promise<readonly string[]>;
  /** Texts of the package manifests. */
  manifests(): Promise<readonly string[]>;
  /** Whether there are more files than `near` tells. */
  isCut(path: string): Promise<boolean>;
  /** A file's text; empty if it cannot be read as text. */
  text(path: string): Promise<string>;
  file(path: string): Promise<RuleFile>;
}

export type Tell = (offset: number, problem: Omit<Problem, "file" | "offset">) => void;

/** A file's content, or a change by path: a text is what stands there, null what is gone or was not there. */
export type Example =
  | string
  | { readonly path: string; readonly before?: string; readonly after: string }
  | { readonly before: Readonly<Record<string, string>>; readonly after: Readonly<Record<string, string | null>> };

interface RuleFacts {
  readonly id: PolicyRuleId;
  readonly valid: readonly Example[];
  readonly invalid: readonly Example[];
}

/** Looks at the nodes of one tree; all such rules share one walk. */
export interface TreeRule extends RuleFacts {
  readonly kind: "tree";
  enter(file: RuleFile, tree: SourceTree, tell: Tell): Handler;
  /** The same in the languages that grammars read, where the rule knows them. */
  readonly inCode?: (file: RuleFile, code: CodeTree, tell: Tell) => void;
}

/** Looks at one file as a whole. */
export interface FileRule extends RuleFacts {
  readonly kind: "file";
  look(file: RuleFile, tell: Tell): void;
}

/** Compares the change with what was before, and answers with what is new only. */
export interface ChangeRule extends RuleFacts {
  readonly kind: "change";
  compare(change: RuleChange): Promise<readonly Problem[]>;
}

export type PolicyRule = TreeRule | FileRule | ChangeRule;
