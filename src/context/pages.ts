// Pages: the whole of what a shard shows a part of, on disk beside the mission, read on by the `page` tool. Names come
// from models, so they are checked before they become a path.
import { createHash } from "node:crypto";
import type { Store } from "../ports/store.ts";
import { byteLength, cutLine, linesOf, linesThatFit } from "./text.ts";

export interface Page {
  readonly name: string;
  readonly text: string;
}

const nameCharsMax = 80;
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

/** Named after what it shows and its content: two slots with different versions of a file get different pages. */
export function makePage(title: string, lines: readonly string[]): Page {
  const text = lines.map((line) => `${line}\n`).join("");
  const hash = createHash("sha256").update(`${title}\0${text}`).digest("hex").slice(0, 8);
  const words = title.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/\.{2,}/g, ".");
  const readable = words.slice(-(nameCharsMax - 9)).replace(/^[^A-Za-z0-9]+/, "");
  return { name: readable === "" ? `page-${hash}` : `${readable}-${hash}`, text };
}

export async function writePage(store: Store, page: Page): Promise<void> {
  await store.write(fileOf(page.name), page.text);
}

/**
 * The page from a line on, counted from 0, in at most `bytesMax` bytes. If more follows, the last line says where to
 * go on, when there is room for it. Past the end it is empty.
 */
export async function readPage(
  store: Store,
  name: string,
  offsetLines: number,
  bytesMax: number,
): Promise<string | null> {
  if (name.length > nameCharsMax || !namePattern.test(name) || name.includes("..")) return null;
  const text = await store.read(fileOf(name));
  if (text === null) return null;
  const lines = linesOf(text);
  const offset = Number.isFinite(offsetLines) ? Math.max(0, Math.floor(offsetLines)) : 0;
  return excerpt(lines, offset, bytesMax);
}

function fileOf(name: string): string {
  return `context/${name}.md`;
}

function excerpt(lines: readonly string[], offset: number, bytesMax: number): string {
  const rest = lines.slice(offset);
  if (linesThatFit(rest, bytesMax) === rest.length) return joined(rest);
  const more = (shown: number) =>
    `[lines ${offset + 1}-${offset + shown} of ${lines.length}; more from offset ${offset + shown}]\n`;
  const room = bytesMax - byteLength(more(rest.length));
  const count = linesThatFit(rest, room);
  if (count > 0) return joined(rest.slice(0, count)) + more(count);
  return firstLine(rest[0] ?? "", rest.length > 1 ? more(1) : "", bytesMax);
}

/** A line that is longer than the budget is cut and counts as shown, or nobody would ever get past it. */
function firstLine(line: string, more: string, bytesMax: number): string {
  const withMore = cutLine(line, bytesMax - byteLength(more) - 1);
  if (withMore !== "") return `${withMore}\n${more}`;
  const alone = cutLine(line, bytesMax - 1);
  return alone === "" ? "" : `${alone}\n`;
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}
