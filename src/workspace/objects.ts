// Commits, trees and blobs: reading them, comparing them and making commits that come out the same when made again.
// It knows nothing of slots, trunk or the user's files.
import type { Change, ChangedFile, FileStatus } from "../core/change.ts";
import type { CommitId } from "../core/ids.ts";
import type { Authorship } from "../ports/workspace.ts";
import { inRepository, lineOf, type Repository, type RepositoryCall } from "./repository.ts";

export interface CommitDetails {
  readonly tree: string;
  readonly parents: readonly CommitId[];
  /** The committer's time, in seconds since 1970. */
  readonly timeSeconds: number;
}

/** One path that differs between two trees; a side without the path has mode `000000`. */
export interface TreeDifference {
  readonly path: string;
  readonly status: FileStatus;
  readonly modeBefore: string;
  readonly modeAfter: string;
  readonly blobBefore: string;
  readonly blobAfter: string;
}

export const submoduleMode = "160000";
export const absentMode = "000000";
const titleCharsMax = 100;
const commitsRememberedMax = 10_000;
const listsRememberedMax = 4;
const sizesRememberedMax = 10_000;

export interface Objects {
  details(commit: CommitId): Promise<CommitDetails>;
  differences(before: string, after: string): Promise<TreeDifference[]>;
  /** A commit with these contents on `parent`; the same arguments make the same commit. */
  commit(tree: string, parent: CommitId, message: string): Promise<CommitId>;
  /** A change from `parent` to `tree`, which differ so. */
  change(tree: string, parent: CommitId, found: readonly TreeDifference[], message: string): Promise<Change>;
  /** All that lies between two commits, as one change. */
  between(base: CommitId, commit: CommitId): Promise<Change>;
  /** A file's bytes, null if the commit has no file there. */
  read(commit: CommitId, path: string): Promise<Buffer | null>;
  list(commit: CommitId): Promise<readonly string[]>;
  /** Object names of files; without those that the commit does not have. */
  hashes(commit: CommitId, paths: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

export function createObjects(repository: Repository): Objects {
  // Objects never change, so what was once read of one holds.
  const known = new Map<CommitId, CommitDetails>();
  const lists = new Map<CommitId, Promise<readonly string[]>>();
  const sizes = new Map<string, number>();
  const objects: Objects = {
    async details(commit) {
      const found = known.get(commit) ?? (await readDetails(repository, commit));
      if (!known.has(commit)) remember(known, commit, found, commitsRememberedMax);
      return found;
    },
    differences: (before, after) => differences(repository, before, after),
    async commit(tree, parent, message) {
      const { timeSeconds } = await objects.details(parent);
      const commit = await commitTree(repository, tree, [parent], message, timeSeconds);
      remember(known, commit, { tree, parents: [parent], timeSeconds }, commitsRememberedMax);
      return commit;
    },
    async change(tree, parent, found, message) {
      const [commit, files] = await Promise.all([
        objects.commit(tree, parent, message),
        withSizes(repository, found, sizes),
      ]);
      return { commit, base: parent, tree, files };
    },
    async between(base, commit) {
      const { tree } = await objects.details(commit);
      const files = await withSizes(repository, await differences(repository, base, commit), sizes);
      return { commit, base, tree, files };
    },
    read: (commit, path) => readBlob(repository, commit, path),
    hashes: (commit, paths) => hashesOf(repository, commit, paths),
    list(commit) {
      const asked = lists.get(commit) ?? listPaths(repository, commit);
      if (!lists.has(commit)) remember(lists, commit, asked, listsRememberedMax);
      asked.catch(() => lists.delete(commit));
      return asked;
    },
  };
  return objects;
}

/** A map keeps the order of insertion: the oldest goes, since a mission asks about what is recent. */
function remember<K, V>(map: Map<K, V>, key: K, value: V, entriesMax: number): void {
  const oldest = map.size < entriesMax ? undefined : map.keys().next().value;
  if (oldest !== undefined) map.delete(oldest);
  map.set(key, value);
}

async function listPaths(repository: Repository, commit: CommitId): Promise<readonly string[]> {
  return fieldsOf((await inRepository(repository, ["ls-tree", "-r", "-z", "--name-only", commit])).stdout);
}

async function hashesOf(repository: Repository, commit: CommitId, paths: readonly string[]): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  if (paths.length === 0) return hashes;
  // `<mode> <type> <object>\t<path>`; the paths given are names, not patterns.
  const listed = await inRepository(repository, ["ls-tree", "-z", "--full-tree", commit, "--", ...paths]);
  for (const field of fieldsOf(listed.stdout)) {
    const [about = "", path = ""] = field.split("\t");
    const [, type = "", object = ""] = about.split(" ");
    if (type === "blob") hashes.set(path, object);
  }
  return hashes;
}

/** Splits output that ends every field with a NUL. */
export function fieldsOf(output: Buffer): string[] {
  const fields = output.toString("utf8").split("\0");
  fields.pop();
  return fields;
}

/** A commit of `tree`, dated `timeSeconds`. */
export async function commitTree(
  repository: Repository,
  tree: string,
  parents: readonly CommitId[],
  message: string,
  timeSeconds: number,
): Promise<CommitId> {
  const date = `${timeSeconds} +0000`;
  return lineOf(repository, ["commit-tree", tree, ...parents.flatMap((parent) => ["-p", parent])], {
    input: message,
    environment: { GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
}

/** The trailers by which a commit of ours is recognised. */
export function trailersOf(by: Authorship): string {
  return [
    `Orchestrator-Mission: ${by.mission}`,
    `Orchestrator-Task: ${by.task}`,
    `Orchestrator-Attempt: ${by.attempt}`,
    ...(by.reverts === undefined ? [] : [`Orchestrator-Reverts: ${by.reverts.join(" ")}`]),
  ].join("\n");
}

export function messageOf(by: Authorship): string {
  // One short line: a title is a model's, and its line breaks could forge trailers.
  const title = by.title
    .slice(0, titleCharsMax * 4)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  const short = [...title].slice(0, titleCharsMax).join("");
  return `${short === "" ? `Task ${by.task}` : short}\n\n${trailersOf(by)}\n`;
}

async function readDetails(repository: Repository, commit: CommitId): Promise<CommitDetails> {
  const format = ["show", "--no-patch", "--no-show-signature", "--format=%T %ct %P", commit, "--"];
  const [tree = "", time = "0", ...parents] = (await lineOf(repository, format)).split(" ");
  return { tree, parents: parents.filter((parent) => parent !== ""), timeSeconds: Number(time) };
}

async function differences(repository: Repository, before: string, after: string): Promise<TreeDifference[]> {
  const args = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", before, after, "--"];
  // `:<mode> <mode> <blob> <blob> <letter>` and path, in turns.
  const fields = fieldsOf((await inRepository(repository, args)).stdout);
  const found: TreeDifference[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [modeBefore = "", modeAfter = "", blobBefore = "", blobAfter = "", letter = ""] = (fields[index] ?? "")
      .slice(1)
      .split(" ");
    const status = statusOf(letter);
    found.push({ path: fields[index + 1] ?? "", status, modeBefore, modeAfter, blobBefore, blobAfter });
  }
  return found;
}

function statusOf(letter: string): FileStatus {
  if (letter === "A") return "added";
  if (letter === "D") return "deleted";
  return letter === "T" ? "type-changed" : "modified";
}

async function withSizes(
  repository: Repository,
  found: readonly TreeDifference[],
  known: Map<string, number>,
): Promise<ChangedFile[]> {
  const blobs = found.filter((one) => one.status !== "deleted" && one.modeAfter !== submoduleMode);
  const unknown = new Set(blobs.map((one) => one.blobAfter).filter((blob) => !known.has(blob)));
  const asked = await sizesOf(repository, unknown);
  const bytes = new Map(blobs.map(({ blobAfter: blob }) => [blob, asked.get(blob) ?? known.get(blob) ?? 0]));
  for (const [blob, size] of asked) remember(known, blob, size, sizesRememberedMax);
  return found.map((one) => ({
    path: one.path,
    status: one.status,
    modeBefore: one.modeBefore,
    modeAfter: one.modeAfter,
    bytes: bytes.get(one.blobAfter) ?? 0,
  }));
}

async function sizesOf(repository: Repository, blobs: ReadonlySet<string>): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  if (blobs.size === 0) return sizes;
  const asked: RepositoryCall = { input: `${[...blobs].join("\n")}\n` };
  const answer = await lineOf(repository, ["cat-file", "--batch-check=%(objectname) %(objectsize)"], asked);
  for (const line of answer.split("\n")) {
    const [blob = "", size = ""] = line.split(" ");
    sizes.set(blob, Number(size));
  }
  return sizes;
}

async function readBlob(repository: Repository, commit: CommitId, path: string): Promise<Buffer | null> {
  // Git takes `./` and `../` as relative to a folder, and a NUL ends its request; no path of a commit has them.
  if (path.includes("\0") || path.split("/").some((segment) => ["", ".", ".."].includes(segment))) return null;
  const result = await inRepository(repository, ["cat-file", "--batch", "-z"], { input: `${commit}:${path}\0` });
  // "<object> blob <size>\n<contents>\n"; a missing path and a path with a line break are told in words.
  const lineEnd = result.stdout.indexOf("\n");
  const header = /^[0-9a-f]+ blob (\d+)$/.exec(result.stdout.subarray(0, lineEnd).toString("utf8"));
  if (header === null) return null;
  const start = lineEnd + 1;
  return result.stdout.subarray(start, start + Number(header[1]));
}
