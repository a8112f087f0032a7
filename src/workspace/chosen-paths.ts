// Which changed paths a user chose, by git's own pathspecs, relative to the folder that the user is in. It reads no files.
import { lstat } from "node:fs/promises";
import path from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { GitResult } from "./git.ts";
import { fieldsOf } from "./objects.ts";
import { lineOf, type Repository } from "./repository.ts";

export interface ChosenPaths {
  /** Changed paths that were chosen, relative to the root. */
  readonly changed: ReadonlySet<string>;
  /** Of what was named, what git ignores. */
  readonly ignored: readonly string[];
}

/** What git prints at most to say that a pattern matches anything; the rest is cut. */
const matchBytesMax = 4096;

/** Fails with `path-unknown` for a path that is neither on disk nor in one of the trees. */
export async function choosePaths(
  repository: Repository,
  before: string,
  after: string,
  written: readonly string[],
  signal: AbortSignal,
): Promise<ChosenPaths> {
  const empty = await lineOf(repository, ["mktree"], { input: "", signal });
  const specs: string[] = [];
  const onDisk: string[] = [];
  for (const one of written) {
    if (await isThere(repository, one)) {
      // A file may be called `[id].ts`: what is there is meant as it is written.
      specs.push(`:(literal)${one}`);
      onDisk.push(one);
      continue;
    }
    const found = await Promise.all([
      matches(repository, before, after, [one], signal, matchBytesMax),
      matches(repository, empty, after, [one], signal, matchBytesMax),
    ]);
    if (found.every(({ stdout }) => stdout.length === 0)) throw unknownPath(repository, one);
    specs.push(one);
  }
  const changed = fieldsOf((await matches(repository, before, after, specs, signal)).stdout);
  return { changed: new Set(changed), ignored: await ignoredOf(repository, onDisk, signal) };
}

async function isThere(repository: Repository, written: string): Promise<boolean> {
  return (await lstat(path.resolve(repository.folder, written)).catch(() => null)) !== null;
}

async function matches(
  repository: Repository,
  before: string,
  after: string,
  specs: readonly string[],
  signal: AbortSignal,
  outputBytesMax?: number,
): Promise<GitResult> {
  const args = ["diff-tree", "-r", "-z", "--name-only", "--no-renames", before, after, "--", ...specs];
  // Run where the user is, since pathspecs are relative.
  const bound = outputBytesMax === undefined ? {} : ({ outputBytesMax, overflow: "cut" } as const);
  const result = await repository.git(args, { at: repository.folder, answers: [0, 128], signal, ...bound });
  if (result.exitCode === 128) throw refusedPath(result.stderr);
  return result;
}

async function ignoredOf(repository: Repository, paths: readonly string[], signal: AbortSignal): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  const input = paths.map((one) => `${one}\0`).join("");
  const args = ["check-ignore", "--stdin", "-z"];
  const result = await repository.git(args, { at: repository.folder, answers: [0, 1, 128], input, signal });
  return fieldsOf(result.stdout);
}

function unknownPath(repository: Repository, written: string): OrchestratorError {
  return new OrchestratorError(
    "path-unknown",
    `${JSON.stringify(written)} is not there, and was not there before.`,
    `Paths and patterns are relative to ${repository.folder}; check how it is spelt, and quote patterns.`,
  );
}

function refusedPath(stderr: string): OrchestratorError {
  const said = (stderr.trim().split("\n")[0] ?? "").replace(/^fatal: /, "").replace(/:\(literal\)/g, "");
  return new OrchestratorError("path-unknown", `A path cannot be used: ${said}.`, "Name files and folders of this repository.");
}
