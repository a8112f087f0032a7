// Finds a folder's missions by what their journals say, without taking a lock. It changes nothing.
import { OrchestratorError } from "../core/errors.ts";
import type { MissionId } from "../core/ids.ts";
import type { MissionState } from "../core/mission.ts";
import { replay } from "../core/transition.ts";
import { readJournal } from "../journal/reader.ts";
import { listMissions } from "../store/state-folder.ts";

export interface MissionOnDisk {
  readonly id: MissionId;
  readonly directory: string;
  readonly state: MissionState;
}

export interface Found {
  readonly mission: MissionOnDisk | null;
  /** Newer missions whose journals cannot be read, each in a sentence. */
  readonly passedOver: readonly string[];
}

const unreadable: readonly OrchestratorError["kind"][] = ["journal-damaged", "journal-version"];

/**
 * The newest mission of such a state. A journal that is damaged, or of another version, does not hide the sound ones
 * behind it: it is passed over and told. If nothing is found and the newest is such a one, it may be the one that is
 * meant: then its error is the answer.
 */
export async function newestMission(folder: string, wanted: (state: MissionState) => boolean): Promise<Found> {
  const missions = await listMissions(folder);
  const failed: { readonly id: MissionId; readonly error: OrchestratorError }[] = [];
  for (const mission of missions) {
    try {
      const { records } = await readJournal(mission.directory);
      const state = replay(records.map(({ event }) => event));
      if (state === null || !wanted(state)) continue;
      const passedOver = failed.map(({ id, error }) => `Mission ${id} was passed over: ${error.message}`);
      return { mission: { ...mission, state }, passedOver };
    } catch (thrown) {
      if (!(thrown instanceof OrchestratorError) || !unreadable.includes(thrown.kind)) throw thrown;
      failed.push({ id: mission.id, error: thrown });
    }
  }
  const [first] = failed;
  if (first !== undefined && first.id === missions[0]?.id) throw first.error;
  return { mission: null, passedOver: [] };
}
