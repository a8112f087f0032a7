// What specifiers and the files that they lead to have in common, told from their text alone: for files that are no
// longer there to be found, or have only just come.
import { posix } from "node:path";
import { isSourcePath } from "../source/oxc.ts";
import { isRelative } from "./resolver.ts";

const sourceEnding = /(?:\.d)?\.(?:[cm]?[jt]s|[jt]sx)$/i;

/** What the last part of a specifier that leads to a file can be, endings aside; empty for an index file. */
export function stemsOf(path: string): string[] {
  const stem = posix.basename(path).replace(sourceEnding, "");
  return stem === "index" ? [stem, posix.basename(posix.dirname(path)), ""] : [stem];
}

/**
 * Whether a specifier that leads nowhere now could have led to a path that was deleted. Aliases (`@/lib/users`) are
 * compared by their end, since the file that they led to cannot be asked for any more.
 */
export function couldName(importer: string, specifier: string, deleted: string): boolean {
  if (!isSourcePath(deleted)) return isRelative(specifier) && posix.join(posix.dirname(importer), specifier) === deleted;
  const bare = (path: string): string => path.replace(sourceEnding, "").replace(/\/$/, "");
  const gone = bare(deleted);
  if (isRelative(specifier)) {
    const wanted = bare(posix.join(posix.dirname(importer), specifier));
    return wanted === gone || gone === `${wanted}/index` || (wanted === "." && gone === "index");
  }
  const tail = /^[@~#$][^/]*\/(.+)$/.exec(specifier)?.[1];
  if (tail === undefined) return false;
  return [bare(tail), `${bare(tail)}/index`].some((end) => gone === end || gone.endsWith(`/${end}`));
}
