// Reads a journal's records without a lock and without changing anything: for viewers while a mission runs, and for the
// owner before it appends. It does not know who writes.
import { join } from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { JournalRecord } from "../ports/journal.ts";
import { createJournalFiles, hasCode } from "./files.ts";
import type { JournalFiles, OpenFile } from "./files.ts";
import { decodeRecord, recordBytesMax, schemaVersion, type Decoding } from "./record.ts";

export const journalName = "journal.jsonl";

/** A place between two records: reading goes on from here. */
export interface JournalPosition {
  /** Bytes of whole lines before it. */
  readonly bytes: number;
  /** The number of the last record before it; 0 at the start. */
  readonly sequence: number;
}

export const journalStart: JournalPosition = { bytes: 0, sequence: 0 };

export interface JournalReading {
  readonly records: readonly JournalRecord[];
  /** After the last whole line. */
  readonly position: JournalPosition;
  /** Bytes after it: a line that is being written, or one that never was finished. */
  readonly tornBytes: number;
}

/**
 * The records from a position on; none if there is no journal. A journal that has become shorter than the position (its
 * owner took back what the disk did not take) is read from the start: the first record's sequence tells. Fails with
 * `journal-damaged`, naming the line, and with `journal-version` for one of another version.
 */
export async function readJournal(
  directory: string,
  from: JournalPosition = journalStart,
  files: JournalFiles = createJournalFiles(),
): Promise<JournalReading> {
  const path = join(directory, journalName);
  let file: OpenFile | null = null;
  try {
    file = await files.open(path, "existing");
    const start = (await file.size()) < from.bytes ? journalStart : from;
    return await readLines(file, path, start);
  } catch (thrown) {
    if (thrown instanceof OrchestratorError) throw thrown;
    if (hasCode(thrown, "ENOENT")) return { records: [], position: journalStart, tornBytes: 0 };
    throw unreadable(path, thrown);
  } finally {
    await file?.close();
  }
}

const chunkBytes = 1024 * 1024;
const newline = 0x0a;

async function readLines(file: OpenFile, path: string, start: JournalPosition): Promise<JournalReading> {
  const records: JournalRecord[] = [];
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let { bytes, sequence } = start;
  // Parts of a line whose end has not been read yet. They are copies, since the buffer is used again.
  let parts: Buffer[] = [];
  let partsBytes = 0;
  for (;;) {
    const chunk = buffer.subarray(0, await file.read(buffer, bytes + partsBytes));
    if (chunk.length === 0) break;
    let lineStart = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, lineStart)) {
      const part = chunk.subarray(lineStart, end);
      const line = parts.length === 0 ? part : Buffer.concat([...parts, part]);
      const decoding = decodeRecord(line, sequence + 1);
      if (!decoding.ok) throw refusal(path, sequence + 1, decoding);
      records.push(decoding.record);
      sequence += 1;
      bytes += line.length + 1;
      lineStart = end + 1;
      parts = [];
      partsBytes = 0;
    }
    parts.push(Buffer.from(chunk.subarray(lineStart)));
    partsBytes += chunk.length - lineStart;
    if (partsBytes >= recordBytesMax) throw damaged(path, sequence + 1, "is longer than any record");
  }
  return { records, position: { bytes, sequence }, tornBytes: partsBytes };
}

/** A journal of another version is whole, and its mission may be one to keep: it is told apart from a damaged one. */
function refusal(path: string, line: number, { problem, version }: Extract<Decoding, { ok: false }>): OrchestratorError {
  if (version === undefined) return damaged(path, line, problem);
  return new OrchestratorError(
    "journal-version",
    `The journal ${path} was written by ${version < schemaVersion ? "an older" : "a newer"} version of the plugin (schema ${version}; this one reads ${schemaVersion}).`,
    "Nothing was changed. What that mission had merged is on its branch, orchestrator/<mission>. Finish it with the version that began it, or start a new one with /task.",
  );
}

/** Record n is on line n, so the sequence names the line. */
function damaged(path: string, line: number, problem: string): OrchestratorError {
  return new OrchestratorError(
    "journal-damaged",
    `The journal ${path} is damaged: line ${line} ${problem}.`,
    `Nothing was changed. Restore the file from a copy, or keep its first ${line - 1} lines and lose what came later; ` +
      "or start a new mission.",
  );
}

function unreadable(path: string, thrown: unknown): OrchestratorError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new OrchestratorError(
    "journal-damaged",
    `The journal ${path} cannot be read: ${reason}`,
    "It must be an ordinary file that you may read; look at what stands in its place.",
    { cause: thrown },
  );
}
