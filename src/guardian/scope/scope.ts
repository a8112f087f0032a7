// The first stage: the change stays where it was told to, and holds nothing that no task may bring in. It judges paths,
// modes and sizes; it does not read source.
import { readlink, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { ChangedFile, Finding } from "../../core/change.ts";
import { covers, normalisePath } from "../../core/path-pattern.ts";
import { finding } from "../finding.ts";
import { isBinary, readProbe } from "../files/slot-file.ts";
import type { Stage, StageContext, StageReport } from "../stage.ts";
import { groupedByFolder } from "./grouped.ts";
import { nameProblem } from "./names.ts";

/** Files above this are refused unless the task names them exactly. */
export const fileBytesMax = 1024 * 1024;
const writesShownMax = 10;

const symbolicLink = "120000";
const submodule = "160000";
const absent = "000000";
const fileModes = new Set(["100644", "100755"]);

export const scopeStage: Stage = {
  name: "scope",
  async run(context: StageContext): Promise<StageReport> {
    const findings: Finding[] = [];
    const notes: string[] = [];
    const { change, directory, settings, writes } = context.input;
    for (const file of change.files) {
      const problem =
        pathProblem(file, writes, settings.protect) ?? modeProblem(file) ?? (await nameProblem(directory, file, change.files));
      if (problem === null && writes !== null && delicate.test(file.path)) notes.push(`${file.path} was changed, as the plan says by name`);
      if (problem !== null) {
        findings.push(problem);
      } else if (file.modeAfter === symbolicLink) {
        findings.push(...(await linkProblems(directory, file.path)));
      } else if (file.status === "deleted") {
        // Who imports it, and tests that are gone, are for other stages to see; the report says it in any case.
        notes.push(`${file.path} was deleted`);
      } else {
        findings.push(...(await emptied(context, file)));
        const weight = await weightOf(directory, file);
        if (weight === null) continue;
        if (writes === null || writes.some((declared) => normalisePath(declared) === file.path)) {
          const why = writes === null ? "no plan says what may change" : "it is declared by name";
          notes.push(`${file.path} ${weight.what}; it was let through because ${why}`);
        } else {
          findings.push(finding("scope", weight.rule, `${file.path} ${weight.what}. Delete it.`, { file: file.path }));
        }
      }
    }
    return { findings: groupedByFolder(findings), notes };
  },
};

/**
 * What decides how the project is built, installed, published or guarded. A folder or a pattern that covers it is not
 * enough: a task changes it only where its plan names the very file, and the report then says so.
 */
const delicate =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|bun\.lockb?|go\.sum|[^/]+\.lock|\.npmrc|\.gitmodules|CODEOWNERS|\.env(?:\.(?!example$|sample$|template$)[^/]+)?)$|^(?:\.github|\.circleci|\.husky|\.opencode)\/|^(?:\.gitlab-ci\.yml|opencode\.(?:toml|jsonc?))$/i;

function pathProblem(file: ChangedFile, writes: readonly string[] | null, protect: readonly string[]): Finding | null {
  const segments = file.path.toLowerCase().split("/");
  // Compared without case, since some file systems do not tell .GIT from .git.
  if (segments.includes(".git") || segments.some((segment, at) => segment === ".opencode" && segments[at + 1] === "orchestrator")) {
    return finding("scope", "protected-path", `${file.path} may not be changed by any task. Undo the change to it.`, {
      file: file.path,
    });
  }
  const pattern = protect.find((protecting) => covers(protecting, file.path));
  if (pattern !== undefined) {
    const message = `${file.path} is protected by the configuration ("${pattern}"). Undo the change to it.`;
    return finding("scope", "protected-path", message, { file: file.path });
  }
  if (file.modeBefore === submodule || file.modeAfter === submodule) {
    return finding("scope", "submodule", `${file.path} is a submodule. Undo the change to it.`, { file: file.path });
  }
  const declared = writes?.filter((path) => covers(path, file.path)) ?? [];
  if (delicate.test(file.path) && declared.length > 0 && !declared.some((path) => normalisePath(path) === file.path)) {
    const message = `${file.path} may only be changed by a task that names it exactly. Undo the change, or ask for it in "needs".`;
    return finding("scope", "delicate-path", message, { file: file.path });
  }
  if (writes === null || declared.length > 0) return null;
  const verb = file.status === "added" ? "Delete it" : "Undo the change to it";
  return finding(
    "scope",
    "undeclared-path",
    `${file.path} is not among the paths that this task may write (${shown(writes)}). ${verb}, or ask for the path in "needs".`,
    { file: file.path },
  );
}

