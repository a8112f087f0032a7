// Opens a journal, prints what came of it, and holds it until its standard input ends.
import { OrchestratorError } from "../../../src/core/errors.ts";
import { createFileJournal } from "../../../src/journal/file-journal.ts";
import { createSystemClock } from "../../../src/runtime/system-clock.ts";

const [directory = ""] = process.argv.slice(2);
const journal = createFileJournal({ directory, clock: createSystemClock() });
try {
  await journal.open();
  process.stdout.write("opened\n");
} catch (thrown) {
  process.stdout.write(`${thrown instanceof OrchestratorError ? thrown.kind : String(thrown)}\n`);
}
for await (const _ of process.stdin) continue;
await journal.close();
