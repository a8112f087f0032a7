import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyToken } from "../../src/auth/token.js";
import { startServer } from "../../testing/server.js";

const secret = "a secret of at least thirty-two bytes";
const ann = { email: "ann@example.org", password: "correct horse" };

const start = (context) => startServer(context, { env: { JWT_SECRET: secret, TOKEN_LIFETIME_SECONDS: "60" } });

test("who registers gets a token", async (context) => {
  const { call } = await start(context);
  const answer = await call("POST", "/auth/register", { body: ann });
  assert.equal(answer.status, 201);
  assert.equal(answer.body.user.email, ann.email);
  assert.equal(answer.body.expiresInSeconds, 60);
  assert.equal(verifyToken(answer.body.token, { secret, now: Date.now() }).sub, answer.body.user.id);
});

test("who is registered can sign in, whatever the address's case", async (context) => {
  const { call } = await start(context);
  const { body } = await call("POST", "/auth/register", { body: ann });
  const answer = await call("POST", "/auth/login", { body: { ...ann, email: "Ann@Example.org" } });
  assert.equal(answer.status, 200);
  assert.deepEqual(answer.body.user, body.user);
});

test("neither password nor hash is ever answered, and no answer is cached", async (context) => {
  const { call } = await start(context);
  const answer = await call("POST", "/auth/register", { body: ann });
  assert.doesNotMatch(JSON.stringify(answer.body), /correct horse|scrypt/);
  assert.equal(answer.headers.get("cache-control"), "no-store");
});

test("a wrong password and an unknown address get the same answer", async (context) => {
  const { call } = await start(context);
  await call("POST", "/auth/register", { body: ann });
  const wrong = await call("POST", "/auth/login", { body: { ...ann, password: "wrong horse" } });
  const unknown = await call("POST", "/auth/login", { body: { ...ann, email: "bob@example.org" } });
  assert.equal(wrong.status, 401);
  assert.deepEqual({ status: wrong.status, body: wrong.body }, { status: unknown.status, body: unknown.body });
});

test("an address registers once", async (context) => {
  const { call } = await start(context);
  await call("POST", "/auth/register", { body: ann });
  const answer = await call("POST", "/auth/register", { body: { ...ann, password: "another horse" } });
  assert.equal(answer.status, 409);
  assert.equal((await call("POST", "/auth/login", { body: ann })).status, 200);
});

test("credentials that cannot be used are named", async (context) => {
  const { call } = await start(context);
  const answer = await call("POST", "/auth/register", { body: { email: "ann", password: "short" } });
  assert.equal(answer.status, 422);
  assert.deepEqual(answer.body.error.details.map((detail) => detail.field), ["email", "password"]);
});
