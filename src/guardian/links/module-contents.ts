// The content of source files by a key that is the same for the same content, without reading what has not changed since
// it was last read.
import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { extname } from "node:path";
import { isUnchanged, stampOf, statOf, type FileStamp } from "../files/file-stamp.ts";
import { readSlotTextNow, type SlotText } from "../files/slot-file.ts";
import { remember } from "./memory.ts";
import { isModulePath } from "./module-path.ts";

export interface Content {
  readonly key: string;
  /** Null if it is not to be had any more. */
  text(): string | null;
}

export interface ContentReader {
  /** Reads the file if it may have changed; null if it is no module, or no text. */
  contentAt(directory: string, path: string): Content | null;
  /** Without reading: undefined if the file is new or may have changed. */
  knownKey(directory: string, path: string): string | undefined;
}

interface KnownContent {
  readonly stamp: FileStamp;
  readonly key: string;
}

export function createContentReader(filesMax: number): ContentReader {
  const contents = new Map<string, KnownContent>();
  const keyOf = (absolute: string, stats: Stats | null): string | undefined => {
    const known = contents.get(absolute);
    return known !== undefined && stats !== null && isUnchanged(known.stamp, stats) ? known.key : undefined;
  };
  return {
    contentAt(directory, path) {
      if (!isModulePath(path)) return null;
      const absolute = `${directory}/${path}`;
      const stats = statOf(absolute);
      if (stats === null || !stats.isFile()) return null;
      const known = keyOf(absolute, stats);
      if (known !== undefined) return { key: known, text: () => textAt(directory, path) };
      const text = textAt(directory, path);
      if (text === null) return null;
      const key = contentKey(path, text);
      const stamp = stampOf(stats);
      if (stamp !== null) remember(contents, absolute, { stamp, key }, filesMax);
      return { key, text: () => text };
    },
    knownKey(directory, path) {
      const absolute = `${directory}/${path}`;
      return contents.has(absolute) ? keyOf(absolute, statOf(absolute)) : undefined;
    },
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

