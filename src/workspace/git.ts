// The only place that starts git: arguments as a list, a deadline, an output limit, no hooks, no prompts. It does not
// know what the commands are for.
import { type ChildProcess, spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { OrchestratorError } from "../core/errors.ts";

/** A working tree and the git folder that belongs to it. Given explicitly, since a `.git` file in a slot can be forged. */
export interface GitPlace {
  readonly gitDirectory: string;
  readonly workTree: string;
}

export interface GitCall {
  /** Where to run: a place, or a folder in which git finds its repository itself. */
  readonly at: GitPlace | string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Exit codes that are answers and not failures; 0 alone by default. */
  readonly answers?: readonly number[];
  readonly deadlineMs?: number;
  readonly outputBytesMax?: number;
  /** What more output than the limit means: a failure, or an end there. */
  readonly overflow?: "fail" | "cut";
  readonly signal?: AbortSignal | undefined;
}

export interface GitResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Whether output was cut at the limit; then git was ended early. */
  readonly cut: boolean;
}

export type Git = (args: readonly string[], call: GitCall) => Promise<GitResult>;

export const gitDeadlineMs = 120_000;
export const gitOutputBytesMax = 256 * 1024 * 1024;
const errorBytesMax = 64 * 1024;

/** The user's settings count where they shape contents (line ends, filters, ignores); these would get in the way. */
const settings: readonly string[] = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.quotePath=false",
  "core.splitIndex=false",
  "core.safecrlf=false",
  "commit.gpgSign=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "i18n.commitEncoding=UTF-8",
  "submodule.recurse=false",
  "merge.conflictStyle=merge",
  // Moving a file because others of its folder were moved would put it where no task declared it.
  "merge.directoryRenames=false",
  "advice.addEmbeddedRepo=false",
  "advice.detachedHead=false",
  "add.ignoreErrors=false",
].flatMap((setting) => ["-c", setting]);

/** Variables of the caller that say where git's own files are; all others named GIT_… could redirect a command. */
const keptVariables = new Set(["GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"]);

export function createGit(gitPath = "git"): Git {
  const inherited = inheritedEnvironment();
  return async (args, call) => {
    if (call.signal?.aborted === true) throw aborted(args);
    const ended = await run(gitPath, inherited, args, call);
    if (ended.stop === "aborted") throw aborted(args);
    if (ended.stop === "deadline") {
      const seconds = Math.round((call.deadlineMs ?? gitDeadlineMs) / 1000);
      throw new OrchestratorError(
        "deadline",
        `git ${nameOf(args)} did not end within ${seconds} s and was stopped.`,
        "Look whether the disk is slow or full, or another git holds the repository; then resume the mission.",
      );
    }
    if (ended.stop === "overflow" && call.overflow !== "cut") {
      throw new OrchestratorError(
        "git-failed",
        `git ${nameOf(args)} wrote more than ${call.outputBytesMax ?? gitOutputBytesMax} bytes.`,
        "A file or the repository is too large for this; keep such files out of the mission.",
      );
    }
    const cut = ended.stop === "overflow";
    if (!cut && !(call.answers ?? [0]).includes(ended.exitCode)) throw failed(args, ended.exitCode, ended.stderr);
    return { exitCode: ended.exitCode, stdout: ended.stdout, stderr: ended.stderr, cut };
  };
}

type Stop = "deadline" | "overflow" | "aborted" | null;

