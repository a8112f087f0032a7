// Reads a repository once: each file's facts and the edges between files. Kept with the mission, by commit, so that the
// same commit answers the same without reading a file, also after a restart.
import { createHash } from "node:crypto";
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { CommitId } from "../core/ids.ts";
import type { Store } from "../ports/store.ts";
import type { FactsCache } from "./facts-cache.ts";
import { factsVersion, languageOf } from "./facts.ts";
import type { FileFacts } from "./file-facts.ts";
import { createImportResolver } from "./import-graph.ts";
import { readRepositoryFile } from "./repository-file.ts";

export interface SurveyedFile {
  readonly path: string;
  readonly bytes: number;
  /** Null for files that were not read: another language, binary, too large. */
  readonly lines: number | null;
  /** The main symbols' names, exported ones first. */
  readonly symbols: readonly string[];
  readonly imports: readonly string[];
}

/** `files` are sorted by path; `left` more were not looked at. */
export interface Survey {
  readonly key: string;
  readonly files: readonly SurveyedFile[];
  readonly left: number;
}

const filesMax = 20_000;
const symbolsShownMax = 8;
const readsAtOnce = 16;

/** Equal for the same commit and paths, whatever folder they are in. */
export function surveyKey(commit: CommitId, paths: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify([factsVersion, commit, paths])).digest("hex");
}

export async function survey(
  key: string,
  directory: string,
  sortedPaths: readonly string[],
  cache: FactsCache,
): Promise<Survey> {
  const paths = sortedPaths.slice(0, filesMax);
  const known = new Set(paths);
  const resolver = await createImportResolver(directory, (path) => known.has(path));
  const files: SurveyedFile[] = [];
  for (let at = 0; at < paths.length; at += readsAtOnce) {
    const read = await Promise.all(paths.slice(at, at + readsAtOnce).map((path) => readFile(directory, path, cache)));
    for (const { path, bytes, facts } of read) {
      files.push({
        path,
        bytes,
        lines: facts?.lines ?? null,
        symbols: mainSymbols(facts),
        imports: facts === null ? [] : resolver(path, facts.imports),
      });
    }
  }
  await cache.save();
  return { key, files, left: sortedPaths.length - paths.length };
}

interface FileReading {
  readonly path: string;
  readonly bytes: number;
  readonly facts: FileFacts | null;
}

async function readFile(directory: string, path: string, cache: FactsCache): Promise<FileReading> {
  if (languageOf(path) === null) return { path, bytes: await sizeOf(join(directory, path)), facts: null };
  const file = await readRepositoryFile(directory, path);
  if (file.kind !== "text") return { path, bytes: file.kind === "absent" ? 0 : file.bytes, facts: null };
  return { path, bytes: file.bytes, facts: await cache.factsOf(path, file.text) };
}

async function sizeOf(file: string): Promise<number> {
  return lstat(file).then(
    (stat) => stat.size,
    () => 0,
  );
}

function mainSymbols(facts: FileFacts | null): readonly string[] {
  const symbols = (facts?.symbols ?? []).filter(({ kind, exported }) => exported || kind !== "method");
  const ordered = [...symbols.filter((symbol) => symbol.exported), ...symbols.filter((symbol) => !symbol.exported)];
  return [...new Set(ordered.map((symbol) => symbol.name))].slice(0, symbolsShownMax);
}

/** By code unit: the same on every machine, whatever its language. */
export function comparePaths(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

/** The files that import each file. */
export function importersOf(files: readonly SurveyedFile[]): ReadonlyMap<string, readonly string[]> {
  const importers = new Map<string, string[]>();
  for (const file of files) {
    for (const target of file.imports) {
      const known = importers.get(target);
      if (known === undefined) importers.set(target, [file.path]);
      else known.push(file.path);
    }
  }
  return importers;
}

const surveyFile = "context/survey.json";

/** The mission's last survey, or null; a damaged file counts as none. */
export async function loadSurvey(store: Store): Promise<Survey | null> {
  try {
    const stored: unknown = JSON.parse((await store.read(surveyFile)) ?? "null");
    return isSurvey(stored) ? stored : null;
  } catch {
    return null;
  }
}

export async function saveSurvey(store: Store, found: Survey): Promise<void> {
  await store.write(surveyFile, JSON.stringify(found));
}

function isSurvey(value: unknown): value is Survey {
  if (typeof value !== "object" || value === null || !("key" in value) || !("files" in value)) return false;
  return typeof value.key === "string" && "left" in value && Array.isArray(value.files) && value.files.every(isFile);
}

function isFile(value: unknown): boolean {
  if (typeof value !== "object" || value === null || !("path" in value) || !("symbols" in value)) return false;
  if (!("imports" in value) || !Array.isArray(value.imports)) return false;
  return typeof value.path === "string" && Array.isArray(value.symbols);
}
