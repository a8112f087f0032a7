// Events as a journal in memory holds them.
import type { MissionEvent } from "../../../src/core/event.ts";
import type { MemoryStorage } from "../../../src/journal/memory-journal.ts";
import { decodeRecord } from "../../../src/journal/record.ts";

export function readMemoryEvents(storage: MemoryStorage): readonly MissionEvent[] {
  return storage.lines.map((line, index) => {
    const decoding = decodeRecord(Buffer.from(line.slice(0, -1)), index + 1);
    if (!decoding.ok) throw new Error(decoding.problem);
    return decoding.record.event;
  });
}
