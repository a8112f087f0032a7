// A package made ready to be measured: two workers with slots that hold it whole and with the visible tests only, its
// suite with remembered outcomes, and the gate.
import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Verdict } from "../../src/core/change.ts";
import { runCommand } from "../../src/guardian/commands/command-runner.ts";
import { createGate } from "../../src/guardian/gate.ts";
import type { CommandResult, Gate } from "../../src/ports/gate.ts";
import type { Files, Subject } from "./candidate.ts";
import { hashOf, judge, type Bench, type Case } from "./judge.ts";
import type { Outcomes } from "./outcomes.ts";
import type { BenchPackage } from "./packages.ts";
import { recordCalls } from "./recorder.ts";
import { installedModules, publishedTree, type Tree } from "./registry.ts";
import { createSlot, type BenchSlot } from "./slot.ts";
import { readSource, type SourceFile } from "./source.ts";

export const workers = 2;
/** Above any run that ends, on a busy machine too; what a mutant makes endless is ended by it. */
const suiteMsMin = 12_000;
const rightMs = 120_000;
const outputBytesMax = 1024 * 1024;

export interface Project {
  readonly wanted: BenchPackage;
  readonly subject: Subject;
  readonly tree: Tree;
  /** Whether the whole suite passes on the package with these changes. */
  passes(worker: number, files: Files): Promise<boolean>;
  /** Whether the package's own type check, if it has one, passes too. */
  isRight(worker: number, files: Files): Promise<boolean>;
  /** With the visible tests as checks, or with all of them. */
  judge(worker: number, tests: "visible" | "all", one: Case): Promise<Verdict>;
}

export async function openProject(wanted: BenchPackage, folder: string, outcomes: Outcomes, signal: AbortSignal): Promise<Project> {
  const tree = await publishedTree(wanted, wanted.version);
  const modules = await installedModules(wanted, tree);
  const hidden = hiddenTests(wanted, tree);
  const trees = { all: tree, visible: new Map([...tree].filter(([path]) => !hidden.has(path))) };
  const slot = async (tests: "visible" | "all", name: string): Promise<BenchSlot> => {
    const directory = join(folder, `${tests}-${name}`);
    await mkdir(directory, { recursive: true });
    return createSlot(directory, trees[tests], modules);
  };
  const slots = new Map<string, Promise<BenchSlot>>();
  const slotOf = (tests: "visible" | "all", name: string): Promise<BenchSlot> => {
    const key = `${tests} ${name}`;
    const made = slots.get(key) ?? slot(tests, name);
    slots.set(key, made);
    return made;
  };
  const run = (directory: string, command: string, environment: Readonly<Record<string, string>>, timeoutMs: number) =>
    runCommand({ command, directory, timeoutMs, outputBytesMax, environment }, signal);

  const whole = await slotOf("all", "base");
  const first = await run(whole.directory, wanted.command, {}, rightMs);
  if (first.exitCode !== 0) throw new Error(`The tests of ${wanted.name} fail as published:\n${first.output.slice(-3_000)}`);
  const checked = wanted.types === undefined ? null : await run(whole.directory, wanted.types, {}, rightMs);
  if (checked !== null && checked.exitCode !== 0) throw new Error(`The types of ${wanted.name} do not hold as published:\n${checked.output.slice(-3_000)}`);
  await whole.reset();
  const suiteMs = Math.max(suiteMsMin, first.durationMs * 6);
  const gate = createGate();
  const benches = Object.fromEntries(
    (["visible", "all"] as const).map((tests) => [tests, benchOf(gate, wanted, trees[tests], tests === "all" ? rightMs : suiteMs, signal, () => slotOf(tests, "base"))]),
  ) as Record<"visible" | "all", Bench>;
  const key = `${wanted.name}@${wanted.version} ${wanted.command} ${suiteKey(tree, wanted)}`;
  const sources = sourcesOf(trees.visible, wanted.sources);
  const recordings = await recordCalls(sources, await slotOf("visible", "base"), join(folder, "recordings"), (directory, environment) =>
    run(directory, wanted.command, environment, rightMs),
  );
  const holds = async (worker: number, files: Files, what: string, command: string, timeoutMs: number): Promise<boolean> => {
    const name = hashOf([[what, `${key} ${what === "suite" ? "" : command}`.trimEnd()], ...files]);
    const known = outcomes.get(name);
    if (known !== null) return known;
    const place = await slotOf("all", String(worker));
    await place.apply(files);
    try {
      const { exitCode } = await run(place.directory, command, {}, timeoutMs);
      await outcomes.set(name, exitCode === 0);
      return exitCode === 0;
    } finally {
      await place.reset();
    }
  };
  const passes: Project["passes"] = (worker, files) => holds(worker, files, "suite", wanted.command, suiteMs);
  return {
    wanted,
    tree,
    subject: { half: wanted.half, sources, tests: sourcesOf(trees.visible, wanted.tests), recordings },
    passes,
    async isRight(worker, files) {
      return (await passes(worker, files)) && (wanted.types === undefined || (await holds(worker, files, "types", wanted.types, rightMs)));
    },
    judge: async (worker, tests, one) => judge(benches[tests], await slotOf(tests, String(worker)), one),
  };
}

/** Half of the test files, by the hash of their paths, are kept from the gate. */
export function hiddenTests(wanted: BenchPackage, tree: Tree): ReadonlySet<string> {
  const hash = (path: string) => createHash("sha1").update(path).digest("hex");
  const paths = [...tree.keys()].filter((path) => wanted.tests.test(path)).toSorted((left, right) => (hash(left) < hash(right) ? -1 : 1));
  return new Set(paths.slice(Math.ceil(paths.length / 2)));
}

function suiteKey(tree: Tree, wanted: BenchPackage): string {
  const tests = [...tree].filter(([path]) => wanted.tests.test(path) || Object.hasOwn(wanted.extra, path));
  return hashOf(tests.map(([path, content]) => [path, content.toString()]));
}

function sourcesOf(tree: Tree, wanted: RegExp): readonly SourceFile[] {
  return [...tree].flatMap(([path, content]) => {
    const source = wanted.test(path) ? readSource(path, content.toString()) : null;
    return source === null ? [] : [source];
  });
}

/** Commands on a base run once for each base, one after another, as in the runtime. */
function benchOf(
  gate: Gate,
  wanted: BenchPackage,
  tree: Tree,
  checkMs: number,
  signal: AbortSignal,
  baseSlot: () => Promise<BenchSlot>,
): Bench {
  const known = new Map<string, Promise<CommandResult | null>>();
  let last: Promise<unknown> = Promise.resolve();
  const runOnBase = async (base: Files, command: string): Promise<CommandResult> => {
    const slot = await baseSlot();
    await slot.apply(base);
    try {
      return await gate.run(slot.directory, command, { checkMs, checkOutputBytesMax: outputBytesMax, network: "off" }, signal);
    } finally {
      await slot.reset();
    }
  };
  const baseline: Bench["baseline"] = (base, command) => {
    const name = hashOf([["command", command], ...base]);
    const result = known.get(name) ?? last.then(() => runOnBase(base, command)).catch(() => null);
    known.set(name, result);
    last = result;
    return result;
  };
  return { gate, tree, command: wanted.command, checkMs, baseline, signal };
}
