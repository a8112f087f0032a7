// Runs a project's commands in slots, without a network unless it is wanted; and for one check, each command once, with
// what they leave behind taken away afterwards. It judges nothing.
import { stat } from "node:fs/promises";
import { OrchestratorError } from "../../core/errors.ts";
import type { CommandLimits, CommandResult, GateInput } from "../../ports/gate.ts";
import type { ToolCache } from "../tools/tool-cache.ts";
import { inSlot, wantsCache } from "../tools/tool-command.ts";
import { listSlot, sweepSlot, type SlotListing } from "../files/litter.ts";
import { succeeded } from "./command-findings.ts";
import { runCommand, succeedsAlone } from "./command-runner.ts";
import { createIsolation, missesNetwork, type Isolation } from "./isolation.ts";

export interface SlotRunner {
  run(directory: string, command: string, limits: CommandLimits, signal: AbortSignal): Promise<CommandResult>;
  /** What has to be said of where commands ran; said once. */
  notes(): readonly string[];
}

/** `cache` is where project tools keep theirs; null for nowhere. */
export function createSlotRunner(cache: ToolCache | null = null, isolation: Isolation = createIsolation(succeedsAlone)): SlotRunner {
  let isOpen = false;
  let told = false;
  return {
    async run(directory, command, limits, signal) {
      const wrapper = limits.network === "on" ? null : await isolation.wrapper(signal);
      isOpen ||= limits.network === "off" && wrapper === null;
      const place = cache !== null && wantsCache(command) ? await cache.placeFor(directory) : null;
      const request = { ...inSlot(command, directory, place), timeoutMs: limits.checkMs, outputBytesMax: limits.checkOutputBytesMax };
      return runCommand(wrapper === null ? request : { ...request, wrapper }, signal);
    },
    notes() {
      if (!isOpen || told) return [];
      told = true;
      return ["commands ran with the network, because this system offers no way to cut it off that works (unshare, bwrap, sandbox-exec)"];
    },
  };
}

export interface Commands {
  run(command: string): Promise<CommandResult>;
  /** Runs a tool of this package, which reads files and nothing else: there is no network to cut off, and nothing to take away. */
  runOwn(command: string): Promise<CommandResult>;
  /** Once more; what `run` answers from then on. */
  again(command: string): Promise<CommandResult>;
  /** On the slot as it is for a moment, within a deadline of its own; not remembered. */
  trial(command: string, timeoutMs: number): Promise<CommandResult>;
  /** Takes away what was left in the slot, and answers notes. */
  finish(): Promise<readonly string[]>;
}

/** Runs each command once, and remembers how the slot looked before the first. */
export function createCommands(runner: SlotRunner, input: GateInput, signal: AbortSignal): Commands {
  const results = new Map<string, Promise<CommandResult>>();
  const notes: string[] = [];
  let before: Promise<SlotListing | null> | null = null;
  const start = async (command: string): Promise<CommandResult> => {
    before ??= listSlot(input.directory);
    await before;
    const result = await runner.run(input.directory, command, { ...input.limits, network: input.settings.network }, signal);
    if (!(await isFolder(input.directory))) {
      throw new OrchestratorError("command-refused", `"${command}" deleted the folder that it ran in.`, "Take out what deletes it.");
    }
    if (result.networkOff === true && !succeeded(result) && missesNetwork(result.output)) {
      notes.push(`"${command}" seems to need the network, which commands do not have; gate.network = "on" in opencode.toml gives it to them`);
    }
    return result;
  };
  const started = (command: string): Promise<CommandResult> => {
    const result = start(command);
    results.set(command, result);
    return result;
  };
  return {
    run: (command) => results.get(command) ?? started(command),
    runOwn: (command) => runner.run(input.directory, command, { ...input.limits, network: "on" }, signal),
    again: started,
    trial: (command, timeoutMs) =>
      runner.run(input.directory, command, { ...input.limits, checkMs: timeoutMs, network: input.settings.network }, signal),
    async finish() {
      const left = before === null ? [] : await sweepSlot(input.directory, await before);
      return [...left, ...notes, ...runner.notes()];
    },
  };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then((stats) => stats.isDirectory(), () => false);
}
