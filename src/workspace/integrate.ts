// Puts changes onto trunk: on paper first, then for good. A conflict is a value, and what was done already is
// recognised by its trailers. It touches no working tree.
import type { Change } from "../core/change.ts";
import { OrchestratorError } from "../core/errors.ts";
import type { CommitId, MissionId } from "../core/ids.ts";
import type { ConflictedFile, Merge } from "../core/merge.ts";
import type { Authorship } from "../ports/workspace.ts";
import { fieldsOf, messageOf, type Objects, trailersOf } from "./objects.ts";
import { baseRef, changeRef, resolveRef, trunkRef } from "./refs.ts";
import { inRepository, type Repository } from "./repository.ts";

export interface Integration {
  /** Trunk's tip; fails with `internal` before the capture. */
  trunk(): Promise<CommitId>;
  keep(change: Change, by: Authorship): Promise<void>;
  merge(change: Change, by: Authorship): Promise<Merge>;
  advance(change: Change, by: Authorship): Promise<void>;
  takeBack(by: Authorship): Promise<Merge>;
  /** The tree of `carry` laid on `commit`, with markers where they conflict. */
  layOn(commit: CommitId, carry: Change): Promise<string>;
}

export function createIntegration(repository: Repository, objects: Objects, mission: MissionId): Integration {
  const trunk = async (): Promise<CommitId> => {
    const tip = await resolveRef(repository, trunkRef(mission));
    if (tip !== null) return tip;
    throw new OrchestratorError(
      "internal",
      `The mission's branch ${trunkRef(mission)} is gone.`,
      "If it was deleted, its last commit is in the mission's journal: create the branch there again, and resume.",
    );
  };
  return {
    trunk,
    async keep(change, by) {
      await inRepository(repository, ["update-ref", changeRef(mission, by, change.commit), change.commit]);
    },
    async merge(change, by) {
      const tip = await trunk();
      if (change.base === tip) {
        const commit = await objects.commit(change.tree, tip, messageOf(by));
        return { outcome: "clean", change: { ...change, commit } };
      }
      const merged = await mergeTrees(repository, tip, change.commit);
      const suspicious = merged.conflicts.length > 0 || merged.tree === (await objects.details(tip)).tree;
      const before = suspicious ? await findMerged(repository, mission, tip, by) : null;
      if (before !== null) return { outcome: "clean", change: await withParent(objects, before) };
      const found = await objects.differences(tip, merged.tree);
      const onTrunk = await objects.change(merged.tree, tip, found, messageOf(by));
      if (merged.conflicts.length === 0) return { outcome: "clean", change: onTrunk };
      return { outcome: "conflict", change: onTrunk, files: await locate(objects, onTrunk, merged.conflicts) };
    },
    takeBack: async (by) => takeBack(repository, objects, mission, await trunk(), by),
    advance: (change, by) => advance(repository, objects, mission, change, by),
    async layOn(commit, carry) {
      if (carry.base === commit) return carry.tree;
      return (await mergeTrees(repository, commit, carry.commit)).tree;
    },
  };
}

/**
 * Each commit is taken out by a three-way merge: a commit that has its parent's tree, made on top of it, is merged onto
 * what is left so far. Git finds the commit itself as the base of the two.
 */
async function takeBack(
  repository: Repository,
  objects: Objects,
  mission: MissionId,
  tip: CommitId,
  by: Authorship,
): Promise<Merge> {
  const before = await findMerged(repository, mission, tip, by);
  if (before !== null) return { outcome: "clean", change: await withParent(objects, before) };
  let { tree } = await objects.details(tip);
  let conflicts: readonly Conflict[] = [];
  let rest = tip;
  for (const commit of by.reverts ?? []) {
    const { parents } = await objects.details(commit);
    const { tree: earlier } = await objects.details(parents[0] ?? commit);
    const undone = await objects.commit(earlier, commit, messageOf(by));
    const merged = await mergeTrees(repository, rest, undone);
    ({ tree, conflicts } = merged);
    if (conflicts.length > 0) break;
    rest = await objects.commit(tree, rest, messageOf(by));
  }
  const change = await objects.change(tree, tip, await objects.differences(tip, tree), messageOf(by));
  if (conflicts.length === 0) return { outcome: "clean", change };
  return { outcome: "conflict", change, files: await locate(objects, change, conflicts) };
}

