// Wires adapters to ports: the only place that picks. A driver belongs to one folder and drives at most one mission of
// it at a time; the adapters are loaded when a mission needs them, since the host loads the plugin at every start.
import { join } from "node:path";
import type { Catalogue } from "../core/catalogue.ts";
import { OrchestratorError } from "../core/errors.ts";
import type { MissionEvent } from "../core/event.ts";
import type { MissionId, ModelRef } from "../core/ids.ts";
import type { MissionState } from "../core/mission.ts";
import type { Settings } from "../core/settings.ts";
import type { MissionView } from "../core/view.ts";
import type { HostClient } from "../host/client.ts";
import type { SessionTable } from "../host/session-table.ts";
import type { Clock } from "../ports/clock.ts";
import type { Journal } from "../ports/journal.ts";
import type { Reporter } from "../ports/reporter.ts";
import type { MissionLoop, Standstill } from "../runtime/loop.ts";
import type { MissionOnDisk } from "./missions-on-disk.ts";

export interface DriverOptions {
  readonly folder: string;
  /** OpenCode's configuration folder. */
  readonly configDirectory: string;
  /** Where slots live. */
  readonly cacheDirectory: string;
  readonly pluginOptions: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly table: SessionTable;
  readonly clock: Clock;
  client(callMs: number): HostClient;
}

/** Who asks: the session that the command was typed in. */
export interface Caller {
  readonly session: string | null;
  readonly model: ModelRef | null;
  readonly reporter: Reporter;
  /** Aborting pauses the mission. */
  readonly signal: AbortSignal;
}

export interface Finished {
  readonly view: MissionView;
  readonly standstill: Standstill;
  readonly report: string;
}

export interface MissionStatus {
  readonly view: MissionView;
  /** Newer missions whose journals are damaged, each in a sentence. */
  readonly passedOver: readonly string[];
}

interface Running {
  readonly id: MissionId;
  readonly loop: MissionLoop;
  readonly finished: Promise<Finished>;
}

export class Driver {
  private readonly options: DriverOptions;
  private running: Running | null = null;
  private starting = false;

  constructor(options: DriverOptions) {
    this.options = options;
  }

  /** Starts a mission and runs it to its end or to a pause. */
  async start(goal: string, caller: Caller): Promise<Finished> {
    if (goal.trim() === "") {
      throw new OrchestratorError("goal-empty", "There is no goal.", 'Say what you want, as in /task "Add a login page".');
    }
    return this.exclusively(async () => {
      const settings = await this.settings();
      const { missionFolder, newMissionId, prepareStateFolder } = await import("../store/state-folder.ts");
      const state = await prepareStateFolder(this.options.folder);
      await this.refuseIfDrivenElsewhere();
      const id = newMissionId(this.options.clock);
      const journal = await this.journalOf(missionFolder(state, id).directory);
      await journal.open();
      return this.drive(id, journal, settings, null, caller, (loop, catalogue) =>
        loop.post({ type: "mission-started", mission: id, goal, settings, catalogue }),
      );
    });
  }

  /** Takes the newest unfinished mission up again. */
  async resume(caller: Caller): Promise<Finished> {
    return this.exclusively(async () => {
      const settings = await this.settings();
      const { mission, passedOver } = await this.newestUnfinished('Start one with /task "what you want".');
      const { journal, state } = await this.openAgain(mission.directory);
      const finished = await this.drive(mission.id, journal, settings, state, caller, (loop, catalogue) => {
        if (state.paused === null) loop.post({ type: "paused", reason: "the process that drove it ended" });
        loop.post({ type: "resumed", settings, catalogue });
      });
      return { ...finished, report: [...passedOver, finished.report].join("\n\n") };
    });
  }

  /** Pauses the running mission; answers whether there was one. */
  pause(reason: string): boolean {
    this.running?.loop.post({ type: "paused", reason });
    return this.running !== null;
  }

