import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../../testing/server.js";

test("every route of notes wants a signed-in user", async (context) => {
  const { anonymous } = await startServer(context);
  const requests = [["GET", "/notes"], ["POST", "/notes"], ["GET", "/notes/1"], ["PATCH", "/notes/1"], ["DELETE", "/notes/1"]];
  for (const [method, path] of requests) {
    const answer = await anonymous(method, path);
    assert.equal(answer.status, 401, `${method} ${path}`);
    assert.equal(answer.headers.get("www-authenticate"), "Bearer");
  }
});

test("health stays open to everyone", async (context) => {
  const { anonymous } = await startServer(context);
  assert.equal((await anonymous("GET", "/health")).status, 200);
});

test("users see their own notes only", async (context) => {
  const { signedIn } = await startServer(context);
  const [ann, bob] = [signedIn("ann"), signedIn("bob")];
  await ann("POST", "/notes", { body: { title: "Ann's" } });
  await bob("POST", "/notes", { body: { title: "Bob's" } });
  const { body } = await ann("GET", "/notes");
  assert.deepEqual(body.items.map((note) => note.title), ["Ann's"]);
  assert.equal(body.total, 1);
});

test("the note of another user looks as if it were not there", async (context) => {
  const { signedIn } = await startServer(context);
  const [ann, bob] = [signedIn("ann"), signedIn("bob")];
  const { body: note } = await ann("POST", "/notes", { body: { title: "Ann's" } });
  assert.equal((await bob("GET", `/notes/${note.id}`)).status, 404);
  assert.equal((await bob("PATCH", `/notes/${note.id}`, { body: { title: "Bob's" } })).status, 404);
  assert.equal((await bob("DELETE", `/notes/${note.id}`)).status, 404);
  assert.equal((await ann("GET", `/notes/${note.id}`)).body.title, "Ann's");
});

test("a registered user works with notes by the token of the login", async (context) => {
  const { anonymous } = await startServer(context);
  const credentials = { email: "ann@example.org", password: "correct horse" };
  await anonymous("POST", "/auth/register", { body: credentials });
  const { body } = await anonymous("POST", "/auth/login", { body: credentials });
  const headers = { authorization: `Bearer ${body.token}` };
  const made = await anonymous("POST", "/notes", { body: { title: "Milk" }, headers });
  assert.equal(made.status, 201);
  assert.equal(made.body.ownerId, body.user.id);
});
