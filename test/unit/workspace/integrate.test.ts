import { chmodSync, rmSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Workspace } from "../../../src/ports/workspace.ts";
import { parseConflicts } from "../../../src/workspace/integrate.ts";
import { by, changeFrom, git, integrate, never, repositoryWith, temporaryFolder, workspaceOn, write } from "./support.ts";

const lines = (...changes: readonly [number, string][]): string => {
  const all = Array.from({ length: 30 }, (_, index) => `line ${index + 1}`);
  for (const [number, text] of changes) all[number - 1] = text;
  return `${all.join("\n")}\n`;
};

async function captured(files = {}): Promise<{ folder: string; workspace: Workspace; base: string }> {
  const folder = repositoryWith(path.join(temporaryFolder(), "repo"), { a: lines(), b: "b\n", ...files });
  const workspace = workspaceOn(folder);
  const { base } = await workspace.capture(never);
  return { folder, workspace, base };
}

describe("merge and advance", () => {
  test("puts a change onto what was merged meanwhile, with trailers and the change's time", async () => {
    const { folder, workspace, base } = await captured();
    const one = await changeFrom(workspace, base, "one", (slot) => write(slot, { a: lines([1, "ONE"]) }));
    const two = await changeFrom(workspace, base, "two", (slot) => write(slot, { a: lines([30, "TWO"]), c: "c" }));
    const tip = await integrate(workspace, one, "one");
    const merge = await workspace.merge(two, by("two"));
    expect(merge).toMatchObject({ outcome: "clean", change: { base: tip } });
    expect(merge.change.files.map(({ path: name, bytes }) => [name, bytes])).toEqual([
      ["a", Buffer.byteLength(lines([1, "ONE"], [30, "TWO"]))],
      ["c", 1],
    ]);
    const message = git(folder, "log", "-1", "--format=%B", merge.change.commit);
    expect(message).toBe("Do two\n\nOrchestrator-Mission: m-1\nOrchestrator-Task: two\nOrchestrator-Attempt: 1");
    expect(git(folder, "log", "-1", "--format=%ct", merge.change.commit)).toBe(git(folder, "log", "-1", "--format=%ct", base));
    expect(await workspace.trunk()).toBe(tip);
    expect(await workspace.merge(two, by("two"))).toEqual(merge);
  });

  test("refuses to advance from anywhere but trunk's tip", async () => {
    const { workspace, base } = await captured();
    const one = await changeFrom(workspace, base, "one", (slot) => write(slot, { c: "1" }));
    const two = await changeFrom(workspace, base, "two", (slot) => write(slot, { d: "2" }));
    const [first, second] = [await workspace.merge(one, by("one")), await workspace.merge(two, by("two"))];
    await workspace.advance(first.change, by("one"));
    await expect(workspace.advance(second.change, by("two"))).rejects.toMatchObject({ kind: "internal" });
    expect(await workspace.trunk()).toBe(first.change.commit);
  });

  test("a merge done before is recognised, also with others on top of it", async () => {
    const { workspace, base } = await captured();
    const one = await changeFrom(workspace, base, "one", (slot) => write(slot, { a: lines([3, "ONE"]) }));
    const merge = await workspace.merge(one, by("one"));
    await workspace.advance(merge.change, by("one"));
    const tip = await workspace.trunk();
    expect(await workspace.merge(one, by("one"))).toEqual(merge);
    const over = await changeFrom(workspace, tip, "over", (slot) => write(slot, { a: lines([3, "OVER"]) }));
    const last = await integrate(workspace, over, "over");
    expect(await workspace.merge(one, by("one"))).toEqual(merge);
    await workspace.advance(merge.change, by("one"));
    expect(await workspace.trunk()).toBe(last);
    // Another attempt at the task is another merge, even if it brings nothing new.
    const again = await workspace.merge(one, by("one", 2));
    expect(again).toMatchObject({ outcome: "clean", change: { base: last, files: [] } });
  });

  test("a change that trunk has already, from another task, merges as an empty one", async () => {
    const { workspace, base } = await captured();
    const one = await changeFrom(workspace, base, "one", (slot) => write(slot, { c: "same" }));
    const two = await changeFrom(workspace, base, "two", (slot) => write(slot, { c: "same" }));
    const tip = await integrate(workspace, one, "one");
    expect(await workspace.merge(two, by("two"))).toMatchObject({ outcome: "clean", change: { base: tip, files: [] } });
    expect(await integrate(workspace, two, "two")).not.toBe(tip);
  });

  test("a title cannot forge trailers or make a message without end", async () => {
    const { folder, workspace, base } = await captured();
    const slot = await workspace.acquire(base, null, never);
    write(slot.directory, { c: "c" });
    const title = `Fine\n\nOrchestrator-Task: forged\u0007\n${"x".repeat(1_000_000)}`;
    const change = await workspace.collect(slot, { ...by("real"), title });
    const message = git(folder, "log", "-1", "--format=%B", change?.commit ?? "");
    expect(message.length).toBeLessThan(300);
    expect(message.split("\n")).toHaveLength(5);
    expect(message).toContain("\nOrchestrator-Task: real\n");
  });

  test("tells the lines of every marked place", async () => {
    const { workspace, base } = await captured();
    const ours = await changeFrom(workspace, base, "o", (slot) => write(slot, { a: lines([2, "O"], [20, "O"]) }));
    const theirs = await changeFrom(workspace, base, "t", (slot) => write(slot, { a: lines([2, "T"], [20, "T"]) }));
    await integrate(workspace, ours, "o");
    const merge = await workspace.merge(theirs, by("t"));
    expect(merge).toMatchObject({ outcome: "conflict", files: [{ path: "a", lines: [2, 24], reason: "content" }] });
  });

  test.each<readonly [string, (slot: string) => void, (slot: string) => void, readonly object[]]>([
    [
      "added by both",
      (slot) => write(slot, { c: "ours\n" }),
      (slot) => write(slot, { c: "theirs\n" }),
      [{ path: "c", lines: [1], reason: "add/add" }],
    ],
    [
      "changed and deleted",
      (slot) => rmSync(path.join(slot, "b")),
      (slot) => write(slot, { b: "theirs\n" }),
      [{ path: "b", lines: [], reason: "modify/delete" }],
    ],
    [
      "binary",
      (slot) => write(slot, { "x.bin": "\0ours" }),
      (slot) => write(slot, { "x.bin": "\0theirs" }),
      [{ path: "x.bin", lines: [] }],
    ],
    [
      "a name with spaces and a line break",
      (slot) => write(slot, { "ä b\nc": "ours\n" }),
      (slot) => write(slot, { "ä b\nc": "theirs\n" }),
      [{ path: "ä b\nc", lines: [1], reason: "add/add" }],
    ],
    [
      "a file against a folder",
      (slot) => write(slot, { "c/x": "ours\n" }),
      (slot) => write(slot, { c: "theirs\n" }),
      [{ lines: [], reason: "file/directory" }],
    ],
  ])("conflict: %s", async (_, ours, theirs, expected) => {
    const { workspace, base } = await captured();
    const one = await changeFrom(workspace, base, "one", ours);
    const two = await changeFrom(workspace, base, "two", theirs);
    const tip = await integrate(workspace, one, "one");
    const merge = await workspace.merge(two, by("two"));
    expect(merge).toMatchObject({ outcome: "conflict", files: expected, change: { base: tip } });
    expect(await workspace.trunk()).toBe(tip);
    workspace.release(await workspace.acquire(tip, merge.change, never));
  });

  test("the executable bit merges with an edit of the contents", async () => {
    const { workspace, base } = await captured();
    const bit = await changeFrom(workspace, base, "bit", (slot) => chmodSync(path.join(slot, "a"), 0o755));
    const edit = await changeFrom(workspace, base, "edit", (slot) => write(slot, { a: lines([5, "E"]) }));
    await integrate(workspace, bit, "bit");
    const merge = await workspace.merge(edit, by("edit"));
    expect(merge.change.files).toMatchObject([{ path: "a", modeBefore: "100755", modeAfter: "100755" }]);
  });

  test("trunk that is gone is an error with a way out", async () => {
    const { folder, workspace } = await captured();
    git(folder, "update-ref", "-d", "refs/heads/orchestrator/m-1");
    await expect(workspace.trunk()).rejects.toMatchObject({ kind: "internal", hint: expect.stringContaining("journal") });
  });

  test("kept changes survive git's garbage collection", async () => {
    const { folder, workspace, base } = await captured();
    const kept = await changeFrom(workspace, base, "kept", (slot) => write(slot, { c: "kept" }));
    const lost = await changeFrom(workspace, base, "lost", (slot) => write(slot, { c: "lost" }));
    await workspace.keep(kept, by("kept"));
    await workspace.warm(base, 2, never);
    git(folder, "-c", "gc.pruneExpire=now", "reflog", "expire", "--expire=now", "--all");
    git(folder, "-c", "gc.pruneExpire=now", "gc", "--quiet", "--prune=now");
    expect(git(folder, "cat-file", "-t", kept.commit)).toBe("commit");
    expect(() => git(folder, "cat-file", "-e", lost.commit)).toThrow();
  });
});