function shown(writes: readonly string[]): string {
  const more = writes.length - writesShownMax;
  return writes.slice(0, writesShownMax).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** A writer that has no way to delete a file empties it, and sometimes by mistake: that is told, and refused by nobody here. */
async function emptied({ input }: StageContext, file: ChangedFile): Promise<Finding[]> {
  if (file.bytes > 0 || file.status !== "modified") return [];
  const before = await input.before(file.path);
  if (before === null || before.length === 0) return [];
  const message = `${file.path} has no content any more; it had ${before.length} bytes. Restore what belongs there.`;
  return [finding("scope", "emptied-file", message, { file: file.path, severity: "warning" })];
}

/** A file may become executable or stop being so; turning into something else is never asked for. */
function modeProblem(file: ChangedFile): Finding | null {
  if (file.modeBefore === absent || file.modeAfter === absent) return null;
  if (file.modeBefore === file.modeAfter) return null;
  if (fileModes.has(file.modeBefore) && fileModes.has(file.modeAfter)) return null;
  return finding(
    "scope",
    "mode",
    `${file.path} was turned from ${kindOf(file.modeBefore)} into ${kindOf(file.modeAfter)}. Turn it back.`,
    { file: file.path },
  );
}

function kindOf(mode: string): string {
  if (mode === symbolicLink) return "a symbolic link";
  return fileModes.has(mode) ? "a file" : `something of mode ${mode}`;
}

async function linkProblems(directory: string, path: string): Promise<Finding[]> {
  const target = await readlink(join(directory, path)).catch(() => null);
  if (target !== null && (await staysInside(directory, path, target))) return [];
  const where = target === null ? "cannot be read" : `leads out of the repository, to ${target}`;
  return [finding("scope", "link-outside", `The symbolic link ${path} ${where}. Delete it.`, { file: path })];
}

/** By text, and by what the target really is, since the target may itself be a link. */
async function staysInside(directory: string, path: string, target: string): Promise<boolean> {
  if (isAbsolute(target)) return false;
  const lexical = join(dirname(path), target);
  if (climbsOut(lexical) || lexical.split(sep)[0] === ".git") return false;
  const root = await realpath(directory).catch(() => directory);
  return !climbsOut(relative(root, await realPlace(join(directory, dirname(path)), target)));
}

/** Where a target would be: through the links of as much of it as is there. */
async function realPlace(folder: string, target: string): Promise<string> {
  let reached = folder;
  for (const segment of target.split("/")) {
    const next = join(reached, segment);
    reached = await realpath(next).catch(() => next);
  }
  return reached;
}

function climbsOut(path: string): boolean {
  return isAbsolute(path) || path === ".." || path.startsWith(`..${sep}`);
}

interface Weight {
  readonly rule: "large-file" | "binary-file";
  readonly what: string;
}

async function weightOf(directory: string, file: ChangedFile): Promise<Weight | null> {
  if (file.bytes > fileBytesMax) {
    return { rule: "large-file", what: `has ${file.bytes} bytes, more than ${fileBytesMax}` };
  }
  if (isBinary(await readProbe(directory, file.path))) return { rule: "binary-file", what: "is a binary file" };
  return null;
}
