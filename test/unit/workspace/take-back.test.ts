// Taking merges back from trunk, on real git: one more commit that undoes them, conflicts as values, and the same answer
// when it is done again.
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Authorship, Workspace } from "../../../src/ports/workspace.ts";
import { by, changeFrom, git, integrate, never, repositoryWith, temporaryFolder, workspaceOn, write } from "./support.ts";

async function captured(): Promise<{ folder: string; workspace: Workspace; base: string }> {
  const files = { "a.txt": "a\n", "shared.txt": "1\n2\n3\n4\n5\n6\n7\n8\n", "dir[x]/b.txt": "b\n" };
  const folder = repositoryWith(path.join(temporaryFolder(), "repo"), files);
  const workspace = workspaceOn(folder);
  const { base } = await workspace.capture(never);
  return { folder, workspace, base };
}

async function merged(workspace: Workspace, task: string, files: Readonly<Record<string, string>>): Promise<string> {
  const change = await changeFrom(workspace, await workspace.trunk(), task, (slot) => write(slot, files));
  return integrate(workspace, change, task);
}

function reversal(task: string, ...reverts: readonly string[]): Authorship {
  return { ...by(task, 1), title: `Take back: ${task}`, reverts };
}

describe("taking merges back", () => {
  test("leaves what came later, in one commit on top of trunk", async () => {
    const { folder, workspace } = await captured();
    const one = await merged(workspace, "one", { "a.txt": "one\n", "new.txt": "new\n" });
    const two = await merged(workspace, "two", { "two.txt": "two\n" });
    const merge = await workspace.takeBack(reversal("one", one));
    expect(merge).toMatchObject({ outcome: "clean", change: { base: two } });
    expect(merge.change.files.map(({ path: file, status }) => [file, status])).toEqual([["a.txt", "modified"], ["new.txt", "deleted"]]);
    expect(await workspace.trunk()).toBe(two);
    await workspace.advance(merge.change, reversal("one", one));
    expect(await workspace.trunk()).toBe(merge.change.commit);
    expect(git(folder, "show", `${merge.change.commit}:two.txt`)).toBe("two");
    expect(git(folder, "log", "-1", "--format=%B", merge.change.commit)).toContain(`Orchestrator-Reverts: ${one}`);
    // Done again after a crash, it is the same commit, and trunk does not move.
    expect(await workspace.takeBack(reversal("one", one))).toEqual(merge);
    await workspace.advance(merge.change, reversal("one", one));
    expect(await workspace.trunk()).toBe(merge.change.commit);
  });

  test("of several goes from the last to the first, also where they changed the same lines", async () => {
    const { folder, workspace, base } = await captured();
    const one = await merged(workspace, "one", { "a.txt": "one\n" });
    const two = await merged(workspace, "two", { "a.txt": "two\n", "two.txt": "two\n" });
    const merge = await workspace.takeBack(reversal("one", two, one));
    expect(merge.outcome).toBe("clean");
    expect(git(folder, "rev-parse", `${merge.change.commit}^{tree}`)).toBe(git(folder, "rev-parse", `${base}^{tree}`));
  });

  test("that a later change stands upon is a conflict, and trunk stays", async () => {
    const { workspace } = await captured();
    const one = await merged(workspace, "one", { "shared.txt": "1\n2\nthree\n4\n5\n6\n7\n8\n" });
    const two = await merged(workspace, "two", { "shared.txt": "1\n2\nthree, and more\n4\n5\n6\n7\n8\n" });
    const merge = await workspace.takeBack(reversal("one", one));
    expect(merge).toMatchObject({ outcome: "conflict", files: [{ path: "shared.txt", reason: "content" }] });
    expect(await workspace.trunk()).toBe(two);
  });

  test("the task can be merged again afterwards, and its first merge is not mistaken for the second", async () => {
    const { folder, workspace } = await captured();
    const one = await merged(workspace, "one", { "a.txt": "one\n" });
    const back = await workspace.takeBack(reversal("one", one));
    await workspace.advance(back.change, reversal("one", one));
    const again = await changeFrom(workspace, await workspace.trunk(), "one", (slot) => write(slot, { "a.txt": "one\n" }));
    const merge = await workspace.merge(again, by("one", 2));
    expect(merge).toMatchObject({ outcome: "clean", change: { base: back.change.commit } });
    await workspace.advance(merge.change, by("one", 2));
    expect(git(folder, "log", "--format=%s", "-3", await workspace.trunk())).toBe("Do one\nTake back: one\nDo one");
  });
});

describe("hashes of files", () => {
  test("are by content, with literal names, and leave out what is not there", async () => {
    const { folder, workspace, base } = await captured();
    const hashes = await workspace.hashes(base, ["a.txt", "dir[x]/b.txt", "dir[x]", "missing.txt"]);
    expect([...hashes]).toEqual([
      ["a.txt", git(folder, "rev-parse", `${base}:a.txt`)],
      ["dir[x]/b.txt", git(folder, "rev-parse", `${base}:dir[x]/b.txt`)],
    ]);
    expect((await workspace.hashes(base, [])).size).toBe(0);
  });
});
