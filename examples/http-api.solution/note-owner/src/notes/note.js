// What a note is: its fields, their limits, and how it is made and changed.
import { checkFields, listOf, optional, text } from "../validate.js";

const title = text({ charsMin: 1, charsMax: 200 });
const body = text({ charsMax: 20_000 });
const tags = listOf(text({ charsMin: 1, charsMax: 40 }), { itemsMax: 20 });

/** A new note of checked input. `at` is a time in ISO 8601; `ownerId` is a user's id, or null for nobody's note. */
export function newNote(input, { id, at, ownerId = null }) {
  checkFields(input, { title, body: optional(body), tags: optional(tags) });
  return {
    id,
    ownerId,
    title: input.title.trim(),
    body: input.body ?? "",
    tags: unique(input.tags ?? []),
    createdAt: at,
    changedAt: at,
  };
}

/** The note with the given fields changed. */
export function changedNote(note, input, { at }) {
  checkFields(input, { title: optional(title), body: optional(body), tags: optional(tags) });
  return {
    ...note,
    title: input.title?.trim() ?? note.title,
    body: input.body ?? note.body,
    tags: input.tags === undefined ? note.tags : unique(input.tags),
    changedAt: at,
  };
}

function unique(values) {
  return [...new Set(values.map((value) => value.trim().toLowerCase()))];
}
