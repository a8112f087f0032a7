import assert from "node:assert/strict";
import { test } from "node:test";
import { createRouter } from "../src/router.js";

function exampleRouter() {
  const router = createRouter();
  router.add("GET", "/notes", "list");
  router.add("POST", "/notes", "create");
  router.add("GET", "/notes/:id", "show");
  return router;
}

test("finds a handler by method and path", () => {
  assert.equal(exampleRouter().find("GET", "/notes").handler, "list");
  assert.equal(exampleRouter().find("POST", "/notes").handler, "create");
});

test("answers the values of a pattern's names, decoded", () => {
  assert.deepEqual(exampleRouter().find("GET", "/notes/a%20b").params, { id: "a b" });
});

test("an unknown path is 404", () => {
  assert.throws(() => exampleRouter().find("GET", "/nothing"), { status: 404 });
  assert.throws(() => exampleRouter().find("GET", "/notes/1/more"), { status: 404 });
});

test("a name does not match an empty segment", () => {
  assert.throws(() => exampleRouter().find("GET", "/notes/"), { status: 404 });
});

test("an unknown method is 405 and tells which methods work", () => {
  assert.throws(() => exampleRouter().find("PUT", "/notes"), { status: 405, headers: { allow: "GET, POST" } });
});

test("a broken escape is 400", () => {
  assert.throws(() => exampleRouter().find("GET", "/notes/%E0%A4%A"), { status: 400 });
});
