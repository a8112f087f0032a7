// Runs one command of a project: no shell, no input but a file's, no secrets, a deadline, a limit on output, and nothing of
// it left running afterwards. It does not know which commands are allowed; its callers do.
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { open, stat, type FileHandle } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { parseCommand } from "../../core/command.ts";
import { OrchestratorError } from "../../core/errors.ts";
import type { CommandResult } from "../../ports/gate.ts";
import { commandEnvironment } from "./command-environment.ts";
import { openOutputFile } from "./output-file.ts";
import { readWindow } from "./output-window.ts";
import { endTree, markName } from "./process-tree.ts";

export interface CommandRequest {
  readonly command: string;
  /** Absolute; the command's working directory. */
  readonly directory: string;
  readonly timeoutMs: number;
  readonly outputBytesMax: number;
  /** Beside what passes from the plugin's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Words before the command, under which it has no network but the loopback. */
  readonly wrapper?: readonly string[];
  /**
   * Absolute; the file that it reads from its input, which else is empty. Its output is then what it makes of that file,
   * without what it says beside, or only what it says if it fails.
   */
  readonly inputFile?: string;
}

/** Of a program that is not there, as in a shell. */
const notFoundExit = 127;
/** How a wrapper tells that its command was killed. */
const killedExit = 128 + constants.signals.SIGKILL;
const trialMs = 5_000;
const mebibyte = 1024 * 1024;
/** How often the size of what was printed is looked at: the system tells nobody when a file grows. */
const sizeCheckMs = 200;

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

/** What a command may print before it is ended; far more than is kept of it, and no disk is filled. */
export function printedBytesMax(outputBytesMax: number): number {
  return Math.min(1024 * mebibyte, Math.max(16 * mebibyte, 256 * outputBytesMax));
}

async function runToEnd(request: CommandRequest, argv: readonly string[], signal: AbortSignal): Promise<CommandResult> {
  const startedMs = performance.now();
  const output = await openOutputFile();
  const beside = request.inputFile === undefined ? null : await openOutputFile();
  try {
    const bytesMax = printedBytesMax(request.outputBytesMax);
    const files = { output: output.handle, errors: beside?.handle ?? output.handle };
    const end = await runInto(files, bytesMax, request, argv, signal);
    if (end.kind === "aborted") throw aborted(request.command);
    const exitCode = exitCodeOf(end, request);
    const telling = exitCode === 0 ? files.output : files.errors;
    return {
      command: request.command,
      exitCode,
      timedOut: end.kind === "deadline",
      ...(end.kind === "overflow" ? { endedAtBytes: bytesMax } : {}),
      ...(request.wrapper === undefined ? {} : { networkOff: true as const }),
      output: end.kind === "not-started" ? `${argv[0]}: ${end.reason}\n` : await readWindow(telling, request.outputBytesMax),
      durationMs: Math.round(performance.now() - startedMs),
    };
  } finally {
    await output.close();
    await beside?.close();
  }
}

function exitCodeOf(end: End, { wrapper }: CommandRequest): number | null {
  if (end.kind === "not-started") return notFoundExit;
  if (end.kind !== "exited" || (wrapper !== undefined && end.code === killedExit)) return null;
  return end.code;
}

/** Whether these words succeed as a command, outside of any project. */
export async function succeedsAlone(argv: readonly string[], signal: AbortSignal): Promise<boolean> {
  const request = { command: argv.join(" "), directory: tmpdir(), timeoutMs: trialMs, outputBytesMax: 1_000 };
  return (await runToEnd(request, argv, signal)).exitCode === 0;
}

type End =
  | { readonly kind: "exited"; readonly code: number | null }
  | { readonly kind: "not-started"; readonly reason: string }
  | { readonly kind: "deadline" }
  | { readonly kind: "overflow" }
  | { readonly kind: "aborted" };

async function runInto(
  files: { readonly output: FileHandle; readonly errors: FileHandle },
  bytesMax: number,
  request: CommandRequest,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<End> {
  const mark = randomUUID();
  const input = request.inputFile === undefined ? null : await open(request.inputFile);
  const [program = "", ...rest] = [...(request.wrapper ?? []), ...argv];
  try {
    const child = spawn(program, rest, {
      cwd: request.directory,
      env: { ...commandEnvironment(process.env, request.directory, request.environment), [markName]: mark },
      stdio: [input?.fd ?? "ignore", files.output.fd, files.errors.fd],
      // A process group of its own, so that the whole of it can be ended.
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const end = await endOf(child, request.timeoutMs, signal, whenLarger([...new Set([files.output, files.errors])], bytesMax));
    if (child.pid !== undefined) await endTree(child.pid, mark);
    return end;
  } finally {
    await input?.close();
  }
}

interface Watch {
  start(tell: () => void): void;
  stop(): void;
}

/** All of them together. */
function whenLarger(files: readonly FileHandle[], bytesMax: number): Watch {
  let timer: NodeJS.Timeout | undefined;
  const stop = (): void => clearInterval(timer);
  return {
    start(tell) {
      timer = setInterval(() => {
        void Promise.all(files.map((file) => file.stat())).then(
          (each) => {
            if (each.reduce((sum, { size }) => sum + size, 0) > bytesMax) tell();
          },
          // One was closed while the question was on its way.
          stop,
        );
      }, sizeCheckMs);
    },
    stop,
  };
}

/** The first of exit, deadline, too much output and abort. */
async function endOf(child: ChildProcess, timeoutMs: number, signal: AbortSignal, overflow: Watch): Promise<End> {
  let deadline: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const end = await new Promise<End>((resolve) => {
    child.once("exit", (code) => resolve({ kind: "exited", code }));
    child.once("error", (error) => resolve({ kind: "not-started", reason: reasonOf(error) }));
    deadline = setTimeout(() => resolve({ kind: "deadline" }), timeoutMs);
    overflow.start(() => resolve({ kind: "overflow" }));
    stop = () => resolve({ kind: "aborted" });
    signal.addEventListener("abort", stop, { once: true });
    // It may have come while the output was being opened.
    if (signal.aborted) stop();
  });
  clearTimeout(deadline);
  overflow.stop();
  if (stop !== undefined) signal.removeEventListener("abort", stop);
  return end;
}

function reasonOf(error: Error): string {
  return "code" in error && error.code === "ENOENT" ? "command not found" : error.message;
}
