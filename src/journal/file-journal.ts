// The journal as a file of lines, each durable before its append resolves. Appends that come while the disk is busy share
// the next flush. It does not know what events mean, nor what a mission is.
import { join } from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Journal } from "../ports/journal.ts";
import { createJournalFiles, hasCode, writeAll } from "./files.ts";
import type { JournalFiles, OpenFile } from "./files.ts";
import { assertUnlocked, takeLock } from "./lock.ts";
import type { Lock } from "./lock.ts";
import { describeOwner } from "./owner.ts";
import type { LockOwner } from "./owner.ts";
import { journalName, readJournal } from "./reader.ts";
import type { JournalReading } from "./reader.ts";
import { createJournalWriter } from "./writer.ts";
import type { JournalWriter } from "./writer.ts";

const defaultLeaseMs = 15_000;
const tornFilesMax = 1_000;

export interface FileJournalOptions {
  /** The mission's folder; made if it is not there. */
  readonly directory: string;
  readonly clock: Clock;
  /** How long a process that died on another machine, or that hangs, keeps others off. */
  readonly leaseMs?: number;
  /** This process, unless told otherwise. */
  readonly owner?: LockOwner;
  readonly files?: JournalFiles;
}

interface Session {
  readonly lock: Lock;
  readonly file: OpenFile;
  readonly writer: JournalWriter;
}

export function createFileJournal(options: FileJournalOptions): Journal {
  const { directory, clock } = options;
  const files = options.files ?? createJournalFiles();
  let session: Session | null = null;
  return {
    async open() {
      const { lock, reading } = await lockAndRead(options, files);
      try {
        const file = await openForAppending(directory, reading, files);
        session = { lock, file, writer: createJournalWriter({ file, lock, clock, position: reading.position, directory }) };
        return { records: reading.records, tornBytes: reading.tornBytes };
      } catch (thrown) {
        await lock.release();
        throw thrown;
      }
    },
    async append(event) {
      if (session === null) throw notOpen(directory);
      return session.writer.append(event);
    },
    async close() {
      const ending = session;
      session = null;
      if (ending === null) return;
      await ending.writer.settle();
      try {
        await ending.file.close();
      } finally {
        await ending.lock.release();
      }
    },
  };
}

/** Reads before it locks, so that a damaged journal is told without a trace on disk; then reads what came meanwhile. */
async function lockAndRead(options: FileJournalOptions, files: JournalFiles): Promise<{ lock: Lock; reading: JournalReading }> {
  const { directory, clock } = options;
  await asWriteFailure(directory, () => assertUnlocked(directory, clock));
  const first = await readJournal(directory, undefined, files);
  const owner = options.owner ?? (await describeOwner(clock.now(), options.leaseMs ?? defaultLeaseMs));
  const lock = await asWriteFailure(directory, async () => {
    await files.makeFolder(directory);
    return takeLock(directory, owner, clock);
  });
  try {
    const rest = await readJournal(directory, first.position, files);
    const isContinued = rest.position.bytes >= first.position.bytes;
    return { lock, reading: isContinued ? { ...rest, records: first.records.concat(rest.records) } : rest };
  } catch (thrown) {
    await lock.release();
    throw thrown;
  }
}

function openForAppending(directory: string, reading: JournalReading, files: JournalFiles): Promise<OpenFile> {
  return asWriteFailure(directory, async () => {
    const file = await files.open(join(directory, journalName), "create");
    try {
      if (reading.tornBytes > 0) {
        await keepTorn(directory, file, reading, files);
        await file.truncate(reading.position.bytes);
      }
      await file.sync();
      await files.syncFolder(directory);
      return file;
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  });
}

/** Copies the unfinished line to `journal.torn-<n>`: someone may want to know what was being decided. */
async function keepTorn(directory: string, file: OpenFile, reading: JournalReading, files: JournalFiles): Promise<void> {
  const torn = Buffer.alloc(reading.tornBytes);
  for (let done = 0; done < torn.length; ) {
    const count = await file.read(torn.subarray(done), reading.position.bytes + done);
    if (count === 0) break;
    done += count;
  }
  const copy = await openNewTorn(directory, files);
  try {
    await writeAll(copy, torn, 0);
    await copy.sync();
  } finally {
    await copy.close();
  }
}

async function openNewTorn(directory: string, files: JournalFiles): Promise<OpenFile> {
  for (let number = 1; number <= tornFilesMax; number++) {
    try {
      return await files.open(join(directory, `journal.torn-${number}`), "new");
    } catch (thrown) {
      if (!hasCode(thrown, "EEXIST")) throw thrown;
    }
  }
  throw new Error(`There are ${tornFilesMax} torn lines kept already.`);
}

async function asWriteFailure<Result>(directory: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (thrown) {
    if (thrown instanceof OrchestratorError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new OrchestratorError(
      "journal-write",
      `The journal in ${directory} cannot be opened for writing: ${reason}`,
      "Free space on the disk, or make the folder writable, and resume the mission.",
      { cause: thrown },
    );
  }
}

function notOpen(directory: string): OrchestratorError {
  return new OrchestratorError(
    "journal-write",
    `The journal in ${directory} is not open.`,
    "This is a defect of the plugin: events were decided before the journal was opened, or after it was closed.",
  );
}
