// Which tasks can be used, each confirmed by running its tests: without the part all fail, with it all pass. What was found
// is remembered in a file of lines, so that an interrupted run goes on where it was.
import { createHash } from "node:crypto";
import { appendFile, mkdir, mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { benchCache } from "../gate/registry.ts";
import { errorsOf, type Search } from "./errors.ts";
import { makeRepository, put, reset, runTests } from "./repository.ts";
import { realTasks, suitedPackages, type RealTask } from "./tasks.ts";

export interface Confirmed {
  readonly task: RealTask;
  readonly errors: Search;
}

/** Null: the task cannot be used. */
type Finding = Search | null;

const together = 2;
/** Many times what the suites take on a machine left alone: one that is busy must not make a task unusable. */
const suiteMs = 60_000;

export async function catalogue(seed: number, tell: (line: string) => void): Promise<readonly Confirmed[]> {
  const tasks = await realTasks(seed);
  const findings = await openFindings(join(dirname(benchCache()), "bench-real", "tasks.jsonl"));
  const root = await realpath(await mkdtemp(join(tmpdir(), "orchestrator-tasks-")));
  try {
    const waiting = tasks.filter((task) => findings.get(task) === undefined);
    if (waiting.length > 0) tell(`  ${waiting.length} of ${tasks.length} tasks are to be confirmed`);
    const next = waiting[Symbol.iterator]();
    const work = async (): Promise<void> => {
      for (const task of next) await findings.set(task, await examine(join(root, task.id), task));
    };
    await Promise.all(Array.from({ length: together }, work));
  } finally {
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
  return tasks.flatMap((task) => {
    const errors = findings.get(task) ?? null;
    return errors === null ? [] : [{ task, errors }];
  });
}

async function examine(place: string, task: RealTask): Promise<Finding> {
  const directory = await makeRepository(place, [task]);
  const finding = (await isConfirmed(directory, task)) ? await errorsOf(directory, task) : null;
  await rm(place, { recursive: true, force: true, maxRetries: 5 });
  return finding;
}

/** Visible and held-out tests both: a task that the held-out ones do not ask about could not be found wrong. */
async function isConfirmed(directory: string, task: RealTask): Promise<boolean> {
  const ends = async () => [await runTests(directory, task, "visible", suiteMs), await runTests(directory, task, "hidden", suiteMs)];
  if ((await ends()).some((end) => end !== "failed")) return false;
  await put(directory, `${task.id}/${task.path}`, task.right);
  const isRight = (await ends()).every((end) => end === "passed");
  await reset(directory, task);
  return isRight;
}

interface Findings {
  get(task: RealTask): Finding | undefined;
  set(task: RealTask, finding: Finding): Promise<void>;
}

async function openFindings(file: string): Promise<Findings> {
  await mkdir(dirname(file), { recursive: true });
  const known = new Map<string, Finding>();
  for (const line of (await readFile(file, "utf8").catch(() => "")).split("\n")) {
    const record = parsed(line);
    if (record !== null) known.set(record.key, record.finding);
  }
  return {
    get: (task) => known.get(keyOfTask(task)),
    async set(task, finding) {
      known.set(keyOfTask(task), finding);
      await appendFile(file, `${JSON.stringify({ key: keyOfTask(task), finding })}\n`);
    },
  };
}

/** The last line of an interrupted run may be torn. */
function parsed(line: string): { readonly key: string; readonly finding: Finding } | null {
  try {
    return JSON.parse(line) as { key: string; finding: Finding };
  } catch {
    return null;
  }
}

/** All that its tests depend on. */
function keyOfTask({ id, path, right, stub, visible, hidden, tree }: RealTask): string {
  const modules = suitedPackages().map(({ name, version }) => `${name}@${version}`);
  const hash = createHash("sha256").update(JSON.stringify([id, path, right, stub, visible, hidden, modules]));
  for (const [name, content] of tree) hash.update(name).update(content);
  return hash.digest("hex").slice(0, 24);
}
