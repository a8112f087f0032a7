import assert from "node:assert/strict";
import { test } from "node:test";
import { checkFields, listOf, optional, text } from "../src/validate.js";

test("text has a length within limits, blanks at the ends aside", () => {
  const check = text({ charsMin: 2, charsMax: 4 });
  assert.equal(check("abc"), null);
  assert.match(check(" a "), /at least 2/);
  assert.match(check("abcde"), /at most 4/);
  assert.match(check(5), /must be text/);
});

test("a list checks its items and its size", () => {
  const check = listOf(text({ charsMin: 1, charsMax: 3 }), { itemsMax: 2 });
  assert.equal(check(["a", "b"]), null);
  assert.match(check(["a", ""]), /item that must not be empty/);
  assert.match(check(["a", "b", "c"]), /at most 2/);
  assert.match(check("a"), /must be a list/);
});

test("an optional field may be absent, but not null", () => {
  const check = optional(text({ charsMax: 3 }));
  assert.equal(check(undefined), null);
  assert.match(check(null), /must be text/);
});

test("every field at fault is named, unknown ones too", () => {
  assert.throws(() => checkFields({ title: "", color: "red" }, { title: text({ charsMin: 1, charsMax: 9 }) }), (error) => {
    assert.equal(error.status, 422);
    assert.deepEqual(error.details.map((detail) => detail.field), ["title", "color"]);
    return true;
  });
});

test("names of Object's own members are not known fields", () => {
  assert.throws(() => checkFields({ constructor: "x" }, {}), { status: 422 });
});
