import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Workspace } from "../../../src/ports/workspace.ts";
import { by, changeFrom, git, integrate, never, repositoryWith, temporaryFolder, workspaceOn, write } from "./support.ts";

async function captured(
  files: Readonly<Record<string, string>> = {},
  more = {},
): Promise<{ folder: string; workspace: Workspace; base: string }> {
  const folder = repositoryWith(path.join(temporaryFolder(), "repo"), { a: "a\n", ".gitignore": "built\n", ...files });
  const workspace = workspaceOn(folder, more);
  const { base } = await workspace.capture(never);
  return { folder, workspace, base };
}

describe("slots", () => {
  test("are made in the cache folder, and made again never", async () => {
    const { folder, workspace, base } = await captured();
    const directories = await workspace.warm(base, 2, never);
    expect(directories.map((one) => path.basename(one))).toEqual(["slot-1", "slot-2"]);
    expect(directories.every((one) => one.startsWith(realpathSync(path.join(folder, "..", "cache"))))).toBe(true);
    const made = directories.map((one) => statSync(one).ino);
    expect(await workspace.warm(base, 2, never)).toEqual(directories);
    await workspace.dispose();
    expect(await workspaceOn(folder).warm(base, 2, never)).toEqual(directories);
    expect(directories.map((one) => statSync(one).ino)).toEqual(made);
    expect(readFileSync(path.join(directories[1] ?? "", "a"), "utf8")).toBe("a\n");
  });

  test("are never more than the limit", async () => {
    const { workspace, base } = await captured();
    expect(await workspace.warm(base, 9, never)).toHaveLength(2);
  });

  test("are kept across missions", async () => {
    const { folder, workspace, base } = await captured();
    const slot = await workspace.acquire(base, null, never);
    workspace.release(slot);
    await workspace.dispose();
    const next = workspaceOn(folder, { mission: "m-2" });
    const capture = await next.capture(never);
    expect((await next.acquire(capture.base, null, never)).directory).toBe(slot.directory);
  });

  test("are reset to the commit, without leftovers of any kind", async () => {
    const { workspace, base } = await captured({ "folder/b": "b\n" }, { slotsMax: 1 });
    const first = await workspace.acquire(base, null, never);
    write(first.directory, { a: "changed", untracked: "u", "built/out": "ignored", "folder/new": "n" });
    rmSync(path.join(first.directory, "folder", "b"));
    git(first.directory, "init", "--quiet", "fixture");
    workspace.release(first);
    expect(existsSync(path.join(first.directory, "untracked"))).toBe(true);
    const second = await workspace.acquire(base, null, never);
    expect(second.directory).toBe(first.directory);
    expect(readdirSync(second.directory).sort()).toEqual([".git", ".gitignore", "a", "folder"]);
    expect(readFileSync(path.join(second.directory, "a"), "utf8")).toBe("a\n");
    expect(readdirSync(path.join(second.directory, "folder"))).toEqual(["b"]);
    expect(git(second.directory, "rev-parse", "HEAD")).toBe(base);
    expect(git(second.directory, "status", "--porcelain")).toBe("");
  });

  test("a free slot that holds the state already is taken as it is, with what was built there", async () => {
    const { workspace, base } = await captured();
    await workspace.warm(base, 2, never);
    const slot = await workspace.acquire(base, null, never);
    write(slot.directory, { a: "changed\n", "built/out": "built" });
    const change = await workspace.collect(slot, by("t"));
    if (change === null) throw new Error("no change");
    workspace.release(slot);
    const gate = await workspace.acquire(change.commit, null, never);
    expect(gate).toEqual({ name: slot.name, directory: slot.directory, base: change.commit });
    expect(readFileSync(path.join(gate.directory, "built", "out"), "utf8")).toBe("built");
    expect(git(gate.directory, "rev-parse", "HEAD")).toBe(change.commit);
    expect(await workspace.collect(gate, by("t"))).toBeNull();
    workspace.release(gate);
    const other = await workspace.acquire(base, null, never);
    expect(readFileSync(path.join(other.directory, "a"), "utf8")).toBe("a\n");
  });

  test("a slot in which something was written since is not taken for what it was", async () => {
    const { workspace, base } = await captured({}, { slotsMax: 1 });
    const first = await workspace.acquire(base, null, never);
    workspace.release(first);
    write(first.directory, { a: "written by a check\n", stray: "s" });
    const second = await workspace.acquire(base, null, never);
    expect(readFileSync(path.join(second.directory, "a"), "utf8")).toBe("a\n");
    expect(existsSync(path.join(second.directory, "stray"))).toBe(false);
    workspace.release(second);
    write(second.directory, { staged: "s" });
    git(second.directory, "add", "staged");
    const third = await workspace.acquire(base, null, never);
    expect(existsSync(path.join(third.directory, "staged"))).toBe(false);
    expect(git(third.directory, "status", "--porcelain")).toBe("");
  });

  test("who asks for more than there are waits, in the order of asking", async () => {
    const { workspace, base } = await captured({}, { slotsMax: 1 });
    const held = await workspace.acquire(base, null, never);
    const order: string[] = [];
    const second = workspace.acquire(base, null, never).then((slot) => (order.push("second"), workspace.release(slot)));
    const third = workspace.acquire(base, null, never).then((slot) => (order.push("third"), workspace.release(slot)));
    expect(order).toEqual([]);
    workspace.release(held);
    workspace.release(held);
    await Promise.all([second, third]);
    expect(order).toEqual(["second", "third"]);
  });

  test("waiting ends with the signal and with the mission", async () => {
    const { workspace, base } = await captured({}, { slotsMax: 1 });
    const held = await workspace.acquire(base, null, never);
    const stop = new AbortController();
    const stopped = workspace.acquire(base, null, stop.signal);
    const left = workspace.acquire(base, null, never);
    const outcomes = Promise.allSettled([stopped, left]);
    // Both are in the queue once a third call has had its turn.
    await workspace.list(base);
    stop.abort();
    await workspace.dispose();
    expect((await outcomes).map((one) => (one.status === "rejected" ? one.reason.kind : one.status))).toEqual([
      "aborted",
      "aborted",
    ]);
    workspace.release(held);
  });

  test("many at once get slots of their own", async () => {
    const { workspace, base } = await captured({}, { slotsMax: 4 });
    const slots = await Promise.all(Array.from({ length: 4 }, () => workspace.acquire(base, null, never)));
    expect(new Set(slots.map((slot) => slot.directory)).size).toBe(4);
    for (const slot of slots) workspace.release(slot);
  });

  test("two missions at once share none", async () => {
    const { folder, workspace, base } = await captured();
    const one = await workspace.acquire(base, null, never);
    const other = workspaceOn(folder, { mission: "m-2" });
    const capture = await other.capture(never);
    const two = await other.acquire(capture.base, null, never);
    expect(two.directory).not.toBe(one.directory);
  });

  test.each<readonly [string, (slot: string, folder: string) => void]>([
    ["deleted", (slot) => rmSync(slot, { recursive: true })],
    ["forgotten by git", (slot, folder) => (rmSync(path.join(slot, ".git")), git(folder, "worktree", "prune"))],
    ["without its .git file", (slot) => rmSync(path.join(slot, ".git"), { force: true })],
    ["with a repository of its own", (slot) => (rmSync(path.join(slot, ".git")), git(slot, "init", "--quiet"))],
    ["replaced by a file", (slot) => (rmSync(slot, { recursive: true }), write(path.dirname(slot), { "slot-1": "" }))],
    ["deleted while locked", (slot, folder) => (git(folder, "worktree", "lock", slot), rmSync(slot, { recursive: true }))],
    ["with a damaged index", (_, folder) => write(folder, { ".git/worktrees/slot-1/index": "rubbish" })],
    ["with a lock left behind", (_, folder) => write(folder, { ".git/worktrees/slot-1/index.lock": "" })],
  ])("a slot that is %s is mended, by the same process and by the next", async (_, damage) => {
    const { folder, workspace, base } = await captured({}, { slotsMax: 1 });
    for (const current of [workspace, workspaceOn(folder, { slotsMax: 1 })]) {
      const slot = await current.acquire(base, null, never);
      current.release(slot);
      damage(slot.directory, folder);
      const mended = await current.acquire(base, null, never);
      expect(mended.directory).toBe(slot.directory);
      expect(readFileSync(path.join(mended.directory, "a"), "utf8")).toBe("a\n");
      write(mended.directory, { b: "b" });
      expect((await current.collect(mended, by("t")))?.files).toHaveLength(1);
      current.release(mended);
      // The next process finds the damage of this one.
      damage(slot.directory, folder);
      await current.dispose();
    }
  });

  test("a forged .git file leads nowhere", async () => {
    const { workspace, base, folder } = await captured({}, { slotsMax: 1 });
    const slot = await workspace.acquire(base, null, never);
    const evil = repositoryWith(path.join(folder, "..", "evil"), { evil: "evil" });
    write(slot.directory, { ".git": `gitdir: ${evil}/.git\n`, b: "b" });
    const change = await workspace.collect(slot, by("t"));
    expect(change?.files.map((file) => file.path)).toEqual(["b"]);
    workspace.release(slot);
    const next = await workspace.acquire(base, null, never);
    expect(git(next.directory, "rev-parse", "HEAD")).toBe(base);
  });

  test("commits, branches and staging that a test makes in a slot do not get into the change", async () => {
    const { workspace, base, folder } = await captured({}, { slotsMax: 1 });
    const slot = await workspace.acquire(base, null, never);
    write(slot.directory, { b: "b" });
    git(slot.directory, "add", "b");
    git(slot.directory, "commit", "--quiet", "-m", "by a test");
    write(slot.directory, { c: "c" });
    const change = await workspace.collect(slot, by("t"));
    expect(change?.files.map((file) => file.path)).toEqual(["b", "c"]);
    expect(git(folder, "rev-parse", `${change?.commit}^`)).toBe(base);
    workspace.release(slot);
    expect(git((await workspace.acquire(base, null, never)).directory, "rev-parse", "HEAD")).toBe(base);
  });

  test("submodules and repositories made in a slot are no part of a change", async () => {
    const library = repositoryWith(path.join(temporaryFolder(), "library"), { x: "x" });
    const { workspace, base, folder } = await captured({}, { slotsMax: 1 });
    git(folder, "submodule", "--quiet", "add", library, "library");
    await workspace.dispose();
    const second = workspaceOn(folder, { mission: "m-2" });
    const capture = await second.capture(never);
    const slot = await second.acquire(capture.base, null, never);
    expect(readdirSync(path.join(slot.directory, "library"))).toEqual([]);
    rmSync(path.join(slot.directory, "library"), { recursive: true });
    git(slot.directory, "init", "--quiet", "empty");
    repositoryWith(path.join(slot.directory, "full"), { x: "x" });
    expect(await second.collect(slot, by("t"))).toBeNull();
    write(slot.directory, { "library/inside": "x", b: "b" });
    expect((await second.collect(slot, by("t")))?.files.map((file) => file.path)).toEqual(["b"]);
    expect(base).not.toBe(capture.base);
  });

  test("carried work is laid on another commit, HEAD stays that commit", async () => {
    const { workspace, base } = await captured({ b: "1\n2\n3\n" });
    const ours = await changeFrom(workspace, base, "ours", (slot) => write(slot, { a: "ours\n" }));
    const carried = await changeFrom(workspace, base, "carried", (slot) => write(slot, { b: "1\n2\n3\n4\n", c: "c" }));
    const tip = await integrate(workspace, ours, "ours");
    const slot = await workspace.acquire(tip, carried, never);
    expect(slot.base).toBe(tip);
    expect(git(slot.directory, "rev-parse", "HEAD")).toBe(tip);
    const contents = ["a", "b", "c"].map((name) => readFileSync(path.join(slot.directory, name), "utf8"));
    expect(contents).toEqual(["ours\n", "1\n2\n3\n4\n", "c"]);
    const change = await workspace.collect(slot, by("carried", 2));
    expect([change?.base, change?.files.map((file) => file.path)]).toEqual([tip, ["b", "c"]]);
  });

  test("paths that are unusual survive the way through a slot", async () => {
    const names = ["ü mlaut", "new\nline", "tab\there", '"quoted"', "-dash", ":colon", "*star", "[a]", "trailing "];
    const { workspace, base } = await captured(Object.fromEntries(names.map((name) => [name, "1"])));
    const change = await changeFrom(workspace, base, "t", (slot) => {
      for (const name of names) write(slot, { [name]: "2", [`dir/${name}`]: "new" });
    });
    const changed = change.files.map((file) => file.path);
    expect(new Set(changed)).toEqual(new Set([...names, ...names.map((name) => `dir/${name}`)]));
    for (const name of names) expect(Buffer.from((await workspace.read(change.commit, name)) ?? []).toString()).toBe("2");
  });

  test("a commit that replaces a folder by a link, a file by a folder, and back", async () => {
    const { workspace, base } = await captured({ "d/x": "x", f: "f" }, { slotsMax: 1 });
    const change = await changeFrom(workspace, base, "t", (slot) => {
      rmSync(path.join(slot, "d"), { recursive: true });
      symlinkSync("f", path.join(slot, "d"));
      rmSync(path.join(slot, "f"));
      mkdirSync(path.join(slot, "f"));
      write(slot, { "f/y": "y" });
    });
    expect(change.files.map(({ path: name, status, modeAfter }) => `${status} ${name} ${modeAfter}`)).toEqual([
      "added d 120000",
      "deleted d/x 000000",
      "deleted f 000000",
      "added f/y 100644",
    ]);
    for (const commit of [base, change.commit, base]) {
      const slot = await workspace.acquire(commit, null, never);
      expect(git(slot.directory, "status", "--porcelain")).toBe("");
      workspace.release(slot);
    }
  });

  test("a slot that is not held any more cannot be collected from", async () => {
    const { workspace, base } = await captured();
    const slot = await workspace.acquire(base, null, never);
    workspace.release(slot);
    await expect(workspace.collect(slot, by("t"))).rejects.toMatchObject({ kind: "internal" });
  });
});
