// Reads a file of the user's own rules, in ast-grep's format: YAML, one rule a document. What is wrong with one rule is
// told with its line, and does not keep the others from being used.
import type { NapiConfig } from "@ast-grep/napi";
import { globMatches } from "../../core/path-pattern.ts";
import { ruleLanguage, type RuleLanguage } from "./rule-language.ts";

export interface UserRule {
  readonly id: string;
  readonly language: RuleLanguage;
  readonly severity: "warning" | "error";
  readonly message: string;
  readonly note: string | null;
  /** With the rule's variables in it. */
  readonly fix: string | null;
  readonly matcher: NapiConfig;
  readonly covers: (path: string) => boolean;
}

export interface RuleFileReading {
  readonly rules: readonly UserRule[];
  readonly notes: readonly string[];
}

type Reading = { readonly rule: UserRule | null } | { readonly problem: string; readonly line: number | null };

export async function readRuleFile(path: string, text: string): Promise<RuleFileReading> {
  const { parseAllDocuments, LineCounter } = await import("yaml");
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, strict: true });
  if (!Array.isArray(documents)) return { rules: [], notes: [] };
  const rules: UserRule[] = [];
  const notes: string[] = [];
  for (const document of documents) {
    const [error] = document.errors;
    const start = document.contents?.range?.[0] ?? 0;
    const reading: Reading =
      error === undefined ? await readRule(plainOf(document)) : { problem: `it is no YAML (${error.message.split("\n", 1)[0] ?? ""})`, line: lines.linePos(error.pos[0]).line };
    if ("rule" in reading) {
      if (reading.rule !== null) rules.push(reading.rule);
    } else {
      const line = reading.line ?? lines.linePos(start).line;
      notes.push(`the rule at ${path}:${line} was not checked, because ${reading.problem}`);
    }
  }
  return { rules, notes };
}

/** Aliases are followed a few times only: a small file could stand for a huge one. */
function plainOf(document: { toJS(options: { maxAliasCount: number }): unknown }): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return "too many aliases";
  }
}

const wrong = (problem: string): Reading => ({ problem, line: null });

async function readRule(value: unknown): Promise<Reading> {
  if (value === null || value === undefined) return { rule: null };
  if (!isRecord(value)) return wrong("it is no table of keys");
  const { id, language, rule, severity, fix, constraints, utils } = value;
  if (typeof id !== "string" || !/^[\w./-]{1,100}$/.test(id)) return wrong('"id" must be a name of letters, digits and dashes');
  if (typeof language !== "string") return wrong(`the rule "${id}" has no "language"`);
  if (!isRecord(rule)) return wrong(`the rule "${id}" has no "rule"`);
  const parsed = await ruleLanguage(language);
  if ("missing" in parsed) return wrong(`the rule "${id}" is for ${language}, which ${parsed.missing}`);
  const weight = severityOf(severity);
  if (weight === undefined) return wrong(`the severity of "${id}" is none of hint, info, warning, error, off`);
  if (weight === null) return { rule: null };
  if ((constraints !== undefined && !isRecord(constraints)) || (utils !== undefined && !isRecord(utils))) return wrong(`"constraints" and "utils" of "${id}" must be tables`);
  const covers = coverage(value["files"], value["ignores"]);
  if (covers === null) return wrong(`"files" and "ignores" of "${id}" must be lists of path patterns`);
  const matcher = { rule, ...(constraints === undefined ? {} : { constraints }), ...(utils === undefined ? {} : { utils }) } as NapiConfig;
  const problem = await matcherProblem(matcher, parsed);
  if (problem !== null) return wrong(`the rule "${id}" is not right: ${problem}`);
  const written = isRecord(fix) ? fix["template"] : fix;
  return {
    rule: {
      id,
      language: parsed,
      severity: weight,
      message: textOf(value["message"]) ?? `This is against the project's rule "${id}".`,
      note: textOf(value["note"]),
      fix: typeof written === "string" ? written : null,
      matcher,
      covers,
    },
  };
}

/** Undefined for no severity that there is, null for one that is not told. A rule without one was written to be heard. */
function severityOf(value: unknown): UserRule["severity"] | null | undefined {
  if (value === undefined || value === "warning" || value === "info") return "warning";
  if (value === "hint" || value === "off") return null;
  return value === "error" ? "error" : undefined;
}

function coverage(files: unknown, ignores: unknown): ((path: string) => boolean) | null {
  const wanted = patternsOf(files);
  const left = patternsOf(ignores);
  if (wanted === null || left === null) return null;
  return (path) => (files === undefined || wanted.some((pattern) => globMatches(pattern, path))) && !left.some((pattern) => globMatches(pattern, path));
}

function patternsOf(value: unknown): readonly string[] | null {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const patterns = list.map((entry) => (isRecord(entry) ? entry["glob"] : entry)).filter((entry) => typeof entry === "string");
  return patterns.length === list.length ? patterns.map((pattern) => pattern.replace(/^\.\//, "")) : null;
}

/** The matcher says what is wrong with a rule when it is first used. */
async function matcherProblem(matcher: NapiConfig, language: RuleLanguage): Promise<string | null> {
  const { parse } = await import("@ast-grep/napi");
  try {
    parse(language.name, "").root().findAll(matcher);
    return null;
  } catch (error) {
    const lines = (error instanceof Error ? error.message : String(error)).split("\n").map((line) => line.replace(/^[\s|\->]+/, "").trim());
    const said = lines.filter((line) => line !== "");
    // The first line says only that something is wrong.
    return (said.length > 1 ? said.slice(1) : said).join(" ").slice(0, 200);
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.replace(/\s+/g, " ").trim() : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
