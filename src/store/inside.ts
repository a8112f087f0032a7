// Whether a path stays in a folder when symbolic links are followed. It changes nothing and knows no meaning of either.
import { realpath } from "node:fs/promises";
import { dirname, sep } from "node:path";

/**
 * Where `target`, or the nearest folder above it that exists, really is; null if that is not `folder` or inside it. Asked
 * before folders are made, so that none is made elsewhere.
 */
export async function realPathInside(folder: string, target: string): Promise<string | null> {
  const root = await realpath(folder);
  const real = await nearestRealPath(target);
  return real === root || real.startsWith(root.endsWith(sep) ? root : root + sep) ? real : null;
}

async function nearestRealPath(target: string): Promise<string> {
  try {
    return await realpath(target);
  } catch (thrown) {
    if (!hasCode(thrown, "ENOENT") || dirname(target) === target) throw thrown;
    return nearestRealPath(dirname(target));
  }
}

export function hasCode(thrown: unknown, ...codes: readonly string[]): boolean {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" && codes.includes(thrown.code);
}
