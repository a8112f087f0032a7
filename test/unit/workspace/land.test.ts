import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Landing, Workspace } from "../../../src/ports/workspace.ts";
import { changeFrom, git, integrate, never, repositoryWith, temporaryFolder, workspaceOn, write } from "./support.ts";

const original = { a: "a\n", b: "b\n", "dir/c": "c\n", "dir/d": "d\n", "run.sh": "#!/bin/sh\n" };

interface Landed {
  readonly folder: string;
  readonly workspace: Workspace;
  land(how?: "worktree" | "branch"): Promise<Landing>;
}

/** A mission whose trunk holds what `edit` does; nothing has landed yet. */
async function missionWith(edit: (slot: string) => void, prepare: (folder: string) => void = () => {}): Promise<Landed> {
  const folder = repositoryWith(path.join(temporaryFolder(), "repo"), original);
  prepare(folder);
  const workspace = workspaceOn(folder);
  const { base } = await workspace.capture(never);
  await integrate(workspace, await changeFrom(workspace, base, "t", edit), "t");
  return { folder, workspace, land: (how = "worktree") => workspace.land(base, how) };
}

const read = (folder: string, file: string): string => readFileSync(path.join(folder, file), "utf8");
const branch = (...changedMeanwhile: string[]): Landing => ({
  outcome: "branch",
  branch: "orchestrator/m-1",
  changedMeanwhile,
});

