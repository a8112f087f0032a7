// `npm run bench`: measures, prints one table, and keeps it in docs/ beside the machine it was measured on.
//   npm run bench
//   npm run bench -- kernel gate-speed requests start wide own     (some of them; `host` is the last four)
//   npm run bench -- method [--quick]                    (docs/evidence.md)
//   npm run bench -- method-real [--quick] [--missions=N] [--tasks=N] [--first=N]
//   npm run bench -- gate [--quick] [--tuning | --held-out] [--package=NAME,…]
// What was measured with options is printed, and not kept.
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { openCodeBinary, packageRoot } from "../scripts/opencode.ts";
import { machine, table, type Figure, type Machine } from "./measure.ts";

const run = promisify(execFile);
const groupMs = 90 * 60_000;
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

function chosen(words: readonly string[]): readonly Name[] {
  const wanted = words.length === 0 ? names.filter((name) => !askedOnly.some((asked) => asked === name)) : words.flatMap((word) => (word === "host" ? [...host] : [word]));
  return wanted.map((word) => {
    const name = names.find((known) => known === word);
    if (name === undefined) throw new Error(`There is no group "${word}"; there are ${names.join(", ")}, and host.`);
    return name;
  });
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
  const running = run(file, args, { cwd: packageRoot, env, timeout: groupMs, maxBuffer: 2 ** 26 });
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

const before = await readFile(jsonFile, "utf8").then((text) => JSON.parse(text) as Kept, (): Kept => ({}));
const known = new Map(Object.entries(before));
const options = process.argv.slice(2).filter((word) => word.startsWith("--"));
const fresh: Figure[] = [];
for (const name of chosen(process.argv.slice(2).filter((word) => !word.startsWith("--")))) {
  console.error(`measuring: ${name}`);
  const group = await measure(name, options);
  known.set(name, group);
  fresh.push(...group.figures);
}
const kept: Kept = Object.fromEntries([...known].sort(([left], [right]) => order(left) - order(right)));
const figures = Object.values(kept).flatMap((measured) => measured.figures);
if (options.length === 0) await keep(kept, figures);
console.log(table(options.length === 0 ? figures : fresh));
