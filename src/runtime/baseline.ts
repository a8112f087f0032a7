// Commands run on the commit that the mission began from, to tell old failures from new ones: each once a mission, one
// at a time, in a slot of their own so that they never wait for the work that waits for them.
import type { CommitId } from "../core/ids.ts";
import type { Limits } from "../core/settings.ts";
import type { CommandResult, Gate } from "../ports/gate.ts";
import type { Workspace } from "../ports/workspace.ts";

interface BaseRun {
  readonly result: Promise<CommandResult | null>;
  readonly controller: AbortController;
  /** Who still waits: with nobody left, it is called off. */
  waiting: number;
}

export class BaselineRuns {
  private readonly workspace: Pick<Workspace, "acquire" | "release">;
  private readonly gate: Pick<Gate, "run">;
  private readonly runs = new Map<string, BaseRun>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(workspace: Pick<Workspace, "acquire" | "release">, gate: Pick<Gate, "run">) {
    this.workspace = workspace;
    this.gate = gate;
  }

  /** Null when the command could not be run there, or this asker called off. Others that wait for it are not touched. */
  run(base: CommitId, command: string, limits: Limits, signal: AbortSignal): Promise<CommandResult | null> {
    if (signal.aborted) return Promise.resolve(null);
    return this.waitFor(command, this.runs.get(command) ?? this.start(base, command, limits), signal);
  }

  private start(base: CommitId, command: string, limits: Limits): BaseRun {
    const controller = new AbortController();
    const result = this.last.then(() => this.runNow(base, command, limits, controller.signal)).catch(() => {
      // What found no slot or could not start may be asked again.
      this.forget(command, run);
      return null;
    });
    const run: BaseRun = { result, controller, waiting: 0 };
    this.last = result;
    this.runs.set(command, run);
    return run;
  }

  private waitFor(command: string, run: BaseRun, signal: AbortSignal): Promise<CommandResult | null> {
    run.waiting += 1;
    return new Promise((resolve) => {
      const callOff = () => {
        run.waiting -= 1;
        if (run.waiting === 0) {
          // Forgotten at once: who asks from now on must not be given a run that is being ended.
          this.forget(command, run);
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

  private forget(command: string, run: BaseRun): void {
    if (this.runs.get(command) === run) this.runs.delete(command);
  }

  private async runNow(
    base: CommitId,
    command: string,
    limits: Limits,
    signal: AbortSignal,
  ): Promise<CommandResult | null> {
    signal.throwIfAborted();
    const slot = await this.workspace.acquire(base, null, signal);
    try {
      return await this.gate.run(slot.directory, command, limits, signal);
    } finally {
      this.workspace.release(slot);
    }
  }
}
