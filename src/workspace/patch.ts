// A change as text for people and models, never longer than asked for. It does not judge what it shows.
import type { Change } from "../core/change.ts";
import { inRepository, type Repository } from "./repository.ts";

const patchesRememberedMax = 8;

export type Patches = (change: Change, bytesMax: number) => Promise<string>;

/** Unified diffs in at most `bytesMax` bytes of UTF-8; if one is longer, whole lines and a last line that says so. */
export function createPatches(repository: Repository): Patches {
  // What is kept on disk is soon shown to a reviewer: the last ones that were had whole are not made again.
  const whole = new Map<string, string>();
  return async (change, bytesMax) => {
    // The same commit ends a task's change and the whole of a mission: where it begins tells them apart.
    const key = `${change.base}..${change.commit}`;
    const known = whole.get(key);
    if (known !== undefined) return shortened(known, false, bytesMax);
    const { text, cut } = await read(repository, change, bytesMax);
    if (!cut) {
      const oldest = whole.size < patchesRememberedMax ? undefined : whole.keys().next().value;
      if (oldest !== undefined) whole.delete(oldest);
      whole.set(key, text);
    }
    return shortened(text, cut, bytesMax);
  };
}

async function read(repository: Repository, change: Change, bytesMax: number): Promise<{ text: string; cut: boolean }> {
  const args = ["diff-tree", "-p", "-r", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color"];
  const result = await inRepository(repository, [...args, change.base, change.commit, "--"], {
    outputBytesMax: bytesMax,
    overflow: "cut",
  });
  return { text: result.stdout.toString("utf8"), cut: result.cut };
}

function shortened(text: string, cut: boolean, bytesMax: number): string {
  // Bytes that are not UTF-8 grow when they are replaced, so the text is measured again.
  if (!cut && Buffer.byteLength(text) <= bytesMax) return text;
  const mark = `[The patch is longer than ${bytesMax} bytes and is cut here.]\n`;
  let room = bytesMax - Buffer.byteLength(mark);
  if (room < 0) return "";
  const kept: string[] = [];
  for (const line of text.split("\n").slice(0, -1)) {
    room -= Buffer.byteLength(line) + 1;
    if (room < 0) break;
    kept.push(`${line}\n`);
  }
  return kept.join("") + mark;
}
