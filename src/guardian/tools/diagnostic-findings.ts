// Makes findings of what checkers and linters report: one for a cause, however often it shows, and the one to begin with
// first. It knows no tool.
import type { Finding, StageName } from "../../core/change.ts";
import { readSlotText } from "../files/slot-file.ts";
import { cutLine, excerptAt, finding } from "../finding.ts";
import { type Diagnostic, withoutFolders } from "./diagnostics.ts";

/** Causes shown one by one; the others are counted in a note. */
export const causesShownMax = 15;
/** Of the places where the same is wrong. */
export const placesShownMax = 6;
const messageLinesMax = 4;
/** Without the name that it asks for, all that is said of its uses says little: modules, exports and names that are missing. */
const missing = /\b(?:has no (?:exported member|default export|attribute)|cannot find (?:module|name|symbol|crate)|unresolved import|is not defined|undeclared name|undefined:)/i;

export interface Surroundings {
  readonly directory: string;
  /** Files of the change: what is wrong in others follows from what is wrong in these. */
  readonly changed: ReadonlySet<string>;
}

export async function diagnosticFindings(
  stage: StageName,
  tool: string,
  diagnostics: readonly Diagnostic[],
  { directory, changed }: Surroundings,
): Promise<{ findings: readonly Finding[]; notes: readonly string[] }> {
  const rank = ({ file, severity, message }: Diagnostic): number =>
    (severity === "error" ? 0 : 4) + (file === null || changed.has(file) ? 0 : 2) + (missing.test(message) ? 0 : 1);
  const causes = byCause(diagnostics.toSorted((a, b) => rank(a) - rank(b)));
  const shown = causes.slice(0, causesShownMax);
  const findings = await Promise.all(shown.map((cause) => findingOf(stage, tool, cause, directory)));
  const more = causes.length - shown.length;
  return { findings, notes: more > 0 ? [`${tool} found ${more} more problems, which are not shown`] : [] };
}

/** The same rule with the same words is one thing to mend, in however many places it shows. */
function byCause(diagnostics: readonly Diagnostic[]): readonly (readonly Diagnostic[])[] {
  const causes = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const { severity, code, message } = diagnostic;
    const [first = ""] = message.split("\n");
    // Of what a value's type is made differs from use to use; what it should have been does not.
    const key = [severity, code ?? "", withoutFolders(first).replace(/\{ .*? \}/g, "{}")].join("\0");
    const cause = causes.get(key);
    if (cause === undefined) causes.set(key, [diagnostic]);
    else cause.push(diagnostic);
  }
  return [...causes.values()];
}

async function findingOf(
  stage: StageName,
  tool: string,
  [first, ...others]: readonly Diagnostic[],
  directory: string,
): Promise<Finding> {
  if (first === undefined) throw new Error("a cause without a diagnostic");
  const { file, line, column, code, message, severity } = first;
  const place = line === null ? null : { line, column: column ?? 1 };
  const content = file === null || place === null ? null : await readSlotText(directory, file);
  const excerpt = content?.kind === "text" && place !== null ? excerptAt(content.text, place) : null;
  const text = message.split("\n").map((part) => cutLine(part)).slice(0, messageLinesMax).join("\n");
  const named = `${text}${code === null ? "" : ` (${tool} ${code})`}${alsoAt(others)}`;
  return finding(stage, code ?? tool, named, { file, place, severity, excerpt });
}

function alsoAt(others: readonly Diagnostic[]): string {
  if (others.length === 0) return "";
  const places = others.slice(0, placesShownMax).map(({ file, line }) => `${file ?? "?"}${line === null ? "" : `:${line}`}`);
  const rest = others.length > places.length ? ", …" : "";
  return `\nThe same in ${others.length} more ${others.length === 1 ? "place" : "places"}: ${places.join(", ")}${rest}`;
}
