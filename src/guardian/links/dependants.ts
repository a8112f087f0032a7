// Users of what a change took away: files that the change did not touch, and that import a name or a file which is no
// longer there. It looks through the repository only when something was taken away.
import { posix } from "node:path";
import type { ModuleImport } from "./module-record.ts";
import type { ModuleView } from "./module-view.ts";
import { isSourcePath } from "../source/oxc.ts";
import { isRelative, type Resolver } from "./resolver.ts";
import type { SourceFile, SourceFiles } from "./source-files.ts";

export interface BrokenUse {
  /** The changed or deleted file. */
  readonly target: string;
  /** Null if the whole file is gone. */
  readonly name: string | null;
  readonly user: string;
  readonly offset: number;
}

export interface UseSearch {
  readonly resolver: Resolver;
  readonly before: ModuleView;
  readonly after: ModuleView;
  /** Changed source files, and which of them were deleted. */
  readonly changed: ReadonlySet<string>;
  readonly deleted: ReadonlySet<string>;
  /** The source files that the change did not touch. */
  readonly files: SourceFiles;
  readonly signal: AbortSignal;
}

/** Whether the change took any export away from one of its files. */
export async function takesAway(search: UseSearch): Promise<boolean> {
  if (search.deleted.size > 0) return true;
  for (const path of search.changed) {
    const before = await search.before.exportsOf(path);
    const after = await search.after.exportsOf(path);
    if (!after.complete) continue;
    for (const name of before.names) if (!after.names.has(name)) return true;
  }
  return false;
}

export async function brokenUses(search: UseSearch): Promise<BrokenUse[]> {
  const users: SourceFile[] = [];
  for await (const file of search.files.all()) {
    search.signal.throwIfAborted();
    users.push(file);
  }
  const affected = affectedModules(search, users);
  const stems = new Set([...affected, ...search.deleted].flatMap(stemsOf));
  const found: BrokenUse[] = [];
  for (const { path, record } of users) {
    for (const imported of record.imports) {
      if (mayLeadTo(stems, imported.specifier)) found.push(...(await brokenImport(search, affected, path, imported)));
    }
  }
  return found;
}

/** The changed files and all that pass their exports on by `export *`. */
function affectedModules(search: UseSearch, users: readonly SourceFile[]): Set<string> {
  const passedOnBy = new Map<string, string[]>();
  for (const { path, record } of users) {
    for (const star of record.stars) {
      const target = search.resolver.resolve(path, star);
      if (target.kind === "file") passedOnBy.set(target.path, [...(passedOnBy.get(target.path) ?? []), path]);
    }
  }
  const affected = new Set(search.changed);
  // A set goes on with what is added while it is walked.
  for (const path of affected) for (const passing of passedOnBy.get(path) ?? []) affected.add(passing);
  return affected;
}

const sourceEnding = /(?:\.d)?\.(?:[cm]?[jt]s|[jt]sx)$/i;

/** What the last part of a specifier that leads to a file can be, endings aside; empty for an index file. */
function stemsOf(path: string): string[] {
  const stem = posix.basename(path).replace(sourceEnding, "");
  return stem === "index" ? [stem, posix.basename(posix.dirname(path)), ""] : [stem];
}

/** Cheap and never wrong in saying no for relative specifiers; the others are looked up in any case. */
function mayLeadTo(stems: ReadonlySet<string>, specifier: string): boolean {
  if (!isRelative(specifier)) return true;
  const last = specifier.replace(/\?.*$/s, "").split("/").at(-1) ?? "";
  return stems.has(/^\.*$/.test(last) ? "" : last.replace(sourceEnding, "")) || stems.has(last);
}

async function brokenImport(
  search: UseSearch,
  affected: ReadonlySet<string>,
  user: string,
  imported: ModuleImport,
): Promise<BrokenUse[]> {
  const resolved = search.resolver.resolve(user, imported.specifier);
  const gone = [...search.deleted].find((path) => couldName(user, imported.specifier, path));
  if (resolved.kind === "missing") {
    return gone === undefined ? [] : [{ target: gone, name: null, user, offset: imported.offset }];
  }
  if (resolved.kind !== "file" || !affected.has(resolved.path)) return [];
  const after = await search.after.exportsOf(resolved.path);
  if (!after.complete) return [];
  // Another file may have taken the place of the deleted one, as `a/index.js` of `a.js`.
  const before = await search.before.exportsOf(gone ?? resolved.path);
  const found: BrokenUse[] = [];
  for (const { name, offset } of imported.names) {
    if (after.names.has(name) || !before.names.has(name)) continue;
    const target = search.changed.has(resolved.path) ? resolved.path : await loserOf(search, name);
    found.push({ target: target ?? resolved.path, name, user, offset });
  }
  return found;
}

/** The changed file that a name was taken from; others may only have passed it on. */
async function loserOf(search: UseSearch, name: string): Promise<string | null> {
  for (const path of search.changed) {
    const before = await search.before.exportsOf(path);
    const after = await search.after.exportsOf(path);
    if (before.names.has(name) && !after.names.has(name)) return path;
  }
  return null;
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
