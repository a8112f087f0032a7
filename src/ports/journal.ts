// The journal remembers: events in the order in which they were decided on, durable before their effects run.
import type { MissionEvent } from "../core/event.ts";

/** An event with its place. Sequence numbers start at 1 and have no gap. */
export interface JournalRecord {
  readonly sequence: number;
  /** Milliseconds since 1970, for people; nothing is decided by it. */
  readonly time: number;
  readonly event: MissionEvent;
}

/** What opening a journal found. */
export interface JournalOpening {
  readonly records: readonly JournalRecord[];
  /** Bytes of an unfinished last line that were cut off (kept beside the journal); 0 as a rule. */
  readonly tornBytes: number;
}

/**
 * One mission's journal, with one owner.
 * - `open` takes the lock, or fails with `mission-running` naming the owner; reads all records, or fails with
 *   `journal-damaged` naming the line (`journal-version` if another version wrote it), and then changes nothing on disk.
 * - `append` resolves when the event is durable; events are durable in the order of the calls. It fails with
 *   `journal-write` (disk full, say); after that every further append fails too, since order could be lost.
 * - `close` ends the lease. Closing twice is harmless.
 */
export interface Journal {
  open(): Promise<JournalOpening>;
  append(event: MissionEvent): Promise<JournalRecord>;
  close(): Promise<void>;
}