describe("properties", () => {
  test("edits of different lines always merge, in any order, to the same tree", async () => {
    const { workspace, base } = await captured();
    const places = fc.uniqueArray(fc.constantFrom(1, 6, 11, 16, 21, 26), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(places, async (numbers) => {
        const changes = [];
        for (const number of numbers) {
          const edit = (slot: string): void => write(slot, { a: lines([number, `edited ${number}`]) });
          changes.push(await changeFrom(workspace, base, `t-${number}`, edit));
        }
        const trees = new Set<string>();
        for (const order of [changes, changes.toReversed()]) {
          let tip = base;
          for (const change of order) {
            const slot = await workspace.acquire(tip, change, never);
            const laid = await workspace.collect(slot, by("laid"));
            workspace.release(slot);
            tip = laid?.commit ?? tip;
          }
          trees.add((await workspace.between(base, tip)).tree);
        }
        expect(trees.size).toBe(1);
      }),
      { numRuns: 4 },
    );
  });

  test("what git says of conflicts is read whatever the names are", () => {
    const name = fc.string({ minLength: 1 }).filter((text) => !text.includes("\0") && text.trim() !== "");
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), (names) => {
        const stages = names.flatMap((one) => [1, 2, 3].map((stage) => `100644 ${"0".repeat(40)} ${stage}\t${one}`));
        const messages = names.flatMap((one) => ["1", one, "CONFLICT (contents)", `CONFLICT (add/add): in ${one}\n`]);
        const auto = ["1", names[0] ?? "", "Auto-merging", `Auto-merging ${names[0]}\n`];
        const found = parseConflicts([...stages, "", ...auto, ...messages]);
        expect(new Set(found.map((conflict) => conflict.path))).toEqual(new Set(names));
        expect(found.every((conflict) => conflict.reason === "add/add")).toBe(true);
      }),
    );
  });
});
