// Reads one quoted string as weak models write it: any sort of quotes, raw newlines, quotes within that nobody escaped,
// escapes that JSON does not have. What is valid JSON is read as JSON reads it.
import { isBlank, isComment, standsAt, type Cursor } from "./json-cursor.ts";

const closersByOpener: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
  ["“", "“”"],
  ["”", "“”"],
  ["„", "“”"],
  ["‘", "‘’"],
  ["’", "‘’"],
]);

const escapes: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["b", "\b"],
  ["f", "\f"],
  ["/", "/"],
  ["\\", "\\"],
  ['"', '"'],
  ["'", "'"],
  ["`", "`"],
]);

/** The string at the cursor, or null if none stands there. A string that the text's end cuts off is closed. */
export function readString(cursor: Cursor, place: "key" | "value"): string | null {
  const { text } = cursor;
  const opener = text.charAt(cursor.at);
  const closers = closersByOpener.get(opener);
  if (closers === undefined) return null;
  if (place === "value" && opener !== "`" && standsAt(cursor, opener.repeat(3))) return readTriple(cursor, opener);
  cursor.at += 1;
  const pieces: string[] = [];
  let pieceStart = cursor.at;
  while (cursor.at < cursor.to) {
    const char = text.charAt(cursor.at);
    if (char === "\\") {
      pieces.push(text.slice(pieceStart, cursor.at), readEscape(cursor));
      pieceStart = cursor.at;
    } else if (closers.includes(char) && isClosing(cursor, place)) {
      pieces.push(text.slice(pieceStart, cursor.at));
      cursor.at += 1;
      return pieces.join("");
    } else if (char === "\n" && place === "key") {
      // Prose with a brace and a quote would swallow what follows it.
      cursor.failed = true;
      return null;
    } else {
      cursor.at += 1;
    }
  }
  cursor.ending = "cut";
  pieces.push(text.slice(pieceStart, cursor.to));
  return pieces.join("");
}

/** Python's long string: everything up to the next three quotes, as it stands. */
function readTriple(cursor: Cursor, quote: string): string {
  const start = cursor.at + 3;
  const closing = quote.repeat(3);
  cursor.at = start;
  while (cursor.at < cursor.to && !standsAt(cursor, closing)) cursor.at += 1;
  const content = cursor.text.slice(start, Math.min(cursor.at, cursor.to));
  if (cursor.at >= cursor.to) cursor.ending = "cut";
  cursor.at = Math.min(cursor.to, cursor.at + 3);
  return content;
}

/** Goes past one escape. What JSON does not know, as in `\d`, is taken for a backslash that should have been two. */
function readEscape(cursor: Cursor): string {
  const { text } = cursor;
  const code = text.charAt(cursor.at + 1);
  if (cursor.at + 1 >= cursor.to) {
    cursor.at = cursor.to;
    return "";
  }
  const known = escapes.get(code);
  if (known !== undefined) {
    cursor.at += 2;
    return known;
  }
  if (code === "u") {
    const digits = text.slice(cursor.at + 2, Math.min(cursor.to, cursor.at + 6));
    if (/^[0-9a-f]{4}$/i.test(digits)) {
      cursor.at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    if (cursor.at + 6 > cursor.to) {
      cursor.at = cursor.to;
      return "";
    }
  }
  cursor.at += 1;
  return "\\";
}

/**
 * Whether the quote at the cursor ends its string, judged by what follows. In valid JSON a separator always does; a
 * quote that is followed by more text stands within the string. The white space passed here is passed once a quote.
 */
function isClosing(cursor: Cursor, place: "key" | "value"): boolean {
  const { text, to } = cursor;
  let next = cursor.at + 1;
  let newline = false;
  while (next < to && isBlank(text.charAt(next))) {
    newline ||= text.charAt(next) === "\n";
    next += 1;
  }
  if (next >= to || standsAt(cursor, "```", next)) return true;
  const char = text.charAt(next);
  if (char === ":") return place === "key";
  if (isComment(cursor, next)) return char === "/" || next > cursor.at + 1;
  if (place === "key") return false;
  // A comma was forgotten if the next member begins on a line of its own.
  return char === "," || char === "}" || char === "]" || (newline && closersByOpener.has(char));
}
