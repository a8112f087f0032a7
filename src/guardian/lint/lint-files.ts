// The files that linters are given: by the folder whose settings hold for them, in runs that a command line and an output
// limit can hold.
import { posix } from "node:path";
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
  /** Where it runs. */
  readonly folder: string;
  /** Its settings file, for findings about it; null if it has none. */
  readonly settings: string | null;
  /** Program and arguments, as they are in that folder; the files come behind them. */
  readonly argv: readonly string[];
  readonly answers: readonly number[];
  readonly language: RegExp;
  read(output: string): readonly Diagnostic[] | null;
}

const filesPerRunMax = 20;
/** A command may have 4096 bytes; this much of it is for files. */
const pathBytesPerRunMax = 3_000;

/** `paths` are those of the changed files that are the linter's. */
export function runsOf(linter: Linter, paths: readonly string[], files: LintFiles): readonly ProjectTool[] {
  const known = new Set(files.known);
  const inFolder = (path: string) => notAnOption(posix.relative(linter.folder, path));
  return runs(paths.filter((path) => linter.language.test(path))).map((given): ProjectTool => {
    const before = given.filter((path) => known.has(path));
    return {
      name: linter.name,
      folder: linter.folder,
      settings: linter.settings,
      argv: [...linter.argv, ...given.map(inFolder)],
      baseArgv: before.length === 0 ? null : [...linter.argv, ...before.map(inFolder)],
      answers: linter.answers,
      files: new Set(given),
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
