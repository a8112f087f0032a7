// Remembers what files import and export, by content, so that a later check parses only what changed. It holds no text,
// and forgets the oldest beyond a limit.
import { createHash } from "node:crypto";
import { lstat } from "node:fs/promises";
import { extname, join } from "node:path";
import { readModule, type ModuleRecord } from "./module-record.ts";
import { isSourcePath } from "../source/oxc.ts";
import { readSlotText, type SlotText } from "../files/slot-file.ts";

export const rememberedMax = 50_000;

export interface ModuleIndex {
  /** The record of a file as it stands on disk; null if it is missing or cannot be parsed. */
  recordAt(directory: string, path: string): Promise<ModuleRecord | null>;
  recordOf(path: string, content: SlotText): Promise<ModuleRecord | null>;
  /** How many texts were parsed so far. */
  readonly parsed: number;
}

export function createModuleIndex(): ModuleIndex {
  const records = new Map<string, ModuleRecord | null>();
  const contents = new Map<string, string>();
  let parsed = 0;

  const parse = async (path: string, text: string, key: string): Promise<ModuleRecord | null> => {
    const known = records.get(key);
    if (known !== undefined) return known;
    parsed += 1;
    const record = await readModule(path, text);
    remember(records, key, record);
    return record;
  };

  return {
    get parsed() {
      return parsed;
    },
    async recordOf(path, content) {
      if (content.kind !== "text" || !isSourcePath(path)) return null;
      return parse(path, content.text, contentKey(path, content.text));
    },
    async recordAt(directory, path) {
      if (!isSourcePath(path)) return null;
      const absolute = join(directory, path);
      const stats = await lstat(absolute, { bigint: true }).catch(() => null);
      if (stats === null || !stats.isFile()) return null;
      const stamp = `${absolute}\0${stats.mtimeNs}\0${stats.ctimeNs}\0${stats.size}\0${stats.ino}`;
      const knownKey = contents.get(stamp);
      const known = knownKey === undefined ? undefined : records.get(knownKey);
      if (known !== undefined) return known;
      const content = await readSlotText(directory, path);
      if (content.kind !== "text") return null;
      const key = contentKey(path, content.text);
      remember(contents, stamp, key);
      return parse(path, content.text, key);
    },
  };
}

/** The same text is read differently by the file's ending. */
function contentKey(path: string, text: string): string {
  const ending = /\.d\.[cm]?ts$/i.test(path) ? ".d.ts" : extname(path).toLowerCase();
  return `${ending}\0${createHash("sha1").update(text).digest("base64")}`;
}

function remember<Value>(memory: Map<string, Value>, key: string, value: Value): void {
  if (memory.size >= rememberedMax) {
    const oldest = memory.keys().next();
    if (oldest.done !== true) memory.delete(oldest.value);
  }
  memory.set(key, value);
}
