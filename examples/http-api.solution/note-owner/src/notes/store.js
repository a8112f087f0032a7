// Keeps notes by id, in memory and, if it is given a file, on disk.
import { readRecords, writeRecords } from "../record-file.js";

export function createNoteStore({ file = null } = {}) {
  const notes = new Map();
  if (file !== null) for (const note of readRecords(file)) notes.set(note.id, note);

  function save() {
    if (file !== null) writeRecords(file, [...notes.values()]);
  }

  return {
    /** Adds a note, or replaces the one with its id. */
    put(note) {
      notes.set(note.id, note);
      save();
    },

    /** The note, or null. */
    get(id) {
      return notes.get(id) ?? null;
    },

    /** The notes that a user owns, oldest first. */
    ownedBy(ownerId) {
      return [...notes.values()].filter((note) => note.ownerId === ownerId);
    },

    /** All notes, oldest first. */
    all() {
      return [...notes.values()];
    },

    /** Whether there was such a note. */
    remove(id) {
      const found = notes.delete(id);
      if (found) save();
      return found;
    },
  };
}