describe("landing", () => {
  test("writes, deletes and links, uncommitted, and leaves the user's index and HEAD alone", async () => {
    const { folder, land } = await missionWith((slot) => {
      write(slot, { a: "A\n", "new/deep/e": "e\n" });
      rmSync(path.join(slot, "dir"), { recursive: true });
      chmodSync(path.join(slot, "run.sh"), 0o755);
      symlinkSync("../a", path.join(slot, "new", "link"));
    });
    write(folder, { a: "a\n" });
    git(folder, "add", "a");
    const [index, head] = [readFileSync(path.join(folder, ".git", "index")), git(folder, "rev-parse", "HEAD")];
    const landing = await land();
    expect(landing).toEqual({
      outcome: "landed",
      files: ["a", "dir/c", "dir/d", "new/deep/e", "new/link", "run.sh"],
    });
    expect(read(folder, "a")).toBe("A\n");
    expect(readlinkSync(path.join(folder, "new", "link"))).toBe("../a");
    expect(existsSync(path.join(folder, "dir"))).toBe(false);
    expect(lstatSync(path.join(folder, "run.sh")).mode & 0o111).toBe(0o111);
    expect(readFileSync(path.join(folder, ".git", "index")).equals(index)).toBe(true);
    expect([git(folder, "rev-parse", "HEAD"), git(folder, "branch", "--show-current")]).toEqual([head, "main"]);
    expect(git(folder, "diff", "--cached")).toBe("");
    expect(readdirSync(path.join(folder, ".opencode", "orchestrator"))).toEqual([]);
    expect(await land()).toEqual(landing);
  });

  test("as a branch touches no file", async () => {
    const { folder, land } = await missionWith((slot) => write(slot, { a: "A\n" }));
    expect(await land("branch")).toEqual(branch());
    expect(read(folder, "a")).toBe("a\n");
    expect(git(folder, "show", "orchestrator/m-1:a")).toBe("A");
  });

  test("keeps the user's own uncommitted work, also beside what it writes", async () => {
    const { folder, land } = await missionWith(
      (slot) => write(slot, { a: "mine, then theirs\n" }),
      (user) => write(user, { a: "mine\n", b: "unsaved\n", untracked: "u" }),
    );
    write(folder, { "made meanwhile": "m" });
    expect((await land()).outcome).toBe("landed");
    expect(["a", "b", "untracked", "made meanwhile"].map((file) => read(folder, file))).toEqual([
      "mine, then theirs\n",
      "unsaved\n",
      "u",
      "m",
    ]);
  });

  test.each<readonly [string, (folder: string) => void, string]>([
    ["edited", (folder) => write(folder, { a: "user\n" }), "a"],
    ["deleted", (folder) => rmSync(path.join(folder, "a")), "a"],
    ["made executable", (folder) => chmodSync(path.join(folder, "a"), 0o755), "a"],
    ["replaced by a link", (f) => (rmSync(path.join(f, "a")), symlinkSync("b", path.join(f, "a"))), "a"],
    ["replaced by a folder", (f) => (rmSync(path.join(f, "a")), mkdirSync(path.join(f, "a"))), "a"],
    ["made where the mission made one", (folder) => write(folder, { "new/e": "user's\n" }), "new/e"],
    ["edited where the mission deleted it", (folder) => write(folder, { "dir/c": "user\n" }), "dir/c"],
    ["a file where a folder is wanted", (folder) => write(folder, { new: "a file\n" }), "new/e"],
  ])("does nothing at all when a file was %s meanwhile", async (_, edit, expected) => {
    const { folder, land } = await missionWith((slot) => {
      write(slot, { a: "A\n", b: "B\n", "new/e": "e\n" });
      rmSync(path.join(slot, "dir", "c"));
    });
    edit(folder);
    const before = git(folder, "status", "--porcelain=v1", "--untracked-files=all");
    expect(await land()).toEqual(branch(expected));
    expect(git(folder, "status", "--porcelain=v1", "--untracked-files=all")).toBe(before);
    expect(read(folder, "b")).toBe("b\n");
  });

  test("never writes through a linked folder, in the repository or out of it", async () => {
    for (const inside of [true, false]) {
      const { folder, land } = await missionWith((slot) => write(slot, { "dir/c": "C\n", "new/e": "e\n" }));
      const outside = inside ? path.join(folder, "elsewhere") : path.join(folder, "..", "elsewhere");
      write(outside, { c: "c\n", d: "d\n" });
      rmSync(path.join(folder, "dir"), { recursive: true });
      symlinkSync(outside, path.join(folder, "dir"));
      symlinkSync(outside, path.join(folder, "new"));
      expect(await land()).toEqual(branch("dir/c", "new/e"));
      expect([readFileSync(path.join(outside, "c"), "utf8"), existsSync(path.join(outside, "e"))]).toEqual(["c\n", false]);
    }
  });

  test("a landing that broke off is finished by the next", async () => {
    const { folder, land } = await missionWith((slot) => {
      write(slot, { a: "A\n", b: "B\n", "new/e": "e\n" });
      rmSync(path.join(slot, "dir", "c"));
    });
    // As a crash leaves it: some files done, some not, and the preparations still there.
    write(folder, { a: "A\n", ".opencode/orchestrator/landing-m-1/files/a": "rubbish", "new/e": "e\n" });
    expect(await land()).toEqual({ outcome: "landed", files: ["a", "b", "dir/c", "new/e"] });
    expect([read(folder, "a"), read(folder, "b"), existsSync(path.join(folder, "dir", "c"))]).toEqual(["A\n", "B\n", false]);
    expect(readdirSync(path.join(folder, ".opencode", "orchestrator"))).toEqual([]);
  });

  test("a file becomes a folder and a folder a file", async () => {
    const { folder, land } = await missionWith((slot) => {
      rmSync(path.join(slot, "a"));
      write(slot, { "a/inside": "i\n" });
      rmSync(path.join(slot, "dir"), { recursive: true });
      write(slot, { dir: "file\n" });
    });
    mkdirSync(path.join(folder, "dir", "empty"));
    expect((await land()).outcome).toBe("landed");
    expect([read(folder, "a/inside"), read(folder, "dir")]).toEqual(["i\n", "file\n"]);
  });

  test("a folder that should become a file stays if it holds more than the mission knew", async () => {
    const { folder, land } = await missionWith((slot) => {
      rmSync(path.join(slot, "dir"), { recursive: true });
      write(slot, { dir: "file\n" });
    });
    write(folder, { "dir/of the user": "u\n" });
    expect(await land()).toEqual(branch("dir"));
    expect(read(folder, "dir/c")).toBe("c\n");
  });

  test("a folder keeps its untracked files when all others go", async () => {
    const { folder, land } = await missionWith((slot) => rmSync(path.join(slot, "dir"), { recursive: true }));
    write(folder, { "dir/of the user": "u\n" });
    expect((await land()).outcome).toBe("landed");
    expect(readdirSync(path.join(folder, "dir"))).toEqual(["of the user"]);
  });

  test("line ends are the user's, and do not count as a change", async () => {
    const { folder, land } = await missionWith(
      (slot) => write(slot, { a: "a\r\nmore\r\n" }),
      (user) => {
        git(user, "config", "core.autocrlf", "true");
        write(user, { a: "a\r\n", b: "b\r\n" });
      },
    );
    expect((await land()).outcome).toBe("landed");
    expect(read(folder, "a")).toBe("a\r\nmore\r\n");
    expect(git(folder, "show", "orchestrator/m-1:a")).toBe("a\nmore");
  });

  test("carriage returns that were committed do not count as a change either", async () => {
    const { folder, land } = await missionWith(
      (slot) => write(slot, { a: "x\r\ny\r\n" }),
      (user) => {
        write(user, { a: "x\r\n" });
        git(user, "commit", "--quiet", "-am", "with carriage returns");
        git(user, "config", "core.autocrlf", "input");
      },
    );
    expect((await land()).outcome).toBe("landed");
    expect(read(folder, "a")).toBe("x\r\ny\r\n");
  });

  test("rights that the user took away stay taken", async () => {
    const { folder, land } = await missionWith((slot) => write(slot, { a: "A\n" }));
    chmodSync(path.join(folder, "a"), 0o600);
    chmodSync(path.join(folder, "run.sh"), 0o600);
    expect((await land()).outcome).toBe("landed");
    expect(lstatSync(path.join(folder, "a")).mode & 0o777).toBe(0o600);
  });

  test("crosses to the files' disk when the state folder is on another", async ({ skip }) => {
    if (!existsSync("/dev/shm")) skip("there is no second file system to move from");
    const folder = repositoryWith(path.join(temporaryFolder(), "repo"), original);
    const stateDirectory = path.join("/dev/shm", `orchestrator-${path.basename(path.dirname(folder))}`);
    try {
      const workspace = workspaceOn(folder, { stateDirectory });
      const { base } = await workspace.capture(never);
      const change = await changeFrom(workspace, base, "t", (slot) => {
        write(slot, { a: "A\n" });
        symlinkSync("a", path.join(slot, "link"));
      });
      await integrate(workspace, change, "t");
      expect((await workspace.land(base, "worktree")).outcome).toBe("landed");
      expect([read(folder, "a"), readlinkSync(path.join(folder, "link"))]).toEqual(["A\n", "a"]);
      expect(readdirSync(folder).sort()).toEqual([".git", "a", "b", "dir", "link", "run.sh"]);
    } finally {
      rmSync(stateDirectory, { recursive: true, force: true });
    }
  });

  test("whatever the user did meanwhile, it is all landed or nothing is touched", async () => {
    const names = ["a", "b", "dir/c", "dir/d", "new/e"] as const;
    const action = fc.constantFrom("leave", "edit", "delete", "same as trunk");
    const actions = fc.tuple(action, action, action, action, action);
    await fc.assert(
      fc.asyncProperty(actions, async (chosen) => {
        const { folder, workspace, land } = await missionWith((slot) => {
          write(slot, { a: "A\n", b: "B\n", "dir/c": "C\n", "new/e": "E\n" });
          rmSync(path.join(slot, "dir", "d"));
        });
        names.forEach((name, index) => actMeanwhile(folder, name, chosen[index] ?? "leave"));
        const before = git(folder, "status", "--porcelain=v1", "--untracked-files=all");
        const landing = await land();
        await workspace.dispose();
        if (landing.outcome === "branch") {
          expect(landing.changedMeanwhile.length).toBeGreaterThan(0);
          expect(git(folder, "status", "--porcelain=v1", "--untracked-files=all")).toBe(before);
        } else {
          expect(chosen).not.toContain("edit");
          expect(["a", "b", "dir/c", "new/e"].map((name) => read(folder, name))).toEqual(["A\n", "B\n", "C\n", "E\n"]);
          expect(existsSync(path.join(folder, "dir", "d"))).toBe(false);
        }
      }),
      { numRuns: 10 },
    );
  });
});

function actMeanwhile(folder: string, name: string, action: string): void {
  const file = path.join(folder, name);
  if (action === "edit") write(folder, { [name]: "of the user\n" });
  if (action === "delete") rmSync(file, { force: true });
  if (action !== "same as trunk") return;
  if (name === "dir/d") rmSync(file, { force: true });
  else write(folder, { [name]: `${path.basename(name).toUpperCase()}\n` });
}
