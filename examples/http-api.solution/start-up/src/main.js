// Starts the service: reads the configuration, opens the stores, listens, and closes on a signal.
import { createServer } from "node:http";
import { createApp } from "./app.js";
import { loadConfig } from "./config.js";
import { createNoteStore } from "./notes/store.js";
import { createUserStore } from "./users/store.js";

const config = loadConfig(process.env);
const notes = createNoteStore({ file: config.notesFile });
const users = createUserStore({ file: config.usersFile });
const server = createServer(createApp({ config, notes, users }));

if (config.jwtSecretIsTemporary) {
  console.warn("JWT_SECRET is not set: users must sign in again after each start.");
}

server.listen(config.port, config.host, () => {
  const { address, port } = server.address();
  console.log(`Listening on http://${address}:${port}`);
});

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
  });
}
