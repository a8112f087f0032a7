// The verb `check`: the gate on the working tree, without a mission. It judges nothing itself; it asks, and prints.
import { realpath } from "node:fs/promises";
import { checkWorkingTree } from "../compose/gate.ts";
import { cacheDirectory, configDirectory } from "../config/directories.ts";
import type { StageName } from "../core/change.ts";
import { OrchestratorError, toFailure, type Failure } from "../core/errors.ts";
import { checkFailure, checkReport, type CheckReport } from "./check-json.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";
import { listenForInterruption } from "./interruption.ts";
import { createProgress, noProgress } from "./progress.ts";
import { createPalette, printable, wantsColour } from "./terminal.ts";

export interface CheckFlags {
  readonly base?: string;
  readonly checks?: readonly string[];
  readonly skip?: readonly StageName[];
  readonly json?: true;
  readonly sarif?: true;
  readonly quiet?: true;
  readonly color: boolean;
}

/** Answers the exit code, having printed the result on standard output, or what was wrong on standard error. */
export async function check(paths: readonly string[], flags: CheckFlags, version: string): Promise<number> {
  const interruption = listenForInterruption();
  const coloursOf = (stream: NodeJS.WriteStream) => createPalette(wantsColour(flags.color, process.env, stream.isTTY === true));
  const clock = { now: () => performance.timeOrigin + performance.now() };
  const progress = flags.quiet === true ? noProgress : createProgress(process.stderr, coloursOf(process.stderr), clock.now);
  try {
    const folder = await realpath(process.cwd());
    const report = await checkWorkingTree(
      {
        folder,
        base: flags.base ?? null,
        paths,
        checks: flags.checks ?? [],
        skip: new Set(flags.skip ?? []),
        configDirectory: configDirectory(process.env),
        cacheDirectory: cacheDirectory(process.env),
        environment: process.env,
        clock,
        onStep: progress.onStep,
      },
      interruption.signal,
    );
    progress.leave();
    print(await rendered(checkReport(report), flags, folder, version));
    return report.verdict.outcome === "accepted" ? exitCodes.accepted : exitCodes.refused;
  } catch (thrown) {
    const failure = failureOf(thrown, interruption.signal.aborted);
    const palette = coloursOf(process.stderr);
    progress.leave();
    process.stderr.write(`${palette.red("error")}: ${printable(failure.message)}\n${printable(failure.hint)}\n`);
    if (flags.json === true) print(json(checkFailure(failure)));
    return exitCodeOf(failure.kind);
  } finally {
    interruption.end();
  }
}

async function rendered(report: CheckReport, flags: CheckFlags, folder: string, version: string): Promise<string> {
  if (flags.json === true) return json(report);
  if (flags.sarif === true) return json((await import("./check-sarif.ts")).sarifLog(report, version));
  const { checkText } = await import("./check-text.ts");
  return checkText(report, folder, createPalette(wantsColour(flags.color, process.env, process.stdout.isTTY === true)));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function print(text: string): void {
  // A reader that has seen enough (`| head`) is no failure of ours.
  process.stdout.on("error", () => {});
  process.stdout.write(text);
}

/** Whatever an abort makes fail on its way is the abort. */
function failureOf(thrown: unknown, interrupted: boolean): Failure {
  if (interrupted) return { kind: "aborted", message: "The check was interrupted before its end.", hint: "Nothing was judged." };
  const failure = toFailure(thrown);
  if (thrown instanceof OrchestratorError) return failure;
  const trace = thrown instanceof Error ? `\n${thrown.stack ?? ""}` : "";
  return { ...failure, hint: `This is a defect of opencode-orchestrator; please report it with this trace.${trace}` };
}
