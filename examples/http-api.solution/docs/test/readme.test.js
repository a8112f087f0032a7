import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { registerAuthRoutes } from "../src/auth/routes.js";
import { registerHealthRoutes } from "../src/health/routes.js";
import { registerNoteRoutes } from "../src/notes/routes.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

test("every route is in the README", () => {
  const add = (method, path) => assert.ok(readme.includes(`\`${method} ${path}\``), `${method} ${path} is missing`);
  for (const register of [registerHealthRoutes, registerAuthRoutes, registerNoteRoutes]) register({ add });
});

test("every variable is in the README", () => {
  const source = readFileSync(new URL("../src/config.js", import.meta.url), "utf8");
  const variables = new Set(source.match(/\b[A-Z]{3,}(_[A-Z]+)*\b/g));
  for (const name of variables) assert.ok(readme.includes(`\`${name}\``), `${name} is missing`);
  assert.ok(variables.has("JWT_SECRET"));
});
