import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { git, never, repositoryWith, temporaryFolder, workspaceOn, write } from "./support.ts";

/** What a capture fails with; fails itself if nothing did. */
async function refusalOf(folder: string, more = {}): Promise<unknown> {
  return workspaceOn(folder, more)
    .capture(never)
    .then(
      () => Promise.reject(new Error("the capture succeeded")),
      (error: unknown) => error,
    );
}

/** An error of this kind that says this and has a way out. */
function failure(kind: string, message: RegExp | string): object {
  return { kind, message: expect.stringMatching(message), hint: expect.stringMatching(/\w/) };
}

describe("what a mission cannot work with", () => {
  test("a folder that is not there, and a file", async () => {
    const top = temporaryFolder();
    write(top, { file: "x" });
    expect(await refusalOf(path.join(top, "gone"), { stateDirectory: path.join(top, "state") })).toMatchObject(failure("not-a-directory", "does not exist"));
    expect(await refusalOf(path.join(top, "file"), { stateDirectory: path.join(top, "state") })).toMatchObject(failure("not-a-directory", "is not a folder"));
  });

  test("no git on an empty PATH", async () => {
    const folder = repositoryWith(path.join(temporaryFolder(), "repo"), {});
    const kept = process.env["PATH"];
    process.env["PATH"] = path.join(folder, "nothing-here");
    try {
      expect(await refusalOf(folder)).toMatchObject(failure("git-missing", "could not be started"));
    } finally {
      process.env["PATH"] = kept;
    }
  });

  test.each(["2.20.1", "1.9.5", "2.37.9 (Apple Git-1)"])("git %s", async (version) => {
    const top = temporaryFolder();
    const folder = repositoryWith(path.join(top, "repo"), {});
    write(top, { git: `#!/bin/sh\necho "git version ${version}"\n` });
    chmodSync(path.join(top, "git"), 0o755);
    expect(await refusalOf(folder, { gitPath: path.join(top, "git") })).toMatchObject(failure("git-too-old", version.replace(/[()]/g, "\\$&")));
  });

  test("a state folder that cannot be written, which a file in its place stands for, since root may write anywhere", async () => {
    const folder = repositoryWith(path.join(temporaryFolder(), "repo"), {});
    write(folder, { ".opencode": "a file" });
    expect(await refusalOf(folder)).toMatchObject(failure("not-writable", "cannot be written"));
    const plain = path.join(temporaryFolder(), "plain");
    write(plain, { ".opencode": "a file" });
    expect(await refusalOf(plain)).toMatchObject(failure("not-writable", "cannot be written"));
  });

  test("a cache folder that cannot be written", async () => {
    const folder = repositoryWith(path.join(temporaryFolder(), "repo"), {});
    write(path.dirname(folder), { cache: "a file" });
    const workspace = workspaceOn(folder);
    const { base } = await workspace.capture(never);
    await expect(workspace.acquire(base, null, never)).rejects.toMatchObject({ kind: "not-writable" });
  });

  test("a bare repository", async () => {
    const top = temporaryFolder();
    git(top, "init", "--quiet", "--bare", "bare.git");
    expect(await refusalOf(path.join(top, "bare.git"))).toMatchObject(failure("not-a-directory", "no working tree"));
  });

  test("a branch named orchestrator", async () => {
    const folder = repositoryWith(path.join(temporaryFolder(), "repo"), {});
    git(folder, "branch", "orchestrator");
    expect(await refusalOf(folder)).toMatchObject(failure("git-failed", "orchestrator/m-1"));
  });
});

