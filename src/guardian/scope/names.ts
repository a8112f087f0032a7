// Names of added files that not every system can store, or that some take for a name that is there already.
import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import type { ChangedFile, Finding } from "../../core/change.ts";
import { foldedPath, portabilityProblem } from "../../core/portable-path.ts";
import { finding } from "../finding.ts";

/** `files` is the whole change: what it takes away is in nobody's way, and of two that it adds one is enough. */
export async function nameProblem(directory: string, file: ChangedFile, files: readonly ChangedFile[]): Promise<Finding | null> {
  if (file.status !== "added") return null;
  const problem = portabilityProblem(file.path);
  if (problem !== null) {
    return finding("scope", "unportable-name", `${shown(file.path)} ${problem}. Give the file another name.`, { file: file.path });
  }
  const added = files.filter(({ status }) => status === "added").map(({ path }) => path);
  const other = await twinOf(directory, file.path, added);
  if (other === null) return null;
  const message = `${file.path} differs from ${other} in nothing but the case or form of its letters. Use ${other}, or choose another name.`;
  return finding("scope", "name-collision", message, { file: file.path });
}

/** A path beside the file, or beside a folder above it, that some systems would take for it. */
async function twinOf(directory: string, path: string, added: readonly string[]): Promise<string | null> {
  const parts = path.split("/");
  for (const [at, part] of parts.entries()) {
    const above = parts.slice(0, at).join("/");
    const names = await readdir(join(directory, above)).catch(() => []);
    const twin = names.find((name) => name !== part && foldedPath(name) === foldedPath(part));
    if (twin === undefined) continue;
    const place = posix.join(above, part);
    const other = posix.join(above, twin);
    // A folder that was there before is nothing new, whatever there is beside it.
    if (at < parts.length - 1 && (await wasThere(directory, place, added))) continue;
    if (other < place || (await wasThere(directory, other, added))) return other;
  }
  return null;
}

/** Whether a file or a folder holds anything that the change did not add. */
async function wasThere(directory: string, path: string, added: readonly string[]): Promise<boolean> {
  if (added.includes(path)) return false;
  const names = await readdir(join(directory, path)).catch(() => null);
  if (names === null) return true;
  return names.some((name) => !added.some((one) => one === `${path}/${name}` || one.startsWith(`${path}/${name}/`)));
}

function shown(path: string): string {
  return JSON.stringify(path).slice(1, -1);
}
