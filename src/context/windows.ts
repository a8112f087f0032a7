// Windows: which lines of a long file are shown. Models do better with a hundred lines about the matter than with all
// of the file.
import type { SymbolFact } from "./file-facts.ts";

/** First and last line, from 1. */
export type LineRange = readonly [number, number];

export const windowLinesMax = 100;
/** Lines above a symbol that usually belong to it: comments, decorators. */
const leadLines = 5;

/** Windows for the wanted ranges, in their order, each clamped to the file and none showing a line twice. */
export function chooseWindows(
  wanted: readonly LineRange[],
  totalLines: number,
  windowsMax: number,
): readonly LineRange[] {
  if (totalLines === 0) return [];
  if (totalLines <= windowLinesMax) return [[1, totalLines]];
  const windows: LineRange[] = [];
  for (const range of wanted) {
    const first = Math.min(Math.max(1, Math.floor(range[0])), totalLines);
    const last = Math.min(Math.max(first, Math.floor(range[1])), totalLines, first + windowLinesMax - 1);
    if (windows.length === windowsMax) break;
    const free = freePart([first, last], windows);
    if (free !== null) windows.push(free);
  }
  return windows.length > 0 ? windows : [[1, windowLinesMax]];
}

/** What of the range no window shows yet, in one run; null if nothing. */
function freePart(range: LineRange, windows: readonly LineRange[]): LineRange | null {
  let [first, last] = range;
  const inOrder = [...windows].sort((left, right) => left[0] - right[0]);
  for (const [shownFirst, shownLast] of inOrder) {
    if (shownFirst <= first && first <= shownLast) first = shownLast + 1;
    else if (first < shownFirst && shownFirst <= last) last = shownFirst - 1;
  }
  return first <= last ? [first, last] : null;
}

/** A window that begins a little above the symbol and shows what comes after it as well. */
export function aroundSymbol(symbol: SymbolFact): LineRange {
  const first = Math.max(1, symbol.line - leadLines);
  return [first, first + windowLinesMax - 1];
}

/**
 * Symbols that the words name, methods first, since they say more than the class around them; else in the order of the
 * file. Names as short as `a` or `id` are named by chance; so are methods such as `add`, unless written as code.
 */
export function namedSymbols(
  symbols: readonly SymbolFact[],
  words: ReadonlySet<string>,
  codeWords: ReadonlySet<string> = words,
): readonly SymbolFact[] {
  const named = symbols.filter(({ name, kind }) => {
    const isPlainWord = kind === "method" && /^[a-z]+$/.test(name);
    return name.length >= namedCharsMin && (isPlainWord ? codeWords : words).has(name);
  });
  return [...named.filter(({ kind }) => kind === "method"), ...named.filter(({ kind }) => kind !== "method")];
}

const namedCharsMin = 3;

export function wordsOf(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.match(/[\p{L}\p{N}_$]+/gu) ?? []));
}

/** Words that stand as code does: behind a dot or a backtick, or before a bracket. */
export function codeWordsOf(texts: readonly string[]): ReadonlySet<string> {
  return new Set(texts.flatMap((text) => text.match(/(?<=[.#`])[\p{L}\p{N}_$]+|[\p{L}\p{N}_$]+(?=[(`])/gu) ?? []));
}
