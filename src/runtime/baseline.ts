// Commands run without a change, to tell old failures from new ones and proofs from other tests: each once a mission, one
// at a time, in a slot of their own so that they never wait for the work that waits for them.
import type { Change } from "../core/change.ts";
import { OrchestratorError } from "../core/errors.ts";
import type { CommitId } from "../core/ids.ts";
import type { CommandLimits, CommandResult, Gate } from "../ports/gate.ts";
import type { SlotFile, Workspace } from "../ports/workspace.ts";

interface BaseRun {
  readonly result: Promise<CommandResult | null>;
  readonly controller: AbortController;
  /** Who still waits: with nobody left, it is called off. */
  waiting: number;
}

type BaseWorkspace = Pick<Workspace, "acquire" | "release" | "read" | "put">;

export class BaselineRuns {
  private readonly workspace: BaseWorkspace;
  private readonly gate: Pick<Gate, "run">;
  private readonly runs = new Map<string, BaseRun>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(workspace: BaseWorkspace, gate: Pick<Gate, "run">) {
    this.workspace = workspace;
    this.gate = gate;
  }

  /**
   * On the commit that the mission began from. Null when the command could not be run there, or this asker called off;
   * others that wait for it are not touched.
   */
  run(base: CommitId, command: string, limits: CommandLimits, signal: AbortSignal): Promise<CommandResult | null> {
    return this.once(command, signal, (ended) => this.runNow(base, [], command, limits, ended));
  }

  /** On the commit that the change was made from, with some files of the change laid over it; null as above. */
  runWithout(
    change: Change,
    kept: readonly string[],
    command: string,
    limits: CommandLimits,
    signal: AbortSignal,
  ): Promise<CommandResult | null> {
    return this.once([change.base, change.tree, ...kept, command].join("\0"), signal, async (ended) => {
      const files = await this.filesOf(change, kept);
      return this.runNow(change.base, files, command, limits, ended);
    });
  }

  private once(key: string, signal: AbortSignal, work: (ended: AbortSignal) => Promise<CommandResult>): Promise<CommandResult | null> {
    if (signal.aborted) return Promise.resolve(null);
    return this.waitFor(key, this.runs.get(key) ?? this.start(key, work), signal);
  }

  private start(key: string, work: (ended: AbortSignal) => Promise<CommandResult>): BaseRun {
    const controller = new AbortController();
    const result = this.last.then(() => work(controller.signal)).catch(() => {
      // What found no slot or could not start may be asked again.
      this.forget(key, run);
      return null;
    });
    const run: BaseRun = { result, controller, waiting: 0 };
    this.last = result;
    this.runs.set(key, run);
    return run;
  }

  private waitFor(key: string, run: BaseRun, signal: AbortSignal): Promise<CommandResult | null> {
    run.waiting += 1;
    return new Promise((resolve) => {
      const callOff = () => {
        run.waiting -= 1;
        if (run.waiting === 0) {
          // Forgotten at once: who asks from now on must not be given a run that is being ended.
          this.forget(key, run);
          run.controller.abort();
        }
        resolve(null);
      };
      signal.addEventListener("abort", callOff, { once: true });
      void run.result.then((result) => {
        signal.removeEventListener("abort", callOff);
        resolve(result);
      });
    });
  }

  private forget(key: string, run: BaseRun): void {
    if (this.runs.get(key) === run) this.runs.delete(key);
  }

  private async filesOf(change: Change, paths: readonly string[]): Promise<readonly SlotFile[]> {
    const modes = new Map(change.files.map(({ path, modeAfter }) => [path, modeAfter]));
    const files: SlotFile[] = [];
    for (const path of paths) {
      const content = await this.workspace.read(change.commit, path);
      if (content !== null) files.push({ path, content, executable: modes.get(path) === "100755" });
    }
    return files;
  }

  private async runNow(
    commit: CommitId,
    files: readonly SlotFile[],
    command: string,
    limits: CommandLimits,
    signal: AbortSignal,
  ): Promise<CommandResult> {
    signal.throwIfAborted();
    const slot = await this.workspace.acquire(commit, null, signal);
    try {
      const blocked = await this.workspace.put(slot, files);
      if (blocked !== null) throw new OrchestratorError("internal", `${blocked} leads through a link.`, "Take out the link.");
      return await this.gate.run(slot.directory, command, limits, signal);
    } finally {
      this.workspace.release(slot);
    }
  }
}
