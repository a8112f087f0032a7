// Oxlint for changed scripts of projects that have no linter of their own: only rules against what is wrong whatever the
// style. What is practically always a fault is an error; the other rules that stay on warn.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { isOnPath } from "../tools/tool-place.ts";
import type { Diagnostic } from "../tools/diagnostics.ts";
import { jsonWithin } from "../tools/json-within.ts";
import { isRecord } from "../tools/settings-json.ts";
import type { ProjectTool, ToolSearch } from "../tools/project-tool.ts";
import { type CleanFiles, contentKey, rememberClean } from "./clean-files.ts";
import { scriptLanguage } from "./javascript.ts";
import { type LintFiles, runsOf } from "./lint-files.ts";
import { readOxlint } from "./script-reports.ts";

/** Of 47 published packages, 20,000 files, one generated parser has something that any of them is against. */
export const errorRules: readonly string[] = [
  ...["for-direction", "no-compare-neg-zero", "no-const-assign", "no-dupe-class-members", "no-dupe-else-if", "no-dupe-keys"],
  ...["no-duplicate-case", "no-import-assign", "no-invalid-regexp", "no-new-native-nonconstructor", "no-obj-calls"],
  ...["no-this-before-super", "no-unsafe-negation", "use-isnan", "valid-typeof", "oxc/bad-array-method-on-arguments"],
  ...["oxc/bad-char-at-comparison", "oxc/bad-comparison-sequence", "oxc/bad-min-max-func", "oxc/bad-object-literal-comparison"],
  ...["oxc/missing-throw", "oxc/number-arg-out-of-range", "oxc/uninvoked-array-callback"],
];

/** Correctness rules that find much in good code: style, generated code, or what the gate's own rules look after. */
const offRules: readonly string[] = [
  ...["no-unused-vars", "no-unused-expressions", "no-unused-private-class-members", "no-useless-escape", "no-func-assign"],
  ...["no-irregular-whitespace", "no-unsafe-finally", "no-misleading-character-class", "no-sparse-arrays", "no-control-regex"],
  ...["no-cond-assign", "no-unassigned-vars", "no-useless-rename", "no-eval", "no-debugger", "unicorn/no-new-array"],
  ...["unicorn/no-thenable", "unicorn/no-empty-file", "unicorn/prefer-string-starts-ends-with"],
  ...["unicorn/no-useless-fallback-in-spread", "unicorn/no-useless-spread", "typescript/no-this-alias"],
  ...["typescript/triple-slash-reference", "typescript/no-useless-empty-export"],
];

const allow = (rule: string): readonly string[] => ["-A", rule];
const deny = (rule: string): readonly string[] => ["-D", rule];

export interface OwnOxlintRequest {
  readonly directory: string;
  /** Changed scripts that no linter of the project's own is set up for. */
  readonly paths: readonly string[];
  readonly files: LintFiles;
  readonly clean: CleanFiles;
}

export async function ownOxlint({ directory, paths, files, clean }: OwnOxlintRequest): Promise<ToolSearch> {
  const keys = new Map<string, string | null>();
  for (const path of paths.filter((one) => scriptLanguage.test(one))) keys.set(path, await contentKey(directory, path));
  const unknown = [...keys].filter(([, key]) => key === null || !clean.has(key)).map(([path]) => path);
  if (unknown.length === 0) return { tools: [], notes: [] };
  const program = ownProgram();
  if (program === null) return notChecked("its package is not installed");
  const runtime = await firstRuntime();
  if (runtime === null) return notChecked("node is not installed");
  const rules = ["-A", "all", "-W", "correctness", ...offRules.flatMap(allow), ...errorRules.flatMap(deny)];
  // A run has few files: starting threads for them takes longer than they do.
  const argv = [...runtime, program, "--format", "json", "--disable-nested-config", "--threads=1", ...rules];
  const linter = { name: "oxlint", folder: "", settings: null, argv, answers: [0, 1], language: scriptLanguage, read: readRules };
  return { tools: runsOf(linter, unknown, files).map((tool) => remembering(tool, keys, clean)), notes: [] };
}

/** The same tool, which remembers the files of a run that found nothing at all: all rules look at one file at a time. */
function remembering(tool: ProjectTool, keys: ReadonlyMap<string, string | null>, clean: CleanFiles): ProjectTool {
  const given = [...(tool.files ?? [])];
  return {
    ...tool,
    isOwn: true,
    passed(output) {
      if (isAllClean(output, given.length)) rememberClean(clean, given.flatMap((path) => keys.get(path) ?? []));
    },
  };
}

/** A file that Oxlint left out, for whatever reason, was not found clean. */
function isAllClean(output: string, files: number): boolean {
  const report = jsonWithin(output);
  return isRecord(report) && report["number_of_files"] === files && readOxlint(output)?.length === 0;
}

/** Whether a file parses is the syntax stage's to say, and the two need not agree. */
function readRules(output: string): readonly Diagnostic[] | null {
  return readOxlint(output)?.filter(({ code }) => /^[\w-]+\(.+\)$/.test(code ?? "") && !code?.startsWith("TS(")) ?? null;
}

/** The package beside ours. It has one native module, and a script that wants a runtime. */
function ownProgram(): string | null {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("oxlint/package.json")), "bin", "oxlint");
  } catch {
    // Installed without it, which is told.
    return null;
  }
}

/** OpenCode is one program, which is Bun as well where it is asked to be, and begins in half the time that Node does. */
async function firstRuntime(): Promise<readonly string[] | null> {
  if (process.versions["bun"] !== undefined && (await isOnPath("env"))) return ["env", "BUN_BE_BUN=1", process.execPath];
  return (await isOnPath("node")) ? ["node"] : null;
}

function notChecked(reason: string): ToolSearch {
  return { tools: [], notes: [`lint not checked by oxlint, which this project has no other linter than, because ${reason}`] };
}
