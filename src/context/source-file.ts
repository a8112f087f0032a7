// A file as a shard sees it: its lines and facts, read through the guard and the cache.
import type { FactsCache } from "./facts-cache.ts";
import type { FileFacts } from "./file-facts.ts";
import { wholePiece, windowPiece, type Piece } from "./pieces.ts";
import { readRepositoryFile } from "./repository-file.ts";
import { linesOf } from "./text.ts";
import { chooseWindows, type LineRange } from "./windows.ts";

export interface SourceFile {
  readonly path: string;
  readonly lines: readonly string[];
  readonly facts: FileFacts;
}

/** The file, or a sentence saying why there is none to show. */
export async function readSource(directory: string, path: string, cache: FactsCache): Promise<SourceFile | string> {
  const file = await readRepositoryFile(directory, path);
  if (file.kind === "absent") return "does not exist (yet)";
  if (file.kind === "unreadable") return `cannot be shown: ${file.why}`;
  return { path, lines: linesOf(file.text), facts: await cache.factsOf(path, file.text) };
}

const windowsPerFileMax = 3;

/** The file whole if it is short, else windows of it: those wanted or, if none is, its beginning. */
export function filePieces(file: SourceFile, wanted: readonly LineRange[]): readonly Piece[] {
  if (file.lines.length === 0) return [wholePiece(file.path, ["(empty file)"])];
  const windows = chooseWindows(wanted, file.lines.length, windowsPerFileMax);
  return windows.map((window) => windowPiece(file.path, file.lines, window));
}
