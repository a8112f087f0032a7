// A place to run missions in: a small project, the scripted model server, and the real OpenCode in a home of its own
// with the plugin registered. Everything goes away with the test, unless it fails: then the folder is kept and told.
import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";
import { makeHome, packageRoot, startOpenCode, type OpenCodeHome, type OpenCodeRun } from "../../scripts/opencode.ts";
import type { MissionEvent } from "../../src/core/event.ts";
import type { MissionState } from "../../src/core/mission.ts";
import { replay } from "../../src/core/transition.ts";
import { readJournal } from "../../src/journal/reader.ts";
import { openCodeProvider, startScriptedServer, type Script, type ScriptedServer } from "../../src/scripted/index.ts";
import { listMissions } from "../../src/store/state-folder.ts";
import { ensureBuilt } from "./built.ts";

const runMs = 300_000;
const journalPollMs = 50;
/** Missions of few tasks: each slot more costs a second of the host's to boot. */
const smallSlots = 2;

export interface PlaceOptions {
  readonly script: Script;
  /** Contents by path; the sample project unless given. */
  readonly files?: Readonly<Record<string, string>>;
  /** A repository with one commit, one without any, or a plain folder. */
  readonly git?: "committed" | "empty" | "none";
  readonly folderName?: string;
  /** The keys of `[orchestrator]`, as given beside the plugin in opencode.json; two slots unless told otherwise. */
  readonly pluginOptions?: Readonly<Record<string, unknown>>;
  /** More of opencode.json. */
  readonly openCodeConfig?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface MissionRecord {
  readonly id: string;
  readonly directory: string;
  readonly events: readonly MissionEvent[];
  readonly state: MissionState;
}

export interface RunningTask {
  readonly finished: Promise<OpenCodeRun>;
  /** Ends OpenCode and all that it started, at once, and waits for it. */
  kill(): Promise<void>;
}

type Wanted = (state: MissionState, mission: MissionRecord) => boolean;

export interface MissionPlace {
  readonly root: string;
  readonly project: string;
  readonly home: OpenCodeHome;
  readonly server: ScriptedServer;
  /** `opencode run --command task <words>` to its end; fails if that does not come within the time. */
  runTask(words: string, timeoutMs?: number): Promise<OpenCodeRun>;
  startTask(words: string, timeoutMs?: number): RunningTask;
  /** Any other `opencode …` in the project. */
  startOpenCode(args: readonly string[], timeoutMs?: number, onOutput?: (text: string) => void): RunningTask;
  /** In the project; the output without its last line break. */
  git(...args: readonly string[]): string;
  write(path: string, content: string): Promise<void>;
  read(path: string): Promise<string>;
  /** Newest first. */
  missions(): Promise<readonly MissionRecord[]>;
  /** The newest; fails if there is none. */
  mission(): Promise<MissionRecord>;
  report(): Promise<string>;
  /** Waits until the newest mission's state is as wanted; fails when the run ends or the time is over before that. */
  until(wanted: Wanted, run: RunningTask, timeoutMs?: number): Promise<MissionState>;
}

export const sampleFiles: Readonly<Record<string, string>> = {
  "package.json": `${JSON.stringify({ name: "sample", type: "module", private: true, scripts: { test: "node --test" } }, null, 2)}\n`,
  "src/add.js": "export function add(a, b) {\n  return a + b;\n}\n",
  "src/greet.js": "export function greet(name) {\n  return `Hello, ${name}.`;\n}\n",
  "test/add.test.js":
    'import assert from "node:assert/strict";\nimport { test } from "node:test";\nimport { add } from "../src/add.js";\n\n' +
    'test("adds", () => assert.equal(add(1, 2), 3));\n',
};

/** Must be called in a test, whose end it sees. */
export async function makePlace(options: PlaceOptions): Promise<MissionPlace> {
  await ensureBuilt();
  const root = await realpath(await mkdtemp(join(tmpdir(), "orchestrator-mission-")));
  const server = await startScriptedServer({ script: options.script });
  const running = new Set<RunningTask>();
  onTestFinished(async ({ task }) => {
    await Promise.all([...running].map((run) => run.kill()));
    await server.close();
    if (task.result?.state === "fail") console.log(`The test's folder is kept: ${root}`);
    else await rm(root, { recursive: true, force: true, maxRetries: 5 });
  });
  const project = join(root, options.folderName ?? "project");
  const home = await makePluginHome(root, server, options);
  await makeProject(project, options);
  return createPlace({ root, project, home, server, running });
}

async function makePluginHome(root: string, server: ScriptedServer, options: PlaceOptions): Promise<OpenCodeHome> {
  // A copy, so that a build in the meantime does not change the plugin of a mission under way.
  const plugin = join(root, "plugin");
  await mkdir(plugin);
  await cp(join(packageRoot, "dist"), join(plugin, "dist"), { recursive: true });
  await cp(join(packageRoot, "package.json"), join(plugin, "package.json"));
  await symlink(join(packageRoot, "node_modules"), join(plugin, "node_modules"));
  const home = await makeHome(join(root, "home"), {
    model: "scripted/weak",
    small_model: "scripted/weak",
    provider: openCodeProvider(server.url),
    plugin: [[plugin, { slots: smallSlots, ...options.pluginOptions }]],
    ...options.openCodeConfig,
  });
  return { ...home, environment: { ...home.environment, OPENCODE_DISABLE_MODELS_FETCH: "1", ...options.environment } };
}

async function makeProject(project: string, options: PlaceOptions): Promise<void> {
  await mkdir(project);
  for (const [path, content] of Object.entries(options.files ?? sampleFiles)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), content);
  }
  if (options.git === "none") return;
  runGit(project, ["init", "--quiet", "--initial-branch=main"]);
  runGit(project, ["config", "user.name", "User"]);
  runGit(project, ["config", "user.email", "user@example.org"]);
  if (options.git === "empty") return;
  runGit(project, ["add", "--all"]);
  runGit(project, ["commit", "--quiet", "--message=start"]);
}

