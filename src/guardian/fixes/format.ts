// Has a formatter change files of a change, those only that it would have left alone before: a file that never had its
// form keeps the one that its authors gave it. A file that loses more than its form is put back.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FixInput } from "../../ports/gate.ts";
import type { Formatter } from "./formatter.ts";
import { refusal } from "./formatters.ts";
import { lossIn } from "./kept.ts";
import { filesToEdit, runFormatter } from "./tool-run.ts";

export interface Formatted {
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

export async function format(formatter: Formatter, paths: readonly string[], input: FixInput, signal: AbortSignal): Promise<Formatted> {
  const there = await contentsOf(input.directory, paths);
  const asked = there.size === 0 ? [] : await filesToEdit(formatter, [...there.keys()], input, signal);
  if (typeof asked === "string") return { files: [], notes: [`${refusal(formatter)}, because it ${asked}`] };
  const after = new Map([...there].filter(([path]) => asked.includes(path)));
  try {
    const untidy = await untidyBefore(formatter, after, input, signal);
    const wanted = [...after.keys()].filter((path) => !untidy.has(path));
    if (wanted.length === 0) return { files: [], notes: [] };
    const problem = await runFormatter(formatter, wanted, input, signal);
    if (problem !== null) {
      await write(input.directory, after);
      return { files: [], notes: [`${refusal(formatter)}, because it ${problem}`] };
    }
    return await kept(formatter, wanted, after, input);
  } catch (error) {
    await write(input.directory, after);
    throw error;
  }
}

/** Files that it would have changed as they were. Afterwards all files stand as they did. */
async function untidyBefore(formatter: Formatter, after: ReadonlyMap<string, Buffer>, input: FixInput, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const before = new Map<string, Buffer>();
  for (const path of after.keys()) {
    const bytes = await input.before(path);
    if (bytes !== null) before.set(path, Buffer.from(bytes));
  }
  const untidy = new Set<string>();
  if (before.size === 0) return untidy;
  await write(input.directory, before);
  // What it cannot read as it was before, it need not format now.
  const problem = await runFormatter(formatter, [...before.keys()], input, signal);
  const tidied = await contentsOf(input.directory, [...before.keys()]);
  for (const [path, bytes] of before) if (problem !== null || tidied.get(path)?.equals(bytes) !== true) untidy.add(path);
  await write(input.directory, after);
  return untidy;
}

async function kept(formatter: Formatter, wanted: readonly string[], after: ReadonlyMap<string, Buffer>, input: FixInput): Promise<Formatted> {
  const now = await contentsOf(input.directory, wanted);
  const files: string[] = [];
  const notes: string[] = [];
  for (const path of wanted) {
    const was = after.get(path) ?? Buffer.alloc(0);
    const is = now.get(path) ?? Buffer.alloc(0);
    if (was.equals(is)) continue;
    const loss = await lossIn(path, was.toString(), is.toString(), formatter.keepsImports);
    if (loss === null) files.push(path);
    else {
      await write(input.directory, new Map([[path, was]]));
      notes.push(`${refusal(formatter)} in ${path}, because it ${loss}`);
    }
  }
  return { files, notes };
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
