// Turns a failed command into findings that a model can act on: what ran, how it ended, which tests failed, and the few
// lines that say why.
import type { Finding, StageName } from "../../core/change.ts";
import type { CommandResult, GateInput } from "../../ports/gate.ts";
import { cutLine, finding } from "../finding.ts";
import { excerptAbout, excerptOf, placeIn } from "./output-excerpt.ts";
import { missesNetwork } from "./isolation.ts";
import { plainOutput } from "./test-output.ts";

/** Failures shown one by one; the others are named in one finding more. */
export const failuresShownMax = 5;
const namesListedMax = 20;

export function succeeded(result: CommandResult): boolean {
  return result.exitCode === 0 && !result.timedOut;
}

/** Whether it was ended before it could show what it would have found. */
export function wasEnded(result: CommandResult): boolean {
  return result.timedOut || result.endedAtBytes !== undefined;
}

/** How a command ended, for messages. */
export function howItEnded(result: CommandResult, limitMs: number): string {
  if (result.endedAtBytes !== undefined) return `printed more than ${Math.round(result.endedAtBytes / 2 ** 20)} MB and was ended`;
  if (result.timedOut) return `did not end within ${Math.round(limitMs / 1000)} s`;
  return result.exitCode === null ? "was killed" : `failed (exit ${result.exitCode})`;
}

/** `names` are the failures that count; empty if none could be told. */
export async function commandFindings(
  stage: StageName,
  result: CommandResult,
  names: readonly string[],
  input: GateInput,
): Promise<Finding[]> {
  const output = plainOutput(result.output, input.directory);
  const changed = new Set(input.change.files.map(({ path }) => path));
  const ended = `"${result.command}" ${howItEnded(result, input.limits.checkMs)}${networkHint(result)}`;
  const make = async (message: string, excerpt: string): Promise<Finding> => {
    const where = await placeIn(excerpt, input.directory, changed);
    const parts = { file: where?.file ?? null, place: where?.place ?? null, excerpt: excerpt === "" ? null : excerpt };
    return finding(stage, ruleOf(result), message, parts);
  };
  if (names.length === 0 || wasEnded(result)) {
    return [await make(`${ended}.${adviceOn(result)}`, excerptOf(output))];
  }
  const shown = names.slice(0, failuresShownMax);
  const findings = await Promise.all(shown.map((name) => make(`${ended}: ${cutLine(name)}`, excerptAbout(output, name))));
  const others = names.slice(failuresShownMax);
  if (others.length > 0) {
    const listed = others.slice(0, namesListedMax).map(cutLine).join("; ");
    findings.push(await make(`${ended}: ${others.length} more fail: ${listed}${others.length > namesListedMax ? "; …" : ""}`, ""));
  }
  return findings;
}

function networkHint(result: CommandResult): string {
  if (result.networkOff !== true || !missesNetwork(result.output)) return "";
  return ' (commands have no network here but the loopback, unless gate.network = "on")';
}

function ruleOf(result: CommandResult): string {
  if (result.timedOut) return "timeout";
  return result.endedAtBytes === undefined ? "command-failed" : "output-overflow";
}

function adviceOn(result: CommandResult): string {
  if (result.timedOut) return " Look for a loop, a server or a timer that is never stopped.";
  return result.endedAtBytes === undefined ? "" : " Look for a loop that prints without end.";
}
