// The Context port: repository map, shards and pages. Knows where things are kept; what is shown is decided in the
// files beside it.
import type { Context, Shard, ShardRequest } from "../ports/context.ts";
import type { Store } from "../ports/store.ts";
import { createFactsCache, type FactsCache } from "./facts-cache.ts";
import { goalPieces } from "./goal-shard.ts";
import { pack } from "./pack.ts";
import { readPage, writePage } from "./pages.ts";
import { renderMap } from "./repository-map.ts";
import { comparePaths, loadSurvey, saveSurvey, survey, surveyKey, type Survey } from "./survey.ts";
import { taskPieces } from "./task-shard.ts";

export interface ContextOptions {
  readonly store: Store;
  /** For what is known of files by their content; may be shared by missions and repositories, and lost at any time. */
  readonly cacheDirectory: string;
}

export function createContext({ store, cacheDirectory }: ContextOptions): Context {
  const cache = createFactsCache(cacheDirectory);
  let latest: Promise<Survey | null> | null = null;
  const lastSurvey = () => (latest ??= loadSurvey(store));
  return {
    async survey(commit, directory, paths, bytesMax) {
      const sortedPaths = [...new Set(paths)].sort(comparePaths);
      const key = surveyKey(commit, sortedPaths);
      let found = await lastSurvey();
      if (found?.key !== key) {
        found = await survey(key, directory, sortedPaths, cache);
        latest = Promise.resolve(found);
        await saveSurvey(store, found);
      }
      return renderMap(found, bytesMax);
    },
    async shard(request) {
      return makeShard(request, request.task === null ? null : await lastSurvey(), store, cache);
    },
    page: (name, offsetLines, bytesMax) => readPage(store, name, offsetLines, bytesMax),
  };
}

async function makeShard(
  { directory, task, brief, bytesMax }: ShardRequest,
  lastSurvey: Survey | null,
  store: Store,
  cache: FactsCache,
): Promise<Shard> {
  if (bytesMax <= 0) return { text: "", pages: [], omitted: [] };
  const pieces =
    task === null
      ? await goalPieces(directory, brief, bytesMax, cache)
      : await taskPieces(directory, task, brief, lastSurvey, cache);
  const { text, pages, omitted, named } = pack(pieces, bytesMax);
  await Promise.all(named.map((page) => writePage(store, page)));
  return { text, pages, omitted };
}
