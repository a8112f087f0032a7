// Has one formatter work on files where they stand, in the way that it knows. Which files those should be it is told.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCommand } from "../../core/command.ts";
import type { CommandResult, FixInput } from "../../ports/gate.ts";
import { howItEnded } from "../commands/command-findings.ts";
import { runCommand } from "../commands/command-runner.ts";
import { wasCut } from "../commands/output-window.ts";
import { cutLine } from "../finding.ts";
import { commandText } from "../tools/tool-command.ts";
import type { Edit, Formatter } from "./formatter.ts";

/** A formatter that takes longer does something else. */
const formatMsMax = 60_000;
/** Some orders are reached by steps, each asked for anew. */
const passesMax = 10;
/** Reports hold the text of every file that they are about. */
const reportBytesMax = 16 * 1024 * 1024;

/** Null if it did what it was asked, else how it ended. */
export async function runFormatter(formatter: Formatter, paths: readonly string[], input: FixInput, signal: AbortSignal): Promise<string | null> {
  const { way } = formatter;
  if (way.kind === "edits") return makeEdits(formatter, paths, input, signal);
  if (way.kind === "in-place") return (await run([...formatter.argv, ...paths], [0], input, signal)).problem;
  for (const path of paths) {
    const words = [...formatter.argv, ...(await way.words(input.directory, path))];
    const { problem, output } = await run(words, [0], input, signal, join(input.directory, path));
    if (problem !== null) return problem;
    await writeFile(join(input.directory, path), output);
  }
  return null;
}

/** Those of the files that it would change. How it ended instead, if it did not do as it was asked. */
export async function filesToEdit(formatter: Formatter, paths: readonly string[], input: FixInput, signal: AbortSignal): Promise<readonly string[] | string> {
  const edits = await askForEdits(formatter, paths, input, signal);
  return typeof edits === "string" ? edits : paths.filter((path) => edits.has(path));
}

async function makeEdits(formatter: Formatter, paths: readonly string[], input: FixInput, signal: AbortSignal): Promise<string | null> {
  let left = paths;
  for (let pass = 0; pass < passesMax && left.length > 0; pass += 1) {
    const edits = await askForEdits(formatter, left, input, signal);
    if (typeof edits === "string") return edits;
    for (const [path, each] of edits) {
      const place = join(input.directory, path);
      await writeFile(place, edited(await readFile(place, "utf8"), each));
    }
    left = [...edits.keys()];
  }
  return left.length === 0 ? null : `asked for changes without end`;
}

async function askForEdits({ argv, way }: Formatter, paths: readonly string[], input: FixInput, signal: AbortSignal): Promise<ReadonlyMap<string, readonly Edit[]> | string> {
  if (way.kind !== "edits") return new Map(paths.map((path) => [path, []]));
  const texts = new Map<string, string>();
  for (const path of paths) texts.set(path, await readFile(join(input.directory, path), "utf8"));
  const { problem, output } = await run([...argv, ...paths], way.answers, input, signal);
  return problem ?? way.read(output, input.directory, texts) ?? "printed no report";
}

/** What overlaps an edit before it waits for the next pass. */
function edited(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const { start, end, text: put } of edits.toSorted((one, other) => one.start - other.start)) {
    if (start < at) continue;
    result += text.slice(at, start) + put;
    at = end;
  }
  return result + text.slice(at);
}

async function run(
  words: readonly string[],
  answers: readonly number[],
  { directory, limits }: FixInput,
  signal: AbortSignal,
  inputFile?: string,
): Promise<{ readonly problem: string | null; readonly output: string }> {
  const command = commandText(words);
  const sayable = parseCommand(command);
  if (!sayable.ok) return { problem: `its command ${sayable.problem}`, output: "" };
  const timeoutMs = Math.min(limits.checkMs, formatMsMax);
  const request = { command, directory, timeoutMs, outputBytesMax: Math.max(reportBytesMax, limits.checkOutputBytesMax) };
  const result = await runCommand(inputFile === undefined ? request : { ...request, inputFile }, signal);
  return { problem: problemOf(result, answers, timeoutMs), output: result.output };
}

function problemOf(result: CommandResult, answers: readonly number[], timeoutMs: number): string | null {
  if (result.exitCode !== null && answers.includes(result.exitCode)) return wasCut(result.output) ? "printed too much" : null;
  const said = result.output.split("\n").find((line) => line.trim() !== "");
  return `${howItEnded(result, timeoutMs)}${said === undefined ? "" : `: ${cutLine(said.trim())}`}`;
}
