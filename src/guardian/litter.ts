// Takes away what commands leave in a slot that git would see: reports, snapshots, temporary files. It keeps no copies,
// so a file that was there and was changed is told, not mended.
import { lstat, rm } from "node:fs/promises";
import { join } from "node:path";
import { walkSlot } from "./slot-walk.ts";

/** What was there, with size and time of change. */
export type SlotListing = ReadonlyMap<string, string>;

/** Null if the slot holds more files than can be listed: then nothing is taken away. */
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

/** Removes what is new since `before`; answers notes on what else was changed. */
export async function sweepSlot(directory: string, before: SlotListing): Promise<readonly string[]> {
  const after = await listSlot(directory);
  if (after === null) return ["the commands left more files than could be looked through"];
  for (const path of after.keys()) {
    if (!before.has(path)) await rm(join(directory, path), { force: true }).catch(() => undefined);
  }
  const changed = [...before].filter(([path, stamp]) => after.get(path) !== stamp).map(([path]) => path);
  return changed.length === 0 ? [] : [`the commands changed files of the repository: ${changed.slice(0, 10).join(", ")}`];
}
