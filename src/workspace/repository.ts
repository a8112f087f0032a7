// Which repository a folder belongs to, and whether a mission can work with it. A folder inside a repository stands
// for the whole repository: its top folder is the root. A folder without one gets a private repository in the state
// folder. It does not capture anything.
import { access, constants, mkdir, readdir, realpath, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { Git, GitCall, GitPlace, GitResult } from "./git.ts";

export interface Repository {
  readonly kind: "repository" | "folder";
  /** The top folder, absolute and without symbolic links. */
  readonly root: string;
  /** The folder that the user opened, inside `root`. */
  readonly folder: string;
  readonly place: GitPlace;
  /** Shared by all worktrees: objects, refs, configuration. */
  readonly commonDirectory: string;
  readonly shallow: boolean;
  readonly stateDirectory: string;
  readonly git: Git;
}

export type RepositoryCall = Omit<GitCall, "at">;

/** `merge-tree --write-tree` came with this version. */
export const gitVersionMin = "2.38";

/** Runs git in the user's repository. */
export function inRepository(
  repository: Repository,
  args: readonly string[],
  call: RepositoryCall = {},
): Promise<GitResult> {
  return repository.git(args, { ...call, at: repository.place });
}

/** What a command says in one line. */
export async function lineOf(
  repository: Repository,
  args: readonly string[],
  call: RepositoryCall = {},
): Promise<string> {
  return (await inRepository(repository, args, call)).stdout.toString("utf8").trim();
}

/** The repository that a folder is in, null if it is in none; fails with `not-a-directory`, `git-missing`, `git-too-old`. */
export async function findRepository(
  git: Git,
  folder: string,
  stateDirectory: string,
  signal?: AbortSignal,
): Promise<Repository | null> {
  const real = await checkFolder(folder);
  await checkVersion(git, real, signal);
  return discover(git, real, stateDirectory, signal);
}

/** Finds or makes the repository; fails with `not-a-directory`, `git-missing`, `git-too-old`, `not-writable`. */
export async function openRepository(
  git: Git,
  folder: string,
  stateDirectory: string,
  signal?: AbortSignal,
): Promise<Repository> {
  const real = await checkFolder(folder);
  await checkVersion(git, real, signal);
  const privateDirectory = path.join(stateDirectory, "repository.git");
  // A folder that has a private repository keeps it, or a mission could not be resumed after a `git init`.
  const own = await stat(path.join(privateDirectory, "HEAD")).catch(() => null);
  const found = own === null ? await discover(git, real, stateDirectory, signal) : null;
  const repository = found ?? (await openPrivate(git, real, stateDirectory, privateDirectory, signal));
  await checkWritable([stateDirectory, repository.commonDirectory, path.join(repository.commonDirectory, "objects")]);
  return repository;
}

async function checkFolder(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => null);
  if (found === null || !found.isDirectory()) {
    throw new OrchestratorError(
      "not-a-directory",
      `${folder} ${found === null ? "does not exist" : "is not a folder"}.`,
      "Start in the folder of your project.",
    );
  }
  return realpath(folder);
}

async function checkVersion(git: Git, folder: string, signal: AbortSignal | undefined): Promise<void> {
  const said = (await git(["version"], { at: folder, signal })).stdout.toString("utf8").trim();
  const numbers = /(\d+)\.(\d+)/.exec(said);
  const [major, minor] = [Number(numbers?.[1] ?? 0), Number(numbers?.[2] ?? 0)];
  const [majorMin = 0, minorMin = 0] = gitVersionMin.split(".").map(Number);
  if (major > majorMin || (major === majorMin && minor >= minorMin)) return;
  throw new OrchestratorError(
    "git-too-old",
    `git is too old: ${said === "" ? "it does not tell its version" : said}, and ${gitVersionMin} is needed.`,
    `Install git ${gitVersionMin} or newer.`,
  );
}

