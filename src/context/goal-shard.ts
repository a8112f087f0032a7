// What those get who look at the whole goal: the project's rules, its package.json in short, and windows on the places
// that the brief names. Does not know the repository map, which the prompt carries beside it.
import type { Brief } from "../core/reply.ts";
import type { FactsCache } from "./facts-cache.ts";
import { wholePiece, type Piece } from "./pieces.ts";
import { readRepositoryFile } from "./repository-file.ts";
import { filePieces, readSource } from "./source-file.ts";
import { linesOf } from "./text.ts";
import { aroundSymbol, namedSymbols, type LineRange } from "./windows.ts";

const ruleFiles = ["AGENTS.md", "CONTRIBUTING.md"];
const rulesBytesMax = 4_096;
const packageBytesMax = 2_048;
const placesMax = 30;

/** Rules and package.json may take this share of a shard, so that a small one still shows places. */
const headShare = 1 / 3;

export async function goalPieces(
  directory: string,
  brief: Brief | null,
  bytesMax: number,
  cache: FactsCache,
): Promise<readonly Piece[]> {
  const headBytesMax = Math.floor(bytesMax * headShare);
  const rules = await rulePieces(directory, Math.min(rulesBytesMax, headBytesMax));
  const manifest = await packagePieces(directory, Math.min(packageBytesMax, headBytesMax));
  return [...rules, ...manifest, ...(await placePieces(directory, brief, cache))];
}

/** The files of rules share one budget: what the first leaves is the second's. */
async function rulePieces(directory: string, bytesMax: number): Promise<readonly Piece[]> {
  const pieces: Piece[] = [];
  for (const path of ruleFiles) {
    const file = await readRepositoryFile(directory, path);
    if (file.kind !== "text" || file.text.trim() === "") continue;
    pieces.push(wholePiece(path, linesOf(file.text), Math.floor(bytesMax / ruleFiles.length)));
  }
  const [only] = pieces;
  return pieces.length === 1 && only !== undefined ? [{ ...only, bytesMax }] : pieces;
}

const about = ["name", "type", "main", "exports", "bin", "engines"];
const shownKeys = [...about, "scripts", "workspaces", "dependencies", "devDependencies"];

/** Of package.json what matters for planning; as it stands if it is not JSON. */
async function packagePieces(directory: string, bytesMax: number): Promise<readonly Piece[]> {
  const file = await readRepositoryFile(directory, "package.json");
  if (file.kind !== "text") return [];
  return [wholePiece("package.json", linesOf(packageHead(file.text)), bytesMax)];
}

function packageHead(text: string): string {
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest !== "object" || manifest === null || Array.isArray(manifest)) return text;
    const entries = new Map(Object.entries(manifest));
    const shown = shownKeys.flatMap((key) => (entries.has(key) ? [[key, entries.get(key)] as const] : []));
    return JSON.stringify(Object.fromEntries(shown), null, 1);
  } catch {
    return text;
  }
}

/** Places in the brief's order, best first; those of one file together, where its first one stands. */
async function placePieces(directory: string, brief: Brief | null, cache: FactsCache): Promise<readonly Piece[]> {
  const places = (brief?.places ?? []).slice(0, placesMax);
  const pieces: Piece[] = [];
  for (const path of new Set(places.map((place) => place.path))) {
    const file = await readSource(directory, path, cache);
    if (typeof file === "string") continue;
    const wanted = places
      .filter((place) => place.path === path)
      .flatMap((place): readonly LineRange[] => {
        if (place.lines !== null) return [place.lines];
        return namedSymbols(file.facts.symbols, new Set(place.symbols)).map(aroundSymbol);
      });
    pieces.push(...filePieces(file, wanted));
  }
  return pieces;
}
