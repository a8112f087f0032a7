// All source files of one slot: which there are, what they import and export, and who imports whom. It is kept from
// check to check; what is asked of it holds for the moment of the last refresh.
import { join } from "node:path";
import type { CommitId } from "../../core/ids.ts";
import type { Walk } from "../files/slot-walk.ts";
import { statOf } from "../files/file-stamp.ts";
import { createImportGraph, type GrowingGraph, type ImportGraph } from "./import-graph.ts";
import { isModulePath } from "./module-path.ts";
import type { ModuleRecord } from "./module-record.ts";
import type { Resolver } from "./resolver.ts";

export interface Files {
  readonly walk: Walk;
  /** Of all source files that can be parsed, in no order that can be relied on: that of the walk is the same every time. */
  readonly records: ReadonlyMap<string, ModuleRecord>;
  readonly graph: ImportGraph;
}

/** A commit, and all paths in which what is on disk differs from it. */
export interface KnownState {
  readonly base: CommitId;
  readonly changed: ReadonlySet<string>;
}

export interface Repository {
  /**
   * Looks at the disk, and reads what has changed. One refresh follows the other. After one with the same base, only what
   * differs from it, now or then, is looked at: to ask thousands of files for their times takes longer than all the rest.
   */
  refresh(resolver: Resolver, signal: AbortSignal, state: KnownState | null): Promise<Files>;
}

/** Files parsed at once, on other threads. */
const parsedAtOnce = 8;
/** What decides where imports lead, beside the files themselves. */
const deciding = /(?:^|\/)(?:package\.json|[^/]*tsconfig[^/]*\.json|jsconfig\.json|pnpm-workspace\.yaml)$/;

/** What stands on disk, and records of it; null of what cannot be parsed. */
export interface RecordSource {
  walk(): Promise<Walk>;
  /** At once, undefined if the file has to be parsed for it: of thousands of files, hardly any has changed. */
  known(path: string): ModuleRecord | null | undefined;
  read(path: string): Promise<ModuleRecord | null>;
}

export function createRepository(directory: string, source: RecordSource): Repository {
  const records = new Map<string, ModuleRecord>();
  const seen = new Set<string>();
  /** Changed records that the graph has not been told of. */
  const changed = new Set<string>();
  let graph: GrowingGraph = createImportGraph();
  let decidedBy = "";
  let last: Promise<unknown> = Promise.resolve();
  /** What the slot held at the last refresh; null if that is not known. */
  let state: KnownState | null = null;

  const refresh = async (resolver: Resolver, signal: AbortSignal, now: KnownState | null): Promise<Files> => {
    const walk = await source.walk();
    const present = new Set(walk.paths);
    const added = new Set([...present].filter((path) => !seen.has(path)));
    const removed = new Set([...seen].filter((path) => !present.has(path)));
    const modules = walk.paths.filter(isModulePath);
    const read = new Map<string, ModuleRecord | null>();
    const differs = mayDiffer(state, now, seen);
    // Until this refresh is over, nothing is known for certain.
    state = null;
    for (const path of modules) {
      const record = differs(path) ? source.known(path) : (records.get(path) ?? null);
      if (record !== undefined) read.set(path, record);
    }
    const unread = modules.filter((path) => !read.has(path));
    await eachAtOnce(unread, async (path) => {
      signal.throwIfAborted();
      read.set(path, await source.read(path));
    });
    // In the order of the walk, whichever was read first: the same code must give the same findings.
    for (const path of modules) {
      const record = read.get(path) ?? null;
      if (record === (records.get(path) ?? null)) continue;
      changed.add(path);
      if (record === null) records.delete(path);
      else records.set(path, record);
    }
    for (const path of removed) records.delete(path);
    const decides = decidingState(directory, walk.paths);
    if (decides !== decidedBy) graph = createImportGraph();
    graph.update({ records, changed: decides === decidedBy ? changed : new Set(records.keys()), added, removed, resolver });
    changed.clear();
    decidedBy = decides;
    for (const path of removed) seen.delete(path);
    for (const path of added) seen.add(path);
    state = now;
    return { walk, records, graph };
  };

  return {
    refresh(resolver, signal, known) {
      const next = last.then(() => refresh(resolver, signal, known));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

/** Which files that are still there may be others than at the last refresh. */
function mayDiffer(then: KnownState | null, now: KnownState | null, seen: ReadonlySet<string>): (path: string) => boolean {
  if (then === null || now === null || then.base !== now.base) return () => true;
  return (path) => !seen.has(path) || then.changed.has(path) || now.changed.has(path);
}

async function eachAtOnce(paths: readonly string[], work: (path: string) => Promise<void>): Promise<void> {
  const queue = paths.values();
  const worker = async (): Promise<void> => {
    for (const path of queue) await work(path);
  };
  await Promise.all(Array.from({ length: parsedAtOnce }, worker));
}

function decidingState(directory: string, paths: readonly string[]): string {
  const stamps = ["node_modules", ...paths.filter((path) => deciding.test(path))].map((path) => {
    const stats = statOf(join(directory, path));
    return stats === null ? "" : `${path} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.size}`;
  });
  return stamps.join("\n");
}
