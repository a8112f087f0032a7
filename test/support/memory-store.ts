// A Store that keeps files in memory and tells what was written: for tests of what writes to one.
import type { Store } from "../../src/ports/store.ts";

export interface MemoryStore extends Store {
  readonly files: Map<string, string>;
}

export function createMemoryStore(): MemoryStore {
  const files = new Map<string, string>();
  return {
    directory: "/memory",
    files,
    async write(path, content) {
      files.set(path, content);
    },
    async read(path) {
      return files.get(path) ?? null;
    },
  };
}
