import assert from "node:assert/strict";
import { test } from "node:test";
import { changedNote, newNote } from "../../src/notes/note.js";

const made = { id: "1", at: "2026-01-01T00:00:00.000Z" };
const later = { at: "2026-01-02T00:00:00.000Z" };

test("a new note has all fields", () => {
  const note = newNote({ title: " Milk " }, made);
  assert.equal(note.title, "Milk");
  assert.equal(note.body, "");
  assert.deepEqual(note.tags, []);
  assert.equal(note.createdAt, note.changedAt);
});

test("tags are lower case and told once", () => {
  assert.deepEqual(newNote({ title: "Milk", tags: ["Shop", "shop ", "home"] }, made).tags, ["shop", "home"]);
});

test("a note must have a title, and only known fields", () => {
  assert.throws(() => newNote({}, made), { status: 422 });
  assert.throws(() => newNote({ title: "   " }, made), { status: 422 });
  assert.throws(() => newNote({ title: "Milk", id: "mine" }, made), { status: 422 });
});

test("a change touches the given fields and the time", () => {
  const note = newNote({ title: "Milk", body: "two", tags: ["shop"] }, made);
  const changed = changedNote(note, { body: "" }, later);
  assert.equal(changed.body, "");
  assert.equal(changed.title, "Milk");
  assert.deepEqual(changed.tags, ["shop"]);
  assert.equal(changed.createdAt, made.at);
  assert.equal(changed.changedAt, later.at);
});
