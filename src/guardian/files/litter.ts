// Takes away what commands leave in a slot that git would see: reports, snapshots, temporary files. It keeps no copies,
// so a file that was there and was changed is told, not mended.
import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import { walkSlot } from "./slot-walk.ts";

const changedShownMax = 10;
const noPaths: ReadonlySet<string> = new Set([""]);

/** What was there, with size and time of change. */
export type SlotListing = ReadonlyMap<string, string>;

/** Null if the slot holds more files than can be listed. */
export async function listSlot(directory: string): Promise<SlotListing | null> {
  const walk = await walkSlot(directory);
  if (!walk.complete) return null;
  const stamps = await Promise.all(
    walk.paths.map(async (path): Promise<readonly [string, string]> => {
      const stats = await lstat(join(directory, path), { bigint: true }).catch(() => null);
      return [path, stats === null ? "" : `${stats.size} ${stats.mtimeNs}`];
    }),
  );
  return new Map(stamps);
}

/** Removes what is new since `before`; answers notes on what else was changed without being meant to, and on what could not be looked at. */
export async function sweepSlot(directory: string, before: SlotListing | null, meant: ReadonlySet<string> = noPaths): Promise<readonly string[]> {
  const after = before === null ? null : await listSlot(directory);
  if (before === null || after === null) return ["what the commands left behind was not looked for: there are too many files"];
  for (const path of after.keys()) {
    if (!before.has(path)) await rm(join(directory, path), { force: true }).catch(() => undefined);
  }
  const changed = [...before].filter(([path, stamp]) => !meant.has(path) && after.get(path) !== stamp).map(([path]) => path);
  if (changed.length === 0) return [];
  const shown = changed.slice(0, changedShownMax).join(", ");
  return [`the commands changed files of the repository: ${shown}${changed.length > changedShownMax ? ", …" : ""}`];
}
