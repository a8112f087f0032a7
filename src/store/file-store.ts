// A mission's files on disk, each replaced in one step. It does not know what they say.
import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { Store } from "../ports/store.ts";
import { hasCode, realPathInside } from "./inside.ts";

export function createFileStore({ directory }: { readonly directory: string }): Store {
  return {
    directory,
    async write(path, content) {
      const target = locate(directory, path);
      try {
        await mkdir(directory, { recursive: true });
        await assertInside(directory, dirname(target), path);
        await mkdir(dirname(target), { recursive: true });
        await replace(target, content);
      } catch (thrown) {
        if (thrown instanceof OrchestratorError) throw thrown;
        throw notWritable(target, thrown);
      }
    },
    async read(path) {
      const target = locate(directory, path);
      try {
        await assertInside(directory, target, path);
        return await readFile(target, "utf8");
      } catch (thrown) {
        if (hasCode(thrown, "ENOENT", "ENOTDIR")) return null;
        throw thrown;
      }
    },
  };
}

/** Readers see the old file or the new one, never half of one, whenever the process or the power ends. */
async function replace(target: string, content: string): Promise<void> {
  const temporary = join(dirname(target), `.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, "wx", 0o644);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}

function locate(directory: string, path: string): string {
  const segments = path.split("/");
  const isOdd = segments.some((segment) => segment === "" || segment === "." || segment === "..") || /[\\\0]|^[a-z]:/i.test(path);
  if (isOdd) throw outside(path);
  return join(directory, ...segments);
}

/** A link among the mission's folders could lead anywhere. */
async function assertInside(directory: string, target: string, path: string): Promise<void> {
  if ((await realPathInside(directory, target)) === null) throw outside(path);
}

function outside(path: string): OrchestratorError {
  return new OrchestratorError(
    "internal",
    `${JSON.stringify(path.slice(0, 200))} is not a path in the mission's folder.`,
    "This is a defect of the plugin, or a link was put into the mission's folder.",
  );
}

function notWritable(target: string, thrown: unknown): OrchestratorError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new OrchestratorError(
    "not-writable",
    `${target} cannot be written: ${reason}`,
    "Free space on the disk, or make the folder writable.",
    { cause: thrown },
  );
}
