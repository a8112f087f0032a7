import assert from "node:assert/strict";
import { test } from "node:test";
import { requireUser } from "../../src/auth/middleware.js";
import { signToken } from "../../src/auth/token.js";
import { startServer } from "../../testing/server.js";

const secret = "a secret of at least thirty-two bytes";
const noon = Date.parse("2026-01-01T12:00:00Z");
const claims = { sub: "1", email: "ann@example.org" };

/** A server with one protected route that shows the user, at noon unless told otherwise. */
async function startProtected(context, now = () => noon) {
  const show = (router) => {
    router.add("GET", "/user", requireUser(({ response, user }) => response.end(JSON.stringify(user))));
  };
  const app = { routes: [show], now };
  const { call } = await startServer(context, { env: { JWT_SECRET: secret }, app });
  return (authorization) => call("GET", "/user", { headers: { authorization } });
}

test("a valid token gives the handler its user", async (context) => {
  const get = await startProtected(context);
  const token = signToken(claims, { secret, now: noon, lifetimeSeconds: 60 });
  const answer = await get(`Bearer ${token}`);
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body, { id: "1", email: "ann@example.org" });
  assert.equal((await get(`bearer ${token}`)).status, 200);
});

test("without a token the answer is 401 and names the scheme", async (context) => {
  const get = await startProtected(context);
  for (const header of ["", "Basic YTpi", "Bearer", "Bearer a b"]) {
    const answer = await get(header);
    assert.equal(answer.status, 401, header);
    assert.equal(answer.headers.get("www-authenticate"), "Bearer");
  }
});

test("an expired token is 401", async (context) => {
  const get = await startProtected(context, () => noon + 60_000);
  const answer = await get(`Bearer ${signToken(claims, { secret, now: noon, lifetimeSeconds: 60 })}`);
  assert.equal(answer.status, 401);
  assert.equal(answer.headers.get("www-authenticate"), 'Bearer error="invalid_token"');
});

test("a token of another secret is 401", async (context) => {
  const get = await startProtected(context);
  const token = signToken(claims, { secret: "another secret of thirty-two bytes", now: noon, lifetimeSeconds: 60 });
  assert.equal((await get(`Bearer ${token}`)).status, 401);
});
