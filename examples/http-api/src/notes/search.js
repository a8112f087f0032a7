// Narrows a list of notes down and cuts a page out of it.

/** `text` is looked for in title and body, whatever its case; `tag` must be one of the note's. Newest first. */
export function searchNotes(notes, { text = null, tag = null, limit, offset }) {
  const wanted = text?.toLowerCase() ?? null;
  const found = notes
    .filter((note) => wanted === null || `${note.title}\n${note.body}`.toLowerCase().includes(wanted))
    .filter((note) => tag === null || note.tags.includes(tag.toLowerCase()))
    .toReversed();
  return { items: found.slice(offset, offset + limit), total: found.length };
}
