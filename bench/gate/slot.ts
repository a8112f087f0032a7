// A folder with a package in it, as a writer's slot would be: a repository with one commit, dependencies as links, and
// changes laid on and taken off again.
import { execFile } from "node:child_process";
import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Files } from "./candidate.ts";
import type { Tree } from "./registry.ts";

const run = promisify(execFile);

export interface BenchSlot {
  readonly directory: string;
  apply(files: Files): Promise<void>;
  /** Everything as it was committed, whatever has been done to it. */
  reset(): Promise<void>;
}

export async function createSlot(directory: string, tree: Tree, modules: string): Promise<BenchSlot> {
  const git = async (...args: string[]) => {
    await run("git", ["-c", "user.name=Bench", "-c", "user.email=bench@example.org", "-c", "core.autocrlf=false", ...args], { cwd: directory });
  };
  for (const [path, content] of tree) await put(directory, path, content);
  await git("init", "--quiet");
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "As it was published");
  await mkdir(join(directory, "node_modules"));
  for (const name of await readdir(modules)) await symlink(join(modules, name), join(directory, "node_modules", name));
  return {
    directory,
    async apply(files) {
      for (const [path, text] of files) {
        if (text === null) await rm(join(directory, path), { force: true });
        else await put(directory, path, text);
      }
    },
    async reset() {
      await git("reset", "--quiet", "--hard");
      await git("clean", "-fdq");
    },
  };
}

async function put(directory: string, path: string, content: string | Buffer): Promise<void> {
  const place = join(directory, path);
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, content);
}
