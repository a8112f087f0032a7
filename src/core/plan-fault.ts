// What the plan got wrong, told by the findings: no Coder can mend a check that cannot run, a path that is protected, or
// an import that another task has yet to write. It reads findings and does not judge code.
import type { Finding } from "./change.ts";
import { parseCommand } from "./command.ts";
import type { PlannedTask } from "./question.ts";
import type { Task } from "./plan.ts";
import { failureSignature } from "./signature.ts";
import type { AttemptRecord } from "./task-record.ts";

const needsRefused = "attempt/needs-refused";
/** What runners say when they did not get as far as running anything. */
const cannotRun: readonly RegExp[] = [/failed \(exit 127\)/, /missing script/i, /could not determine executable to run/i];
/** The path that was looked for, not the one that did the looking. */
const fileMissing = /(?:could not find|no such file or directory|cannot find module)[^'"\n]*['"]([^'"\n]+)['"]/gi;

/**
 * A sentence, or null. `later` finds unfinished tasks that `task` could wait for, which takes a look at all of them; `models` is how many the Coder has.
 * `attempts` are those that count.
 */
export function planFault(
  task: Task,
  attempts: readonly AttemptRecord[],
  later: () => readonly PlannedTask[],
  models: number,
): string | null {
  const findings = attempts.at(-1)?.findings.filter((finding) => finding.severity === "error") ?? [];
  for (const finding of findings) {
    const fault = faultOf(task, finding, later);
    if (fault !== null) return fault;
  }
  const refused = attempts.filter((attempt) => attempt.findings.some(({ rule }) => rule === needsRefused));
  if (refused.length > 1 && refused.at(-1) === attempts.at(-1)) return `it needs other files than its own, twice: ${refused.at(-1)?.message ?? ""}`;
  return hopelessCheck(task, attempts, models);
}

function faultOf(task: Task, finding: Finding, later: () => readonly PlannedTask[]): string | null {
  const { stage, rule, file, message } = finding;
  if (rule === "scope/protected-path" && file !== null && task.writes.includes(file)) return `it must write ${file}, which is protected`;
  if (stage === "links") {
    const holder = later().find((other) => isNamedIn(message, other));
    return holder === undefined ? null : `it needs what ${holder.id} has yet to write: ${message}`;
  }
  if (stage !== "checks" && stage !== "proof") return null;
  const text = `${message}\n${finding.excerpt ?? ""}`;
  if (cannotRun.some((pattern) => pattern.test(text))) return `a command cannot run: ${message}`;
  const absent = foreignPath(task, text);
  return absent === null ? null : `a check needs ${absent}, which this task does not write`;
}

/** A path that one of the task's commands names, that was not found, and that the task neither writes nor reads. */
function foreignPath(task: Task, text: string): string | null {
  const commands = [...task.checks, ...(task.proof === null ? [] : [task.proof])];
  const words = commands.flatMap((command) => {
    const reading = parseCommand(command);
    return reading.ok ? reading.argv.slice(1) : [];
  });
  const own = new Set([...task.writes, ...task.reads]);
  const absent = [...text.matchAll(fileMissing)].map(([, path = ""]) => path);
  const isAbsent = (word: string) => absent.some((path) => path === word || path.endsWith(`/${word}`));
  return words.find((word) => word.includes("/") && !own.has(word) && isAbsent(word)) ?? null;
}

function isNamedIn(message: string, other: PlannedTask): boolean {
  return other.writes.some((path) => message.includes(path) || message.includes(`/${stemOf(path)}"`) || message.includes(`/${stemOf(path)}.`));
}

function stemOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.replace(/\.[^.]+$/, "");
}

/** Two Coders who began from nothing, and where there are several models two models, failed by the same checks alike. */
function hopelessCheck(task: Task, attempts: readonly AttemptRecord[], models: number): string | null {
  const begun = attempts.filter((attempt) => attempt.role === "coder" && attempt.rung !== "continue");
  const last = begun.at(-1);
  if (last === undefined || last !== attempts.at(-1) || last.signature === "") return null;
  const onChecks = last.findings.every((finding) => finding.severity !== "error" || finding.stage === "checks" || finding.stage === "proof");
  if (!onChecks || (task.checks.length === 0 && task.proof === null)) return null;
  const same = begun.slice(0, -1).find((attempt) => failureSignature(attempt.findings) === last.signature);
  if (same === undefined || (models > 1 && same.model === last.model)) return null;
  return `attempts ${same.attempt} and ${last.attempt}, each from nothing, failed in the same way: ${last.message}`;
}