interface Ended {
  readonly stop: Stop;
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

async function run(
  gitPath: string,
  inherited: NodeJS.ProcessEnv,
  args: readonly string[],
  call: GitCall,
): Promise<Ended> {
  const directory = typeof call.at === "string" ? call.at : call.at.workTree;
  const child = spawn(gitPath, [...settings, ...args], {
    cwd: directory,
    env: environmentOf(inherited, call),
    // A group of its own, so that filters and drivers that git starts end with it.
    detached: process.platform !== "win32",
    windowsHide: true,
    stdio: [call.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
  });
  let stop: Stop = null;
  const end = (why: Exclude<Stop, null>): void => {
    stop ??= why;
    killTree(child);
  };
  const onAbort = (): void => end("aborted");
  const timer = setTimeout(() => end("deadline"), call.deadlineMs ?? gitDeadlineMs);
  call.signal?.addEventListener("abort", onAbort, { once: true });
  const stdout = gather(child, "stdout", call.outputBytesMax ?? gitOutputBytesMax, () => end("overflow"));
  const stderr = gather(child, "stderr", errorBytesMax, () => {});
  // Git may end before it has read everything; its exit code says more than the broken pipe does.
  child.stdin?.on("error", () => {});
  child.stdin?.end(call.input);
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? -1));
    });
    return { stop, exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") };
  } catch (error) {
    throw await notStarted(gitPath, directory, error);
  } finally {
    clearTimeout(timer);
    call.signal?.removeEventListener("abort", onAbort);
  }
}

/** Chunks of a stream, at most `bytesMax` bytes; the rest is dropped and told once. */
function gather(child: ChildProcess, stream: "stdout" | "stderr", bytesMax: number, onOverflow: () => void): Buffer[] {
  const chunks: Buffer[] = [];
  let bytes = 0;
  child[stream]?.on("data", (chunk: Buffer) => {
    if (bytes > bytesMax) return;
    const room = bytesMax - bytes;
    bytes += chunk.length;
    chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    if (bytes > bytesMax) onOverflow();
  });
  return chunks;
}

function killTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill("SIGKILL");
    else process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** Read once, since looking at all variables for each command is felt. */
function inheritedEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_") || keptVariables.has(name));
  return Object.fromEntries(kept);
}

function environmentOf(inherited: NodeJS.ProcessEnv, call: GitCall): NodeJS.ProcessEnv {
  const place = typeof call.at === "string" ? {} : { GIT_DIR: call.at.gitDirectory, GIT_WORK_TREE: call.at.workTree };
  return {
    ...inherited,
    ...place,
    PWD: typeof call.at === "string" ? call.at : call.at.workTree,
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_LFS_SKIP_SMUDGE: "1",
    GIT_AUTHOR_NAME: "opencode-orchestrator",
    GIT_AUTHOR_EMAIL: "orchestrator@localhost",
    GIT_COMMITTER_NAME: "opencode-orchestrator",
    GIT_COMMITTER_EMAIL: "orchestrator@localhost",
    ...call.environment,
  };
}

function nameOf(args: readonly string[]): string {
  return args.find((arg, index) => !arg.startsWith("-") && args[index - 1] !== "-c") ?? "";
}

function aborted(args: readonly string[]): OrchestratorError {
  return new OrchestratorError("aborted", `git ${nameOf(args)} was stopped.`, "Resume the mission to go on.");
}

function failed(args: readonly string[], exitCode: number, stderr: string): OrchestratorError {
  const said = stderr.trim().split("\n").slice(0, 5).join("\n");
  return new OrchestratorError(
    "git-failed",
    `git ${nameOf(args)} failed with exit code ${exitCode}: ${said === "" ? "it said nothing" : said}`,
    "Run `git status` in the folder: what git complains of there has to be mended first.",
  );
}

async function notStarted(gitPath: string, directory: string, error: unknown): Promise<OrchestratorError> {
  // A missing working directory is reported like a missing command, so the folder is looked at.
  const folder = await stat(directory).catch(() => null);
  if (folder === null || !folder.isDirectory()) {
    return new OrchestratorError("not-a-directory", `${directory} is not a folder.`, "Open a folder that exists.");
  }
  return new OrchestratorError(
    "git-missing",
    `git could not be started (${gitPath}): ${error instanceof Error ? error.message : String(error)}`,
    "Install git 2.38 or newer and make sure that it is found on PATH.",
    { cause: error },
  );
}
