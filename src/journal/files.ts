// The few operations on files that the journal needs, as an interface: a full disk can then be had in a test. It does not
// know what is in the files.
import { constants } from "node:fs";
import { mkdir, open, readdir } from "node:fs/promises";

export interface OpenFile {
  /** Bytes read into `buffer` from `position`; 0 at the end. */
  read(buffer: Buffer, position: number): Promise<number>;
  /** Bytes written, which may be fewer than given. */
  write(bytes: Buffer, position: number): Promise<number>;
  size(): Promise<number>;
  truncate(bytes: number): Promise<void>;
  /** Resolves when what was written would survive a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** `existing` only reads; `create` reads and writes; `new` writes and fails with EEXIST if the file is there. */
export type OpenMode = "existing" | "create" | "new";

/** Failures are those of node:fs, with their `code`. */
export interface JournalFiles {
  open(path: string, mode: OpenMode): Promise<OpenFile>;
  makeFolder(path: string): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  /** Makes new names in the folder survive a loss of power, where the platform can. */
  syncFolder(path: string): Promise<void>;
}

// A link in the journal's place could point at any file of the user's: it is never followed.
const noFollow = constants.O_NOFOLLOW ?? 0;
const flags: Readonly<Record<OpenMode, number>> = {
  existing: constants.O_RDONLY | noFollow,
  create: constants.O_RDWR | constants.O_CREAT | noFollow,
  new: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL,
};

export function createJournalFiles(): JournalFiles {
  return {
    open: openFile,
    async makeFolder(path) {
      await mkdir(path, { recursive: true });
    },
    list: (path) => readdir(path),
    async syncFolder(path) {
      const handle = await open(path, constants.O_RDONLY);
      try {
        await handle.sync();
      } catch (thrown) {
        // Some file systems refuse to sync a folder and need not be asked.
        if (!hasCode(thrown, "EINVAL", "EPERM", "EISDIR", "EBADF", "ENOTSUP")) throw thrown;
      } finally {
        await handle.close();
      }
    },
  };
}

async function openFile(path: string, mode: OpenMode): Promise<OpenFile> {
  const handle = await open(path, flags[mode], 0o644);
  return {
    async read(buffer, position) {
      return (await handle.read(buffer, 0, buffer.length, position)).bytesRead;
    },
    async write(bytes, position) {
      return (await handle.write(bytes, 0, bytes.length, position)).bytesWritten;
    },
    async size() {
      return (await handle.stat()).size;
    },
    truncate: (bytes) => handle.truncate(bytes),
    sync: () => handle.datasync(),
    close: () => handle.close(),
  };
}

export function hasCode(thrown: unknown, ...codes: readonly string[]): boolean {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" && codes.includes(thrown.code);
}

/** Writes all of it, however often the platform writes only a part. */
export async function writeAll(file: OpenFile, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const part = await file.write(bytes.subarray(written), position + written);
    if (part === 0) throw new Error("The file takes no more bytes.");
    written += part;
  }
}
