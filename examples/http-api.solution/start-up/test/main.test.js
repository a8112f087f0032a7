import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";

function startMain(context, env) {
  const child = spawn(process.execPath, ["src/main.js"], {
    env: { ...process.env, PORT: "0", NOTES_FILE: "", USERS_FILE: "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  context.after(() => child.kill("SIGKILL"));
  return child;
}

test("listens, answers, and ends on a signal", async (context) => {
  const child = startMain(context, {});
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const url = /http:\S+/.exec(line)[0];
  const response = await fetch(`${url}/health`, { headers: { connection: "close" } });
  assert.equal(response.status, 200);
  await response.text();
  child.kill("SIGTERM");
  assert.deepEqual(await once(child, "exit"), [0, null]);
});

test("does not start with a configuration that cannot be used", async (context) => {
  const child = startMain(context, { PORT: "many" });
  let output = "";
  child.stderr.on("data", (chunk) => (output += chunk));
  const [exitCode] = await once(child, "close");
  assert.equal(exitCode, 1);
  assert.match(output, /PORT must be a whole number/);
});

test("warns when tokens will not outlive the process, and only then", async (context) => {
  const secret = "a secret of at least thirty-two bytes";
  assert.match(await warnings(startMain(context, { JWT_SECRET: "" })), /JWT_SECRET is not set/);
  assert.equal(await warnings(startMain(context, { JWT_SECRET: secret })), "");
});

async function warnings(child) {
  let output = "";
  child.stderr.on("data", (chunk) => (output += chunk));
  await once(createInterface({ input: child.stdout }), "line");
  child.kill("SIGTERM");
  await once(child, "close");
  return output;
}
