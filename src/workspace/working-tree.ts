// The user's working tree as a change against one of its commits, for judging it without a mission: no branch and no
// ref is made, and nothing of the user's is touched. It does not judge.
import path from "node:path";
import type { Change, ChangedFile } from "../core/change.ts";
import { OrchestratorError } from "../core/errors.ts";
import type { Workspace } from "../ports/workspace.ts";
import { contentNotes, treeOfFiles } from "./capture.ts";
import { choosePaths } from "./chosen-paths.ts";
import { type ComparisonBase, givenBase, likelyBase } from "./comparison-base.ts";
import { createGit } from "./git.ts";
import { createObjects, fieldsOf, type Objects, submoduleMode } from "./objects.ts";
import { resolveRef } from "./refs.ts";
import { checkWritable, findRepository, inRepository, type Repository } from "./repository.ts";
import { slotsOfRepository } from "./repository-slots.ts";
import { putFiles } from "./slot-files.ts";
import { surveySurroundings } from "./surroundings.ts";

export type { ComparisonBase } from "./comparison-base.ts";

export interface WorkingTreeOptions {
  readonly folder: string;
  /** Where the folder's missions are, which are nothing to judge. */
  readonly stateDirectory: string;
  readonly cacheDirectory: string;
  readonly slotsMax: number;
  readonly gitPath?: string;
  now(): number;
}

export interface Comparison {
  readonly base: ComparisonBase;
  readonly change: Change;
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

/** `acquire`, `release`, `read`, `put` and `dispose` are as in `Workspace`; a change is laid on its own base only. */
export interface WorkingTree extends Pick<Workspace, "acquire" | "release" | "read" | "put" | "dispose"> {
  /** The top folder of the repository, and the user's folder in it, both without symbolic links. */
  readonly root: string;
  readonly folder: string;
  /** The files as they are, against `revision` or the likeliest base; `paths` narrow it. */
  compare(revision: string | null, paths: readonly string[], signal: AbortSignal): Promise<Comparison>;
}

/** Fails with `not-a-repository`, and with what `findRepository` says. */
export async function openWorkingTree(options: WorkingTreeOptions, signal: AbortSignal): Promise<WorkingTree> {
  const repository = await findRepository(createGit(options.gitPath), options.folder, options.stateDirectory, signal);
  if (repository === null) {
    throw new OrchestratorError(
      "not-a-repository",
      `${options.folder} is in no git repository, so there is nothing to compare its files with.`,
      "Go to a folder of a repository, or make one: git init, then git commit.",
    );
  }
  await checkWritable([path.join(repository.commonDirectory, "objects")]);
  const objects = createObjects(repository);
  const slots = slotsOfRepository(repository, objects, options);
  return {
    root: repository.root,
    folder: repository.folder,
    compare: (revision, paths, stop) => compare(repository, objects, revision, paths, stop),
    async acquire(commit, carry, stop) {
      return slots.acquire(commit, carry?.tree ?? (await objects.details(commit)).tree, stop);
    },
    release: (slot) => slots.release(slot),
    read: (commit, file) => objects.read(commit, file),
    put: (slot, files) => putFiles(slot.directory, files),
    dispose: () => slots.dispose(),
  };
}

async function compare(
  repository: Repository,
  objects: Objects,
  revision: string | null,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Comparison> {
  const head = await resolveRef(repository, "HEAD");
  const surroundings = await surveySurroundings(repository, signal);
  const tree = await treeOfFiles(repository, head, surroundings, signal);
  const base = revision === null ? await likelyBase(repository, tree, head) : await givenBase(repository, revision, head);
  const whole = await objects.change(tree, base.commit, await objects.differences(base.commit, tree), "Working tree\n");
  const chosen = paths.length === 0 ? null : await choosePaths(repository, base.commit, tree, paths, signal);
  const wanted = chosen === null ? whole.files : whole.files.filter((file) => chosen.changed.has(file.path));
  const left = wanted.filter(isLeftOut);
  const listed = fieldsOf((await inRepository(repository, ["ls-tree", "-r", "-z", whole.commit], { signal })).stdout);
  return {
    base,
    change: { ...whole, files: wanted.filter((file) => !isLeftOut(file)) },
    notes: [
      ...left.map((file) => `${file.path}: ${isSubmodule(file) ? "it is a submodule" : "it belongs to the orchestrator itself"}`),
      ...(chosen?.ignored ?? []).map((file) => `${file}: git ignores it`),
      ...(await contentNotes(objects, whole.commit, listed, surroundings)),
    ],
  };
}

/** No task may change these, but their owner may, and nothing in them can be judged. */
function isLeftOut(file: ChangedFile): boolean {
  return isSubmodule(file) || file.path.startsWith(".opencode/orchestrator/");
}

function isSubmodule({ modeBefore, modeAfter }: ChangedFile): boolean {
  return modeBefore === submoduleMode || modeAfter === submoduleMode;
}
