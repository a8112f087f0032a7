// Gives a file another text for a while. The file itself is moved aside and back, so that afterwards it is the same to
// the byte and to its time of change.
import { randomUUID } from "node:crypto";
import { lstat, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OrchestratorError } from "../../core/errors.ts";

export async function withText<Result>(directory: string, path: string, text: string, work: () => Promise<Result>): Promise<Result> {
  const file = join(directory, path);
  const stats = await lstat(file);
  if (!stats.isFile()) throw new OrchestratorError("internal", `${path} is no file.`, "This is a defect of the plugin.");
  const aside = `${file}.${randomUUID()}.aside`;
  await rename(file, aside);
  try {
    await writeFile(file, text, { mode: stats.mode });
    return await work();
  } finally {
    // What the tests made of the place meanwhile, a folder perhaps, must not keep the file away.
    await rm(file, { recursive: true, force: true });
    await rename(aside, file);
  }
}
