// Where things of the user's live. It makes no folder.
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** OpenCode's configuration folder. */
export function configDirectory(environment: Environment): string {
  return join(environment["XDG_CONFIG_HOME"] ?? join(environment["HOME"] ?? homedir(), ".config"), "opencode");
}

/** Slots and surveys: everything that can be made again. */
export function cacheDirectory(environment: Environment): string {
  return join(environment["XDG_CACHE_HOME"] ?? join(environment["HOME"] ?? homedir(), ".cache"), "opencode-orchestrator");
}

/** The nearest folder that has `file`, from `folder` up to `root`; `root` if none has. */
export async function projectDirectory(folder: string, root: string, file: string): Promise<string> {
  for (let place = folder; place !== root && place !== dirname(place); place = dirname(place)) {
    if (await access(join(place, file)).then(() => true, () => false)) return place;
  }
  return root;
}
