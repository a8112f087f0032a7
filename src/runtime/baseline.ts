// Commands run without a change, to tell old failures from new ones and proofs from other tests: each once a mission, one
// at a time, in a slot of their own so that they never wait for the work that waits for them.
import type { Change } from "../core/change.ts";
import type { CommitId } from "../core/ids.ts";
import type { CommandLimits, CommandResult, Gate, LaidFile } from "../ports/gate.ts";
import type { Workspace } from "../ports/workspace.ts";

export class BaselineRuns {
  private readonly workspace: Pick<Workspace, "acquire" | "release" | "read">;
  private readonly gate: Pick<Gate, "run">;
  private readonly results = new Map<string, Promise<CommandResult | null>>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(workspace: Pick<Workspace, "acquire" | "release" | "read">, gate: Pick<Gate, "run">) {
    this.workspace = workspace;
    this.gate = gate;
  }

  /** On the commit that the mission began from. Null when the command could not be run there. */
  run(base: CommitId, command: string, limits: CommandLimits, signal: AbortSignal): Promise<CommandResult | null> {
    return this.once(command, () => this.runNow(base, [], command, limits, signal));
  }

  /** On the commit that the change was made from, with some files of the change laid over it; null as above. */
  runWithout(
    change: Change,
    kept: readonly string[],
    command: string,
    limits: CommandLimits,
    signal: AbortSignal,
  ): Promise<CommandResult | null> {
    return this.once([change.base, change.tree, ...kept, command].join("\0"), async () => {
      const files = await this.filesOf(change, kept);
      return this.runNow(change.base, files, command, limits, signal);
    });
  }

  private once(key: string, run: () => Promise<CommandResult>): Promise<CommandResult | null> {
    const known = this.results.get(key);
    if (known !== undefined) return known;
    const result = this.last.then(run).catch(() => {
      // What was called off, or found no slot, may be asked again.
      this.results.delete(key);
      return null;
    });
    this.last = result;
    this.results.set(key, result);
    return result;
  }

  private async filesOf(change: Change, paths: readonly string[]): Promise<readonly LaidFile[]> {
    const modes = new Map(change.files.map(({ path, modeAfter }) => [path, modeAfter]));
    const files: LaidFile[] = [];
    for (const path of paths) {
      const bytes = await this.workspace.read(change.commit, path);
      if (bytes !== null) files.push({ path, bytes, executable: modes.get(path) === "100755" });
    }
    return files;
  }

  private async runNow(
    commit: CommitId,
    files: readonly LaidFile[],
    command: string,
    limits: CommandLimits,
    signal: AbortSignal,
  ): Promise<CommandResult> {
    const slot = await this.workspace.acquire(commit, null, signal);
    try {
      return await this.gate.run(slot.directory, command, limits, signal, files);
    } finally {
      this.workspace.release(slot);
    }
  }
}
