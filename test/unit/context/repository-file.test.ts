// The guard: nothing outside the repository is read, and nothing that is not a plain text file.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fileBytesMax, readRepositoryFile } from "../../../src/context/repository-file.ts";

let root: string;
let repository: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "guard-"));
  repository = join(root, "repository");
  mkdirSync(join(repository, "src"), { recursive: true });
  writeFileSync(join(root, "secret.txt"), "secret");
  writeFileSync(join(repository, "src", "größe 1.ts"), "\uFEFFexport {};\n");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const read = (path: string) => readRepositoryFile(repository, path);

describe("reading a repository's file", () => {
  test("text, also through a link within, and without a byte order mark", async () => {
    symlinkSync("größe 1.ts", join(repository, "src", "link.ts"));
    expect(await read("src/größe 1.ts")).toEqual({ kind: "text", text: "export {};\n", bytes: 14 });
    expect(await read("./src//link.ts")).toMatchObject({ kind: "text" });
  });

  test("a repository that is itself reached through a link", async () => {
    symlinkSync(repository, join(root, "linked"));
    expect(await readRepositoryFile(join(root, "linked"), "src/größe 1.ts")).toMatchObject({ kind: "text" });
  });

  test("absent files, and files below a file", async () => {
    expect(await read("src/none.ts")).toEqual({ kind: "absent" });
    expect(await read("src/größe 1.ts/x")).toEqual({ kind: "absent" });
  });

  test.each(["../secret.txt", "src/../../secret.txt", "/etc/passwd", ".git/config", "~/x", "C:/x", "a\0b", "", "src\\x"])(
    "refuses %j",
    async (path) => {
      expect(await read(path)).toMatchObject({ kind: "unreadable", why: expect.stringContaining("a path that ") });
    },
  );

  test("links that lead out, or into .git", async () => {
    mkdirSync(join(repository, ".git"));
    writeFileSync(join(repository, ".git", "config"), "token");
    symlinkSync(join(root, "secret.txt"), join(repository, "file"));
    symlinkSync("..", join(repository, "folder"));
    symlinkSync(".git/config", join(repository, "inner"));
    symlinkSync("loop", join(repository, "loop"));
    expect(await read("file")).toMatchObject({ why: "a link that leads out of the repository" });
    expect(await read("folder/secret.txt")).toMatchObject({ why: "a link that leads out of the repository" });
    expect(await read("inner")).toMatchObject({ why: expect.stringContaining("a link to a path that is inside .git") });
    expect(await read("loop")).toMatchObject({ kind: "unreadable" });
  });

  test("folders, pipes, binary files and files too large", async () => {
    writeFileSync(join(repository, "image"), Buffer.from([0x89, 0x50, 0, 1]));
    writeFileSync(join(repository, "large.ts"), "x".repeat(fileBytesMax + 1));
    expect(await read("src")).toMatchObject({ why: "a folder" });
    expect(await read("image")).toMatchObject({ why: "a binary file", bytes: 4 });
    expect(await read("large.ts")).toMatchObject({ why: "larger than 1048576 bytes", bytes: fileBytesMax + 1 });
    if (process.platform === "win32") return;
    execFileSync("mkfifo", [join(repository, "pipe")]);
    expect(await read("pipe")).toMatchObject({ why: "not a regular file" });
  });
});
