// Writes files over those of a slot, without ever following a link out of it. It keeps no copies: the slot is one that
// will be reset.
import { chmod, mkdir, realpath, rm, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { OrchestratorError } from "../../core/errors.ts";
import type { LaidFile } from "../../ports/gate.ts";

export async function layFiles(directory: string, files: readonly LaidFile[]): Promise<void> {
  const root = await realpath(directory);
  for (const { path, bytes, executable } of files) {
    const folder = dirname(join(root, path));
    await mkdir(folder, { recursive: true });
    const real = await realpath(folder);
    if (real !== root && !real.startsWith(root + sep)) {
      throw new OrchestratorError("internal", `${path} leads out of the slot.`, "Take out the link that its folder is.");
    }
    const file = join(real, path.slice(path.lastIndexOf("/") + 1));
    // What stands there may be a link, or a folder.
    await rm(file, { recursive: true, force: true });
    await writeFile(file, bytes);
    if (executable) await chmod(file, 0o755);
  }
}
