// The reporter tells people how it goes. It decides nothing, and a failure of it stops nothing.
import type { JournalRecord } from "./journal.ts";
import type { MissionView } from "../core/view.ts";

export interface Reporter {
  /** After each event, with the mission as it then stands. Must return at once. */
  tell(record: JournalRecord, view: () => MissionView): void;
}
