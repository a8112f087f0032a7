// Runs a formatter on files of a change, those only that it would have left alone before: a file that never was
// formatted keeps the form that its authors gave it.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCommand } from "../../core/command.ts";
import { runCommand } from "../commands/command-runner.ts";
import { howItEnded } from "../commands/command-findings.ts";
import { cutLine } from "../finding.ts";
import { commandText } from "../tools/tool-command.ts";
import type { FixInput } from "../../ports/gate.ts";
import type { Formatter } from "./formatters.ts";

export interface Formatted {
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

/** A formatter that takes longer does something else. */
const formatMsMax = 60_000;

export async function format(formatter: Formatter, paths: readonly string[], input: FixInput, signal: AbortSignal): Promise<Formatted> {
  const after = await contentsOf(input.directory, paths);
  const before = new Map<string, Buffer>();
  for (const path of after.keys()) {
    const bytes = await input.before(path);
    if (bytes !== null) before.set(path, Buffer.from(bytes));
  }
  try {
    const untidy = new Set<string>();
    if (before.size > 0) {
      await write(input.directory, before);
      // What it cannot read as it was before, it need not format now.
      const problem = await run(formatter, [...before.keys()], input, signal);
      const tidied = await contentsOf(input.directory, [...before.keys()]);
      for (const [path, bytes] of before) if (problem !== null || tidied.get(path)?.equals(bytes) !== true) untidy.add(path);
      await write(input.directory, after);
    }
    const wanted = [...after.keys()].filter((path) => !untidy.has(path));
    if (wanted.length === 0) return { files: [], notes: [] };
    const problem = await run(formatter, wanted, input, signal);
    if (problem !== null) {
      await write(input.directory, after);
      return { files: [], notes: [`not formatted by ${formatter.name}, because it ${problem}`] };
    }
    const now = await contentsOf(input.directory, wanted);
    return { files: wanted.filter((path) => after.get(path)?.equals(now.get(path) ?? Buffer.alloc(0)) === false), notes: [] };
  } catch (error) {
    await write(input.directory, after);
    throw error;
  }
}

/** Null if it did what it was asked, else how it ended. */
async function run({ argv }: Formatter, paths: readonly string[], { directory, limits }: FixInput, signal: AbortSignal): Promise<string | null> {
  const command = commandText([...argv, ...paths]);
  const sayable = parseCommand(command);
  if (!sayable.ok) return `its command ${sayable.problem}`;
  const timeoutMs = Math.min(limits.checkMs, formatMsMax);
  const result = await runCommand({ command, directory, timeoutMs, outputBytesMax: limits.checkOutputBytesMax }, signal);
  if (result.exitCode === 0) return null;
  const said = result.output.split("\n").find((line) => line.trim() !== "");
  return `${howItEnded(result, timeoutMs)}${said === undefined ? "" : `: ${cutLine(said.trim())}`}`;
}

async function contentsOf(directory: string, paths: readonly string[]): Promise<Map<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for (const path of paths) {
    const bytes = await readFile(join(directory, path)).catch(() => null);
    if (bytes !== null) contents.set(path, bytes);
  }
  return contents;
}

async function write(directory: string, contents: ReadonlyMap<string, Buffer>): Promise<void> {
  for (const [path, bytes] of contents) await writeFile(join(directory, path), bytes);
}
