// Headings of a Markdown text, as its symbols. Headings within fences are not headings.
import type { FactsReading, SymbolFact } from "./file-facts.ts";
import { linesOf } from "./text.ts";

export function readMarkdown(_path: string, text: string): FactsReading {
  const lines = linesOf(text);
  const symbols: SymbolFact[] = [];
  let fence: string | null = null;
  for (const [index, line] of lines.entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && fence === null) fence = mark;
    else if (fence !== null && mark?.startsWith(fence) === true) fence = null;
    const heading = fence === null ? /^ {0,3}(#{1,6}) +(.+?)[ #]*$/.exec(line) : null;
    const name = heading?.[2];
    if (name === undefined) continue;
    const at = index + 1;
    symbols.push({ name, kind: "heading", line: at, endLine: at, signature: line.trim(), exported: true });
  }
  return { symbols, imports: [] };
}
