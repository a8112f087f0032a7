// The content of source files by a key that is the same for the same content, without reading what has not changed since
// it was last read.
import { createHash } from "node:crypto";
import { extname, join } from "node:path";
import { isUnchanged, stampOf, statOf, type FileStamp } from "../files/file-stamp.ts";
import { readSlotTextNow, type SlotText } from "../files/slot-file.ts";
import { remember } from "./memory.ts";
import { isModulePath } from "./module-path.ts";

export interface Content {
  readonly key: string;
  /** Null if it is not to be had any more. */
  text(): string | null;
}

export type ContentReader = (directory: string, path: string) => Content | null;

interface KnownContent {
  readonly stamp: FileStamp;
  readonly key: string;
}

export function createContentReader(filesMax: number): ContentReader {
  const contents = new Map<string, KnownContent>();
  return (directory, path) => {
    if (!isModulePath(path)) return null;
    const absolute = join(directory, path);
    const stats = statOf(absolute);
    if (stats === null || !stats.isFile()) return null;
    const known = contents.get(absolute);
    if (known !== undefined && isUnchanged(known.stamp, stats)) return { key: known.key, text: () => textAt(directory, path) };
    const text = textAt(directory, path);
    if (text === null) return null;
    const key = contentKey(path, text);
    const stamp = stampOf(stats);
    if (stamp !== null) remember(contents, absolute, { stamp, key }, filesMax);
    return { key, text: () => text };
  };
}

function textAt(directory: string, path: string): string | null {
  const content = readSlotTextNow(directory, path);
  return content.kind === "text" ? content.text : null;
}

export function contentOf(path: string, content: SlotText): Content | null {
  if (content.kind !== "text" || !isModulePath(path)) return null;
  return { key: contentKey(path, content.text), text: () => content.text };
}

/** The same text is read differently by the file's ending. */
function contentKey(path: string, text: string): string {
  const ending = /\.d\.[cm]?ts$/i.test(path) ? ".d.ts" : extname(path).toLowerCase();
  return `${ending}\0${createHash("sha1").update(text).digest("base64")}`;
}

