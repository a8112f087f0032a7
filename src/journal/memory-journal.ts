// A journal in memory, for simulations, dry runs and tests: it keeps the same lines as the file journal, so that what
// would not survive the disk does not survive here. It knows no disk and no other process.
import { OrchestratorError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Journal, JournalRecord } from "../ports/journal.ts";
import { decodeRecord, encodeRecord } from "./record.ts";

/** What a disk would keep. Journals that share one stand for processes that open one mission, one after another. */
export interface MemoryStorage {
  /** With their newlines. */
  readonly lines: string[];
  /** Since when it has an owner; null if it has none. */
  heldSince: number | null;
}

export function createMemoryStorage(): MemoryStorage {
  return { lines: [], heldSince: null };
}

export function createMemoryJournal(options: { readonly clock: Clock }, shared: MemoryStorage = createMemoryStorage()): Journal {
  const { clock } = options;
  let isOpen = false;
  return {
    async open() {
      if (shared.heldSince !== null) throw held(shared.heldSince);
      const records = shared.lines.map(readLine);
      shared.heldSince = clock.now();
      isOpen = true;
      return { records, tornBytes: 0 };
    },
    async append(event) {
      if (!isOpen) throw notOpen();
      const record: JournalRecord = { sequence: shared.lines.length + 1, time: clock.now(), event };
      shared.lines.push(encodeRecord(record));
      return record;
    },
    async close() {
      if (isOpen) shared.heldSince = null;
      isOpen = false;
    },
  };
}

function readLine(line: string, index: number): JournalRecord {
  const decoding = decodeRecord(Buffer.from(line.slice(0, -1)), index + 1);
  if (decoding.ok) return decoding.record;
  throw new OrchestratorError(
    "journal-damaged",
    `The journal in memory is damaged: line ${index + 1} ${decoding.problem}.`,
    "Nothing was changed. Start a new mission.",
  );
}

function held(since: number): OrchestratorError {
  return new OrchestratorError(
    "mission-running",
    `The mission is being driven by process ${process.pid}, since ${new Date(since).toISOString()}.`,
    "Close the journal that holds it first.",
  );
}

function notOpen(): OrchestratorError {
  return new OrchestratorError(
    "journal-write",
    "The journal in memory is not open.",
    "This is a defect of the plugin: events were decided before the journal was opened, or after it was closed.",
  );
}