async function discover(
  git: Git,
  folder: string,
  stateDirectory: string,
  signal: AbortSignal | undefined,
): Promise<Repository | null> {
  const questions = ["--is-inside-work-tree", "--is-shallow-repository", "--absolute-git-dir", "--git-common-dir"];
  const result = await git(["rev-parse", ...questions], { at: folder, answers: [0, 128], signal });
  if (result.exitCode !== 0) {
    if (result.stderr.includes("not a git repository")) return null;
    throw new OrchestratorError(
      "git-failed",
      `git refuses the repository of ${folder}: ${result.stderr.trim().split("\n").slice(0, 3).join(" ")}`,
      "Run `git status` there and follow what it says.",
    );
  }
  const [inside = "", shallow = "", gitDirectory = "", common = ""] = result.stdout.toString("utf8").split("\n");
  if (inside !== "true") {
    throw new OrchestratorError(
      "not-a-directory",
      `${folder} has no working tree: it is a bare repository or lies inside a .git folder.`,
      "Start in a working tree of the repository.",
    );
  }
  const top = await git(["rev-parse", "--show-toplevel"], { at: folder, signal });
  const root = await realpath(top.stdout.toString("utf8").replace(/\n$/, ""));
  // A project in a folder that the repository around it ignores is not part of that repository.
  if (root !== folder && (await isIgnored(git, folder, signal))) return null;
  return {
    kind: "repository",
    root,
    folder,
    place: { gitDirectory, workTree: root },
    commonDirectory: await realpath(path.resolve(folder, common)),
    shallow: shallow === "true",
    stateDirectory,
    git,
  };
}

async function isIgnored(git: Git, folder: string, signal: AbortSignal | undefined): Promise<boolean> {
  const result = await git(["check-ignore", "--quiet", "."], { at: folder, answers: [0, 1, 128], signal });
  return result.exitCode === 0;
}

/** What no capture of a folder without its own ignore rules should hold: dependencies, caches, secrets. */
const privateExcludes =
  "node_modules/\n.venv/\nvenv/\n__pycache__/\n.DS_Store\n.env\n.env.local\n.env.*.local\n.opencode/orchestrator/\n";

async function openPrivate(
  git: Git,
  folder: string,
  stateDirectory: string,
  gitDirectory: string,
  signal: AbortSignal | undefined,
): Promise<Repository> {
  await checkWritable([stateDirectory]);
  await git(["init", "--quiet", "--bare", "--template=", "--initial-branch=main", gitDirectory], {
    at: folder,
    signal,
  });
  await mkdir(path.join(gitDirectory, "info"), { recursive: true });
  await writeFile(path.join(gitDirectory, "info", "exclude"), privateExcludes);
  return {
    kind: "folder",
    root: folder,
    folder,
    place: { gitDirectory, workTree: folder },
    commonDirectory: await realpath(gitDirectory),
    shallow: false,
    stateDirectory,
    git,
  };
}

/** Makes the folders that are missing; fails with `not-writable`. */
export async function checkWritable(directories: readonly string[]): Promise<void> {
  for (const directory of directories) {
    try {
      await mkdir(directory, { recursive: true });
      await access(directory, constants.W_OK);
    } catch (error) {
      throw new OrchestratorError(
        "not-writable",
        `${directory} cannot be written to: ${error instanceof Error ? error.message : String(error)}`,
        "Give yourself the right to write there, or work in a copy of the project.",
        { cause: error },
      );
    }
  }
}

const busyMarks: readonly (readonly [file: string, what: string, wayOut: string])[] = [
  ["MERGE_HEAD", "a merge", "`git merge --continue` or `git merge --abort`"],
  ["rebase-merge", "a rebase", "`git rebase --continue` or `git rebase --abort`"],
  ["rebase-apply", "a rebase or `git am`", "`git rebase --continue`, `git rebase --abort` or `git am --abort`"],
  ["CHERRY_PICK_HEAD", "a cherry-pick", "`git cherry-pick --continue` or `git cherry-pick --abort`"],
  ["REVERT_HEAD", "a revert", "`git revert --continue` or `git revert --abort`"],
  ["BISECT_LOG", "a bisect", "`git bisect reset`"],
];

/** Fails with `git-busy` while the user is in the middle of something that a mission would get mixed into. */
export async function checkNotBusy(repository: Repository, signal?: AbortSignal): Promise<void> {
  const present = new Set(await readdir(repository.place.gitDirectory));
  const busy = busyMarks.find(([file]) => present.has(file));
  if (busy !== undefined) {
    throw new OrchestratorError(
      "git-busy",
      `The repository ${repository.root} is in the middle of ${busy[1]}.`,
      `Finish it first: ${busy[2]}. Then start the mission again.`,
    );
  }
  const unmerged = await inRepository(repository, ["ls-files", "--unmerged", "-z"], { signal });
  if (unmerged.stdout.length === 0) return;
  const first = unmerged.stdout.toString("utf8").split("\0")[0]?.split("\t")[1] ?? "";
  throw new OrchestratorError(
    "git-busy",
    `The index of ${repository.root} holds unresolved conflicts, first in ${first}.`,
    "Resolve them and `git add` the files. Then start the mission again.",
  );
}
