// Which paths git would not see, by the `.gitignore` files of a folder and its parents. It reads what it is given and
// knows no disk; the user's own global rules are not known here.
import { globMatches } from "../../core/path-pattern.ts";

interface Rule {
  /** Relative to the folder of the file that the rule stands in; a pattern without a slash matches names. */
  readonly globs: readonly string[];
  readonly anchored: boolean;
  readonly folderOnly: boolean;
  readonly ignores: boolean;
}

/** The rules of one `.gitignore`, for paths below `folder` (`""` for the root, else ending in a slash). */
export interface IgnoreFile {
  readonly folder: string;
  readonly rules: readonly Rule[];
}

export const ignoreBytesMax = 256 * 1024;
const alternativesMax = 64;

export function readIgnoreFile(folder: string, text: string): IgnoreFile {
  const rules = text.slice(0, ignoreBytesMax).split(/\r?\n/).flatMap(readRule);
  return { folder, rules };
}

function readRule(line: string): Rule[] {
  let pattern = line.replace(/(?<!\\) +$/, "");
  if (pattern === "" || pattern.startsWith("#")) return [];
  const ignores = !pattern.startsWith("!");
  if (!ignores) pattern = pattern.slice(1);
  const folderOnly = pattern.endsWith("/");
  if (folderOnly) pattern = pattern.slice(0, -1);
  const anchored = pattern.includes("/");
  pattern = pattern.replace(/^\//, "").replace(/\\(.)/g, "$1");
  // What stands below a folder, but not the folder.
  pattern = pattern.replace(/\/\*\*$/, "/**/*");
  return pattern === "" ? [] : [{ globs: withoutClasses(pattern), anchored, folderOnly, ignores }];
}

/** `*.py[co]` as `*.pyc` and `*.pyo`; a class with a range as `?`. */
function withoutClasses(pattern: string): readonly string[] {
  let globs: readonly string[] = [""];
  for (const part of pattern.split(/(\[[^\]]+\])/)) {
    const simple = /^\[([^\]!^-]+)\]$/.exec(part)?.[1];
    const choices = simple !== undefined ? [...simple] : [part.startsWith("[") && part.endsWith("]") ? "?" : part];
    globs = globs.length * choices.length <= alternativesMax
      ? globs.flatMap((glob) => choices.map((choice) => glob + choice))
      : globs.map((glob) => `${glob}?`);
  }
  return globs;
}

/** Whether one path is ignored, given that the folders above it are not. The last rule that matches decides. */
export function isIgnored(files: readonly IgnoreFile[], path: string, isFolder: boolean): boolean {
  for (const file of files.toReversed()) {
    if (!path.startsWith(file.folder)) continue;
    const relative = path.slice(file.folder.length);
    const name = relative.slice(relative.lastIndexOf("/") + 1);
    const rule = file.rules.findLast(
      ({ folderOnly, anchored, globs }) =>
        (isFolder || !folderOnly) && globs.some((glob) => globMatches(glob, anchored ? relative : name)),
    );
    if (rule !== undefined) return rule.ignores;
  }
  return false;
}
