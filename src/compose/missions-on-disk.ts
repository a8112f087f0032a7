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
  /** Newer missions whose journals are damaged, each in a sentence. */
  readonly passedOver: readonly string[];
}

/**
 * The newest mission of such a state. A damaged journal does not hide the sound ones behind it: it is passed over and
 * told. If nothing else is found, its damage is the answer: `journal-damaged`.
 */
export async function newestMission(folder: string, wanted: (state: MissionState) => boolean): Promise<Found> {
  const damaged: { readonly id: MissionId; readonly error: OrchestratorError }[] = [];
  for (const mission of await listMissions(folder)) {
    try {
      const { records } = await readJournal(mission.directory);
      const state = replay(records.map(({ event }) => event));
      if (state === null || !wanted(state)) continue;
      const passedOver = damaged.map(({ id, error }) => `Mission ${id} was passed over: ${error.message}`);
      return { mission: { ...mission, state }, passedOver };
    } catch (thrown) {
      if (!(thrown instanceof OrchestratorError) || thrown.kind !== "journal-damaged") throw thrown;
      damaged.push({ id: mission.id, error: thrown });
    }
  }
  if (damaged[0] !== undefined) throw damaged[0].error;
  return { mission: null, passedOver: [] };
}
