// Reads one file of a repository that is not trusted: nothing outside the folder, nothing that is not a plain text
// file, nothing too large. Does not know who asks.
import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, sep } from "node:path";
import { checkRepositoryPath } from "../core/repository-path.ts";

export const fileBytesMax = 1024 * 1024;

export type RepositoryFile =
  | { readonly kind: "text"; readonly text: string; readonly bytes: number }
  | { readonly kind: "absent" }
  /** `why` in words for people: `a binary file`. */
  | { readonly kind: "unreadable"; readonly why: string; readonly bytes: number };

const binarySampleBytes = 8_000;

export async function readRepositoryFile(directory: string, path: string): Promise<RepositoryFile> {
  const check = checkRepositoryPath(path);
  if (!check.ok) return unreadable(`a path that ${check.problem}`);
  const target = await resolveInside(directory, check.path);
  if (typeof target !== "string") return target;
  let file;
  try {
    // Resolved already, so a link here was put in place meanwhile; a named pipe must not make us wait.
    file = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return missingOr(error);
  }
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return unreadable(stat.isDirectory() ? "a folder" : "not a regular file");
    if (stat.size > fileBytesMax) return unreadable(`larger than ${fileBytesMax} bytes`, stat.size);
    const content = await file.readFile();
    if (content.subarray(0, binarySampleBytes).includes(0)) return unreadable("a binary file", content.length);
    return { kind: "text", text: content.toString("utf8").replace(/^\uFEFF/, ""), bytes: content.length };
  } catch (error) {
    return missingOr(error);
  } finally {
    await file.close();
  }
}

async function resolveInside(directory: string, path: string): Promise<string | RepositoryFile> {
  try {
    const root = await realpath(directory);
    const target = await realpath(join(root, path));
    const inside = relative(root, target);
    if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
      return unreadable("a link that leads out of the repository");
    }
    const real = checkRepositoryPath(inside.split(sep).join("/"));
    return real.ok ? target : unreadable(`a link to a path that ${real.problem}`);
  } catch (error) {
    return missingOr(error);
  }
}

function missingOr(error: unknown): RepositoryFile {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  return code === "ENOENT" || code === "ENOTDIR" ? { kind: "absent" } : unreadable(`not readable (${code})`);
}

function unreadable(why: string, bytes = 0): RepositoryFile {
  return { kind: "unreadable", why, bytes };
}
