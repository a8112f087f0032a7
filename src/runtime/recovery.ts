// Recovery: the journal's records become the state they lead to. What had no result is pending in it, and is issued
// again when the mission is resumed.
import { OrchestratorError } from "../core/errors.ts";
import type { MissionState } from "../core/mission.ts";
import { replay } from "../core/transition.ts";
import type { JournalRecord } from "../ports/journal.ts";

/** Fails with `journal-damaged` for a journal that does not begin with a mission's start. */
export function recover(records: readonly JournalRecord[]): MissionState {
  const state = replay(records.map((record) => record.event));
  if (state !== null) return state;
  throw new OrchestratorError(
    "journal-damaged",
    "The journal does not begin with the start of a mission.",
    "Nothing was changed. Start a new mission with /task, and keep the folder if you want to look into it.",
  );
}
