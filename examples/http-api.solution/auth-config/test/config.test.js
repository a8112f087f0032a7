import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfig } from "../src/config.js";

test("has a value for everything", () => {
  const config = loadConfig({});
  assert.equal(config.port, 3000);
  assert.equal(config.host, "127.0.0.1");
  assert.equal(config.notesFile, "data/notes.json");
  assert.equal(config.log, true);
});

test("takes values from the environment", () => {
  const config = loadConfig({ PORT: "0", BODY_BYTES_MAX: "10", LOG: "off" });
  assert.equal(config.port, 0);
  assert.equal(config.bodyBytesMax, 10);
  assert.equal(config.log, false);
});

test("an empty file name keeps notes in memory", () => {
  assert.equal(loadConfig({ NOTES_FILE: "" }).notesFile, null);
});

test("a value that cannot be used is named", () => {
  assert.throws(() => loadConfig({ PORT: "65536" }), /PORT must be .* not "65536"/);
  assert.throws(() => loadConfig({ BODY_BYTES_MAX: "1e3" }), /BODY_BYTES_MAX/);
  assert.throws(() => loadConfig({ LOG: "maybe" }), /LOG must be on or off/);
});

test("a secret is taken as it is", () => {
  const secret = "a secret of at least thirty-two bytes";
  const config = loadConfig({ JWT_SECRET: secret, TOKEN_LIFETIME_SECONDS: "60", USERS_FILE: "" });
  assert.equal(config.jwtSecret, secret);
  assert.equal(config.jwtSecretIsTemporary, false);
  assert.equal(config.tokenLifetimeSeconds, 60);
  assert.equal(config.usersFile, null);
});

test("without a secret there is a new one each time, long enough", () => {
  const config = loadConfig({});
  assert.ok(Buffer.byteLength(config.jwtSecret) >= 32);
  assert.notEqual(config.jwtSecret, loadConfig({ JWT_SECRET: "" }).jwtSecret);
  assert.equal(config.jwtSecretIsTemporary, true);
});

test("a short secret is refused, and not repeated", () => {
  assert.throws(() => loadConfig({ JWT_SECRET: "hunter2" }), (error) => {
    assert.match(error.message, /JWT_SECRET must have at least 32 bytes/);
    assert.doesNotMatch(error.message, /hunter2/);
    return true;
  });
});
