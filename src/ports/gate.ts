// The gate: stages from cheap to dear, the first that fails ends it, and only problems that the base did not have
// count.
import type { Change, Fixes, Verdict } from "../core/change.ts";
import type { Provision } from "../core/plan.ts";
import type { GateSettings, Limits } from "../core/settings.ts";

/** A command's end. Output is standard output and standard error as they came, its middle cut if over the limit. */
export interface CommandResult {
  readonly command: string;
  /** Null if it was killed: at the deadline, for printing without end, or by a signal. */
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** The bytes beyond which it was ended for printing too much; absent if it was not. */
  readonly endedAtBytes?: number;
  /** Whether it ran without a network but the loopback. */
  readonly networkOff?: true;
  readonly output: string;
  readonly durationMs: number;
}

/** What a command is held to. */
export type CommandLimits = Pick<Limits, "checkMs" | "checkOutputBytesMax"> & Pick<GateSettings, "network">;

export interface GateInput {
  /** A slot whose files are the change. The gate may run commands there and leaves no file behind that git would see. */
  readonly directory: string;
  readonly change: Change;
  /** Paths that the change may touch; null for no such limit (the whole trunk, or a tree of the user's). */
  readonly writes: readonly string[] | null;
  readonly provides: readonly Provision[];
  /** Commands, each already allowed, that must succeed. */
  readonly checks: readonly string[];
  /** A command that must fail before the change and succeed after it. */
  readonly proof: string | null;
  readonly settings: GateSettings;
  readonly limits: Pick<Limits, "checkMs" | "checkOutputBytesMax"> & Partial<Pick<Limits, "mutationMs">>;
  /** A file's bytes before the change; null if it was not there. */
  before(path: string): Promise<Uint8Array | null>;
  /**
   * The same command on the commit that the mission began from, for telling old failures from new ones; null when
   * that cannot be had. Asked only about commands that failed, or to find out what they take, and worth remembering by
   * the caller. With `kept`, on the commit that the change was made from, with these files of the change laid over it:
   * what a proof must fail on, since without its own test file any command fails.
   */
  baseline(command: string, kept?: readonly string[]): Promise<CommandResult | null>;
}

export type FixInput = Pick<GateInput, "directory" | "change" | "settings" | "limits" | "before">;

/**
 * - `check` never throws for what a change contains: whatever it is, the answer is a verdict, and what could not be
 *   checked is told in its notes. It throws `aborted` when the signal aborts, having ended what it started.
 * - `run` runs one command as checks are run, whatever its end.
 * - `checkFile` is the fast part for one file as it stands in the slot: findings of syntax and links,
 *   and errors of policy, or none.
 * - `fix` mends in the slot what needs no model, in files of the change only. What cannot be mended is a note, and
 *   stands as it was. Repeated: there is nothing left to mend.
 */
export interface Gate {
  check(input: GateInput, signal: AbortSignal): Promise<Verdict>;
  run(directory: string, command: string, limits: CommandLimits, signal: AbortSignal): Promise<CommandResult>;
  fix(input: FixInput, signal: AbortSignal): Promise<Fixes>;
  checkFile(directory: string, path: string, against: Pick<GateInput, "settings" | "before">): Promise<Verdict>;
}
