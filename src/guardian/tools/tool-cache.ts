// Where tools keep what they know between two uses of a slot: outside the slot, whose reset takes away all that is not
// tracked, and one place for each slot, so that two never write the same file.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

const ownerFile = "slot";

export interface ToolCache {
  /** The slot's own folder, made if need be. */
  placeFor(directory: string): Promise<string>;
}

/** Places of slots that are no more are taken away when the first is asked for. */
export function createToolCache(folder: string): ToolCache {
  const places = new Map<string, Promise<string>>();
  let swept: Promise<void> | null = null;
  const make = async (directory: string): Promise<string> => {
    swept ??= sweep(folder);
    await swept;
    const place = join(folder, createHash("sha256").update(directory).digest("hex").slice(0, 16));
    await mkdir(place, { recursive: true });
    await writeFile(join(place, ownerFile), directory);
    // What tools remember of paths is relative to it, and they see through links.
    return realpath(place);
  };
  return {
    placeFor(directory) {
      const place = places.get(directory) ?? make(directory);
      places.set(directory, place);
      // What could not be made is tried again when it is next asked for.
      place.catch(() => places.delete(directory));
      return place;
    },
  };
}

async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const owner = await readFile(join(folder, name, ownerFile), "utf8").catch(() => null);
    if (owner === null) continue;
    const isThere = await stat(owner).then((stats) => stats.isDirectory(), () => false);
    if (!isThere) await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
