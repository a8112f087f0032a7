import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { startServer } from "../testing/server.js";

test("an unknown path is a JSON error", async (context) => {
  const { call } = await startServer(context);
  const answer = await call("GET", "/nothing");
  assert.equal(answer.status, 404);
  assert.equal(answer.body.error.code, "not-found");
  assert.match(answer.headers.get("content-type"), /application\/json/);
});

test("a method that does not work tells which ones do", async (context) => {
  const { call } = await startServer(context);
  const answer = await call("PUT", "/health");
  assert.equal(answer.status, 405);
  assert.equal(answer.headers.get("allow"), "GET");
});

test("a defect is 500, logged, and not told to the client", async (context) => {
  const logged = context.mock.method(console, "error", () => {});
  const broken = (router) => {
    router.add("GET", "/broken", () => {
      throw new Error("secret detail");
    });
  };
  const { call } = await startServer(context, { app: { routes: [broken] } });
  const answer = await call("GET", "/broken");
  assert.equal(answer.status, 500);
  assert.doesNotMatch(JSON.stringify(answer.body), /secret/);
  assert.equal(logged.mock.callCount(), 1);
});

test("a request target that is no URL is 400", async (context) => {
  const { url } = await startServer(context);
  const status = await new Promise((resolve, reject) => {
    const sent = request(url, { path: "//" }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject).end();
  });
  assert.equal(status, 400);
});
