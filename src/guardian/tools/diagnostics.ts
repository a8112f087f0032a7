// What checkers and linters report, in one form, and which of it is new. It knows no tool.
import { lstat } from "node:fs/promises";
import { isAbsolute, join, normalize, relative } from "node:path";

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

const segmentsMax = 64;

/**
 * Files by their path in the repository, from what a tool printed that ran in `folder`. A tool that ran on the base printed paths of another slot, so of an absolute
 * path the longest end that is a file of this slot is taken.
 */
export async function located(
  diagnostics: readonly Diagnostic[],
  directory: string,
  folder: string,
): Promise<readonly Diagnostic[]> {
  const known = new Map<string, string>();
  const found: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const { file } = diagnostic;
    if (file === null) {
      found.push(diagnostic);
      continue;
    }
    const path = known.get(file) ?? (await placeOf(file, directory, folder));
    known.set(file, path);
    found.push({ ...diagnostic, file: path });
  }
  return found;
}

async function placeOf(file: string, directory: string, folder: string): Promise<string> {
  if (!isAbsolute(file)) {
    const inFolder = slashes(normalize(join(folder, file)));
    // Absolute paths lost the slot's own beginning already, and are relative to its top.
    const isThere = folder === "" || (await isFile(join(directory, inFolder))) || !(await isFile(join(directory, file)));
    return isThere ? inFolder : slashes(normalize(file));
  }
  const inside = slashes(relative(directory, file));
  if (!inside.startsWith("../") && !isAbsolute(inside)) return inside;
  const segments = slashes(file).split("/").slice(-segmentsMax);
  for (let start = 1; start < segments.length; start += 1) {
    const end = segments.slice(start).join("/");
    if (await isFile(join(directory, end))) return end;
  }
  return slashes(file);
}

function isFile(path: string): Promise<boolean> {
  return lstat(path).then((stats) => stats.isFile(), () => false);
}

function slashes(path: string): string {
  return path.replaceAll("\\", "/");
}

/** Same file, rule and message, wherever in the file it stands. */
function keyOf({ file, code, message, severity }: Diagnostic): string {
  return [severity, file ?? "", code ?? "", withoutFolders(message)].join("\0");
}

/** Paths within messages differ from slot to slot, and from one file that names them to the next. */
export function withoutFolders(message: string): string {
  return message.replace(/(["'(])(?:[^"'()\n]*[\\/])([^"'()\\/\n]+)(["')])/g, "$1$2$3");
}

/** Some tools look at a file twice, and say everything twice. */
export function distinct(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map(diagnostics.map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]));
  return [...seen.values()];
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
