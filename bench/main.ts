// `npm run bench`: measures, prints one table, and keeps it in docs/ beside the machine it was measured on.
// `--help` says which groups and options there are. What was measured with options is printed, and not kept here.
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { openCodeBinary, packageRoot } from "../scripts/opencode.ts";
import { machine, table, type Figure, type Machine } from "./measure.ts";
import { readWords, type BenchOption } from "./options.ts";

const run = promisify(execFile);
const groupMs = 90 * 60_000;
/** It goes on where it was, and ends each of its runs itself. */
const longGroupMs = 24 * 60 * 60_000;
const jsonFile = join(packageRoot, "docs", "benchmarks.json");
const pageFile = join(packageRoot, "docs", "benchmarks.md");
const [begin, end] = ["<!-- figures: written by npm run bench -->", "<!-- end of figures -->"];

const host = ["requests", "start", "wide", "own"] as const;
/** Measured only if they are asked for: they need the registry, and take long. */
const askedOnly = ["gate", "method-real"] as const;
const names = ["kernel", "gate-speed", ...host, "method", ...askedOnly] as const;
type Name = (typeof names)[number];

interface Measured {
  readonly command: string;
  readonly machine: Machine;
  readonly figures: readonly Figure[];
}

type Kept = Readonly<Partial<Record<Name, Measured>>>;

const quick: BenchOption = { name: "--quick", value: "none", says: "a small part of it" };
const optionsByGroup: Readonly<Partial<Record<Name, readonly BenchOption[]>>> = {
  method: [quick],
  "method-real": [
    { ...quick, says: "one mission of eight tasks, and no page" },
    { name: "--missions", value: "number", says: "how many; 10 unless told" },
    { name: "--tasks", value: "number", says: "of each mission; 24 unless told" },
    { name: "--first", value: "number", says: "number of the first mission" },
    { name: "--alpha", value: "text", says: "share of wrong attempts that no visible test sees, as in 0.0005; 0.02 unless told" },
    { name: "--arms", value: "text", says: "some of them, with commas: ours, ours-weak, one-shot, best-of-8, looped, side-by-side" },
    { name: "--fresh", value: "none", says: "forgets what was measured before, instead of going on from it" },
    { name: "--page", value: "none", says: "writes the page out of what was measured before, and runs nothing" },
  ],
  gate: [
    { ...quick, says: "a tenth of it" },
    { name: "--share", value: "text", says: "another part of it, as in 0.5" },
    { name: "--tuning", value: "none", says: "that half of the packages" },
    { name: "--held-out", value: "none", says: "that half of the packages" },
    { name: "--package", value: "text", says: "some packages, with commas" },
  ],
};

function optionsOf(name: Name): readonly BenchOption[] {
  return optionsByGroup[name] ?? [];
}

function usage(): string {
  const lines = names.flatMap((name) => [
    `  ${name}${askedOnly.some((asked) => asked === name) ? " (only if it is named)" : ""}`,
    ...optionsOf(name).map((option) => `      ${`${option.name}${option.value === "none" ? "" : "=…"}`.padEnd(14)}${option.says}`),
  ]);
  return ["npm run bench -- [group…] [option…]", "", "Groups; without one, all that need no name:", ...lines, `  host: ${host.join(", ")}`].join("\n");
}

function groupsNamed(word: string): readonly Name[] {
  if (word === "host") return host;
  return names.filter((name) => name === word);
}

function order(group: string): number {
  return names.findIndex((name) => name === group);
}

async function measure(name: Name, options: readonly string[]): Promise<Measured> {
  const script = join(packageRoot, "bench", "group.ts");
  const before = machine();
  // What runs inside the host is measured on the host's own runtime.
  const [file, args, env] =
    name === "own"
      ? [openCodeBinary(), [script, name], { ...process.env, BUN_BE_BUN: "1" }]
      : [process.execPath, ["--expose-gc", "--import", "tsx", script, name, ...options], process.env];
  const running = run(file, args, { cwd: packageRoot, env, timeout: name === "method-real" ? longGroupMs : groupMs, maxBuffer: 2 ** 26 });
  running.child.stderr?.pipe(process.stderr);
  const { stdout } = await running;
  const figures = JSON.parse(stdout.trim().split("\n").at(-1) ?? "[]") as readonly Figure[];
  return { command: `npm run bench -- ${name}`, machine: before, figures };
}

/** One line for all groups that were measured on the same machine and commit. */
function provenance(kept: Kept): string {
  const lines = new Map<string, { commands: string[]; loads: number[] }>();
  for (const { command, machine: where } of Object.values(kept)) {
    const { processor, cores, memoryGiB, system, node, openCode, git, commit, loadBefore } = where;
    const line =
      `${processor}, ${cores} cores, ${memoryGiB} GiB, ${system}; Node ${node}, OpenCode ${openCode}, git ${git}; commit ${commit}`;
    const entry = lines.get(line) ?? { commands: [], loads: [] };
    entry.commands.push(`\`${command}\``);
    entry.loads.push(loadBefore);
    lines.set(line, entry);
  }
  return [...lines]
    .map(([line, { commands, loads }]) => `- ${commands.join(", ")}: ${line}; load before each: ${loads.join(", ")}`)
    .join("\n");
}

async function keep(kept: Kept, figures: readonly Figure[]): Promise<void> {
  await writeFile(jsonFile, `${JSON.stringify(kept, null, 2)}\n`);
  const page = await readFile(pageFile, "utf8");
  const [head, , tail] = page.split(new RegExp(`${begin}|${end}`));
  if (tail === undefined) throw new Error(`${pageFile} has no place for the figures.`);
  await writeFile(pageFile, `${head}${begin}\n${table(figures)}\n\n${provenance(kept)}\n${end}${tail}`);
}

async function measureAll(groups: readonly Name[], options: readonly string[]): Promise<void> {
  const before = await readFile(jsonFile, "utf8").then((text) => JSON.parse(text) as Kept, (): Kept => ({}));
  const known = new Map(Object.entries(before));
  const fresh: Figure[] = [];
  for (const name of groups) {
    console.error(`measuring: ${name}`);
    const group = await measure(name, options);
    known.set(name, group);
    fresh.push(...group.figures);
  }
  const kept: Kept = Object.fromEntries([...known].sort(([left], [right]) => order(left) - order(right)));
  const figures = Object.values(kept).flatMap((measured) => measured.figures);
  if (options.length === 0) await keep(kept, figures);
  console.log(table(options.length === 0 ? figures : fresh));
}

const reading = readWords(process.argv.slice(2), groupsNamed, optionsOf);
if (!reading.ok) {
  console.error(`error: ${reading.problem}\n\n${usage()}`);
  process.exitCode = 2;
} else if (reading.isHelp) {
  console.log(usage());
} else {
  const { groups, options } = reading.asked;
  await measureAll(groups.length === 0 ? names.filter((name) => !askedOnly.some((asked) => asked === name)) : groups, options);
}
