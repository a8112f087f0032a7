// Remembers what files import, export, define and call, by content, so that a later check parses only what changed,
// whatever the slot. It holds no text, and forgets the oldest beyond a limit.
import type { SlotText } from "../files/slot-file.ts";
import { walkSlot, type Walk, type WalkMemory } from "../files/slot-walk.ts";
import { createModuleParser } from "../source/oxc-modules.ts";
import { parseSource, type SourceParser } from "../source/oxc.ts";
import { readCode, type CodeRecord } from "./code-record.ts";
import { recent, remember } from "./memory.ts";
import { contentOf, createContentReader, type Content } from "./module-contents.ts";
import { readModule, type ModuleRecord } from "./module-record.ts";
import { createRepository, type Repository } from "./repository.ts";
import { hasScriptBlocks, scriptOf } from "./script-blocks.ts";

export const rememberedMax = 50_000;
const codesMax = 10_000;
/** Slots, mostly; each costs a few megabytes when its repository is large. */
const repositoriesMax = 8;

export interface ModuleIndex {
  /** The record of a file as it stands on disk; null if it is missing or cannot be parsed. */
  recordAt(directory: string, path: string): Promise<ModuleRecord | null>;
  recordOf(path: string, content: SlotText): Promise<ModuleRecord | null>;
  /** What only the syntax tree of a file tells, as it stands on disk; null as above. `parse` may know the tree already. */
  codeAt(directory: string, path: string, parse?: SourceParser): Promise<CodeRecord | null>;
  codeOf(path: string, content: SlotText, parse?: SourceParser): Promise<CodeRecord | null>;
  /** All files of a slot as they are now; only folders that have changed since are read again. */
  walk(directory: string): Promise<Walk>;
  /** All of a slot's source files, and who imports whom. */
  repository(directory: string): Repository;
  /** How many texts were parsed so far for what they import and export. */
  readonly parsed: number;
}

/** Undefined if the file has to be parsed for it. */
type KnownRecord = (directory: string, path: string) => ModuleRecord | null | undefined;

export function createModuleIndex(): ModuleIndex {
  const records = new Map<string, ModuleRecord | null>();
  const codes = new Map<string, CodeRecord | null>();
  const repositories = new Map<string, Repository>();
  const walk = createWalker();
  const { contentAt, knownKey } = createContentReader(rememberedMax);
  const parse = createModuleParser();
  let parsed = 0;

  const recordIn = async (path: string, { key, text }: Content): Promise<ModuleRecord | null> => {
    const known = records.get(key);
    if (known !== undefined) return known;
    const read = text();
    if (read === null) return null;
    parsed += 1;
    const record = await readModule(parsedPath(path), sourceIn(path, read), parse);
    remember(records, key, record, rememberedMax);
    return record;
  };
  const codeIn = async (path: string, content: Content, parseTree: SourceParser): Promise<CodeRecord | null> => {
    const known = codes.get(content.key);
    if (known !== undefined) return known;
    const record = await recordIn(path, content);
    const text = record === null ? null : content.text();
    const code = record === null || text === null ? null : await readCode(parsedPath(path), sourceIn(path, text), record, parseTree);
    remember(codes, content.key, code, codesMax);
    return code;
  };
  const knownAt: KnownRecord = (directory, path) => {
    const key = knownKey(directory, path);
    return key === undefined ? undefined : records.get(key);
  };
  const recordAt: ModuleIndex["recordAt"] = async (directory, path) => {
    const content = contentAt(directory, path);
    return content === null ? null : recordIn(path, content);
  };
  return {
    recordAt,
    recordOf: async (path, content) => {
      const known = contentOf(path, content);
      return known === null ? null : recordIn(path, known);
    },
    codeAt: async (directory, path, parseTree = parseSource) => {
      const content = contentAt(directory, path);
      return content === null ? null : codeIn(path, content, parseTree);
    },
    codeOf: async (path, content, parseTree = parseSource) => {
      const known = contentOf(path, content);
      return known === null ? null : codeIn(path, known, parseTree);
    },
    walk,
    repository: (directory) =>
      recent(repositories, directory, repositoriesMax, () =>
        createRepository(directory, { walk: () => walk(directory), known: (path) => knownAt(directory, path), read: (path) => recordAt(directory, path) }),
      ),
    get parsed() {
      return parsed;
    },
  };
}

function createWalker(): ModuleIndex["walk"] {
  const memories = new Map<string, WalkMemory>();
  return (directory) => walkSlot(directory, undefined, recent(memories, directory, repositoriesMax, () => new Map()));
}

/** The name that a file is parsed by: a script within another language may use types. */
function parsedPath(path: string): string {
  return hasScriptBlocks(path) ? `${path}.ts` : path;
}

function sourceIn(path: string, text: string): string {
  return hasScriptBlocks(path) ? scriptOf(text) : text;
}
