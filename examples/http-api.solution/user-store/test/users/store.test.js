import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { createUserStore } from "../../src/users/store.js";
import { startServer } from "../../testing/server.js";

const ann = { email: "ann@example.org", passwordHash: "hash", at: "2026-01-01T00:00:00.000Z" };

test("keeps users by id and by address", () => {
  const store = createUserStore();
  const user = store.add(ann);
  assert.equal(store.get(user.id), user);
  assert.equal(store.findByEmail("ann@example.org"), user);
  assert.equal(user.createdAt, ann.at);
  assert.equal(store.get("none"), null);
  assert.equal(store.findByEmail("none@example.org"), null);
});

test("an address is taken once", () => {
  const store = createUserStore();
  const user = store.add(ann);
  assert.equal(store.add({ ...ann, passwordHash: "other" }), null);
  assert.equal(store.findByEmail(ann.email).passwordHash, user.passwordHash);
});

test("has its users again when it is opened again", (context) => {
  const folder = mkdtempSync(join(tmpdir(), "notes-api-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "users.json");
  const user = createUserStore({ file }).add(ann);
  const reopened = createUserStore({ file });
  assert.deepEqual(reopened.get(user.id), user);
  assert.equal(reopened.add(ann), null);
});

test("handlers get the app's users", async (context) => {
  const users = createUserStore();
  const user = users.add(ann);
  const show = (router) => router.add("GET", "/user", (given) => given.response.end(JSON.stringify(given.users.get(user.id))));
  const { call } = await startServer(context, { app: { users, routes: [show] } });
  assert.deepEqual((await call("GET", "/user")).body, user);
});

test("an app without a user store has an empty one of its own", async (context) => {
  const show = (router) => router.add("GET", "/user", (given) => given.response.end(JSON.stringify(given.users.get("1"))));
  const { call } = await startServer(context, { app: { routes: [show] } });
  assert.equal((await call("GET", "/user")).body, null);
});
