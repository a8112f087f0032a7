import assert from "node:assert/strict";
import { test } from "node:test";
import { readPage } from "../src/paging.js";

test("has standard values", () => {
  assert.deepEqual(readPage(new URLSearchParams()), { limit: 20, offset: 0 });
});

test("takes values from the query", () => {
  assert.deepEqual(readPage(new URLSearchParams("limit=5&offset=10")), { limit: 5, offset: 10 });
});

test("refuses what is no number or out of range", () => {
  for (const query of ["limit=0", "limit=101", "limit=ten", "offset=-1", "limit="]) {
    assert.throws(() => readPage(new URLSearchParams(query)), { status: 400 }, query);
  }
});
