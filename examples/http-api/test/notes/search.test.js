import assert from "node:assert/strict";
import { test } from "node:test";
import { searchNotes } from "../../src/notes/search.js";

const notes = [
  { id: "1", title: "Milk", body: "two bottles", tags: ["shop"] },
  { id: "2", title: "Bread", body: "", tags: ["shop", "bakery"] },
  { id: "3", title: "Call Ann", body: "about the MILK round", tags: [] },
];
const page = { limit: 10, offset: 0 };
const ids = (result) => result.items.map((note) => note.id);

test("newest come first", () => {
  assert.deepEqual(ids(searchNotes(notes, page)), ["3", "2", "1"]);
});

test("looks for text in title and body, whatever the case", () => {
  assert.deepEqual(ids(searchNotes(notes, { ...page, text: "milk" })), ["3", "1"]);
});

test("looks for a tag", () => {
  assert.deepEqual(ids(searchNotes(notes, { ...page, tag: "Bakery" })), ["2"]);
});

test("cuts a page out and tells how many there are", () => {
  const result = searchNotes(notes, { limit: 1, offset: 1 });
  assert.deepEqual(ids(result), ["2"]);
  assert.equal(result.total, 3);
});
