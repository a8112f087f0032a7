// The slots of one repository, in a folder of the cache that is named after it: whoever works on the repository, a mission
// or the stand-alone gate, takes from the same ones.
import { createHash, randomUUID } from "node:crypto";
import path from "node:path";
import type { Objects } from "./objects.ts";
import type { Repository } from "./repository.ts";
import { createSlots, type Slots, type SlotOptions } from "./slots.ts";

export interface RepositorySlotsOptions extends Pick<SlotOptions, "slotsMax" | "now"> {
  readonly cacheDirectory: string;
}

export function slotsOfRepository(repository: Repository, objects: Objects, options: RepositorySlotsOptions): Slots {
  const name = createHash("sha256").update(repository.root).digest("hex").slice(0, 16);
  const directory = path.join(options.cacheDirectory, name);
  return createSlots({ repository, objects, directory, slotsMax: options.slotsMax, now: options.now, token: randomUUID });
}
