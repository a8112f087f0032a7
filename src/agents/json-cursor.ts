// Where a reading of tolerant JSON stands, and what lies between its values. It knows nothing of the values.

/**
 * `complete`: every bracket was closed. `unclosed`: only closing brackets were missing. `cut`: the text ended within a
 * value or right before one, so something is lost.
 */
export type JsonEnding = "complete" | "unclosed" | "cut";

export interface Cursor {
  readonly text: string;
  at: number;
  /** Reading ends here; moved up to a code fence that is met between values. */
  to: number;
  depth: number;
  ending: JsonEnding;
  failed: boolean;
}

/** At the end of what may be read, or at a code fence, which no value can begin with. */
export function isAtEnd(cursor: Cursor): boolean {
  if (standsAt(cursor, "```")) cursor.to = cursor.at;
  return cursor.at >= cursor.to;
}

/** Whether `mark` stands at `at` (the cursor, if left out), all of it within what may be read. */
export function standsAt(cursor: Cursor, mark: string, at: number = cursor.at): boolean {
  return at + mark.length <= cursor.to && cursor.text.startsWith(mark, at);
}

export function isBlank(char: string): boolean {
  return char === " " || char === "\n" || char === "\r" || char === "\t" || char === "\u00a0" || char === "\ufeff";
}

export function isComment(cursor: Cursor, at: number = cursor.at): boolean {
  return standsAt(cursor, "#", at) || standsAt(cursor, "//", at) || standsAt(cursor, "/*", at);
}

/** Goes past white space and comments. */
export function skipBlank(cursor: Cursor): void {
  while (cursor.at < cursor.to) {
    if (isBlank(cursor.text.charAt(cursor.at))) cursor.at += 1;
    else if (isComment(cursor)) skipComment(cursor);
    else return;
  }
}

/** Looks at no more than it goes past: a search to the end of the text at each comment would not be linear. */
function skipComment(cursor: Cursor): void {
  const { text } = cursor;
  if (!standsAt(cursor, "/*")) {
    while (cursor.at < cursor.to && text.charAt(cursor.at) !== "\n") cursor.at += 1;
    return;
  }
  cursor.at += 2;
  while (cursor.at < cursor.to && !standsAt(cursor, "*/")) cursor.at += 1;
  cursor.at = Math.min(cursor.to, cursor.at + 2);
}
