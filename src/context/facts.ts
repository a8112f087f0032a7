// What is known of one file from its text alone: symbols with signatures, and what it imports. Languages are a table;
// a new one is a line here and a file beside it. Does not know where the file lies, nor what its imports lead to.
import { nestingProblem } from "../core/nesting.ts";
import { readJavaScript } from "./facts-javascript.ts";
import { readMarkdown } from "./facts-markdown.ts";
import { readCss, readHtml } from "./facts-markup.ts";
import type { FactsReading, FileFacts } from "./file-facts.ts";
import { linesOf, oneLine } from "./text.ts";

type Reader = (path: string, text: string) => Promise<FactsReading> | FactsReading;

/** Part of the cache's key: raise it when a reader answers differently for the same text. */
export const factsVersion = 2;

const symbolsMax = 500;
const importsMax = 500;
const nameCharsMax = 100;
const signatureCharsMax = 200;

const languages: Readonly<Record<string, Reader>> = {
  js: readJavaScript,
  jsx: readJavaScript,
  mjs: readJavaScript,
  cjs: readJavaScript,
  ts: readJavaScript,
  tsx: readJavaScript,
  mts: readJavaScript,
  cts: readJavaScript,
  css: readCss,
  html: readHtml,
  htm: readHtml,
  md: readMarkdown,
  markdown: readMarkdown,
};

/** The key of the language that a path's ending names; null for those of which nothing but the size is known. */
export function languageOf(path: string): string | null {
  const ending = /\.([A-Za-z]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(languages, ending) ? ending : null;
}

/** Never fails for what a file contains: text that no parser takes has no symbols. */
export async function readFacts(path: string, text: string): Promise<FileFacts> {
  const language = languageOf(path);
  const reader = language === null ? undefined : languages[language];
  let reading: FactsReading = { symbols: [], imports: [] };
  try {
    // A text that is nested too deeply would overflow the native parsers' stack, and end the whole process.
    if (reader !== undefined && nestingProblem(text) === null) reading = await reader(path, text);
  } catch {
    // A parser that gives up on a text is no failure of ours: the file is then known by its path and size.
  }
  return {
    lines: linesOf(text).length,
    symbols: reading.symbols.slice(0, symbolsMax).map((symbol) => ({
      ...symbol,
      name: oneLine(symbol.name, nameCharsMax),
      signature: oneLine(symbol.signature.replace(/;\s*$/, ""), signatureCharsMax),
    })),
    imports: [...new Set(reading.imports)].slice(0, importsMax),
  };
}
