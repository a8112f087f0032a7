// Shows a mission's progress by task, read from its journal as it grows: a viewer like any other, which can hold
// nothing up. It knows nothing of who drives the mission.
import { watch, type FSWatcher } from "node:fs";
import { mkdir } from "node:fs/promises";
import type { MissionEvent } from "../src/core/event.ts";
import type { MissionState } from "../src/core/mission.ts";
import { renderWait } from "../src/core/report.ts";
import { begin, transition } from "../src/core/transition.ts";
import { viewOf, type MissionView, type TaskView } from "../src/core/view.ts";
import { journalStart, readJournal, type JournalPosition } from "../src/journal/reader.ts";
import { listMissions, stateFolderOf, type MissionFolder } from "../src/store/state-folder.ts";

export interface Progress {
  /** Reads what is left and stops; answers the mission as it then stands, and its folder. */
  stop(): Promise<{ readonly view: MissionView; readonly directory: string } | null>;
}

/** Follows the first mission that begins in `folder` from now on, or is taken up again there. */
export async function followProgress(folder: string, say: (line: string) => void): Promise<Progress> {
  const { missions } = stateFolderOf(folder);
  await mkdir(missions, { recursive: true });
  const before = new Set((await listMissions(folder)).map((mission) => mission.id));
  const follower = new Follower(folder, before, say);
  const watcher: FSWatcher = watch(missions, { recursive: true }, () => follower.wake());
  return {
    async stop() {
      watcher.close();
      await follower.read();
      return follower.result();
    },
  };
}

class Follower {
  private readonly folder: string;
  private readonly before: ReadonlySet<string>;
  private readonly say: (line: string) => void;
  private readonly startedMs = Date.now();
  private mission: MissionFolder | null = null;
  private state: MissionState | null = null;
  private position: JournalPosition = journalStart;
  private readonly told = new Map<string, string>();
  private reading: Promise<void> = Promise.resolve();
  private queued = false;

  constructor(folder: string, before: ReadonlySet<string>, say: (line: string) => void) {
    this.folder = folder;
    this.before = before;
    this.say = say;
  }

  /** Many changes of the folder come together: one reading serves all that came while another was under way. */
  wake(): void {
    if (this.queued) return;
    this.queued = true;
    this.reading = this.reading.then(() => {
      this.queued = false;
      return this.readNow();
    });
  }

  read(): Promise<void> {
    this.wake();
    return this.reading;
  }

  result(): { readonly view: MissionView; readonly directory: string } | null {
    if (this.state === null || this.mission === null) return null;
    return { view: viewOf(this.state), directory: this.mission.directory };
  }

  private async readNow(): Promise<void> {
    this.mission ??= (await listMissions(this.folder)).find((mission) => !this.before.has(mission.id)) ?? null;
    if (this.mission === null) return;
    const { records, position } = await readJournal(this.mission.directory, this.position);
    this.position = position;
    for (const { event } of records) this.take(event);
  }

  private take(event: MissionEvent): void {
    if (event.type === "mission-started") this.state = begin(event).state;
    else if (this.state !== null) transition(this.state, event);
    if (event.type !== "usage-counted" && this.state !== null) this.tell(viewOf(this.state));
  }

  private tell(view: MissionView): void {
    const wait = view.waiting === null || view.waiting.untilMs === null ? "" : `, ${renderWait(view.waiting)}`;
    this.tellOnce("phase", view.paused === null ? `${view.phase}${wait}` : `paused: ${view.paused}`, "");
    for (const task of view.tasks) {
      const last = task.attempts.at(-1);
      if (task.state === "waiting" && last === undefined) continue;
      this.tellOnce(task.id, describe(task), `${view.counts.merged}/${view.tasks.length}`);
    }
  }

  private tellOnce(key: string, text: string, count: string): void {
    if (this.told.get(key) === text) return;
    this.told.set(key, text);
    const seconds = ((Date.now() - this.startedMs) / 1000).toFixed(1).padStart(6);
    this.say(`${seconds} s  ${count.padStart(5)}  ${key.padEnd(18)} ${text}`);
  }
}

function describe(task: TaskView): string {
  const last = task.attempts.at(-1);
  if (last === undefined) return task.state;
  if (task.state === "ready" || task.state === "waiting") {
    return `${task.state} after attempt ${last.attempt}, ${last.end}: ${last.message.slice(0, 110)}`;
  }
  if (task.state === "attempting") return `attempt ${last.attempt} by the ${last.role}`;
  return task.reason === "" ? task.state : `${task.state}: ${task.reason.slice(0, 110)}`;
}