describe("a repository in the middle of something", () => {
  const conflicting = (): string => {
    const folder = repositoryWith(path.join(temporaryFolder(), "repo"), { a: "base\n" });
    git(folder, "checkout", "--quiet", "-b", "other");
    write(folder, { a: "other\n" });
    git(folder, "commit", "--quiet", "-am", "other");
    git(folder, "checkout", "--quiet", "main");
    write(folder, { a: "main\n" });
    git(folder, "commit", "--quiet", "-am", "main");
    return folder;
  };
  const attempt = (folder: string, ...args: string[]): void => {
    expect(() => git(folder, ...args)).toThrow();
  };

  test.each([
    ["a merge", ["merge", "other"]],
    ["a rebase", ["rebase", "other"]],
    ["a cherry-pick", ["cherry-pick", "other"]],
  ])("%s", async (what, args) => {
    const folder = conflicting();
    attempt(folder, ...args);
    expect(await refusalOf(folder)).toMatchObject(failure("git-busy", what));
  });

  test("a bisect", async () => {
    const folder = conflicting();
    git(folder, "bisect", "start");
    expect(await refusalOf(folder)).toMatchObject(failure("git-busy", "a bisect"));
  });

  test("conflicts left by a stash", async () => {
    const folder = conflicting();
    write(folder, { a: "stashed\n" });
    git(folder, "stash");
    write(folder, { a: "more\n" });
    git(folder, "commit", "--quiet", "-am", "more");
    attempt(folder, "stash", "pop");
    expect(await refusalOf(folder)).toMatchObject(failure("git-busy", "first in a"));
  });

  test("and nothing was changed by the refusal", async () => {
    const folder = conflicting();
    attempt(folder, "merge", "other");
    const before = git(folder, "status", "--porcelain");
    expect(await refusalOf(folder)).toMatchObject(failure("git-busy", "a merge"));
    expect(git(folder, "status", "--porcelain")).toBe(before);
    expect(git(folder, "branch", "--list", "orchestrator/*")).toBe("");
  });
});

describe("which repository", () => {
  test("a project that the repository around it ignores is a folder of its own", async () => {
    const root = repositoryWith(path.join(temporaryFolder(), "repo"), { ".gitignore": "sandbox/\n", a: "a" });
    write(root, { "sandbox/b": "b" });
    const workspace = workspaceOn(path.join(root, "sandbox"));
    const capture = await workspace.capture(never);
    expect([capture.kind, await workspace.list(capture.base)]).toEqual(["folder", ["b"]]);
  });

  test("a folder keeps its private repository after a git init", async () => {
    const folder = path.join(temporaryFolder(), "plain");
    write(folder, { a: "a" });
    const first = await workspaceOn(folder).capture(never);
    git(folder, "init", "--quiet");
    const second = await workspaceOn(folder).capture(never);
    expect(second).toEqual(first);
  });

  test("a private repository leaves dependencies and secrets out", async () => {
    const folder = path.join(temporaryFolder(), "plain");
    write(folder, { a: "a", ".env": "KEY=1", ".env.example": "KEY=", "node_modules/x/index.js": "", ".venv/y": "" });
    const workspace = workspaceOn(folder);
    const { base } = await workspace.capture(never);
    expect(await workspace.list(base)).toEqual([".env.example", "a"]);
  });

  test("an empty folder without git works", async () => {
    const folder = path.join(temporaryFolder(), "empty");
    mkdirSync(folder);
    const workspace = workspaceOn(folder);
    const { base, files } = await workspace.capture(never);
    expect(files).toBe(0);
    const slot = await workspace.acquire(base, null, never);
    writeFileSync(path.join(slot.directory, "first"), "1");
    expect((await workspace.collect(slot, { mission: "m-1", task: "t", attempt: 1, title: "" }))?.files).toHaveLength(1);
    workspace.release(slot);
    expect(existsSync(path.join(folder, "first"))).toBe(false);
  });

  test("a failure is not remembered once its cause is gone", async () => {
    const folder = path.join(temporaryFolder(), "late");
    const workspace = workspaceOn(folder, { stateDirectory: path.join(path.dirname(folder), "state") });
    await expect(workspace.capture(never)).rejects.toMatchObject({ kind: "not-a-directory" });
    repositoryWith(folder, { a: "a" });
    expect((await workspace.capture(never)).files).toBe(1);
  });
});
