import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../testing/server.js";

test("says that the service is up", async (context) => {
  const { call } = await startServer(context);
  const answer = await call("GET", "/health");
  assert.equal(answer.status, 200);
  assert.equal(answer.body.status, "ok");
  assert.ok(!Number.isNaN(Date.parse(answer.body.time)));
});
