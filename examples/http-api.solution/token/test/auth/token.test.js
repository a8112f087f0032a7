import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { signToken, verifyToken } from "../../src/auth/token.js";

const secret = "a secret of at least thirty-two bytes";
const now = Date.parse("2026-01-01T00:00:00Z");
const hour = 3600;

function forge(header, payload, key = secret) {
  const text = [header, payload].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}

test("a token carries its claims, and when it was issued and expires", () => {
  const token = signToken({ sub: "1" }, { secret, now, lifetimeSeconds: hour });
  assert.deepEqual(verifyToken(token, { secret, now }), { sub: "1", iat: now / 1000, exp: now / 1000 + hour });
});

test("the form is that of RFC 7515, so other programs can read it", () => {
  const token = signToken({ sub: "1" }, { secret, now, lifetimeSeconds: hour });
  assert.equal(token, forge({ alg: "HS256", typ: "JWT" }, { sub: "1", iat: now / 1000, exp: now / 1000 + hour }));
});

test("a token expires", () => {
  const token = signToken({ sub: "1" }, { secret, now, lifetimeSeconds: hour });
  assert.notEqual(verifyToken(token, { secret, now: now + hour * 1000 - 1 }), null);
  assert.equal(verifyToken(token, { secret, now: now + hour * 1000 }), null);
});

test("another secret does not verify", () => {
  const token = signToken({ sub: "1" }, { secret, now, lifetimeSeconds: hour });
  assert.equal(verifyToken(token, { secret: `${secret}!`, now }), null);
});

test("a changed payload or signature does not verify", () => {
  const [header, payload, signed] = signToken({ sub: "1" }, { secret, now, lifetimeSeconds: hour }).split(".");
  const other = Buffer.from(JSON.stringify({ sub: "2", exp: now })).toString("base64url");
  assert.equal(verifyToken([header, other, signed].join("."), { secret, now }), null);
  assert.equal(verifyToken([header, payload, signed.slice(0, -1)].join("."), { secret, now }), null);
  assert.equal(verifyToken([header, payload, ""].join("."), { secret, now }), null);
});

test("a token cannot choose its algorithm, not even none", () => {
  const claims = { sub: "1", exp: now / 1000 + hour };
  assert.equal(verifyToken(forge({ alg: "none" }, claims), { secret, now }), null);
  assert.equal(verifyToken(forge({ alg: "HS512", typ: "JWT" }, claims), { secret, now }), null);
});

test("a token without an expiry does not verify", () => {
  assert.equal(verifyToken(forge({ alg: "HS256", typ: "JWT" }, { sub: "1" }), { secret, now }), null);
  assert.equal(verifyToken(forge({ alg: "HS256", typ: "JWT" }, null), { secret, now }), null);
});

test("what is no token at all does not verify", () => {
  for (const text of ["", "a", "a.b", "a.b.c", "a.b.c.d", "..", "☃.☃.☃"]) {
    assert.equal(verifyToken(text, { secret, now }), null, text);
  }
});
