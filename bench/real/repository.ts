// A mission's repository out of its tasks: a folder for each, in which the package stands with the visible tests alone,
// and one folder of dependencies. The held-out tests are laid in only to judge what has landed.
import { execFile } from "node:child_process";
import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { commandEnvironment } from "./test-command.ts";
import { installedModules } from "../gate/registry.ts";
import type { RealTask } from "./tasks.ts";

const run = promisify(execFile);
const testsMs = 120_000;

export async function makeRepository(directory: string, tasks: readonly RealTask[]): Promise<string> {
  await put(directory, "package.json", `${JSON.stringify({ name: "workshop", private: true }, null, 2)}\n`);
  await put(directory, ".gitignore", "node_modules/\n");
  await mkdir(join(directory, "node_modules"));
  for (const task of tasks) {
    for (const [path, content] of task.tree) {
      if (!task.hidden.includes(path)) await put(directory, `${task.id}/${path}`, path === task.path ? task.stub : content);
    }
    await linkModules(directory, task);
  }
  const git = (...args: string[]) => run("git", ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", ...args], { cwd: directory });
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Functions are missing");
  return directory;
}

/** What two packages need in different versions is the first one's; a task whose tests mind is not used. */
async function linkModules(directory: string, { wanted, tree }: RealTask): Promise<void> {
  const modules = await installedModules(wanted, tree);
  const there = new Set(await readdir(join(directory, "node_modules")));
  for (const name of await readdir(modules)) {
    if (!there.has(name)) await symlink(join(modules, name), join(directory, "node_modules", name));
  }
}

/**
 * Whether a task's tests pass in a folder; the held-out ones are taken out again. All files in one process, by the runner
 * that they are written for: with `node --test`, as in the plan, each would start a process of its own.
 */
export async function passes(directory: string, task: RealTask, which: "visible" | "hidden"): Promise<boolean> {
  const tests = task[which].map((path) => `${task.id}/${path}`);
  if (which === "hidden") for (const path of task.hidden) await put(directory, `${task.id}/${path}`, task.tree.get(path) ?? "");
  try {
    await run(process.execPath, [join("node_modules", "tape", "bin", "tape"), ...tests], { cwd: directory, env: commandEnvironment(), timeout: testsMs, maxBuffer: 2 ** 26 });
    return true;
  } catch {
    return false;
  } finally {
    if (which === "hidden") for (const path of task.hidden) await rm(join(directory, task.id, path), { force: true });
  }
}

export async function put(directory: string, path: string, content: string | Buffer): Promise<void> {
  const place = join(directory, path);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, content);
}
