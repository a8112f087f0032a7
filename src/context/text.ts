// Lines and bytes: how much of a text fits a budget of UTF-8 bytes without half a line or half a character.

export const cutMark = " …[line cut]";

export const byteLength = (text: string) => Buffer.byteLength(text, "utf8");

/** Lines without their ends; a final line break makes no empty last line. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** How many of the first lines fit, each counted with its line break. */
export function linesThatFit(lines: readonly string[], bytesMax: number): number {
  let used = 0;
  for (const [index, line] of lines.entries()) {
    used += byteLength(line) + 1;
    if (used > bytesMax) return index;
  }
  return lines.length;
}

/** The line itself if it fits, else as much of it as fits with the mark; empty if not even the mark does. */
export function cutLine(line: string, bytesMax: number): string {
  if (byteLength(line) <= bytesMax) return line;
  const room = bytesMax - byteLength(cutMark);
  if (room < 0) return "";
  // `write` never stops within a character.
  const bytes = Buffer.alloc(room);
  return bytes.toString("utf8", 0, bytes.write(line, "utf8")) + cutMark;
}

/** On one line, without control characters, in at most `charsMax` characters. */
export function oneLine(text: string, charsMax: number): string {
  // Nobody reads past the limit, so nothing past a multiple of it is worth normalising.
  const flat = text.slice(0, charsMax * 8).replace(/[\s\p{Cc}]+/gu, " ").trim();
  const characters = [...flat];
  return characters.length > charsMax ? `${characters.slice(0, charsMax - 1).join("")}…` : flat;
}

/** Answers the line, from 1, of an offset into the text. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
