// Reads the beginning and the end of what a command printed, within a limit: the first error stands at the one, the
// summary at the other.
import type { FileHandle } from "node:fs/promises";

/** The file's text; if it is longer than the limit, a line in the middle says how many bytes were left out. */
export async function readWindow(file: FileHandle, bytesMax: number): Promise<string> {
  const { size } = await file.stat();
  if (size <= bytesMax) return (await bytesOf(file, 0, size)).toString("utf8");
  const headMax = Math.floor(bytesMax / 2);
  const tailMax = bytesMax - headMax;
  const head = await bytesOf(file, 0, headMax);
  const tail = await bytesOf(file, size - tailMax, tailMax);
  const left = Buffer.from(`\n[… ${size - bytesMax} bytes left out …]\n`);
  return Buffer.concat([head, left, tail]).toString("utf8");
}

/** Fewer than `length` only if the file was made shorter meanwhile. */
async function bytesOf(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** Whether a window's text lacks its middle. */
export function wasCut(text: string): boolean {
  return /\n\[… \d+ bytes left out …\]\n/.test(text);
}
