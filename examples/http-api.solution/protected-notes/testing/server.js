// A real server on a free port for tests, with a client for it that is signed in.
import { once } from "node:events";
import { createServer } from "node:http";
import { createApp } from "../src/app.js";
import { signToken } from "../src/auth/token.js";
import { loadConfig } from "../src/config.js";
import { createNoteStore } from "../src/notes/store.js";
import { createUserStore } from "../src/users/store.js";

/** `env` is what the service would find in its environment; `app` goes to `createApp`. Stopped when `context` ends. */
export async function startServer(context, { env = {}, app = {} } = {}) {
  const config = loadConfig({ LOG: "off", ...env });
  const users = app.users ?? createUserStore();
  const server = createServer(createApp({ config, notes: createNoteStore(), ...app, users }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${server.address().port}`;
  const clientOf = (headers) => (method, path, options) => call(url, method, path, headers, options);

  /** A client of a user of that name, without the cost of a password. */
  function signedIn(name) {
    const email = `${name}@example.org`;
    const at = new Date().toISOString();
    const { id } = users.findByEmail(email) ?? users.add({ email, passwordHash: "", at });
    const { jwtSecret: secret, tokenLifetimeSeconds: lifetimeSeconds } = config;
    const token = signToken({ sub: id, email }, { secret, now: Date.now(), lifetimeSeconds });
    return clientOf({ authorization: `Bearer ${token}` });
  }

  return { url, call: signedIn("tester"), anonymous: clientOf({}), signedIn };
}

/** `body` is sent as JSON, `raw` as it is. Answers status, headers, and the body, parsed. */
async function call(url, method, path, standardHeaders, { body, raw, headers = {} } = {}) {
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const content = body === undefined ? raw : JSON.stringify(body);
  const response = await fetch(url + path, { method, headers: { ...standardHeaders, ...type, ...headers }, body: content });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}
