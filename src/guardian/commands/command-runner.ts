// Runs one command of a project: no shell, no input, no secrets, a deadline, a limit on output, and nothing of it left
// running afterwards. It does not know which commands are allowed; its callers do.
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { parseCommand } from "../../core/command.ts";
import { OrchestratorError } from "../../core/errors.ts";
import type { CommandResult } from "../../ports/gate.ts";
import { commandEnvironment } from "./command-environment.ts";
import { createOutputWindow } from "./output-window.ts";
import { endTree, markName } from "./process-tree.ts";

export interface CommandRequest {
  readonly command: string;
  /** Absolute; the command's working directory. */
  readonly directory: string;
  readonly timeoutMs: number;
  readonly outputBytesMax: number;
  /** Beside what passes from the plugin's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Of a program that is not there, as in a shell. */
const notFoundExit = 127;
/** How long output may still come in after the process has ended. */
const drainMs = 500;

/**
 * Resolves when the command and all that it started have ended. Rejects with `command-refused` for what is no plain
 * command, and with `aborted` when the signal aborts.
 */
export async function runCommand(request: CommandRequest, signal: AbortSignal): Promise<CommandResult> {
  const reading = parseCommand(request.command);
  if (!reading.ok) {
    const hint = "Commands run without a shell; write a plain one, as in npm test.";
    throw new OrchestratorError("command-refused", `The command "${request.command}" ${reading.problem}.`, hint);
  }
  const isFolder = await stat(request.directory).then((stats) => stats.isDirectory(), () => false);
  if (!isFolder) {
    throw new OrchestratorError("not-a-directory", `${request.directory} is not a folder.`, "Prepare the slot again.");
  }
  if (signal.aborted) throw aborted(request.command);
  return runToEnd(request, reading.argv, signal);
}

function aborted(command: string): OrchestratorError {
  return new OrchestratorError("aborted", `The command "${command}" was stopped.`, "Resume the mission to run it again.");
}

async function runToEnd(request: CommandRequest, argv: readonly string[], signal: AbortSignal): Promise<CommandResult> {
  const startedMs = performance.now();
  const mark = randomUUID();
  const output = createOutputWindow(request.outputBytesMax);
  const [program = "", ...rest] = argv;
  const child = spawn(program, rest, {
    cwd: request.directory,
    env: { ...commandEnvironment(process.env, request.directory, request.environment), [markName]: mark },
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own, so that the whole of it can be ended.
    detached: process.platform !== "win32",
    windowsHide: true,
  });
  child.stdout.on("data", (chunk: Buffer) => output.add(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.add(chunk));
  const end = await endOf(child, request.timeoutMs, signal, mark);
  if (end.kind === "aborted") throw aborted(request.command);
  if (end.kind === "not-started") output.add(Buffer.from(`${program}: ${end.reason}\n`));
  return {
    command: request.command,
    exitCode: end.kind === "exited" ? end.code : end.kind === "not-started" ? notFoundExit : null,
    timedOut: end.kind === "deadline",
    output: output.text(),
    durationMs: Math.round(performance.now() - startedMs),
  };
}

type End =
  | { readonly kind: "exited"; readonly code: number | null }
  | { readonly kind: "not-started"; readonly reason: string }
  | { readonly kind: "deadline" }
  | { readonly kind: "aborted" };

/** Waits for the first of exit, deadline and abort, then ends what is left of the tree. */
async function endOf(child: ChildProcess, timeoutMs: number, signal: AbortSignal, mark: string): Promise<End> {
  const drained = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let deadline: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const end = await new Promise<End>((resolve) => {
    child.once("exit", (code) => resolve({ kind: "exited", code }));
    child.once("error", (error) => resolve({ kind: "not-started", reason: reasonOf(error) }));
    deadline = setTimeout(() => resolve({ kind: "deadline" }), timeoutMs);
    stop = () => resolve({ kind: "aborted" });
    signal.addEventListener("abort", stop, { once: true });
  });
  clearTimeout(deadline);
  if (stop !== undefined) signal.removeEventListener("abort", stop);
  if (child.pid === undefined) return end;
  await endTree(child.pid, mark);
  let drain: NodeJS.Timeout | undefined;
  await Promise.race([drained, new Promise<void>((resolve) => (drain = setTimeout(resolve, drainMs)))]);
  clearTimeout(drain);
  // What still holds the pipes open is out of reach; it must not hold this process open as well.
  child.stdout?.destroy();
  child.stderr?.destroy();
  return end;
}

function reasonOf(error: Error): string {
  return "code" in error && error.code === "ENOENT" ? "command not found" : error.message;
}