async function withParent(objects: Objects, commit: CommitId): Promise<Change> {
  const { parents } = await objects.details(commit);
  return objects.between(parents[0] ?? commit, commit);
}

async function advance(
  repository: Repository,
  objects: Objects,
  mission: MissionId,
  change: Change,
  by: Authorship,
): Promise<void> {
  const ref = trunkRef(mission);
  // Git compares and moves in one step, so two that advance at once cannot both succeed.
  const moved = await inRepository(repository, ["update-ref", ref, change.commit, change.base], { answers: [0, 1, 128] });
  if (moved.exitCode === 0) return;
  const tip = await resolveRef(repository, ref);
  const before = tip === null ? null : await findMerged(repository, mission, tip, by);
  if (before !== null && (await objects.details(before)).tree === change.tree) return;
  throw new OrchestratorError(
    "internal",
    `Trunk is at ${tip ?? "no commit"} and not at ${change.base}, onto which ${by.task} was merged: ${moved.stderr.trim()}`,
    "If you moved the branch yourself, move it back to that commit and resume the mission.",
  );
}

interface Conflict {
  readonly path: string;
  readonly reason: string;
}

interface MergedTrees {
  readonly tree: string;
  readonly conflicts: readonly Conflict[];
}

async function mergeTrees(repository: Repository, ours: CommitId, theirs: CommitId): Promise<MergedTrees> {
  const args = ["merge-tree", "--write-tree", "-z", "--messages", ours, theirs];
  const result = await inRepository(repository, args, { answers: [0, 1] });
  const fields = fieldsOf(result.stdout);
  const tree = fields[0] ?? "";
  if (result.exitCode === 0) return { tree, conflicts: [] };
  return { tree, conflicts: parseConflicts(fields.slice(1)) };
}

/**
 * `<mode> <object> <stage>\t<path>` a conflicted stage, an empty field, then messages: the number of their paths, the
 * paths, a stable kind and the text.
 */
export function parseConflicts(fields: readonly string[]): Conflict[] {
  const reasons = new Map<string, string>();
  const end = fields.indexOf("");
  for (const field of fields.slice(0, end)) reasons.set(field.slice(field.indexOf("\t") + 1), "content");
  let index = end + 1;
  while (index < fields.length) {
    const paths = fields.slice(index + 1, index + 1 + Number(fields[index]));
    index += 1 + paths.length;
    const reason = /^CONFLICT \(([^)]+)\)/.exec(fields[index + 1] ?? "")?.[1];
    for (const path of paths) if (reason !== undefined && reasons.has(path)) reasons.set(path, reason);
    index += 2;
  }
  return [...reasons].map(([path, reason]) => ({ path, reason })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function locate(objects: Objects, change: Change, conflicts: readonly Conflict[]): Promise<ConflictedFile[]> {
  return Promise.all(
    conflicts.map(async ({ path, reason }) => {
      const bytes = await objects.read(change.commit, path);
      return { path, reason, lines: bytes === null ? [] : markedLines(bytes) };
    }),
  );
}

/** Lines on which a marked place begins, from 1. */
function markedLines(bytes: Buffer): number[] {
  const lines = bytes.toString("utf8").split("\n");
  return lines.flatMap((line, index) => (line.startsWith("<<<<<<< ") ? [index + 1] : []));
}

/** The commit on trunk since the base that carries these trailers, or null. */
async function findMerged(
  repository: Repository,
  mission: MissionId,
  tip: CommitId,
  by: Authorship,
): Promise<CommitId | null> {
  const range = [`^${baseRef(mission)}`, tip];
  const log = await inRepository(repository, ["log", "-z", "--no-show-signature", "--format=%H%n%B", ...range, "--"]);
  const trailers = trailersOf(by);
  const found = fieldsOf(log.stdout).find((entry) => entry.trimEnd().endsWith(`\n${trailers}`));
  return found?.split("\n")[0] ?? null;
}
