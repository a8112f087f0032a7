// The facts of one file, as data: made by the readers of languages, kept by the cache, shown by map and shards.

export interface SymbolFact {
  readonly name: string;
  readonly kind: "function" | "class" | "method" | "type" | "value" | "heading" | "selector" | "element";
  /** First and last line, from 1. */
  readonly line: number;
  readonly endLine: number;
  /** One line: the declaration without its body. */
  readonly signature: string;
  readonly exported: boolean;
}

export interface FileFacts {
  readonly lines: number;
  readonly symbols: readonly SymbolFact[];
  /** As written: `./token.ts`, `zod`. */
  readonly imports: readonly string[];
}

export type FactsReading = Pick<FileFacts, "symbols" | "imports">;
