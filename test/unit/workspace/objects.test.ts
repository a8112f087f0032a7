import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Change } from "../../../src/core/change.ts";
import type { Workspace } from "../../../src/ports/workspace.ts";
import { messageOf } from "../../../src/workspace/objects.ts";
import { by, changeFrom, git, integrate, never, repositoryWith, temporaryFolder, workspaceOn, write } from "./support.ts";

async function changed(edit: Readonly<Record<string, string>>): Promise<{ workspace: Workspace; change: Change }> {
  const folder = repositoryWith(path.join(temporaryFolder(), "repo"), { a: "one\ntwo\n", "dir/b": "b\n" });
  // What the user likes to see in diffs must not shape ours.
  git(folder, "config", "diff.noprefix", "true");
  git(folder, "config", "diff.external", "/does/not/exist");
  git(folder, "config", "color.ui", "always");
  const workspace = workspaceOn(folder);
  const { base } = await workspace.capture(never);
  return { workspace, change: await changeFrom(workspace, base, "t", (slot) => write(slot, edit)) };
}

describe("patch", () => {
  test("is a unified diff that git applies", async () => {
    const { workspace, change } = await changed({ a: "one\nTWO\n", "ü b": "new\n" });
    const patch = await workspace.patch(change, 100_000);
    expect(patch).toContain("--- a/a\n+++ b/a\n");
    expect(patch).toContain("-two\n+TWO\n");
    expect(patch).toContain("+++ b/ü b");
  });

  test("is cut at whole lines, with a line that says so, and never longer than asked for", async () => {
    const { workspace, change } = await changed({ a: `${"ä line of text\n".repeat(2000)}` });
    const whole = await workspace.patch(change, 1_000_000);
    for (const bytesMax of [0, 10, 100, 1000, 5000]) {
      const patch = await workspace.patch(change, bytesMax);
      expect(Buffer.byteLength(patch)).toBeLessThanOrEqual(bytesMax);
      if (patch === "") continue;
      const lines = patch.trimEnd().split("\n");
      expect(lines.pop()).toBe(`[The patch is longer than ${bytesMax} bytes and is cut here.]`);
      expect(whole.startsWith(lines.map((line) => `${line}\n`).join(""))).toBe(true);
    }
  });

  test("of a last merge, and of all that led to it, are two, though they end in the same commit", async () => {
    const { workspace, change } = await changed({ a: "ONE\n" });
    const base = change.base;
    await integrate(workspace, change, "t");
    const next = await changeFrom(workspace, await workspace.trunk(), "next", (slot) => write(slot, { b: "TWO\n" }));
    const tip = await integrate(workspace, next, "next");
    expect(await workspace.patch(await workspace.between(next.base, tip), 100_000)).not.toContain("+ONE");
    const whole = await workspace.patch(await workspace.between(base, tip), 100_000);
    for (const line of ["+ONE", "+TWO"]) expect(whole).toContain(line);
  });

  test("that fits exactly is not cut", async () => {
    const { workspace, change } = await changed({ a: "ONE\n" });
    const whole = await workspace.patch(change, 100_000);
    expect(await workspace.patch(change, Buffer.byteLength(whole))).toBe(whole);
  });
});

describe("read and list", () => {
  test("bytes come back as they are, whatever they are", async () => {
    const { workspace, change } = await changed({ a: "\0\u0001\n\r\n no end", "dir/empty": "" });
    expect(Buffer.from((await workspace.read(change.commit, "a")) ?? []).toString("latin1")).toBe("\0\u0001\n\r\n no end");
    expect((await workspace.read(change.commit, "dir/empty"))?.length).toBe(0);
  });

  test.each(["", "dir", "missing", "dir/missing", "../a", "/etc/passwd", "a\0b", "a\nb", "missing\n1 blob 3"])(
    "%j is no file of the commit",
    async (name) => {
      const { workspace, change } = await changed({ a: "x" });
      expect(await workspace.read(change.commit, name)).toBeNull();
    },
  );

  test("between two commits lies everything, as one change", async () => {
    const { workspace, change } = await changed({ a: "A\n", c: "c" });
    const base = change.base;
    const next = await changeFrom(workspace, change.commit, "u", (slot) => write(slot, { a: "AA\n", "dir/b": "B\n" }));
    const whole = await workspace.between(base, next.commit);
    expect(whole).toMatchObject({ commit: next.commit, base, tree: next.tree });
    expect(whole.files.map(({ path: name, bytes }) => [name, bytes])).toEqual([
      ["a", 3],
      ["c", 1],
      ["dir/b", 2],
    ]);
    expect((await workspace.between(base, base)).files).toEqual([]);
  });
});

test("a commit's message has one short line and our trailers, whatever the title is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (title) => {
      const lines = messageOf({ ...by("t"), title }).split("\n");
      expect(lines).toHaveLength(6);
      expect(lines[0]?.trim()).not.toBe("");
      expect([...(lines[0] ?? "")].length).toBeLessThanOrEqual(100);
      expect(lines.slice(2)).toEqual(["Orchestrator-Mission: m-1", "Orchestrator-Task: t", "Orchestrator-Attempt: 1", ""]);
    }),
  );
});
