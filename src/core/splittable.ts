// Whether a task is large enough to be split: by what it writes, by what it says, or by how a try at it was cut off.
import type { Finding } from "./change.ts";
import { ladderBounds } from "./heal.ts";

const bytesWorthSplitting = 8_000;
const charsWorthSplitting = 1_500;
/** A file and its test are one piece of work. */
const testPath = /(?:^|\/)(?:tests?|__tests__|specs?)\/|[._-](?:test|spec)s?\.[^/]+$|(?:^|\/)test_[^/]+$/i;
const tooMuchAtOnce: readonly string[] = ["attempt/context-overflow", "attempt/steps", "attempt/deadline", "attempt/reply-too-large"];

/** Why a task cannot be split, or null. `bytes` is the size of what its last attempt wrote. */
export function splitProblem(
  task: { readonly writes: readonly string[]; readonly instruction: string },
  depth: number,
  roomForTasks: number,
  bytes: number,
  findings: readonly Finding[],
): string | null {
  if (depth >= ladderBounds.depthMax) return `it was made by ${depth} splits already`;
  if (roomForTasks < 2) return "the mission has as many tasks as it may";
  if (task.writes.filter((path) => !testPath.test(path)).length > 1 || bytes > bytesWorthSplitting || task.instruction.length > charsWorthSplitting) return null;
  if (findings.some((finding) => tooMuchAtOnce.includes(finding.rule))) return null;
  return "it writes one small file";
}
