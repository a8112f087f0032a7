// The wrong contents of a task: mutants of its function, those first that the visible tests let through and the held-out
// ones do not, since these are what a gate of visible tests cannot see. Found by running the tests, so that none is assumed.
import { edited, readSource, shuffled } from "../gate/source.ts";
import { mutationsOf } from "../gate/mutants.ts";
import { keyOf } from "../method/draws.ts";
import { seededRandom } from "../../test/support/random.ts";
import { passes, put } from "./repository.ts";
import type { RealTask } from "./tasks.ts";

export interface Errors {
  /** Fails a held-out test and no visible one; null if none was found in the tries that were allowed. */
  readonly hiddenMutant: string | null;
  /** Fails a visible test. */
  readonly plainMutant: string | null;
}

/** A task is usable if its tests pass when it is done, and the visible ones fail before. */
export async function isUsable(directory: string, task: RealTask): Promise<boolean> {
  const file = `${task.id}/${task.path}`;
  if (await passes(directory, task, "visible")) return false;
  await put(directory, file, task.right);
  const isRight = (await passes(directory, task, "visible")) && (await passes(directory, task, "hidden"));
  await put(directory, file, task.stub);
  return isRight;
}

export async function errorsOf(directory: string, task: RealTask, tries: number): Promise<Errors> {
  let [hiddenMutant, plainMutant]: [string | null, string | null] = [null, null];
  for (const text of mutantsOf(task).slice(0, tries)) {
    await put(directory, `${task.id}/${task.path}`, text);
    if (!(await passes(directory, task, "visible"))) plainMutant ??= text;
    else if (hiddenMutant === null && !(await passes(directory, task, "hidden"))) hiddenMutant = text;
    if (hiddenMutant !== null && plainMutant !== null) break;
  }
  await put(directory, `${task.id}/${task.path}`, task.stub);
  return { hiddenMutant, plainMutant };
}

/** Of the removed function alone: what is left where the stub differs from the right content. */
export function mutantsOf({ id, path, right, stub }: Pick<RealTask, "id" | "path" | "right" | "stub">): readonly string[] {
  const source = readSource(path, right);
  if (source === null) return [];
  const { start, end } = difference(right, stub);
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
