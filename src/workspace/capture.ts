// Captures what the user sees as a commit, and points the mission's refs at it. The user's index, HEAD and files are
// only read.
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { OrchestratorError } from "../core/errors.ts";
import type { CommitId, MissionId } from "../core/ids.ts";
import type { Capture } from "../ports/workspace.ts";
import type { GitResult } from "./git.ts";
import { commitTree, fieldsOf, type Objects, submoduleMode } from "./objects.ts";
import { baseRef, resolveRef, trunkBranch, trunkRef } from "./refs.ts";
import { checkNotBusy, inRepository, lineOf, type Repository, type RepositoryCall } from "./repository.ts";
import { addAll, writeTree } from "./staging.ts";
import { type Surroundings, surveySurroundings } from "./surroundings.ts";

export async function captureBase(
  repository: Repository,
  objects: Objects,
  mission: MissionId,
  nowMs: number,
  signal: AbortSignal,
): Promise<Capture> {
  const known = await resolveRef(repository, baseRef(mission));
  const head = await resolveRef(repository, "HEAD");
  if (known === null) await checkNotBusy(repository, signal);
  const surroundings = await surveySurroundings(repository, signal);
  const base = known ?? (await makeBase(repository, mission, head, surroundings, nowMs, signal));
  await pointRefs(repository, mission, base);
  return describe(repository, objects, base, head, surroundings);
}

async function makeBase(
  repository: Repository,
  mission: MissionId,
  head: CommitId | null,
  surroundings: Surroundings,
  nowMs: number,
  signal: AbortSignal,
): Promise<CommitId> {
  const tree = await treeOfFiles(repository, head, surroundings, signal);
  const message = `Base of mission ${mission}\n\nOrchestrator-Mission: ${mission}\n`;
  return commitTree(repository, tree, head === null ? [] : [head], message, Math.floor(nowMs / 1000));
}

/** The tree of HEAD plus uncommitted and untracked work. */
export async function treeOfFiles(
  repository: Repository,
  head: CommitId | null,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<string> {
  const scratch = await mkdtemp(path.join(tmpdir(), "orchestrator-capture-"));
  try {
    const index = path.join(scratch, "index");
    const run = (args: readonly string[], call: RepositoryCall = {}): Promise<GitResult> =>
      inRepository(repository, args, { signal, ...call, environment: { GIT_INDEX_FILE: index } });
    // A copy of the user's index knows which files are as they were, so that only changed ones are read.
    const copied = await copyIfThere(path.join(repository.place.gitDirectory, "index"), index);
    if (!copied && head !== null) await run(["read-tree", head]);
    await addAll(run, [...surroundings.nested, ...surroundings.unignored, ...stateFolders(repository)]);
    return await writeTree(run);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function copyIfThere(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}

/** The state folder never gets into a capture; what HEAD itself has there (lint rules, say) stays as HEAD has it. */
function stateFolders(repository: Repository): string[] {
  const usual = ".opencode/orchestrator";
  const own = path.relative(repository.root, repository.stateDirectory).split(path.sep).join("/");
  const inside = own !== "" && !own.startsWith("../") && !path.isAbsolute(own);
  return inside && own !== usual ? [usual, own] : [usual];
}

/** Both refs or none; a trunk that has moved on stays where it is. */
async function pointRefs(repository: Repository, mission: MissionId, base: CommitId): Promise<void> {
  const trunk = await resolveRef(repository, trunkRef(mission));
  const lines = [`update ${baseRef(mission)} ${base}`, ...(trunk === null ? [`create ${trunkRef(mission)} ${base}`] : [])];
  const input = `${lines.join("\n")}\n`;
  const pointed = await inRepository(repository, ["update-ref", "--stdin"], { input, answers: [0, 1, 128] });
  if (pointed.exitCode === 0) return;
  throw new OrchestratorError(
    "git-failed",
    `The mission's branch ${trunkBranch(mission)} could not be made: ${pointed.stderr.trim()}`,
    "A branch called `orchestrator` stands in the way of names that begin so; rename it: git branch -m orchestrator old.",
  );
}

async function describe(
  repository: Repository,
  objects: Objects,
  base: CommitId,
  head: CommitId | null,
  surroundings: Surroundings,
): Promise<Capture> {
  const parent = (await objects.details(base)).parents[0] ?? null;
  const listed = fieldsOf((await inRepository(repository, ["ls-tree", "-r", "-z", base])).stdout);
  const uncommitted = parent === null ? listed.length : (await objects.differences(parent, base)).length;
  const branch = repository.kind === "folder" ? null : await branchOf(repository);
  return {
    base,
    branch: head === null ? null : branch,
    kind: repository.kind,
    files: listed.length,
    uncommitted,
    notes: [
      ...placeNotes(repository, head === null ? "unborn" : branch === null ? "detached" : "branch"),
      ...(await contentNotes(objects, base, listed, surroundings)),
    ],
  };
}

/** The short name of the branch that HEAD names, or null. */
async function branchOf(repository: Repository): Promise<string | null> {
  const name = await lineOf(repository, ["symbolic-ref", "--quiet", "--short", "HEAD"], { answers: [0, 1] });
  return name === "" ? null : name;
}

function placeNotes(repository: Repository, head: "branch" | "detached" | "unborn"): string[] {
  const notes: string[] = [];
  if (repository.kind === "folder") {
    notes.push("The folder has no git repository; a private one in the state folder keeps the mission's versions.");
  } else if (head === "unborn") {
    notes.push("The repository has no commit yet; the mission begins from the files as they are.");
  } else if (head === "detached") {
    notes.push("HEAD is detached; the mission begins from that commit.");
  }
  if (repository.shallow) notes.push("The repository is a shallow clone; older history is not there to look at.");
  if (repository.folder !== repository.root) {
    const inside = path.relative(repository.root, repository.folder);
    notes.push(`${inside} is part of a larger repository; the mission works on the whole of ${repository.root}.`);
  }
  return notes;
}

/** What of a captured tree is not what the user may think it is. */
export async function contentNotes(
  objects: Objects,
  base: CommitId,
  listed: readonly string[],
  { nested, unignored }: Surroundings,
): Promise<string[]> {
  const notes: string[] = [];
  const submodules = listed.filter((line) => line.startsWith(submoduleMode)).length;
  if (submodules > 0) {
    const what = submodules === 1 ? "1 submodule is" : `${submodules} submodules are`;
    notes.push(`${what} left alone: what is inside is not looked at.`);
  }
  if (nested.length > 0) notes.push(`Left out, since they are repositories of their own: ${nested.join(", ")}.`);
  if (unignored.length > 0) {
    notes.push(`Left out as dependencies, though no ignore rule names them: ${unignored.join(", ")}.`);
  }
  if (await hasPointers(objects, base, listed)) {
    notes.push("Files kept by Git LFS stay pointers: their contents are not looked at.");
  }
  return notes;
}

async function hasPointers(objects: Objects, base: CommitId, listed: readonly string[]): Promise<boolean> {
  const paths = listed.map((line) => line.slice(line.indexOf("\t") + 1));
  for (const file of paths.filter((one) => path.posix.basename(one) === ".gitattributes")) {
    if ((await objects.read(base, file))?.toString("utf8").includes("filter=lfs") === true) return true;
  }
  return false;
}
