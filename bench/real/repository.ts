// A mission's repository out of its tasks: a folder for each, in which the package stands with the visible tests alone,
// and one folder of dependencies. The held-out tests are laid in only to judge what has landed.
import { execFile } from "node:child_process";
import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { installedModules, publishedTree } from "../gate/registry.ts";
import { suitedPackages, type RealTask } from "./tasks.ts";
import { commandEnvironment } from "./test-command.ts";

const run = promisify(execFile);

export type TestsEnd = "passed" | "failed" | "timed out";

export async function makeRepository(directory: string, tasks: readonly RealTask[]): Promise<string> {
  await put(directory, "package.json", `${JSON.stringify({ name: "workshop", private: true }, null, 2)}\n`);
  await put(directory, ".gitignore", "node_modules/\n");
  await linkModules(directory);
  for (const task of tasks) {
    for (const [path, content] of task.tree) {
      if (!task.hidden.includes(path) && path !== task.path) await put(directory, `${task.id}/${path}`, content);
    }
    await reset(directory, task);
  }
  const git = (...args: string[]) => run("git", ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", ...args], { cwd: directory });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Parts are missing");
  return directory;
}

/**
 * The same ones in every repository, so that a task that was confirmed in one behaves so in all. What two packages need in
 * different versions is the first one's; a task whose tests mind is not confirmed.
 */
async function linkModules(directory: string): Promise<void> {
  const place = join(directory, "node_modules");
  await mkdir(place);
  const there = new Set<string>();
  for (const wanted of suitedPackages()) {
    const modules = await installedModules(wanted, await publishedTree(wanted, wanted.version));
    for (const name of await readdir(modules)) {
      if (there.has(name)) continue;
      there.add(name);
      await symlink(join(modules, name), join(place, name));
    }
  }
}

/** As it was when the task was given. */
export async function reset(directory: string, { id, path, stub }: RealTask): Promise<void> {
  if (stub === null) await rm(join(directory, id, path), { force: true });
  else await put(directory, `${id}/${path}`, stub);
}

/**
 * How a task's tests end in a folder; the held-out ones are taken out again. All files in one process, by the runner that
 * they are written for: with `node --test`, as in the plan, each would start a process of its own.
 */
export async function runTests(directory: string, task: RealTask, which: "visible" | "hidden", timeoutMs: number): Promise<TestsEnd> {
  const tests = task[which].map((path) => `${task.id}/${path}`);
  if (which === "hidden") for (const path of task.hidden) await put(directory, `${task.id}/${path}`, task.tree.get(path) ?? "");
  try {
    const tape = join("node_modules", "tape", "bin", "tape");
    await run(process.execPath, [tape, ...tests], { cwd: directory, env: commandEnvironment(), timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: 2 ** 26 });
    return "passed";
  } catch (thrown) {
    return isKilled(thrown) ? "timed out" : "failed";
  } finally {
    if (which === "hidden") for (const path of task.hidden) await rm(join(directory, task.id, path), { force: true });
  }
}

function isKilled(thrown: unknown): boolean {
  return thrown instanceof Error && "killed" in thrown && thrown.killed === true;
}

export async function put(directory: string, path: string, content: string | Buffer): Promise<void> {
  const place = join(directory, path);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, content);
}
