// Appends until it is killed, and prints each number once it is durable: the other side of the kill test.
import { createFileJournal } from "../../../src/journal/file-journal.ts";
import { createSystemClock } from "../../../src/runtime/system-clock.ts";

const [directory = ""] = process.argv.slice(2);
const journal = createFileJournal({ directory, clock: createSystemClock() });
const { records } = await journal.open();
for (let number = records.length + 1; ; number++) {
  // Two at once, so that some kills hit a shared flush.
  const pair = [journal.append({ type: "paused", reason: `event ${number}` })];
  number += 1;
  pair.push(journal.append({ type: "paused", reason: `event ${number}` }));
  await Promise.all(pair);
  process.stdout.write(`${number}\n`);
}