  /** Asks the process that drives a mission of this folder, if that is another; what to tell the user, or null if there is none. */
  async ask(request: "pause" | "stop"): Promise<string | null> {
    if (this.starting || this.running !== null) return null;
    const { askElsewhere } = await import("./requests.ts");
    return askElsewhere(this.options.folder, request, this.options.clock);
  }

  /** Stops the running mission, or ends the newest unfinished one that nobody drives. */
  async stop(caller: Caller): Promise<Finished> {
    const { running } = this;
    if (running !== null) {
      running.loop.post(eventOf("stop"));
      return running.finished;
    }
    return this.exclusively(async () => {
      const { mission, passedOver } = await this.newestUnfinished("/task status says how the last one ended.");
      const { journal, state } = await this.openAgain(mission.directory);
      const finished = await this.drive(mission.id, journal, state.settings, state, caller, (loop) => loop.post(eventOf("stop")));
      return { ...finished, report: [...passedOver, finished.report].join("\n\n") };
    });
  }

  /** The running mission, or the newest one on disk that can be read; null if there never was one. */
  async status(): Promise<MissionStatus | null> {
    const live = this.running?.loop.view();
    if (live !== undefined && live !== null) return { view: live, passedOver: [] };
    const { newestMission } = await import("./missions-on-disk.ts");
    const { mission, passedOver } = await newestMission(this.options.folder, () => true);
    if (mission === null) return null;
    const { viewOf } = await import("../core/view.ts");
    return { view: viewOf(mission.state), passedOver };
  }

  private async exclusively(work: () => Promise<Finished>): Promise<Finished> {
    if (this.starting || this.running !== null) {
      throw new OrchestratorError(
        "mission-running",
        `A mission is running in this folder already${this.running === null ? "" : ` (${this.running.id})`}.`,
        "Wait for it, or /task pause or /task stop it first.",
      );
    }
    this.starting = true;
    try {
      return await work();
    } finally {
      this.starting = false;
      this.running = null;
    }
  }

  private async settings(): Promise<Settings> {
    const { loadSettings } = await import("../config/load.ts");
    const { folder, configDirectory, pluginOptions, environment } = this.options;
    return loadSettings({ projectDirectory: folder, configDirectory, pluginOptions, environment, flags: {} });
  }

  private async journalOf(directory: string): Promise<Journal> {
    const { createFileJournal } = await import("../journal/file-journal.ts");
    return createFileJournal({ directory, clock: this.options.clock });
  }

  /** Takes the lock of a mission's journal, unless its state cannot be made of it. */
  private async openAgain(directory: string): Promise<{ readonly journal: Journal; readonly state: MissionState }> {
    const { recover } = await import("../runtime/recovery.ts");
    const journal = await this.journalOf(directory);
    const { records } = await journal.open();
    try {
      return { journal, state: recover(records) };
    } catch (thrown) {
      await journal.close();
      throw thrown;
    }
  }

  private async newestUnfinished(hint: string): Promise<{ readonly mission: MissionOnDisk; readonly passedOver: readonly string[] }> {
    const { newestMission } = await import("./missions-on-disk.ts");
    const isUnfinished = (state: MissionState) => !(state.phase === "ended" && state.reported);
    const { mission, passedOver } = await newestMission(this.options.folder, isUnfinished);
    if (mission !== null) return { mission, passedOver };
    throw new OrchestratorError("mission-none", `There is no unfinished mission in ${this.options.folder}.`, hint);
  }

  /** A mission that another process drives holds its journal's lock. No journal is read: a damaged one stops nobody. */
  private async refuseIfDrivenElsewhere(): Promise<void> {
    const { assertUnlocked } = await import("../journal/lock.ts");
    const { listMissions } = await import("../store/state-folder.ts");
    for (const { directory } of await listMissions(this.options.folder)) await assertUnlocked(directory, this.options.clock);
  }

