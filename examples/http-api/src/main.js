// Starts the service: reads the configuration, opens the store, listens, and closes on a signal.
import { createServer } from "node:http";
import { createApp } from "./app.js";
import { loadConfig } from "./config.js";
import { createNoteStore } from "./notes/store.js";

const config = loadConfig(process.env);
const notes = createNoteStore({ file: config.notesFile });
const server = createServer(createApp({ config, notes }));

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
