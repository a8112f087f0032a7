// What a worker gets to read beforehand: pages on disk, and the shard of them that fits its budget.
import type { CommitId, Role } from "../core/ids.ts";
import type { Task } from "../core/plan.ts";
import type { Brief } from "../core/reply.ts";

/** What a shard is for. `goal` for the Searcher and the Planner, `task` for the others. */
export interface ShardRequest {
  readonly role: Role;
  readonly goal: string;
  readonly task: Task | null;
  readonly brief: Brief | null;
  /** The folder whose files are shown: a slot, or the user's folder while planning. */
  readonly directory: string;
  readonly bytesMax: number;
}

/** Text for the prompt, with the pages it came from; `omitted` pages are named in the text for the `page` tool. */
export interface Shard {
  readonly text: string;
  readonly pages: readonly string[];
  readonly omitted: readonly string[];
}

/**
 * - `survey` reads the repository once per commit (symbols, imports, sizes) and answers the repository map: the same
 *   text, byte for byte, for the same commit and limit. Files are listed by the caller, since only the workspace knows
 *   what is ignored. What was surveyed before and did not change is not parsed again.
 * - `shard` never exceeds `bytesMax` bytes of UTF-8 and never shows half a line.
 * - `page` answers a page's text from `offsetLines`, at most `bytesMax` bytes, or null if there is no such page.
 */
export interface Context {
  survey(commit: CommitId, directory: string, paths: readonly string[], bytesMax: number): Promise<string>;
  shard(request: ShardRequest): Promise<Shard>;
  page(name: string, offsetLines: number, bytesMax: number): Promise<string | null>;
}
