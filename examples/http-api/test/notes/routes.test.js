import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../../testing/server.js";

test("a note is made, shown, changed and removed", async (context) => {
  const { call } = await startServer(context);
  const made = await call("POST", "/notes", { body: { title: "Milk", tags: ["shop"] } });
  assert.equal(made.status, 201);
  const path = made.headers.get("location");
  assert.equal(path, `/notes/${made.body.id}`);
  assert.equal((await call("GET", path)).body.title, "Milk");

  const changed = await call("PATCH", path, { body: { title: "Oat milk" } });
  assert.equal(changed.status, 200);
  assert.equal((await call("GET", path)).body.title, "Oat milk");

  assert.equal((await call("DELETE", path)).status, 204);
  assert.equal((await call("GET", path)).status, 404);
});

test("notes are listed newest first, by page", async (context) => {
  const { call } = await startServer(context);
  for (const title of ["one", "two", "three"]) await call("POST", "/notes", { body: { title } });
  const { body } = await call("GET", "/notes?limit=2");
  assert.deepEqual(body.items.map((note) => note.title), ["three", "two"]);
  assert.equal(body.total, 3);
});

test("notes are found by text and tag", async (context) => {
  const { call } = await startServer(context);
  await call("POST", "/notes", { body: { title: "Milk", tags: ["shop"] } });
  await call("POST", "/notes", { body: { title: "Call Ann" } });
  assert.equal((await call("GET", "/notes?text=ann")).body.items[0].title, "Call Ann");
  assert.equal((await call("GET", "/notes?tag=shop")).body.total, 1);
});

test("wrong fields are named", async (context) => {
  const { call } = await startServer(context);
  const answer = await call("POST", "/notes", { body: { body: 5 } });
  assert.equal(answer.status, 422);
  assert.deepEqual(answer.body.error.details.map((detail) => detail.field), ["title", "body"]);
});

test("a wrong page is 400", async (context) => {
  const { call } = await startServer(context);
  assert.equal((await call("GET", "/notes?limit=1000")).status, 400);
});

test("changing or removing a note that is not there is 404", async (context) => {
  const { call } = await startServer(context);
  assert.equal((await call("PATCH", "/notes/none", { body: {} })).status, 404);
  assert.equal((await call("DELETE", "/notes/none")).status, 404);
});

test("a change that is refused changes nothing", async (context) => {
  const { call } = await startServer(context);
  const { body } = await call("POST", "/notes", { body: { title: "Milk" } });
  assert.equal((await call("PATCH", `/notes/${body.id}`, { body: { title: "" } })).status, 422);
  assert.equal((await call("GET", `/notes/${body.id}`)).body.title, "Milk");
});
