import assert from "node:assert/strict";
import { test } from "node:test";
import { readCredentials } from "../../src/auth/credentials.js";
import { hashPassword, verifyPassword } from "../../src/auth/password.js";

test("a password verifies against its own hash only", async () => {
  const hash = await hashPassword("correct horse");
  assert.equal(await verifyPassword("correct horse", hash), true);
  assert.equal(await verifyPassword("correct horse ", hash), false);
  assert.equal(await verifyPassword("", hash), false);
});

test("the same password has another hash each time, and the hash does not show it", async () => {
  const [one, two] = await Promise.all([hashPassword("correct horse"), hashPassword("correct horse")]);
  assert.notEqual(one, two);
  assert.doesNotMatch(one, /correct/);
});

test("a password does not depend on how the keyboard composes letters", async () => {
  assert.equal(await verifyPassword("caf\u0065\u0301-noir", await hashPassword("caf\u00e9-noir")), true);
});

test("a damaged hash is an error, not a wrong password", async () => {
  await assert.rejects(verifyPassword("correct horse", "plain"), /not a scrypt hash/);
});

test("an address is stored in lower case and without blanks; a password as it is", () => {
  const credentials = readCredentials({ email: " Ann@Example.org ", password: " 8 chars " });
  assert.deepEqual(credentials, { email: "ann@example.org", password: " 8 chars " });
});

test("what cannot be used is named", () => {
  const wrong = [
    [{ email: "ann", password: "long enough" }, "email"],
    [{ email: `${"a".repeat(250)}@b.org`, password: "long enough" }, "email"],
    [{ email: "ann@example.org", password: "short" }, "password"],
    [{ email: "ann@example.org", password: "x".repeat(257) }, "password"],
    [{ email: "ann@example.org" }, "password"],
    [{ email: "ann@example.org", password: "long enough", admin: true }, "admin"],
  ];
  for (const [input, field] of wrong) {
    assert.throws(() => readCredentials(input), (error) => {
      assert.equal(error.status, 422);
      assert.deepEqual(error.details.map((detail) => detail.field), [field]);
      return true;
    });
  }
});
