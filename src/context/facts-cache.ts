// Facts by content: a text that was read once, by whatever path and in whatever slot, is not parsed again. Kept in one
// file, which may be lost or damaged at any time at no other cost than parsing again.
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { factsVersion, languageOf, readFacts } from "./facts.ts";
import type { FileFacts } from "./file-facts.ts";

export interface FactsCache {
  factsOf(path: string, text: string): Promise<FileFacts>;
  /** Writes what is new; a failure to is none of the caller's concern. */
  save(): Promise<void>;
}

const entriesMax = 20_000;
const cacheBytesMax = 64 * 1024 * 1024;

export function createFactsCache(directory: string): FactsCache {
  const file = join(directory, "facts.json");
  const used = new Map<string, FileFacts>();
  let loading: Promise<Map<string, FileFacts>> | null = null;
  let changed = false;
  return {
    async factsOf(path, text) {
      loading ??= loadEntries(file);
      const known = await loading;
      const key = keyOf(path, text);
      const facts = used.get(key) ?? known.get(key) ?? (await readFacts(path, text));
      changed ||= !known.has(key) && !used.has(key);
      used.set(key, facts);
      const [oldest] = used.keys();
      if (used.size > entriesMax && oldest !== undefined) used.delete(oldest);
      return facts;
    },
    async save() {
      if (!changed) return;
      changed = false;
      const known = loading === null ? new Map<string, FileFacts>() : await loading;
      // What was used last goes first, so that the limit drops what nobody asks for any more.
      await saveEntries(directory, file, [...new Map([...used, ...known])].slice(0, entriesMax));
    },
  };
}

function keyOf(path: string, text: string): string {
  return `${languageOf(path) ?? "none"}:${createHash("sha256").update(text).digest("hex")}`;
}

async function loadEntries(file: string): Promise<Map<string, FileFacts>> {
  try {
    const content = await readFile(file, "utf8");
    const stored: unknown = JSON.parse(content);
    return isStored(stored) ? new Map(stored.entries) : new Map();
  } catch {
    return new Map();
  }
}

async function saveEntries(directory: string, file: string, entries: readonly [string, FileFacts][]): Promise<void> {
  const content = JSON.stringify({ version: factsVersion, entries });
  if (content.length > cacheBytesMax) return;
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(temporary, content);
    await rename(temporary, file);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

interface Stored {
  readonly version: number;
  readonly entries: [string, FileFacts][];
}

/** Only files written by this version are taken, so looking at the outside of each entry is enough. */
function isStored(value: unknown): value is Stored {
  if (typeof value !== "object" || value === null || !("version" in value) || !("entries" in value)) return false;
  return (
    value.version === factsVersion &&
    Array.isArray(value.entries) &&
    value.entries.every((entry) => Array.isArray(entry) && typeof entry[0] === "string" && isFacts(entry[1]))
  );
}

function isFacts(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("symbols" in value) || !("imports" in value)) return false;
  return "lines" in value && Array.isArray(value.symbols) && Array.isArray(value.imports);
}
