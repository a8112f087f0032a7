import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createGit } from "../../../src/workspace/git.ts";
import { repositoryWith, temporaryFolder, write } from "./support.ts";

/** A command in git's place. */
function fakeGit(folder: string, script: string): string {
  write(folder, { git: `#!/bin/sh\n${script}\n` });
  chmodSync(path.join(folder, "git"), 0o755);
  return path.join(folder, "git");
}

async function isAlive(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      process.kill(pid, 0);
      // A killed process stays visible until it is waited for.
      if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) return false;
    } catch {
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

describe("git", () => {
  test("is told as missing when it cannot be found", async () => {
    const folder = temporaryFolder();
    await expect(createGit(path.join(folder, "no-git"))(["version"], { at: folder })).rejects.toMatchObject({
      kind: "git-missing",
    });
  });

  test("tells a missing folder apart from a missing git", async () => {
    const folder = temporaryFolder();
    await expect(createGit()(["version"], { at: path.join(folder, "gone") })).rejects.toMatchObject({
      kind: "not-a-directory",
    });
  });

  test("fails with what git says", async () => {
    const folder = repositoryWith(temporaryFolder(), {});
    const failing = createGit()(["cat-file", "-e", "nonsense"], { at: folder });
    await expect(failing).rejects.toMatchObject({ kind: "git-failed", message: expect.stringContaining("nonsense") });
  });

  test("ends the whole process tree at the deadline", async () => {
    const folder = temporaryFolder();
    const slow = fakeGit(folder, `sleep 60 & echo $! > "${folder}/pid"; wait`);
    await expect(createGit(slow)(["status"], { at: folder, deadlineMs: 300 })).rejects.toMatchObject({
      kind: "deadline",
    });
    expect(await isAlive(Number(readFileSync(path.join(folder, "pid"), "utf8")))).toBe(false);
  });

  test("ends with the signal, and does not start after it", async () => {
    const folder = temporaryFolder();
    const slow = fakeGit(folder, `touch "${folder}/started"; sleep 60`);
    const stop = new AbortController();
    const running = createGit(slow)(["status"], { at: folder, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(running).rejects.toMatchObject({ kind: "aborted" });
    const folderOfSecond = path.join(folder, "second");
    mkdirSync(folderOfSecond);
    const late = createGit(slow)(["status"], { at: folderOfSecond, signal: stop.signal });
    await expect(late).rejects.toMatchObject({ kind: "aborted" });
    expect(existsSync(path.join(folderOfSecond, "started"))).toBe(false);
  });

  test("holds output to its limit, as a failure or as a cut", async () => {
    const folder = temporaryFolder();
    const chatty = createGit(fakeGit(folder, "yes chatter"));
    await expect(chatty(["log"], { at: folder, outputBytesMax: 1000 })).rejects.toMatchObject({ kind: "git-failed" });
    const cut = await chatty(["log"], { at: folder, outputBytesMax: 1000, overflow: "cut" });
    expect([cut.stdout.length, cut.cut]).toEqual([1000, true]);
  });

  test("gives no hook, no prompt and no repository of the caller's to a command", async () => {
    const folder = repositoryWith(temporaryFolder(), { a: "a" });
    const seen = createGit(fakeGit(path.join(folder, "fake"), "env; echo $@"));
    process.env["GIT_DIR"] = "/elsewhere";
    try {
      const said = (await seen(["status"], { at: folder })).stdout.toString();
      expect(said).not.toContain("/elsewhere");
      expect(said).toContain("GIT_TERMINAL_PROMPT=0");
      expect(said).toContain("core.hooksPath=/dev/null");
      expect(said).toContain("LC_ALL=C");
    } finally {
      delete process.env["GIT_DIR"];
    }
  });
});
