// Makes findings, and the few lines of text shown with them. It knows no rule.
import type { Finding, StageName } from "../core/change.ts";

export const excerptLinesMax = 7;
export const lineCharsMax = 160;

/** Where in a file something is; lines and columns count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

interface FindingParts {
  readonly file?: string | null;
  readonly place?: Place | null;
  readonly severity?: Finding["severity"];
  readonly excerpt?: string | null;
  readonly fix?: string | null;
}

/** `rule` without the stage's name: `finding("scope", "mode", …)` has the rule `scope/mode`. */
export function finding(stage: StageName, rule: string, message: string, parts: FindingParts = {}): Finding {
  return {
    stage,
    rule: `${stage}/${rule}`,
    severity: parts.severity ?? "error",
    file: parts.file ?? null,
    line: parts.place?.line ?? null,
    column: parts.place?.column ?? null,
    message,
    excerpt: parts.excerpt ?? null,
    fix: parts.fix ?? null,
  };
}

/** The place of a character of a text, by its offset in UTF-16 units. */
export function placeAt(text: string, offset: number): Place {
  const end = Math.max(0, Math.min(offset, text.length));
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < end; at = text.indexOf("\n", at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: end - lineStart + 1 };
}

/** The line in question, numbered and marked, with two lines around it; long lines are cut around the column. */
export function excerptAt(text: string, place: Place): string {
  const lines = linesAround(text, place.line, 2);
  const width = String(place.line + 2).length;
  return lines
    .map(({ number, content }) => {
      const mark = number === place.line ? ">" : " ";
      return `${mark} ${String(number).padStart(width)} | ${cutAround(content, number === place.line ? place.column : 1)}`;
    })
    .join("\n");
}

function linesAround(text: string, line: number, around: number): { number: number; content: string }[] {
  const found: { number: number; content: string }[] = [];
  let number = 1;
  let start = 0;
  while (start <= text.length && number <= line + around) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    if (number >= line - around) found.push({ number, content: text.slice(start, end).replace(/\r$/, "") });
    start = end + 1;
    number += 1;
  }
  return found;
}

function cutAround(line: string, column: number): string {
  if (line.length <= lineCharsMax) return line;
  const start = Math.max(0, Math.min(column - lineCharsMax / 2, line.length - lineCharsMax));
  return `${start > 0 ? "…" : ""}${line.slice(start, start + lineCharsMax)}${start + lineCharsMax < line.length ? "…" : ""}`;
}

/** A line cut to what is worth showing. */
export function cutLine(line: string): string {
  return line.length <= lineCharsMax ? line : `${line.slice(0, lineCharsMax)}…`;
}
