// The repository map: one line a file, the most imported first, by folder, within a budget. The same survey and budget
// give the same text, byte for byte.
import { comparePaths, importersOf, type Survey, type SurveyedFile } from "./survey.ts";
import { byteLength, oneLine } from "./text.ts";

const lineCharsMax = 200;

interface Ranked {
  readonly file: SurveyedFile;
  readonly importedBy: number;
}

export function renderMap(survey: Survey, bytesMax: number): string {
  const ranked = rank(survey.files);
  const chosen = choose(ranked, survey.left, bytesMax);
  const left = ranked.length - chosen.length + survey.left;
  const lines = byFolder(chosen).flatMap(([folder, files]) => [folderLine(folder), ...files.map(fileLine)]);
  if (left > 0) lines.push(leftLine(left));
  const text = lines.map((line) => `${line}\n`).join("");
  // With a budget below the closing line's own length there is nothing to say.
  return byteLength(text) <= bytesMax ? text : "";
}

/** Most imported first; among equals, files with symbols before those of which only the size is known; then by path. */
function rank(files: readonly SurveyedFile[]): readonly Ranked[] {
  const importers = importersOf(files);
  return files
    .map((file) => ({ file, importedBy: importers.get(file.path)?.length ?? 0 }))
    .sort(
      (left, right) =>
        right.importedBy - left.importedBy ||
        Number(right.file.symbols.length > 0) - Number(left.file.symbols.length > 0) ||
        comparePaths(left.file.path, right.file.path),
    );
}

/** As many of the first as fit, with the lines of their folders and the closing line. */
function choose(ranked: readonly Ranked[], unseen: number, bytesMax: number): readonly Ranked[] {
  const folders = new Set<string>();
  let used = 0;
  for (const [index, entry] of ranked.entries()) {
    const folder = folderOf(entry.file.path);
    used += byteLength(fileLine(entry)) + 1;
    if (!folders.has(folder)) used += byteLength(folderLine(folder)) + 1;
    folders.add(folder);
    const left = ranked.length - index - 1 + unseen;
    // The closing line can only get shorter as more files are shown, so reserving today's is enough.
    const reserve = left > 0 ? byteLength(leftLine(ranked.length + unseen)) + 1 : 0;
    if (used + reserve > bytesMax) return ranked.slice(0, index);
  }
  return ranked;
}

/** Folders in the order of their best file. */
function byFolder(ranked: readonly Ranked[]): readonly (readonly [string, readonly Ranked[]])[] {
  const folders = new Map<string, Ranked[]>();
  for (const entry of ranked) {
    const folder = folderOf(entry.file.path);
    const files = folders.get(folder);
    if (files === undefined) folders.set(folder, [entry]);
    else files.push(entry);
  }
  return [...folders];
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function folderLine(folder: string): string {
  return folder === "" ? "./" : oneLine(folder, lineCharsMax);
}

function fileLine({ file, importedBy }: Ranked): string {
  const size = file.lines === null ? `${file.bytes} bytes` : `${file.lines} lines`;
  const use = importedBy === 0 ? "" : `, imported by ${importedBy}`;
  const symbols = file.symbols.length === 0 ? "" : `: ${file.symbols.join(", ")}`;
  return oneLine(`- ${file.path.slice(folderOf(file.path).length)} (${size}${use})${symbols}`, lineCharsMax);
}

function leftLine(count: number): string {
  return `… and ${count} more files`;
}
