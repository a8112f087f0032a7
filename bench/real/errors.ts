// The wrong contents of a task: mutants of what was removed, one that the visible tests let through and the held-out ones do
// not, since that is what a gate of visible tests cannot see, and one that they catch. Found by running the tests.
import { edited, readSource, shuffled } from "../gate/source.ts";
import { mutationsOf } from "../gate/mutants.ts";
import { keyOf } from "../method/draws.ts";
import { seededRandom } from "../../test/support/random.ts";
import { put, reset, runTests } from "./repository.ts";
import type { RealTask } from "./tasks.ts";

export interface Errors {
  /** Fails a held-out test and no visible one; null if none was found in the tries that were allowed. */
  readonly hiddenMutant: string | null;
  /** Fails a visible test. */
  readonly plainMutant: string | null;
}

/** How often a task's mutants were let through by the visible tests, of those that any test catches. */
export interface Search extends Errors {
  readonly caught: number;
  readonly letThrough: number;
}

/** All of them are run: which one is first found must not hang on how many are let through. */
const tries = 8;
/** Many times what the suites take. A mutant that goes on for ever is left out: it would cost each check its deadline. */
const mutantMs = 30_000;

export async function errorsOf(directory: string, task: RealTask): Promise<Search> {
  let [hiddenMutant, plainMutant]: [string | null, string | null] = [null, null];
  let [caught, letThrough] = [0, 0];
  for (const text of mutantsOf(task).slice(0, tries)) {
    await put(directory, `${task.id}/${task.path}`, text);
    const visible = await runTests(directory, task, "visible", mutantMs);
    if (visible === "timed out") continue;
    if (visible === "failed") {
      caught += 1;
      plainMutant ??= text;
      continue;
    }
    if ((await runTests(directory, task, "hidden", mutantMs)) !== "failed") continue;
    letThrough += 1;
    hiddenMutant ??= text;
  }
  await reset(directory, task);
  return { hiddenMutant, plainMutant, caught, letThrough };
}

/** Of the removed part alone: what is left where the stub differs from the right content. */
export function mutantsOf({ id, path, right, stub }: Pick<RealTask, "id" | "path" | "right" | "stub">): readonly string[] {
  const source = readSource(path, right);
  if (source === null) return [];
  const { start, end } = difference(right, stub ?? "");
  const within = mutationsOf(source).filter(({ edits }) => edits.every((edit) => edit.start >= start && edit.end <= end));
  return shuffled(within, seededRandom(keyOf(id))).map(({ edits }) => edited(right, edits));
}

function difference(text: string, other: string): { readonly start: number; readonly end: number } {
  let start = 0;
  while (start < text.length && text[start] === other[start]) start += 1;
  let tail = 0;
  while (tail < text.length - start && tail < other.length - start && text.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  return { start, end: text.length - tail };
}
