import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readRecords, writeRecords } from "../src/record-file.js";

function temporaryFolder(context) {
  const folder = mkdtempSync(join(tmpdir(), "notes-api-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("a file that is not there holds nothing", (context) => {
  assert.deepEqual(readRecords(join(temporaryFolder(context), "none.json")), []);
});

test("reads what was written, and leaves no other file", (context) => {
  const folder = join(temporaryFolder(context), "deep");
  writeRecords(join(folder, "records.json"), [{ id: 1 }]);
  writeRecords(join(folder, "records.json"), [{ id: 2 }]);
  assert.deepEqual(readRecords(join(folder, "records.json")), [{ id: 2 }]);
  assert.deepEqual(readdirSync(folder), ["records.json"]);
});

test("a damaged file is an error, not an empty store", (context) => {
  const file = join(temporaryFolder(context), "records.json");
  writeFileSync(file, "[{");
  assert.throws(() => readRecords(file));
  writeFileSync(file, "{}");
  assert.throws(() => readRecords(file), /does not hold a list/);
});
