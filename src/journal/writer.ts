// Appends lines to an open journal file: in order, together while the disk is busy, and not at all after a failure. It
// does not know who may write, only to ask whether it still may.
import { OrchestratorError } from "../core/errors.ts";
import type { MissionEvent } from "../core/event.ts";
import type { Clock } from "../ports/clock.ts";
import type { JournalRecord } from "../ports/journal.ts";
import { writeAll } from "./files.ts";
import type { OpenFile } from "./files.ts";
import type { Lock } from "./lock.ts";
import type { JournalPosition } from "./reader.ts";
import { encodeRecord } from "./record.ts";

export interface JournalWriter {
  append(event: MissionEvent): Promise<JournalRecord>;
  /** Resolves when nothing is being written any more, well or not. */
  settle(): Promise<void>;
}

export interface WriterOptions {
  readonly file: OpenFile;
  readonly lock: Pick<Lock, "isHeld">;
  readonly clock: Clock;
  readonly position: JournalPosition;
  /** For messages. */
  readonly directory: string;
}

interface Waiting {
  readonly record: JournalRecord;
  readonly line: Buffer;
  resolve(record: JournalRecord): void;
  reject(reason: OrchestratorError): void;
}

export function createJournalWriter(options: WriterOptions): JournalWriter {
  const { file, lock, clock, directory } = options;
  let durableBytes = options.position.bytes;
  let sequence = options.position.sequence;
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | null = null;
  let failure: OrchestratorError | null = null;

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        if (!(await lock.isHeld())) throw new Error("the lock was lost: another process has taken the mission over, or the lock's file is gone");
        const bytes = Buffer.concat(batch.map(({ line }) => line));
        await writeAll(file, bytes, durableBytes);
        await file.sync();
        durableBytes += bytes.length;
        for (const { record, resolve } of batch) resolve(record);
      } catch (thrown) {
        failure = writeFailure(directory, thrown);
        await takeBack(options, durableBytes);
        for (const { reject } of [...batch, ...waiting]) reject(failure);
        waiting = [];
      }
    }
    flushing = null;
  };

  return {
    append(event) {
      if (failure !== null) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        const record = { sequence: sequence + 1, time: clock.now(), event };
        waiting.push({ record, line: Buffer.from(encodeRecord(record)), resolve, reject });
        sequence += 1;
        flushing ??= flush();
      });
    },
    async settle() {
      await flushing;
    },
  };
}

/** What was not acknowledged is taken off again, so that it is not mistaken for something decided. */
async function takeBack({ file, lock }: WriterOptions, durableBytes: number): Promise<void> {
  try {
    if ((await lock.isHeld()) && (await file.size()) > durableBytes) {
      await file.truncate(durableBytes);
      await file.sync();
    }
  } catch {
    // The disk refuses that too; then the next opening finds a torn line, or a whole one that it may well keep.
  }
}

function writeFailure(directory: string, thrown: unknown): OrchestratorError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new OrchestratorError(
    "journal-write",
    `The journal in ${directory} could not be written: ${reason}`,
    "Nothing is decided any more that could be lost. Free space on the disk, or see to what the message says, and resume the mission.",
    { cause: thrown },
  );
}
