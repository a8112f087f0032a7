// The files that linters are given, in runs that a command line and an output limit can hold.
import type { Diagnostic } from "../tools/diagnostics.ts";
import type { ProjectTool } from "../tools/project-tool.ts";

/** Changed files that are there to be linted. */
export interface LintFiles {
  readonly all: readonly string[];
  /** Those of them that the base has too. */
  readonly known: readonly string[];
}

export interface Linter {
  readonly name: string;
  /** Program and arguments; the files come behind them. */
  readonly argv: readonly string[];
  readonly answers: readonly number[];
  readonly language: RegExp;
  read(output: string): readonly Diagnostic[] | null;
}

const filesPerRunMax = 20;
/** A command may have 4096 bytes; this much of it is for files. */
const pathBytesPerRunMax = 3_000;

export function runsOf(linter: Linter, files: LintFiles): readonly ProjectTool[] {
  const known = new Set(files.known);
  return runs(files.all.filter((path) => linter.language.test(path))).map((paths): ProjectTool => {
    const before = paths.filter((path) => known.has(path));
    return {
      name: linter.name,
      argv: [...linter.argv, ...paths.map(notAnOption)],
      baseArgv: before.length === 0 ? null : [...linter.argv, ...before.map(notAnOption)],
      answers: linter.answers,
      files: new Set(paths),
      read: (output) => linter.read(output),
    };
  });
}

function runs(paths: readonly string[]): readonly (readonly string[])[] {
  const found: string[][] = [];
  let bytes = 0;
  for (const path of paths) {
    const last = found.at(-1);
    bytes += Buffer.byteLength(path) + 3;
    if (last !== undefined && last.length < filesPerRunMax && bytes <= pathBytesPerRunMax) last.push(path);
    else {
      found.push([path]);
      bytes = Buffer.byteLength(path) + 3;
    }
  }
  return found;
}

function notAnOption(path: string): string {
  return path.startsWith("-") ? `./${path}` : path;
}

/** The JSON value that a tool printed among its other lines; null if there is none. */
export function jsonWithin(output: string): unknown {
  const lines = output.split("\n");
  for (const [at, line] of lines.entries()) {
    if (!/^\s*[[{]/.test(line)) continue;
    const rest = lines.slice(at).join("\n");
    const close = rest.trimStart().startsWith("[") ? "]" : "}";
    for (const text of [line, rest.slice(0, rest.lastIndexOf(close) + 1)]) {
      try {
        return JSON.parse(text);
      } catch {
        // Another line may begin it.
      }
    }
    return null;
  }
  return null;
}
