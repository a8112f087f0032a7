// Commands run on the commit that the mission began from, to tell old failures from new ones: each once a mission, one
// at a time, in a slot of their own so that they never wait for the work that waits for them.
import type { CommitId } from "../core/ids.ts";
import type { CommandLimits, CommandResult, Gate } from "../ports/gate.ts";
import type { Workspace } from "../ports/workspace.ts";

export class BaselineRuns {
  private readonly workspace: Workspace;
  private readonly gate: Gate;
  private readonly results = new Map<string, Promise<CommandResult | null>>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(workspace: Workspace, gate: Gate) {
    this.workspace = workspace;
    this.gate = gate;
  }

  /** Null when the command could not be run there. */
  run(base: CommitId, command: string, limits: CommandLimits, signal: AbortSignal): Promise<CommandResult | null> {
    const known = this.results.get(command);
    if (known !== undefined) return known;
    const result = this.last.then(() => this.runNow(base, command, limits, signal)).catch(() => {
      // What was called off, or found no slot, may be asked again.
      this.results.delete(command);
      return null;
    });
    this.last = result;
    this.results.set(command, result);
    return result;
  }

  private async runNow(
    base: CommitId,
    command: string,
    limits: CommandLimits,
    signal: AbortSignal,
  ): Promise<CommandResult | null> {
    const slot = await this.workspace.acquire(base, null, signal);
    try {
      return await this.gate.run(slot.directory, command, limits, signal);
    } finally {
      this.workspace.release(slot);
    }
  }
}
