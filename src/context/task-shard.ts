// What those get who work on one task: the files that it writes, the files that it reads, the signatures around them,
// and the brief's notes on them.
import type { Task } from "../core/plan.ts";
import type { Brief, Place } from "../core/reply.ts";
import type { FactsCache } from "./facts-cache.ts";
import { createImportResolver } from "./import-graph.ts";
import { wholePiece, type Piece } from "./pieces.ts";
import { filePieces, readSource, type SourceFile } from "./source-file.ts";
import { comparePaths, importersOf, type Survey } from "./survey.ts";
import { oneLine } from "./text.ts";
import { aroundSymbol, codeWordsOf, namedSymbols, wordsOf, type LineRange } from "./windows.ts";

const neighboursMax = 20;
const signaturesPerFileMax = 12;
const noteCharsMax = 300;

export async function taskPieces(
  directory: string,
  task: Task,
  brief: Brief | null,
  survey: Survey | null,
  cache: FactsCache,
): Promise<readonly Piece[]> {
  const names = task.provides.map(({ name }) => name);
  const texts = [task.title, task.instruction, ...task.acceptance];
  const words: Words = { all: wordsOf([...texts, ...names]), code: new Set([...codeWordsOf(texts), ...wordsOf(names)]) };
  const places = brief?.places ?? [];
  const shown: SourceFile[] = [];
  const pieces: Piece[] = [];
  const missing: string[] = [];
  for (const path of new Set([...task.writes, ...task.reads])) {
    const file = await readSource(directory, path, cache);
    if (typeof file === "string") {
      missing.push(`${oneLine(path, noteCharsMax)} ${file}`);
      continue;
    }
    shown.push(file);
    pieces.push(...filePieces(file, wantedRanges(file, words, places)));
  }
  if (missing.length > 0) pieces.unshift(wholePiece("Files of this task that are not shown", missing));
  const neighbours = await neighbourPieces(directory, shown, new Set(task.writes), survey, cache);
  const paths = new Set([...task.writes, ...task.reads]);
  const notes = places.filter((place) => paths.has(place.path)).map(noteOf);
  return [...pieces, ...neighbours, ...(notes.length > 0 ? [wholePiece("Notes on these files", notes)] : [])];
}

interface Words {
  readonly all: ReadonlySet<string>;
  readonly code: ReadonlySet<string>;
}

/** What the task names comes before what the brief points at: the task was written later. */
function wantedRanges(file: SourceFile, words: Words, places: readonly Place[]): readonly LineRange[] {
  const named = namedSymbols(file.facts.symbols, words.all, words.code).map(aroundSymbol);
  const pointed = places.flatMap((place) => (place.path === file.path && place.lines !== null ? [place.lines] : []));
  return [...named, ...pointed];
}

function noteOf(place: Place): string {
  const lines = place.lines === null ? "" : `:${place.lines[0]}-${place.lines[1]}`;
  return oneLine(`- ${place.path}${lines} ${place.why}`, noteCharsMax);
}

/** One hop along imports, both ways, as signatures: enough to call and not to break, without the bodies. */
async function neighbourPieces(
  directory: string,
  shown: readonly SourceFile[],
  writes: ReadonlySet<string>,
  survey: Survey | null,
  cache: FactsCache,
): Promise<readonly Piece[]> {
  const resolver = await createImportResolver(directory, isOwn);
  const shownPaths = new Set(shown.map((file) => file.path));
  const imported = shown.flatMap((file) => resolver(file.path, file.facts.imports));
  const importers = importersOf(survey?.files ?? []);
  const importing = [...writes].flatMap((path) => importers.get(path) ?? []);
  const used = fresh(imported, shownPaths);
  const users = fresh(importing, new Set([...shownPaths, ...used]));
  const pieces = [
    ["Signatures of what these files import", await signatures(directory, used, cache)],
    ["Signatures of the files that import them", await signatures(directory, users, cache)],
  ] as const;
  return pieces.flatMap(([title, lines]) => (lines.length > 0 ? [wholePiece(title, lines)] : []));
}

/** Whether a path that an import led to is the project's own: not outside, and not a package's. */
function isOwn(path: string): boolean {
  return !path.split("/").some((segment) => segment === ".." || segment === "node_modules");
}

function fresh(paths: readonly string[], shown: ReadonlySet<string>): readonly string[] {
  return [...new Set(paths)].filter((path) => !shown.has(path)).sort(comparePaths).slice(0, neighboursMax);
}

async function signatures(directory: string, paths: readonly string[], cache: FactsCache): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const path of paths) {
    const file = await readSource(directory, path, cache);
    if (typeof file === "string") continue;
    const exported = file.facts.symbols.filter((symbol) => symbol.exported).slice(0, signaturesPerFileMax);
    lines.push(oneLine(file.path, noteCharsMax), ...exported.map((symbol) => `  ${symbol.line}: ${symbol.signature}`));
  }
  return lines;
}
