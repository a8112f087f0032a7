import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createNoteStore } from "../../src/notes/store.js";

test("keeps notes by id", () => {
  const store = createNoteStore();
  store.put({ id: "1", title: "Milk" });
  store.put({ id: "2", title: "Bread" });
  store.put({ id: "1", title: "Oat milk" });
  assert.equal(store.get("1").title, "Oat milk");
  assert.equal(store.get("3"), null);
  assert.deepEqual(store.all().map((note) => note.id), ["1", "2"]);
});

test("removes notes and says whether there was one", () => {
  const store = createNoteStore();
  store.put({ id: "1" });
  assert.equal(store.remove("1"), true);
  assert.equal(store.remove("1"), false);
  assert.deepEqual(store.all(), []);
});

test("has its notes again when it is opened again", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "notes-api-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "notes.json");
  const store = createNoteStore({ file });
  store.put({ id: "1", title: "Milk" });
  store.put({ id: "2", title: "Bread" });
  store.remove("1");
  assert.deepEqual(createNoteStore({ file }).all(), [{ id: "2", title: "Bread" }]);
});
