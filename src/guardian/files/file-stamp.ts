// How a file or folder looked when it was last read, to tell without reading whether it has changed since.
import { lstatSync, type Stats } from "node:fs";

export interface FileStamp {
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly size: number;
  readonly ino: number;
}

/** Two changes within one tick of the file system's clock look alike, so what is this young is read again. */
const youngMs = 100;

/** Asked for thousands of files at a time, where waiting for each would take longer than the answer. */
export function statOf(absolute: string): Stats | null {
  try {
    return lstatSync(absolute, { throwIfNoEntry: false }) ?? null;
  } catch {
    // A folder in between is no folder, or may not be entered: there is nothing to be had.
    return null;
  }
}

/** Null for what has just changed. */
export function stampOf({ mtimeMs, ctimeMs, size, ino }: Stats): FileStamp | null {
  return Math.abs(Date.now() - ctimeMs) < youngMs ? null : { mtimeMs, ctimeMs, size, ino };
}

export function isUnchanged(stamp: FileStamp | null, stats: Stats): boolean {
  return stamp !== null && stamp.mtimeMs === stats.mtimeMs && stamp.ctimeMs === stats.ctimeMs && stamp.size === stats.size && stamp.ino === stats.ino;
}
