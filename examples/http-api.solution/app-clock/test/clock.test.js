import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../testing/server.js";

const noon = Date.parse("2026-01-01T12:00:00.000Z");

test("handlers read the time from the app's clock", async (context) => {
  const { call } = await startServer(context, { app: { now: () => noon } });
  assert.equal((await call("GET", "/health")).body.time, "2026-01-01T12:00:00.000Z");
});

test("the clock is read for each request", async (context) => {
  let time = noon;
  const { call } = await startServer(context, { app: { now: () => time } });
  await call("GET", "/health");
  time += 1000;
  assert.equal((await call("GET", "/health")).body.time, "2026-01-01T12:00:01.000Z");
});
