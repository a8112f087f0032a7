import assert from "node:assert/strict";
import { test } from "node:test";
import { changedNote, newNote } from "../../src/notes/note.js";
import { createNoteStore } from "../../src/notes/store.js";

const at = "2026-01-01T00:00:00.000Z";

test("a note has an owner, or none", () => {
  assert.equal(newNote({ title: "Milk" }, { id: "1", at, ownerId: "ann" }).ownerId, "ann");
  assert.equal(newNote({ title: "Milk" }, { id: "1", at }).ownerId, null);
});

test("a client can neither choose nor change the owner", () => {
  assert.throws(() => newNote({ title: "Milk", ownerId: "bob" }, { id: "1", at, ownerId: "ann" }), { status: 422 });
  const note = newNote({ title: "Milk" }, { id: "1", at, ownerId: "ann" });
  assert.throws(() => changedNote(note, { ownerId: "bob" }, { at }), { status: 422 });
  assert.equal(changedNote(note, { title: "Oat milk" }, { at }).ownerId, "ann");
});

test("the store tells a user's notes, oldest first", () => {
  const store = createNoteStore();
  for (const [id, ownerId] of [["1", "ann"], ["2", "bob"], ["3", "ann"], ["4", null]]) {
    store.put(newNote({ title: "Milk" }, { id, at, ownerId }));
  }
  assert.deepEqual(store.ownedBy("ann").map((note) => note.id), ["1", "3"]);
  assert.deepEqual(store.ownedBy("nobody"), []);
});
