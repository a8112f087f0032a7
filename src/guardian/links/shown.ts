// Where in a file of the slot something stands, and the lines around it, as findings show it.
import { readSlotText } from "../files/slot-file.ts";
import { excerptAt, placeAt } from "../finding.ts";

export async function shown(directory: string, path: string, offset: number) {
  const content = await readSlotText(directory, path);
  if (content.kind !== "text") return { place: null, excerpt: null };
  const place = placeAt(content.text, offset);
  return { place, excerpt: excerptAt(content.text, place) };
}
