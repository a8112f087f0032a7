// What every workspace keeps to, whatever kind of folder it stands on: a repository, a linked worktree of one, a folder
// inside one, and a folder without git.
import { chmodSync, existsSync, lstatSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { baseRef } from "../../src/workspace/refs.ts";
import {
  by,
  changeFrom,
  git,
  integrate,
  never,
  repositoryWith,
  temporaryFolder,
  workspaceOn,
  write,
} from "../unit/workspace/support.ts";

const files = {
  "a.txt": "one\ntwo\nthree\n",
  "folder with space/ä ö.txt": "umlauts\n",
  "run.sh": "#!/bin/sh\necho hi\n",
  ".gitignore": ".opencode/\n",
};

interface Place {
  /** What the user opened. */
  readonly folder: string;
  /** Where paths begin. */
  readonly root: string;
}

const kinds: Readonly<Record<string, (top: string) => Place>> = {
  repository(top) {
    const root = repositoryWith(path.join(top, "repo"), files);
    return { folder: root, root };
  },
  "linked worktree"(top) {
    const main = repositoryWith(path.join(top, "main"), files);
    const root = path.join(top, "linked");
    git(main, "worktree", "add", "--quiet", "-b", "linked", root);
    return { folder: root, root };
  },
  "folder inside a repository"(top) {
    const root = repositoryWith(path.join(top, "repo"), { ...files, "packages/one/index.js": "1\n" });
    return { folder: path.join(root, "packages", "one"), root };
  },
  "folder without git"(top) {
    const root = path.join(top, "plain");
    write(root, files);
    return { folder: root, root };
  },
};

describe.each(Object.keys(kinds))("%s", (kind) => {
  const place = (): Place => {
    const make = kinds[kind];
    if (make === undefined) throw new Error(kind);
    return make(temporaryFolder());
  };

  test("captures uncommitted and untracked work, and leaves the user's files as they were", async () => {
    const { folder, root } = place();
    write(root, { "a.txt": "changed\n", "new\nline.txt": "new\n" });
    chmodSync(path.join(root, "run.sh"), 0o755);
    symlinkSync("a.txt", path.join(root, "link"));
    const before = kind === "folder without git" ? "" : git(root, "status", "--porcelain=v1", "-z");
    const workspace = workspaceOn(folder);
    const capture = await workspace.capture(never);
    expect(await workspace.list(capture.base)).toEqual(
      expect.arrayContaining(["a.txt", "folder with space/ä ö.txt", "link", "new\nline.txt", "run.sh"]),
    );
    expect(Buffer.from((await workspace.read(capture.base, "a.txt")) ?? []).toString()).toBe("changed\n");
    expect(Buffer.from((await workspace.read(capture.base, "link")) ?? []).toString()).toBe("a.txt");
    expect(Buffer.from((await workspace.read(capture.base, "new\nline.txt")) ?? []).toString()).toBe("new\n");
    expect(await workspace.read(capture.base, "not there")).toBeNull();
    expect((await workspace.list(capture.base)).filter((one) => one.startsWith(".opencode"))).toEqual([]);
    if (kind !== "folder without git") expect(git(root, "status", "--porcelain=v1", "-z")).toBe(before);
    const slot = await workspace.acquire(capture.base, null, never);
    expect(lstatSync(path.join(slot.directory, "run.sh")).mode & 0o111).not.toBe(0);
    expect(lstatSync(path.join(slot.directory, "link")).isSymbolicLink()).toBe(true);
    workspace.release(slot);
  });

  test("repeats a capture as the same base, also after the files have changed", async () => {
    const { folder, root } = place();
    const first = await workspaceOn(folder).capture(never);
    write(root, { "a.txt": "later\n" });
    const second = await workspaceOn(folder).capture(never);
    expect(second).toEqual(first);
    const workspace = workspaceOn(folder);
    expect(await workspace.trunk()).toBe(first.base);
  });

  test("carries work from a slot to trunk and to the user", async () => {
    const { folder, root } = place();
    const workspace = workspaceOn(folder);
    const { base } = await workspace.capture(never);
    const first = await changeFrom(workspace, base, "first", (slot) => {
      write(slot, { "new dir/ü.txt": "new\n" });
      rmSync(path.join(slot, "folder with space"), { recursive: true });
    });
    const second = await changeFrom(workspace, base, "second", (slot) => {
      write(slot, { "a.txt": "one\ntwo\nfour\n" });
      chmodSync(path.join(slot, "run.sh"), 0o755);
      symlinkSync("a.txt", path.join(slot, "link"));
    });
    expect(first.files.map(({ path: file, status, bytes }) => [file, status, bytes])).toEqual([
      ["folder with space/ä ö.txt", "deleted", 0],
      ["new dir/ü.txt", "added", 4],
    ]);
    await integrate(workspace, first, "first");
    const tip = await integrate(workspace, second, "second");
    expect(await workspace.trunk()).toBe(tip);
    const whole = await workspace.between(base, tip);
    expect(whole.files.map((file) => file.path)).toHaveLength(5);
    const landing = await workspace.land(base, "worktree");
    expect(landing).toEqual({ outcome: "landed", files: whole.files.map((file) => file.path) });
    expect(readFileSync(path.join(root, "a.txt"), "utf8")).toBe("one\ntwo\nfour\n");
    expect(readFileSync(path.join(root, "new dir", "ü.txt"), "utf8")).toBe("new\n");
    expect(existsSync(path.join(root, "folder with space"))).toBe(false);
    expect(lstatSync(path.join(root, "run.sh")).mode & 0o111).not.toBe(0);
    expect(lstatSync(path.join(root, "link")).isSymbolicLink()).toBe(true);
    expect(await workspace.land(base, "worktree")).toEqual(landing);
  });

  test("answers null for a slot without a difference, and the same commit for the same difference", async () => {
    const { folder } = place();
    const workspace = workspaceOn(folder);
    const { base } = await workspace.capture(never);
    const slot = await workspace.acquire(base, null, never);
    expect(await workspace.collect(slot, by("t"))).toBeNull();
    write(slot.directory, { "a.txt": "other\n" });
    const change = await workspace.collect(slot, by("t"));
    if (change === null) throw new Error("nothing was collected");
    expect(change.base).toBe(base);
    expect(await workspace.collect(slot, by("t"))).toEqual(change);
    await workspace.keep(change, by("t"));
    await workspace.keep(change, by("t"));
    expect(await workspace.patch(change, 10_000)).toContain("+other");
    workspace.release(slot);
  });

  test("tells a conflict as a value, and the Fixer's slot has the markers", async () => {
    const { folder } = place();
    const workspace = workspaceOn(folder);
    const { base } = await workspace.capture(never);
    const ours = await changeFrom(workspace, base, "ours", (slot) => write(slot, { "a.txt": "one\nOURS\nthree\n" }));
    const theirs = await changeFrom(workspace, base, "theirs", (slot) => write(slot, { "a.txt": "one\nTHEIRS\nthree\n" }));
    const tip = await integrate(workspace, ours, "ours");
    const merge = await workspace.merge(theirs, by("theirs"));
    if (merge.outcome !== "conflict") throw new Error("expected a conflict");
    expect(merge.files).toEqual([{ path: "a.txt", lines: [2], reason: "content" }]);
    expect(merge.change.base).toBe(tip);
    expect(await workspace.trunk()).toBe(tip);
    const slot = await workspace.acquire(tip, merge.change, never);
    expect(slot.base).toBe(tip);
    const marked = readFileSync(path.join(slot.directory, "a.txt"), "utf8");
    expect(marked).toMatch(/^one\n<<<<<<< .*\nOURS\n=======\nTHEIRS\n>>>>>>> .*\nthree\n$/);
    write(slot.directory, { "a.txt": "one\nOURS\nTHEIRS\nthree\n" });
    const mended = await workspace.collect(slot, by("theirs", 2));
    workspace.release(slot);
    expect(mended?.base).toBe(tip);
    if (mended !== null) await integrate(workspace, mended, "theirs");
    expect(Buffer.from((await workspace.read(await workspace.trunk(), "a.txt")) ?? []).toString()).toContain("THEIRS");
  });

  test("never overwrites what the user changed meanwhile", async () => {
    const { folder, root } = place();
    const workspace = workspaceOn(folder);
    const { base } = await workspace.capture(never);
    const change = await changeFrom(workspace, base, "t", (slot) => write(slot, { "a.txt": "ours\n", "b.txt": "new\n" }));
    await integrate(workspace, change, "t");
    write(root, { "a.txt": "the user's\n" });
    expect(await workspace.land(base, "worktree")).toEqual({
      outcome: "branch",
      branch: "orchestrator/m-1",
      changedMeanwhile: ["a.txt"],
    });
    expect(readFileSync(path.join(root, "a.txt"), "utf8")).toBe("the user's\n");
    expect(existsSync(path.join(root, "b.txt"))).toBe(false);
  });

  test("another process over the same folder sees what the first has done", async () => {
    const { folder } = place();
    const first = workspaceOn(folder);
    const { base } = await first.capture(never);
    const change = await changeFrom(first, base, "t", (slot) => write(slot, { "b.txt": "b\n" }));
    await first.keep(change, by("t"));
    await first.dispose();
    const second = workspaceOn(folder);
    const merge = await second.merge(change, by("t"));
    await second.advance(merge.change, by("t"));
    await second.advance(merge.change, by("t"));
    const third = workspaceOn(folder);
    expect(await third.merge(change, by("t"))).toEqual(merge);
    await third.advance(merge.change, by("t"));
    expect(await third.trunk()).toBe(merge.change.commit);
  });

  test("the mission's base is kept by a ref that is no branch", async () => {
    const { folder, root } = place();
    const { base } = await workspaceOn(folder).capture(never);
    if (kind === "folder without git") {
      const own = path.join(root, ".opencode", "orchestrator", "repository.git");
      expect(git(own, "rev-parse", baseRef("m-1"))).toBe(base);
      expect(existsSync(path.join(root, ".git"))).toBe(false);
    } else {
      expect(git(root, "rev-parse", baseRef("m-1"))).toBe(base);
      expect(git(root, "branch", "--list", "orchestrator/*", "--format=%(refname:short)")).toBe("orchestrator/m-1");
    }
  });
});
