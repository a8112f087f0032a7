// Runs one program to its end for a script: its output passes through, and nothing of it outlives the deadline or the
// script. It knows nothing of what the program does.
import { spawn } from "node:child_process";

/** What a step answers when the user interrupted it: nothing should follow then. */
export const interruptedCode = 130;

/** Answers the exit code, 1 if a signal ended it. `argv` begins with a script that Node runs. */
export function runStep(argv: readonly string[], deadlineMs: number): Promise<number> {
  // A group of its own, so that ending it ends whatever it started.
  const grouped = process.platform !== "win32";
  const child = spawn(process.execPath, [...argv], { stdio: ["ignore", "inherit", "inherit"], detached: grouped });

  function end(signal: NodeJS.Signals): void {
    if (child.pid === undefined || child.exitCode !== null) return;
    try {
      process.kill(grouped ? -child.pid : child.pid, signal);
    } catch {
      // It ended by itself meanwhile.
    }
  }

  let interrupted = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    interrupted = true;
    end(signal);
  };
  const timer = setTimeout(() => {
    console.error(`error: ${argv[0]} did not end within ${Math.round(deadlineMs / 1000)} s, and is ended now.`);
    end("SIGKILL");
  }, deadlineMs);
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);

  return new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(interrupted ? interruptedCode : (code ?? 1)));
  }).finally(() => {
    clearTimeout(timer);
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  });
}