  private async drive(
    id: MissionId,
    journal: Journal,
    settings: Settings,
    recovered: MissionState | null,
    caller: Caller,
    begin: (loop: MissionLoop, catalogue: Catalogue | null) => void,
  ): Promise<Finished> {
    const { clock } = this.options;
    const startedMs = clock.now();
    const opened: (() => Promise<void>)[] = [() => journal.close()];
    try {
      const { directory, host, executor, dispose } = await this.assemble(id, settings, caller);
      opened.push(dispose);
      const { catalogueOf } = await import("../core/catalogue.ts");
      const told = await host.catalogue(this.options.folder);
      const { MissionLoop } = await import("../runtime/loop.ts");
      const loop = new MissionLoop({ journal, executor, reporter: caller.reporter, clock }, recovered);
      const pause = () => loop.post({ type: "paused", reason: "you interrupted it" });
      const { takeRequests } = await import("./requests.ts");
      const unwatch = await takeRequests(directory, clock, (request) => loop.post(eventOf(request)));
      opened.push(async () => unwatch());
      const finished = this.finish(loop, directory, id, startedMs);
      this.running = { id, loop, finished };
      finished.catch(() => undefined);
      begin(loop, told === null ? null : catalogueOf(settings, told.own, told.models));
      if (caller.signal.aborted) pause();
      caller.signal.addEventListener("abort", pause, { once: true });
      return await finished;
    } finally {
      // However the mission comes back, its lock is given up, or nobody could resume it.
      for (const close of opened.reverse()) await close().catch(() => undefined);
    }
  }

  private async finish(loop: MissionLoop, directory: string, id: MissionId, startedMs: number): Promise<Finished> {
    const standstill = await loop.run();
    const view = loop.view();
    if (view === null) throw new OrchestratorError("internal", "The mission ended before it began.", "Start it again.");
    const { renderReport } = await import("../core/report.ts");
    const elapsedMs = this.options.clock.now() - startedMs;
    return { view, standstill, report: renderReport(view, { directory, branch: `orchestrator/${id}`, elapsedMs }) };
  }

  private async assemble(id: MissionId, settings: Settings, caller: Caller) {
    const { folder, cacheDirectory, clock, table } = this.options;
    const [{ prepareStateFolder, missionFolder }, { createFileStore }, { createWorkspace }, { createGate }, context] =
      await Promise.all([
        import("../store/state-folder.ts"),
        import("../store/file-store.ts"),
        import("../workspace/workspace.ts"),
        import("../guardian/gate.ts"),
        import("../context/context.ts"),
      ]);
    const { createOpenCodeHost } = await import("../host/opencode-host.ts");
    const { createLocalExecutor } = await import("../runtime/local-executor.ts");
    const state = await prepareStateFolder(folder);
    const { directory } = missionFolder(state, id);
    const store = createFileStore({ directory });
    const workspace = createWorkspace({
      folder,
      mission: id,
      stateDirectory: state.directory,
      cacheDirectory,
      // Two more than the writers need: integration has a slot of its own, and so have commands on the base, for which
      // writers and integration may wait while they hold theirs.
      slotsMax: settings.slots + 2,
    });
    const host = createOpenCodeHost({
      client: this.options.client(settings.limits.hostCallMs),
      table,
      clock,
      parent: caller.session,
      defaultModel: caller.model,
      protocolHeaders: settings.protocolHeaders,
    });
    const executor = createLocalExecutor({
      workspace,
      host,
      gate: createGate({ project: folder, toolCacheDirectory: join(cacheDirectory, "tools") }),
      context: context.createContext({ store, cacheDirectory: join(cacheDirectory, "survey") }),
      store,
      clock,
      startedMs: clock.now(),
    });
    return { directory, host, executor, dispose: () => workspace.dispose() };
  }
}

/** What the user asked for, wherever it was typed. */
function eventOf(request: "pause" | "stop"): MissionEvent {
  return request === "pause" ? { type: "paused", reason: "you asked for it" } : { type: "stopped", reason: "the user stopped it" };
}
