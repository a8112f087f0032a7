// A mission on code that nobody here wrote: a package of the npm registry with its own tests, in which functions were
// cut out. It ends with these tests green.
import { execFileSync, spawnSync } from "node:child_process";
import { cp, mkdtemp, readdir, readlink, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { MissionState, TaskRecord } from "../../src/core/mission.ts";
import { mergedTasks } from "../support/mission-facts.ts";
import { makePlace, type MissionPlace } from "../support/mission-harness.ts";
import { fetchPackage, RegistryUnreachable } from "../support/real-package.ts";
import { gaps, goal, planned, prepareRouter, proofOf, router, wrongTask } from "../support/real-package-mission.ts";

const missionMs = 480_000;

async function fetchedRouter(): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "orchestrator-package-")));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return fetchPackage(router, directory);
}

/** Whether the command succeeds in the project, without what the test runner passes on to it. */
function succeeds(place: MissionPlace, command: string): boolean {
  const [program = "", ...args] = command.split(" ");
  const { NODE_TEST_CONTEXT: _context, NODE_OPTIONS: _options, ...env } = process.env;
  return spawnSync(program, args, { cwd: place.project, env, stdio: "ignore" }).status === 0;
}

function recordOf(state: MissionState, task: string): TaskRecord {
  const record = state.tasks.get(task);
  if (record === undefined) throw new Error(`There is no task ${task}.`);
  return record;
}

/** Where the entries of the slots' dependency folders lead. */
async function dependencyLinks(place: MissionPlace, name: string): Promise<readonly string[]> {
  const cache = join(place.home.directory, ".cache");
  const found = await readdir(cache, { recursive: true });
  const ends = found.filter((path) => path.endsWith(join("node_modules", name)));
  return Promise.all(ends.map((path) => readlink(join(cache, path)).catch(() => "no link")));
}

test("a published package's own tests end green", { timeout: 2 * missionMs }, async (context) => {
  const folder = await fetchedRouter().catch((error: unknown) => {
    if (error instanceof RegistryUnreachable) return context.skip(error.message);
    throw error;
  });
  const script = await prepareRouter(folder);
  const place = await makePlace({ script, files: {}, git: "empty" });
  await cp(folder, place.project, { recursive: true, verbatimSymlinks: true });
  place.git("add", "--all");
  place.git("commit", "--quiet", "--message=start");
  for (const gap of gaps) expect(succeeds(place, proofOf(gap)), proofOf(gap)).toBe(false);

  const run = place.startTask(`"${goal}"`, missionMs);
  await place.until(({ counts }) => counts.merged > 0, run, missionMs);
  const links = await dependencyLinks(place, "fast-querystring");
  const { output } = await run.finished;
  const mission = await place.mission();
  const { state } = mission;
  await writeFile(join(place.root, "output.txt"), output);

  expect([state.outcome, state.reason, state.landing?.outcome], output).toEqual(["done", "", "landed"]);
  expect(mergedTasks(place, mission)).toEqual(planned.tasks.map(({ id }) => id).sort());
  expect(new Set(links)).toEqual(new Set([join(place.project, "node_modules", "fast-querystring")]));

  const [first, second, ...more] = recordOf(state, wrongTask).attempts;
  expect([first?.role, first?.end, second?.role, second?.end, more]).toEqual(["coder", "refused", "fixer", "merged", []]);
  expect(first?.findings.map(({ stage }) => stage)).toContain("proof");
  expect(first?.findings.map(({ message }) => message).join("\n")).toContain("pretty print");
  for (const { task, attempts } of state.tasks.values()) {
    if (task.id !== wrongTask) expect(attempts.map(({ end }) => end), task.id).toEqual(["merged"]);
  }

  expect(succeeds(place, "npm test")).toBe(true);
  const changed = execFileSync("git", ["status", "--porcelain", "--untracked-files=all"], { cwd: place.project, encoding: "utf8" });
  const written = new Set(planned.tasks.flatMap(({ writes }) => writes));
  expect(new Set(changed.split("\n").filter((line) => line !== "").map((line) => line.slice(3)))).toEqual(written);
});
