// Where a command prints to: one file for both streams. A pipe loses what a process still has queued when it ends while
// its reader is busy; writes to a file are done when they return. It knows no command.
import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface OutputFile {
  readonly handle: FileHandle;
  close(): Promise<void>;
}

/** Opened for appending, so that both streams keep their order; no path leads to it where the system allows that. */
export async function openOutputFile(): Promise<OutputFile> {
  const folder = await mkdtemp(join(tmpdir(), "orchestrator-output-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const handle = await open(join(folder, "output"), "ax+", 0o600);
    // An open file cannot be removed on Windows; elsewhere it goes now, so that not even a crash leaves it behind.
    const isRemoved = await remove().then(() => true, () => false);
    return {
      handle,
      async close() {
        await handle.close();
        // What a process out of reach still holds open stays for the system to clear away.
        if (!isRemoved) await remove().catch(() => undefined);
      },
    };
  } catch (error) {
    await remove().catch(() => undefined);
    throw error;
  }
}
