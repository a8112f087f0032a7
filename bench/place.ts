// A folder to measure in: the example project as a repository, a scripted model server, and homes of OpenCode with and
// without the plugin. Removed afterwards, unless something failed.
import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeHome, packageRoot, registerPlugin, startOpenCode, type OpenCodeHome } from "../scripts/opencode.ts";
import type { MissionEvent } from "../src/core/event.ts";
import { readJournal } from "../src/journal/reader.ts";
import { openCodeProvider, startScriptedServer, type Script, type ScriptedServer } from "../src/scripted/index.ts";
import { listMissions } from "../src/store/state-folder.ts";

const defaultRunMs = 15 * 60_000;

export interface PlaceOptions {
  /** Fills an empty folder with the repository that is worked on, and answers it. */
  readonly make?: (directory: string) => Promise<string>;
  /** Deadline of one `opencode …`. */
  readonly runMs?: number;
  /** Aborted: what runs is ended. */
  readonly signal?: AbortSignal;
}

export interface TimedEvent {
  readonly timeMs: number;
  readonly event: MissionEvent;
}

export interface Place {
  readonly project: string;
  readonly server: ScriptedServer;
  /** A home that OpenCode has not run in yet. */
  home(name: string, withPlugin: boolean): Promise<OpenCodeHome>;
  /** `opencode …` in the project; answers its output, and fails if it does. */
  run(home: OpenCodeHome, ...args: readonly string[]): Promise<string>;
  /** The newest mission's journal. */
  journal(): Promise<readonly TimedEvent[]>;
}

export async function inPlace<T>(script: Script, work: (place: Place) => Promise<T>, options: PlaceOptions = {}): Promise<T> {
  const { make = makeProject, runMs = defaultRunMs, signal } = options;
  const root = await realpath(await mkdtemp(join(tmpdir(), "orchestrator-bench-")));
  const server = await startScriptedServer({ script });
  try {
    const project = await make(join(root, "project"));
    const plugin = await copyPlugin(join(root, "plugin"));
    const result = await work({
      project,
      server,
      home: (name, withPlugin) => makeOneHome(join(root, name), project, server, withPlugin ? plugin : null),
      run: (home, ...args) => runOpenCode(home, project, args, runMs, signal),
      journal: () => newestJournal(project),
    });
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
    return result;
  } catch (thrown) {
    console.error(`The folder is kept: ${root}`);
    throw thrown;
  } finally {
    await server.close();
  }
}

export async function makeProject(project: string): Promise<string> {
  await cp(join(packageRoot, "examples", "http-api"), project, { recursive: true });
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", ...args], { cwd: project });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message", "The notes API");
  return project;
}

/** A copy, so that a build in the meantime does not change what is measured. */
async function copyPlugin(directory: string): Promise<string> {
  await mkdir(directory);
  await cp(join(packageRoot, "dist"), join(directory, "dist"), { recursive: true });
  await cp(join(packageRoot, "package.json"), join(directory, "package.json"));
  await symlink(join(packageRoot, "node_modules"), join(directory, "node_modules"));
  return directory;
}

async function makeOneHome(
  directory: string,
  project: string,
  server: ScriptedServer,
  plugin: string | null,
): Promise<OpenCodeHome> {
  const model = "scripted/weak";
  const made = await makeHome(directory, { model, small_model: model, provider: openCodeProvider(server.url) });
  const home = { ...made, environment: { ...made.environment, OPENCODE_DISABLE_MODELS_FETCH: "1" } };
  if (plugin !== null) await registerPlugin(home, project, plugin);
  return home;
}

async function runOpenCode(home: OpenCodeHome, project: string, args: readonly string[], runMs: number, signal?: AbortSignal): Promise<string> {
  signal?.throwIfAborted();
  const running = startOpenCode(home, project, args, runMs);
  const end = (): void => running.kill("SIGKILL");
  signal?.addEventListener("abort", end, { once: true });
  try {
    const { exitCode, output, timedOut } = await running.finished;
    signal?.throwIfAborted();
    if (timedOut) throw new Error(`opencode ${args.join(" ")} was ended after ${runMs / 1000} s:\n${output}`);
    if (exitCode !== 0) throw new Error(`opencode ${args.join(" ")} ended with ${exitCode}:\n${output}`);
    return output;
  } finally {
    signal?.removeEventListener("abort", end);
  }
}

async function newestJournal(project: string): Promise<readonly TimedEvent[]> {
  const [mission] = await listMissions(project);
  if (mission === undefined) throw new Error(`There is no mission in ${project}.`);
  const { records } = await readJournal(mission.directory);
  return records.map(({ time, event }) => ({ timeMs: time, event }));
}
