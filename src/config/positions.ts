// Where each key and list entry of a TOML text stands. Only for texts that the TOML library has already accepted: it
// checks nothing, and it keeps no values.
import type { KeyPath } from "./schema-node.ts";

/** Counted from 1; columns in characters as JavaScript counts them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Positions {
  /** Of the key or entry itself or, if it stands nowhere of its own, of what it is in. */
  of(path: KeyPath): Position;
}

interface Scan {
  readonly text: string;
  at: number;
  readonly offsets: Map<string, number>;
}

interface KeyPart {
  readonly name: string;
  readonly offset: number;
}

export function positionsOf(text: string): Positions {
  const scan: Scan = { text, at: 0, offsets: new Map() };
  scanDocument(scan);
  return {
    of(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const offset = scan.offsets.get(keyOf(path.slice(0, length)));
        if (offset !== undefined) return positionAt(text, offset);
      }
      return { line: 1, column: 1 };
    },
  };
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

/** Deeper than any key of ours; below it the place of the last known level stands in, so that no text is too deep. */
const depthMax = 8;

function below(path: KeyPath, step: string | number): KeyPath {
  return path.length < depthMax ? [...path, step] : path;
}

const keyOf = (path: KeyPath) => JSON.stringify(path);

function scanDocument(scan: Scan): void {
  const entryCounts = new Map<string, number>();
  let table: KeyPath = [];
  for (skipBlank(scan); scan.at < scan.text.length; skipBlank(scan)) {
    if (scan.text[scan.at] === "[") {
      const isEntry = scan.text[scan.at + 1] === "[";
      scan.at += isEntry ? 2 : 1;
      table = openTable(scan, readKey(scan), isEntry, entryCounts);
      scan.at += isEntry ? 2 : 1;
    } else {
      scanPair(scan, table);
    }
  }
}

/** `[a.b]` below `[[a]]` means the last `a`; so the path gets the entry's number after each list of tables. */
function openTable(scan: Scan, parts: readonly KeyPart[], isEntry: boolean, entryCounts: Map<string, number>): KeyPath {
  let path: KeyPath = [];
  for (const [index, part] of parts.entries()) {
    path = below(path, part.name);
    note(scan, path, part.offset);
    const count = entryCounts.get(keyOf(path)) ?? 0;
    if (isEntry && index === parts.length - 1) {
      entryCounts.set(keyOf(path), count + 1);
      path = below(path, count);
    } else if (count > 0) {
      path = below(path, count - 1);
    }
  }
  note(scan, path, parts[0]?.offset ?? scan.at);
  return path;
}

/** The first mention counts: `a.b = 1` and `a.c = 2` both mention `a`. */
function note(scan: Scan, path: KeyPath, offset: number): void {
  const key = keyOf(path);
  if (!scan.offsets.has(key)) scan.offsets.set(key, offset);
}

function scanPair(scan: Scan, table: KeyPath): void {
  let path = table;
  for (const part of readKey(scan)) {
    path = below(path, part.name);
    note(scan, path, part.offset);
  }
  scan.at += 1;
  skipBlank(scan);
  scanValue(scan, path);
}

function scanValue(scan: Scan, path: KeyPath): void {
  const first = scan.text[scan.at];
  if (first === '"' || first === "'") skipString(scan);
  else if (first === "[") scanList(scan, "]", (index) => scanEntry(scan, below(path, index)));
  else if (first === "{") scanList(scan, "}", () => scanPair(scan, path));
  else while (scan.at < scan.text.length && !/[,\]}\n#]/.test(scan.text[scan.at] ?? "")) scan.at += 1;
}

function scanEntry(scan: Scan, path: KeyPath): void {
  note(scan, path, scan.at);
  scanValue(scan, path);
}

function scanList(scan: Scan, end: string, scanItem: (index: number) => void): void {
  scan.at += 1;
  skipBlank(scan);
  for (let index = 0; scan.at < scan.text.length && scan.text[scan.at] !== end; index += 1) {
    scanItem(index);
    skipBlank(scan);
    if (scan.text[scan.at] === ",") scan.at += 1;
    skipBlank(scan);
  }
  scan.at += 1;
}

/** Stops on the `=` or `]` after the key. */
function readKey(scan: Scan): readonly KeyPart[] {
  const parts: KeyPart[] = [];
  while (scan.at < scan.text.length) {
    const character = scan.text[scan.at] ?? "";
    const offset = scan.at;
    if (character === "=" || character === "]") break;
    if (character === "." || character === " " || character === "\t") {
      scan.at += 1;
    } else if (character === '"' || character === "'") {
      skipString(scan);
      parts.push({ name: unquoted(scan.text.slice(offset, scan.at)), offset });
    } else {
      while (/[\w-]/.test(scan.text[scan.at] ?? "")) scan.at += 1;
      // A character that no valid key has cannot come; stepping over it keeps even that from looping.
      if (scan.at === offset) scan.at += 1;
      parts.push({ name: scan.text.slice(offset, scan.at), offset });
    }
  }
  return parts;
}

function unquoted(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (quoted.startsWith("'") || !inner.includes("\\")) return inner;
  try {
    return String(JSON.parse(quoted));
  } catch {
    return inner;
  }
}

function skipString(scan: Scan): void {
  const quote = scan.text[scan.at] ?? "";
  const triple = scan.text.startsWith(quote.repeat(3), scan.at);
  const close = triple ? quote.repeat(3) : quote;
  scan.at += close.length;
  while (scan.at < scan.text.length && !scan.text.startsWith(close, scan.at)) {
    scan.at += quote === '"' && scan.text[scan.at] === "\\" ? 2 : 1;
  }
  scan.at += close.length;
  // A multi-line string may end with one or two quotes of its own before the closing three.
  while (triple && scan.text[scan.at] === quote) scan.at += 1;
}

function skipBlank(scan: Scan): void {
  for (;;) {
    const character = scan.text[scan.at];
    if (character === "#") {
      while (scan.at < scan.text.length && scan.text[scan.at] !== "\n") scan.at += 1;
    } else if (character !== undefined && /\s|\uFEFF/.test(character)) {
      scan.at += 1;
    } else {
      return;
    }
  }
}
