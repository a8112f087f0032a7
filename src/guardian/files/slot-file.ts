// Reads one file of a slot, or one version of it from before, as bytes or text, without ever following a link and
// without holding more than a limit. It knows no language.
import { closeSync, constants, fstatSync, openSync, readFileSync } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { join } from "node:path";

/** Larger files are not read as source: they are generated, and parsing them would hold the host up. */
export const sourceBytesMax = 4 * 1024 * 1024;
/** As in git: a zero byte within the first bytes makes a file binary. */
const binaryProbeBytes = 8000;

export type SlotText =
  | { readonly kind: "text"; readonly text: string; readonly validUtf8: boolean }
  | { readonly kind: "absent" }
  /** A folder, a symbolic link, a socket or the like. */
  | { readonly kind: "other" }
  | { readonly kind: "too-large"; readonly bytes: number }
  | { readonly kind: "binary" };

/** The file's text as it stands. Its byte order mark, if any, is left out. */
export async function readSlotText(directory: string, path: string): Promise<SlotText> {
  const absolute = join(directory, path);
  try {
    const stats = await lstat(absolute);
    if (!stats.isFile()) return { kind: "other" };
    if (stats.size > sourceBytesMax) return { kind: "too-large", bytes: stats.size };
    const file = await open(absolute, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      return textOf(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isMissing(error)) return { kind: "absent" };
    return { kind: "other" };
  }
}

/** The same at once: thousands of small files are read sooner than they could be waited for one by one. */
export function readSlotTextNow(directory: string, path: string): SlotText {
  let file: number | null = null;
  try {
    // Opening a pipe would wait for whoever writes to it.
    file = openSync(join(directory, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(file);
    if (!stats.isFile()) return { kind: "other" };
    return stats.size > sourceBytesMax ? { kind: "too-large", bytes: stats.size } : textOf(readFileSync(file));
  } catch (error) {
    return { kind: isMissing(error) ? "absent" : "other" };
  } finally {
    if (file !== null) closeSync(file);
  }
}

export function textOf(bytes: Uint8Array | null): SlotText {
  if (bytes === null) return { kind: "absent" };
  if (bytes.length > sourceBytesMax) return { kind: "too-large", bytes: bytes.length };
  if (isBinary(bytes)) return { kind: "binary" };
  try {
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), validUtf8: true };
  } catch {
    return { kind: "text", text: new TextDecoder("utf-8").decode(bytes), validUtf8: false };
  }
}

export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, binaryProbeBytes).includes(0);
}

/** The first bytes of a file, enough to tell whether it is binary; empty if it cannot be read. */
export async function readProbe(directory: string, path: string): Promise<Uint8Array> {
  try {
    const file = await open(join(directory, path), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
    try {
      const probe = new Uint8Array(binaryProbeBytes);
      const { bytesRead } = await file.read(probe, 0, binaryProbeBytes, 0);
      return probe.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return new Uint8Array();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
