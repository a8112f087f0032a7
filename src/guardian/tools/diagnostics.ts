// What checkers and linters report, in one form, and which of it is new. It knows no tool.
import { lstat } from "node:fs/promises";
import { isAbsolute, join, normalize, relative } from "node:path";
import type { Finding, StageName } from "../../core/change.ts";
import { cutLine, excerptAt, finding } from "../finding.ts";
import { readSlotText } from "../files/slot-file.ts";

export interface Diagnostic {
  /** As the tool prints it at first, in the repository after `located`; null if it is about no file. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** The tool's name for the rule: `TS2322`, `no-undef`. */
  readonly code: string | null;
  readonly message: string;
  readonly severity: "error" | "warning";
}

/** Shown one by one; the others are counted in a note. */
export const diagnosticsShownMax = 15;
const segmentsMax = 64;

/**
 * Files by their path in the repository. A tool that ran on the base printed paths of another slot, so of an absolute
 * path the longest end that is a file of this slot is taken.
 */
export async function located(diagnostics: readonly Diagnostic[], directory: string): Promise<readonly Diagnostic[]> {
  const known = new Map<string, string>();
  const found: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { file } = diagnostic;
    if (file === null) {
      found.push(diagnostic);
      continue;
    }
    const path = known.get(file) ?? (await placeOf(file, directory));
    known.set(file, path);
    found.push({ ...diagnostic, file: path });
  }
  return found;
}

async function placeOf(file: string, directory: string): Promise<string> {
  if (!isAbsolute(file)) return slashes(normalize(file));
  const inside = slashes(relative(directory, file));
  if (!inside.startsWith("../") && !isAbsolute(inside)) return inside;
  const segments = slashes(file).split("/").slice(-segmentsMax);
  for (let start = 1; start < segments.length; start += 1) {
    const end = segments.slice(start).join("/");
    if (await lstat(join(directory, end)).then((stats) => stats.isFile(), () => false)) return end;
  }
  return slashes(file);
}

function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}

/** Same file, rule and message, wherever in the file it stands; paths within messages differ from slot to slot. */
function keyOf({ file, code, message, severity }: Diagnostic): string {
  const plain = message.replace(/(["'(])(?:[^"'()\n]*[\\/])([^"'()\\/\n]+)(["')])/g, "$1$2$3");
  return [severity, file ?? "", code ?? "", plain].join("\0");
}

/** Those that there are more of than before. Of equals the last count, since nothing tells them apart. */
export function freshDiagnostics(after: readonly Diagnostic[], before: readonly Diagnostic[]): readonly Diagnostic[] {
  const old = new Map<string, number>();
  for (const diagnostic of before) old.set(keyOf(diagnostic), (old.get(keyOf(diagnostic)) ?? 0) + 1);
  return after.filter((diagnostic) => {
    const left = old.get(keyOf(diagnostic)) ?? 0;
    if (left === 0) return true;
    old.set(keyOf(diagnostic), left - 1);
    return false;
  });
}

/** Errors first, then warnings, the first of each shown with the lines around it. */
export async function diagnosticFindings(
  stage: StageName,
  tool: string,
  diagnostics: readonly Diagnostic[],
  directory: string,
): Promise<{ findings: readonly Finding[]; notes: readonly string[] }> {
  const ordered = diagnostics.toSorted((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
  const shown = ordered.slice(0, diagnosticsShownMax);
  const findings = await Promise.all(shown.map((diagnostic) => findingOf(stage, tool, diagnostic, directory)));
  const more = ordered.length - shown.length;
  return { findings, notes: more > 0 ? [`${tool} found ${more} more problems, which are not shown`] : [] };
}

async function findingOf(stage: StageName, tool: string, diagnostic: Diagnostic, directory: string): Promise<Finding> {
  const { file, line, column, code, message, severity } = diagnostic;
  const place = line === null ? null : { line, column: column ?? 1 };
  const content = file === null || place === null ? null : await readSlotText(directory, file);
  const excerpt = content?.kind === "text" && place !== null ? excerptAt(content.text, place) : null;
  const text = message.split("\n").map((part) => cutLine(part)).slice(0, 4).join("\n");
  return finding(stage, code ?? tool, `${text}${code === null ? "" : ` (${tool} ${code})`}`, { file, place, severity, excerpt });
}
