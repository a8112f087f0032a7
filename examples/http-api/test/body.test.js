import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../testing/server.js";

const json = { "content-type": "application/json" };

test("a body that is not JSON is 400", async (context) => {
  const { call } = await startServer(context);
  const answer = await call("POST", "/notes", { raw: "{", headers: json });
  assert.equal(answer.status, 400);
  assert.equal(answer.body.error.code, "invalid-json");
});

test("a body that is not an object is 400", async (context) => {
  const { call } = await startServer(context);
  for (const raw of ["[]", "null", "5"]) {
    assert.equal((await call("POST", "/notes", { raw, headers: json })).status, 400);
  }
});

test("another content type is 415", async (context) => {
  const { call } = await startServer(context);
  const answer = await call("POST", "/notes", { raw: "title=Milk", headers: { "content-type": "text/plain" } });
  assert.equal(answer.status, 415);
});

test("a body over the limit is 413", async (context) => {
  const { call } = await startServer(context, { env: { BODY_BYTES_MAX: "40" } });
  assert.equal((await call("POST", "/notes", { body: { title: "short" } })).status, 201);
  assert.equal((await call("POST", "/notes", { body: { title: "x".repeat(40) } })).status, 413);
});
