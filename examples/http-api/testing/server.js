// A real server on a free port for tests, with a client for it.
import { once } from "node:events";
import { createServer } from "node:http";
import { createApp } from "../src/app.js";
import { loadConfig } from "../src/config.js";
import { createNoteStore } from "../src/notes/store.js";

/** `env` is what the service would find in its environment; `app` goes to `createApp`. Stopped when `context` ends. */
export async function startServer(context, { env = {}, app = {} } = {}) {
  const config = loadConfig({ LOG: "off", ...env });
  const server = createServer(createApp({ config, notes: createNoteStore(), ...app }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, call: (method, path, options) => call(url, method, path, options) };
}

/** `body` is sent as JSON, `raw` as it is. Answers status, headers, and the body, parsed. */
async function call(url, method, path, { body, raw, headers = {} } = {}) {
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const content = body === undefined ? raw : JSON.stringify(body);
  const response = await fetch(url + path, { method, headers: { ...type, ...headers }, body: content });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
}
