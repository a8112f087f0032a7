// Pieces: what a shard is made of, in the order of their worth. A piece is a run of lines of something that has a page.
import { makePage, type Page } from "./pages.ts";

export interface Piece {
  /** A path, or what the lines are. */
  readonly title: string;
  readonly lines: readonly string[];
  /** Number of the first line in the whole, from 1. */
  readonly firstLine: number;
  readonly totalLines: number;
  /** The most that this piece may take of the shard; null for all that is left. */
  readonly bytesMax: number | null;
  /** The whole. */
  readonly page: Page;
}

/** One longer than this is cut with a mark wherever it is shown; the page has it whole. */
export const lineBytesMax = 1_000;

/** The whole of something as one piece. */
export function wholePiece(title: string, lines: readonly string[], bytesMax: number | null = null): Piece {
  return { title, lines, firstLine: 1, totalLines: lines.length, bytesMax, page: makePage(title, lines) };
}

/** A run of a file's lines, whose page is the whole file. */
export function windowPiece(title: string, lines: readonly string[], [first, last]: readonly [number, number]): Piece {
  return { ...wholePiece(title, lines), lines: lines.slice(first - 1, last), firstLine: first };
}