/** Git without the configuration of whoever runs the tests. */
export function runGit(directory: string, args: readonly string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  const stdio: ("ignore" | "pipe")[] = ["ignore", "pipe", "pipe"];
  return execFileSync("git", [...args], { cwd: directory, env, stdio, encoding: "utf8" }).replace(/\n$/, "");
}

interface PlaceParts extends Pick<MissionPlace, "root" | "project" | "home" | "server"> {
  readonly running: Set<RunningTask>;
}

function createPlace({ running, ...parts }: PlaceParts): MissionPlace {
  const { project, home } = parts;
  const start = (args: readonly string[], timeoutMs = runMs, onOutput?: (text: string) => void): RunningTask => {
    const process = startOpenCode(home, project, args, timeoutMs, onOutput);
    const ended = process.finished.then(() => undefined).catch(() => undefined);
    const run: RunningTask = {
      finished: process.finished.then((result) => {
        if (result.timedOut) throw new Error(`OpenCode did not end within ${timeoutMs} ms. Its output:\n${result.output}`);
        return result;
      }),
      kill: () => {
        process.kill("SIGKILL");
        return ended;
      },
    };
    run.finished.catch(() => undefined);
    running.add(run);
    return run;
  };
  const startTask = (words: string, timeoutMs?: number) => start(["run", "--command", "task", words], timeoutMs);
  const missions = () => readMissions(project);
  const mission = async () => {
    const [newest] = await missions();
    if (newest === undefined) throw new Error(`There is no mission in ${project}.`);
    return newest;
  };
  return {
    ...parts,
    startOpenCode: start,
    startTask,
    runTask: (words, timeoutMs) => startTask(words, timeoutMs).finished,
    git: (...args) => runGit(project, args),
    write: async (path, content) => {
      await mkdir(dirname(join(project, path)), { recursive: true });
      await writeFile(join(project, path), content);
    },
    read: (path) => readFile(join(project, path), "utf8"),
    missions,
    mission,
    report: async () => readFile(join((await mission()).directory, "report.md"), "utf8"),
    until: (wanted, run, timeoutMs = runMs) => waitUntil(missions, wanted, run, timeoutMs),
  };
}

/** Missions whose first event is written; the journal is read as a viewer reads it, while it grows. */
async function readMissions(project: string): Promise<readonly MissionRecord[]> {
  const records: MissionRecord[] = [];
  for (const { id, directory } of await listMissions(project)) {
    const events = (await readJournal(directory)).records.map((record) => record.event);
    const state = replay(events);
    if (state !== null) records.push({ id, directory, events, state });
  }
  return records;
}

async function waitUntil(
  missions: MissionPlace["missions"],
  wanted: Wanted,
  run: RunningTask,
  timeoutMs: number,
): Promise<MissionState> {
  const over = new AbortController();
  let output: string | null = null;
  run.finished.then(
    (result) => (output = result.output),
    (thrown: unknown) => (output = String(thrown)),
  );
  const timer = setTimeout(() => over.abort(), timeoutMs);
  try {
    for (;;) {
      const [mission] = await missions();
      if (mission !== undefined && wanted(mission.state, mission)) return mission.state;
      if (output !== null) throw new Error(`OpenCode ended before the mission was as wanted. Its output:\n${String(output)}`);
      if (over.signal.aborted) throw new Error(`The mission was not as wanted within ${timeoutMs} ms.`);
      await sleep(journalPollMs);
    }
  } finally {
    clearTimeout(timer);
  }
}
