// What the visible tests get from a package's functions: the functions are wrapped, the tests run once, and calls whose
// arguments and answers are plain data are kept. This is what a writer could copy who only looks at the tests.
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Recording } from "./candidate.ts";
import type { BenchSlot } from "./slot.ts";
import { edited, functionsOf, sliceOf, type Edit, type FunctionPlace, type SourceFile } from "./source.ts";

const callsMax = 60;

type Run = (directory: string, environment: Readonly<Record<string, string>>) => Promise<unknown>;

export async function recordCalls(sources: readonly SourceFile[], slot: BenchSlot, folder: string, run: Run): Promise<readonly Recording[]> {
  await mkdir(folder, { recursive: true });
  const hook = join(folder, "recorder.cjs");
  await writeFile(hook, recorder);
  await slot.apply(new Map(sources.map((source) => [source.path, wrapped(source)])));
  try {
    await run(slot.directory, { NODE_OPTIONS: `--require=${hook}`, BENCH_RECORDINGS: folder });
  } finally {
    await slot.reset();
  }
  const found = new Map<string, Map<string, string | null>>();
  for (const name of (await readdir(folder)).filter((one) => one.endsWith(".json")).toSorted()) {
    const entries = JSON.parse(await readFile(join(folder, name), "utf8")) as [string, [string, string | null][]][];
    for (const [key, calls] of entries) {
      const known = found.get(key) ?? new Map<string, string | null>();
      for (const [args, result] of calls) known.set(args, known.has(args) && known.get(args) !== result ? null : result);
      found.set(key, known);
    }
  }
  return [...found].toSorted(([left], [right]) => (left < right ? -1 : 1)).flatMap(([key, calls]) => recordingOf(key, calls));
}

/** Only functions that answer mostly plain data, and always the same for the same arguments. */
function recordingOf(key: string, calls: ReadonlyMap<string, string | null>): readonly Recording[] {
  const [path = "", name = ""] = key.split("\0");
  const plain = [...calls].flatMap(([args, result]) => (result === null ? [] : [{ args, result }]));
  if (plain.length < 2 || plain.length < calls.size * 0.6) return [];
  return [{ path, name, calls: plain.slice(0, callsMax) }];
}

export function isRecordable({ node, name }: FunctionPlace): boolean {
  return name !== null && !node.async && !("generator" in node && node.generator);
}

function wrapped(source: SourceFile): string {
  const edits: Edit[] = [];
  for (const place of functionsOf(source)) {
    const { node, name, depth } = place;
    if (!isRecordable(place) || name === null || depth > 0) continue;
    const key = JSON.stringify(`${source.path}\0${name}`);
    if (node.type === "FunctionExpression" && node.id === null && sliceOf(source, node).startsWith("function")) {
      edits.push({ start: node.start, end: node.start, text: `globalThis.benchWrap(${key}, ` }, { start: node.end, end: node.end, text: ")" });
    } else if (node.type === "FunctionDeclaration" && node.id !== null && !source.text.slice(0, node.start).endsWith("export default ")) {
      const wrapper = `${name}() { return globalThis.benchWrap(${key}, ${name}_recorded).apply(this, arguments); } function ${name}_recorded`;
      edits.push({ start: node.id.start, end: node.id.end, text: wrapper });
    }
  }
  return edited(source.text, edits);
}

const recorder = `"use strict";
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { threadId } = require("node:worker_threads");
const found = new Map();
function isPlain(value, depth) {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== "object" || depth > 4) return false;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at += 1) if (!(at in value) || !isPlain(value[at], depth + 1)) return false;
    return true;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype) return false;
  return Reflect.ownKeys(value).every((key) => typeof key === "string" && isPlain(value[key], depth + 1));
}
globalThis.benchWrap = (key, original) => function () {
  let calls = found.get(key);
  if (calls === undefined) found.set(key, (calls = new Map()));
  const args = calls.size < 400 && isPlain([...arguments], 0) ? JSON.stringify([...arguments]) : null;
  const result = original.apply(this, arguments);
  if (args !== null) {
    const text = result === undefined ? "undefined" : isPlain(result, 0) ? JSON.stringify(result) : null;
    const fits = text !== null && args.length + text.length < 400;
    calls.set(args, fits && (!calls.has(args) || calls.get(args) === text) ? text : null);
  } else calls.set("unplain " + calls.size, null);
  return result;
};
process.on("exit", () => {
  if (found.size === 0) return;
  const file = join(process.env.BENCH_RECORDINGS, process.pid + "-" + threadId + ".json");
  writeFileSync(file, JSON.stringify([...found].map(([key, calls]) => [key, [...calls]])));
});
`;
