// The figures alpha and beta: wrong and right changes to published packages, put before the real gate. How many of which
// class, and from which packages, is said here; what they are, the generators know.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom, type Random } from "../../test/support/random.ts";
import type { Candidate, Generate } from "./candidate.ts";
import { crossFileBreaks } from "./cross-file.ts";
import { syntaxDamage } from "./damage.ts";
import { excerptOf } from "./excerpt.ts";
import { hallucinatedImports } from "./hallucinations.ts";
import { hardCoded } from "./hard-coded.ts";
import { bytesBefore, hashOf, type Case } from "./judge.ts";
import { mutants } from "./mutants.ts";
import { openOutcomes, type Outcomes } from "./outcomes.ts";
import { benchPackages, type BenchPackage } from "./packages.ts";
import { parallel } from "./parallel.ts";
import { lazyPlaceholders } from "./placeholders.ts";
import { openProject, workers, type Project } from "./project.ts";
import { readdedFiles, updates, type RightCase } from "./published.ts";
import { recordOf, type JudgedChange } from "./records.ts";
import { refactorings } from "./refactorings.ts";
import { benchCache } from "./registry.ts";
import { shuffled } from "./source.ts";
import { weakTests } from "./weak-tests.ts";

export interface Extent {
  /** Of the full numbers. */
  readonly share: number;
  readonly packages: readonly string[];
  readonly tell: (line: string) => void;
}

const seed = 20_261_125;
/** Candidates tried for each that is wanted: many mutants are killed by no test. */
const triesPerWanted = 3;

const wrongClasses: readonly (readonly [name: string, count: number, generate: Generate])[] = [
  ["mutants killed by the whole suite", 90, mutants],
  ["cross-file breaks", 30, crossFileBreaks],
  ["lazy placeholders", 32, lazyPlaceholders],
  ["hallucinated imports", 26, hallucinatedImports],
  ["weakened tests", 40, weakTests],
  ["hard-coded answers", 18, hardCoded],
  ["syntax damage", 16, syntaxDamage],
];
const rightCounts = { added: 20, updates: 24, refactorings: 28 } as const;

export async function measureGate(extent: Extent, signal: AbortSignal): Promise<readonly JudgedChange[]> {
  const outcomes = await openOutcomes(join(benchCache(), "outcomes.txt"));
  const records: JudgedChange[] = [];
  for (const wanted of benchPackages.filter(({ name }) => extent.packages.includes(name))) {
    const folder = await mkdtemp(join(tmpdir(), "bench-gate-"));
    try {
      records.push(...(await measurePackage(wanted, folder, extent, outcomes, signal)));
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }
  return records;
}

async function measurePackage(
  wanted: BenchPackage,
  folder: string,
  extent: Extent,
  outcomes: Outcomes,
  signal: AbortSignal,
): Promise<readonly JudgedChange[]> {
  const startedMs = performance.now();
  const seconds = (): string => `${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
  const project = await openProject(wanted, folder, outcomes, signal);
  const records: JudgedChange[] = [];
  const counted = (full: number): number => Math.max(2, Math.round(full * wanted.share * extent.share));
  for (const [name, full, generate] of wrongClasses) {
    const chosen = await confirmed(project, generate, counted(full), false, signal);
    const told = await judgeAll(project, "wrong", name, chosen.map(({ kind, files }) => ({ kind, base: new Map(), files })));
    records.push(...told);
    extent.tell(`${wanted.name}: ${name}: ${told.filter(({ accepted }) => accepted).length} of ${told.length} accepted (${seconds()})`);
  }
  for (const [name, cases] of await rightCases(project, counted, signal)) {
    const told = await judgeAll(project, "right", name, cases);
    records.push(...told);
    extent.tell(`${wanted.name}: ${name}: ${told.filter(({ accepted }) => !accepted).length} of ${told.length} refused (${seconds()})`);
  }
  return records;
}

async function rightCases(
  project: Project,
  counted: (full: number) => number,
  signal: AbortSignal,
): Promise<readonly (readonly [name: string, cases: readonly (Case & { kind: string })[]])[]> {
  const { wanted, tree } = project;
  const random = randomOf(wanted, "right");
  const added = readdedFiles(wanted, tree, random).slice(0, counted(rightCounts.added));
  const published = await updates(wanted, tree);
  const whole = published.filter(({ kind }) => kind === "update as a whole");
  const single = shuffled(published.filter(({ kind }) => kind !== "update as a whole"), random);
  const updated = await green(project, [...shuffled(whole, random), ...single], counted(rightCounts.updates), signal);
  const refactored = await confirmed(project, refactorings, counted(rightCounts.refactorings), true, signal);
  return [
    ["files as added", added],
    ["published updates", updated],
    ["refactorings", refactored.map(({ kind, files }) => ({ kind, base: new Map(), files }))],
  ];
}

/** The first that are what they should be, in the generator's order whatever ends first. */
async function confirmed(project: Project, generate: Generate, count: number, isRight: boolean, signal: AbortSignal): Promise<readonly Candidate[]> {
  const found: Candidate[] = [];
  const seen = new Set<string>();
  const candidates = generate(project.subject, randomOf(project.wanted, generate.name))[Symbol.iterator]();
  let tries = 0;
  let isDry = false;
  while (found.length < count && tries < count * triesPerWanted && !isDry) {
    const batch: Candidate[] = [];
    while (batch.length < count - found.length && !isDry) {
      const { value, done } = candidates.next();
      if (done === true) isDry = true;
      else {
        const key = hashOf([...value.files]);
        if (!seen.has(key)) batch.push(value);
        seen.add(key);
      }
    }
    tries += batch.length;
    const outcomes = await parallel(batch, workers, async (candidate, worker) => {
      signal.throwIfAborted();
      return candidate.certain || (isRight ? project.isRight(worker, candidate.files) : !(await project.passes(worker, candidate.files)));
    });
    found.push(...batch.filter((_, at) => outcomes[at]));
  }
  return found.slice(0, count);
}

async function green(project: Project, cases: readonly RightCase[], count: number, signal: AbortSignal): Promise<readonly RightCase[]> {
  const found: RightCase[] = [];
  for (let at = 0; at < Math.min(cases.length, count * triesPerWanted) && found.length < count; at += workers) {
    signal.throwIfAborted();
    const batch = cases.slice(at, at + workers);
    const outcomes = await parallel(batch, workers, ({ final }, worker) => project.isRight(worker, final));
    found.push(...batch.filter((_, index) => outcomes[index]));
  }
  return found.slice(0, count);
}

function judgeAll(project: Project, group: JudgedChange["group"], name: string, cases: readonly (Case & { kind: string })[]): Promise<readonly JudgedChange[]> {
  const { wanted, tree } = project;
  return parallel(cases, workers, async (one, worker) => {
    const verdict = await project.judge(worker, group === "wrong" ? "visible" : "all", one);
    const before = (path: string): string | null => {
      const bytes = bytesBefore(tree, one.base, path);
      return bytes === null ? null : Buffer.from(bytes).toString();
    };
    const facts = { package: wanted.name, half: wanted.half, group, class: name, kind: one.kind };
    return recordOf({ ...facts, excerpt: excerptOf(one.files, before) }, verdict);
  });
}

/** Of its own for each package and class, so that one does not change when another gets more. */
function randomOf({ name }: BenchPackage, what: string): Random {
  return seededRandom(Number.parseInt(hashOf([[name, what]]).slice(0, 8), 16) ^ seed);
}
