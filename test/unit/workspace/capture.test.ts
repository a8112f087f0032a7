import { chmodSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { baseRef } from "../../../src/workspace/refs.ts";
import { changeFrom, git, never, repositoryWith, temporaryFolder, workspaceOn, write } from "./support.ts";

const repository = (files = {}): string => repositoryWith(path.join(temporaryFolder(), "repo"), { a: "a\n", ...files });

describe("capture", () => {
  test("leaves index, HEAD and files byte for byte", async () => {
    const folder = repository({ b: "b\n" });
    write(folder, { a: "staged\n", c: "untracked\n" });
    git(folder, "add", "a");
    write(folder, { a: "and changed again\n" });
    rmSync(path.join(folder, "b"));
    const index = readFileSync(path.join(folder, ".git", "index"));
    const [head, changed] = [git(folder, "rev-parse", "HEAD"), statSync(path.join(folder, "a")).mtimeMs];
    const workspace = workspaceOn(folder);
    const capture = await workspace.capture(never);
    expect(readFileSync(path.join(folder, ".git", "index")).equals(index)).toBe(true);
    expect(git(folder, "rev-parse", "HEAD")).toBe(head);
    expect(statSync(path.join(folder, "a")).mtimeMs).toBe(changed);
    expect(await workspace.list(capture.base)).toEqual(["a", "c"]);
    expect(git(folder, "show", `${capture.base}:a`)).toBe("and changed again");
    expect(capture).toMatchObject({ branch: "main", kind: "repository", files: 2, uncommitted: 3, notes: [] });
    expect(git(folder, "rev-parse", `${capture.base}^`)).toBe(head);
    expect(git(folder, "branch", "--contains", baseRef("m-1"), "--format=%(refname)")).toBe(
      "refs/heads/orchestrator/m-1",
    );
  });

  test("a clean repository has nothing uncommitted", async () => {
    expect(await workspaceOn(repository()).capture(never)).toMatchObject({ uncommitted: 0, files: 1 });
  });

  test("runs no hook and signs nothing", async () => {
    const folder = repository();
    const mark = path.join(folder, "..", "hook-ran");
    for (const hook of ["post-checkout", "reference-transaction", "post-index-change", "pre-commit"]) {
      write(folder, { [`.git/hooks/${hook}`]: `#!/bin/sh\ntouch "${mark}"\n` });
      chmodSync(path.join(folder, ".git/hooks", hook), 0o755);
    }
    git(folder, "config", "commit.gpgSign", "true");
    git(folder, "config", "gpg.program", "/does/not/exist");
    const workspace = workspaceOn(folder);
    const { base } = await workspace.capture(never);
    await changeFrom(workspace, base, "t", (slot) => write(slot, { b: "b" }));
    expect(() => statSync(mark)).toThrow();
  });

  test("detached HEAD works and is told", async () => {
    const folder = repository();
    git(folder, "checkout", "--quiet", "--detach");
    const { branch, notes } = await workspaceOn(folder).capture(never);
    expect(branch).toBeNull();
    expect(notes.join()).toContain("HEAD is detached");
  });

  test("a repository without a commit works and is told, with staged and with untracked files", async () => {
    const folder = path.join(temporaryFolder(), "repo");
    write(folder, { a: "a\n", b: "b\n" });
    git(folder, "init", "--quiet", "--initial-branch=main");
    git(folder, "add", "a");
    const workspace = workspaceOn(folder);
    const { base, branch, notes, uncommitted } = await workspace.capture(never);
    expect(await workspace.list(base)).toEqual(["a", "b"]);
    expect([branch, uncommitted]).toEqual([null, 2]);
    expect(notes.join()).toContain("no commit yet");
    await changeFrom(workspace, base, "t", (slot) => write(slot, { c: "c" }));
  });

  test("an empty repository works", async () => {
    const folder = path.join(temporaryFolder(), "repo");
    write(folder, {});
    git(path.dirname(folder), "init", "--quiet", folder);
    const workspace = workspaceOn(folder);
    expect(await workspace.list((await workspace.capture(never)).base)).toEqual([]);
  });

  test("a shallow clone works and is told", async () => {
    const source = repository();
    git(source, "commit", "--quiet", "--allow-empty", "-m", "second");
    const folder = path.join(path.dirname(source), "shallow");
    git(path.dirname(source), "clone", "--quiet", "--depth=1", `file://${source}`, folder);
    const workspace = workspaceOn(folder);
    const { base, notes } = await workspace.capture(never);
    expect(notes.join()).toContain("shallow");
    const change = await changeFrom(workspace, base, "t", (slot) => write(slot, { b: "b" }));
    expect((await workspace.merge(change, { mission: "m-1", task: "t", attempt: 1, title: "" })).outcome).toBe("clean");
  });

  test("an index that git has lost is made from HEAD", async () => {
    const folder = repository({ ".gitignore": "kept\n", kept: "tracked though ignored\n" });
    rmSync(path.join(folder, ".git", "index"));
    const workspace = workspaceOn(folder);
    expect(await workspace.list((await workspace.capture(never)).base)).toContain("kept");
  });

  test("ignored files stay out, tracked ones that a rule names stay in", async () => {
    const folder = repository({ ".gitignore": "dist/\n*.log\n", "kept.log": "tracked\n" });
    write(folder, { "dist/out.js": "", "other.log": "" });
    const workspace = workspaceOn(folder);
    expect(await workspace.list((await workspace.capture(never)).base)).toEqual([".gitignore", "a", "kept.log"]);
  });

  test("nothing of the state folder is captured, and what HEAD has there stays as it is", async () => {
    const folder = repository({ ".opencode/orchestrator/rules/one.yml": "rule\n" });
    write(folder, {
      ".opencode/orchestrator/rules/one.yml": "edited\n",
      ".opencode/orchestrator/missions/m/journal.jsonl": "{}",
      ".opencode/command/x.md": "command\n",
    });
    const workspace = workspaceOn(folder);
    const { base } = await workspace.capture(never);
    expect(await workspace.list(base)).toEqual([".opencode/command/x.md", ".opencode/orchestrator/rules/one.yml", "a"]);
    expect(git(folder, "show", `${base}:.opencode/orchestrator/rules/one.yml`)).toBe("rule");
  });

  test("the state folder of a folder deep inside stays out as well", async () => {
    const root = repository({ "packages/one/index.js": "1" });
    const folder = path.join(root, "packages", "one");
    write(folder, { ".opencode/orchestrator/missions/m/journal.jsonl": "{}" });
    const workspace = workspaceOn(folder);
    const capture = await workspace.capture(never);
    expect(await workspace.list(capture.base)).toEqual(["a", "packages/one/index.js"]);
    expect(capture.notes.join()).toContain("packages/one is part of a larger repository");
  });

  test("dependencies that no rule ignores are left out and told", async () => {
    const folder = repository();
    write(folder, { "node_modules/x/index.js": "", "packages/p/node_modules/y/index.js": "", "packages/p/a.js": "" });
    const workspace = workspaceOn(folder);
    const { base, notes } = await workspace.capture(never);
    expect(await workspace.list(base)).toEqual(["a", "packages/p/a.js"]);
    expect(notes.join()).toContain("node_modules, packages/p/node_modules");
  });

  test("tracked dependencies are captured like any file", async () => {
    const folder = repository({ "node_modules/x/index.js": "1" });
    write(folder, { "node_modules/x/more.js": "2" });
    const workspace = workspaceOn(folder);
    const { base } = await workspace.capture(never);
    expect(await workspace.list(base)).toEqual(["a", "node_modules/x/index.js", "node_modules/x/more.js"]);
  });

  test("submodules stay links, repositories inside are left out, and both are told", async () => {
    const folder = repository();
    const library = repository();
    git(folder, "submodule", "--quiet", "add", library, "library");
    git(folder, "commit", "--quiet", "-m", "submodule");
    git(folder, "init", "--quiet", "nested-empty");
    repositoryWith(path.join(folder, "nested"), { x: "x" });
    const workspace = workspaceOn(folder);
    const { base, notes } = await workspace.capture(never);
    expect(await workspace.list(base)).toEqual([".gitmodules", "a", "library"]);
    expect(git(folder, "ls-tree", base, "library")).toMatch(/^160000 commit/);
    expect(notes.join()).toContain("1 submodule is left alone");
    expect(notes.join()).toContain("nested, nested-empty");
  });

  test("large-file pointers stay pointers in slots and are told", async () => {
    const folder = repository();
    const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    // A filter that works like Git LFS: the repository has the pointer, the user's folder the contents.
    git(folder, "config", "filter.lfs.clean", `printf '${pointer.replaceAll("\n", "\\n")}'`);
    git(folder, "config", "filter.lfs.smudge", "printf contents");
    git(folder, "config", "filter.lfs.required", "true");
    write(folder, { ".gitattributes": "*.bin filter=lfs\n", "x.bin": "contents" });
    const workspace = workspaceOn(folder);
    const { base, notes } = await workspace.capture(never);
    expect(git(folder, "show", `${base}:x.bin`)).toBe(pointer.trim());
    expect(notes.join()).toContain("LFS");
    const slot = await workspace.acquire(base, null, never);
    expect(readFileSync(path.join(slot.directory, "x.bin"), "utf8")).toBe(pointer);
    write(slot.directory, { b: "b" });
    const change = await workspace.collect(slot, { mission: "m-1", task: "t", attempt: 1, title: "" });
    expect(change?.files.map((file) => file.path)).toEqual(["b"]);
    workspace.release(slot);
  });

  test("sparse files stay in the base", async () => {
    const folder = repository({ "in/x": "x", "out/y": "y" });
    git(folder, "sparse-checkout", "set", "in");
    const workspace = workspaceOn(folder);
    const { base } = await workspace.capture(never);
    expect(await workspace.list(base)).toEqual(["a", "in/x", "out/y"]);
    const change = await changeFrom(workspace, base, "t", (slot) => write(slot, { "in/x": "changed" }));
    expect(change.files.map((file) => file.path)).toEqual(["in/x"]);
  });

  test("stops when the signal has aborted", async () => {
    const folder = repository();
    const stopped = workspaceOn(folder).capture(AbortSignal.abort());
    await expect(stopped).rejects.toMatchObject({ kind: "aborted" });
    expect(git(folder, "for-each-ref", "refs/orchestrator")).toBe("");
  });
});
