// The gate's figures for the table: shares with their intervals, and a file for those who write rules, with what slips
// through and what is refused without reason.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { figure, type Figure } from "../measure.ts";
import { halves, type Half } from "./candidate.ts";
import { measureGate } from "./measure-gate.ts";
import { benchPackages } from "./packages.ts";
import { rowsOf, ruleCounts, type JudgedChange, type Row, type Share } from "./records.ts";
import { benchCache } from "./registry.ts";

const examplesPerClass = 12;
const acceptedAtMost = 2;
const refusedAtMost = 1;

/** `--quick` takes a tenth; `--tuning` and `--held-out` one half; `--package=name` one package. */
export async function gateFigures(options: readonly string[]): Promise<readonly Figure[]> {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once("SIGINT", interrupt);
  process.once("SIGTERM", interrupt);
  try {
    const share = Number(valueOf(options, "share") ?? (options.includes("--quick") ? 0.1 : 1));
    const tell = (line: string): void => console.error(line);
    const records = await measureGate({ share, packages: chosen(options), tell }, interruption.signal);
    const file = await keepRecords(records);
    tell(`what slipped through and what was refused: ${file}`);
    return rowsOf(records).flatMap(figuresOf);
  } finally {
    process.off("SIGINT", interrupt);
    process.off("SIGTERM", interrupt);
  }
}

function valueOf(options: readonly string[], name: string): string | null {
  const prefix = `--${name}=`;
  return options.find((option) => option.startsWith(prefix))?.slice(prefix.length) ?? null;
}

function chosen(options: readonly string[]): readonly string[] {
  const named = valueOf(options, "package")?.split(",") ?? null;
  const wanted: readonly Half[] = halves.filter((half) => {
    const only = halves.filter((one) => options.includes(`--${one.replace(" ", "-")}`));
    return only.length === 0 || only.includes(half);
  });
  return benchPackages.flatMap(({ name, half }) => ((named?.includes(name) ?? wanted.includes(half)) ? [name] : []));
}

function figuresOf(row: Row): readonly Figure[] {
  const { half, group, class: name, withTests, withoutTests } = row;
  const percent = withTests.share * 100;
  if (group === "right") {
    const what = `gate: right changes refused, ${half}: ${name ?? "all"}`;
    const detail = `${spelt(withTests)}; without the tests ${spelt(withoutTests)}`;
    return [figure(what, percent, "%", name === null ? { atMost: refusedAtMost } : null, detail)];
  }
  const what = `gate: wrong changes accepted, ${half}: ${name ?? "all"}`;
  const detail = `with the visible tests ${spelt(withTests)}; without tests ${spelt(withoutTests)}`;
  return [figure(what, percent, "%", name === null ? { atMost: acceptedAtMost } : null, detail)];
}

function spelt({ hits, count, share, low, high }: Share): string {
  const percent = (part: number): string => (part * 100).toFixed(1);
  return `${percent(share)} % (${hits} of ${count}, ${percent(low)} to ${percent(high)})`;
}

/** For those who write rules: by class, what slipped through, what was refused, and by which rules. Of the held-out half only counts. */
async function keepRecords(records: readonly JudgedChange[]): Promise<string> {
  const wrong = records.filter(({ group }) => group === "wrong");
  const right = records.filter(({ group }) => group === "right");
  const slipped = wrong.filter(({ accepted }) => accepted);
  const refused = right.filter(({ accepted }) => !accepted);
  const summary = {
    rows: rowsOf(records),
    kinds: kindCounts(records.filter(isTuning)),
    rulesThatRefusedWrongChanges: ruleCounts(wrong),
    rulesThatRefusedRightChanges: ruleCounts(refused),
    slipped: byClass(slipped),
    slippedToTheTests: byClass(wrong.filter(({ accepted, acceptedWithoutTests }) => acceptedWithoutTests && !accepted)),
    refused: byClass(refused),
  };
  const file = join(benchCache(), "gate.json");
  await mkdir(benchCache(), { recursive: true });
  await writeFile(file, `${JSON.stringify(summary, null, 2)}\n`);
  await writeFile(join(benchCache(), "records.json"), `${JSON.stringify(records)}\n`);
  return file;
}

function kindCounts(records: readonly JudgedChange[]): Readonly<Record<string, string>> {
  const counts = new Map<string, { accepted: number; all: number }>();
  for (const { class: name, kind, accepted } of records) {
    const key = `${name}: ${kind}`;
    const known = counts.get(key) ?? { accepted: 0, all: 0 };
    counts.set(key, { accepted: known.accepted + (accepted ? 1 : 0), all: known.all + 1 });
  }
  return Object.fromEntries([...counts].toSorted().map(([key, { accepted, all }]) => [key, `${accepted} of ${all} accepted`]));
}

function isTuning({ half }: JudgedChange): boolean {
  return half === "tuning";
}

/** A few of each kind of the tuning half, from as many packages as there are. */
function byClass(records: readonly JudgedChange[]): Readonly<Record<string, readonly unknown[]>> {
  const classes = [...new Set(records.map((record) => record.class))];
  return Object.fromEntries(
    classes.map((name) => {
      const own = records.filter((record) => record.class === name && isTuning(record));
      const seen = new Map<string, number>();
      const turns = own.map((record) => {
        const turn = (seen.get(record.kind) ?? 0) + 1;
        seen.set(record.kind, turn);
        return { record, turn };
      });
      const shown = turns.toSorted((left, right) => left.turn - right.turn).slice(0, examplesPerClass);
      return [name, shown.map(({ record: { package: from, kind, rules, message, excerpt } }) => ({ package: from, kind, rules, message, excerpt }))];
    }),
  );
}
