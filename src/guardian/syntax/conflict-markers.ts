// Finds what a merge leaves behind in a text. Marker by marker it cannot be told from ordinary text (`=======` underlines
// headings), so only the opening and the closing marker count, each with a name behind it as merges write them.
import type { Place } from "../finding.ts";

const opening = /^(?:<{7}|>{7}) \S/;

/** The place of each line that begins or ends a conflict; at most `placesMax`. */
export function conflictMarkers(text: string, placesMax = 5): Place[] {
  const places: Place[] = [];
  if (!text.includes("<<<<<<< ") && !text.includes(">>>>>>> ")) return places;
  let line = 1;
  for (let start = 0; start < text.length && places.length < placesMax; line += 1) {
    if (opening.test(text.slice(start, start + 9))) places.push({ line, column: 1 });
    const newline = text.indexOf("\n", start);
    if (newline < 0) break;
    start = newline + 1;
  }
  return places;
}
