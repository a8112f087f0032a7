// The gate as a mission would ask it, about edits made in a folder.
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { defaultSettings } from "../../../src/config/defaults.ts";
import type { ChangedFile, Verdict } from "../../../src/core/change.ts";
import type { Task } from "../../../src/core/plan.ts";
import { createGate } from "../../../src/guardian/gate.ts";
import type { ScriptedEdit } from "../../../src/scripted/script.ts";
import { exampleTree, type Tree } from "./tree.ts";

/**
 * Makes the edits in the tree, round by round, and asks the gate about all of them together. `granted` paths may be
 * written beside the task's own.
 */
export async function gated(tree: Tree, task: Task, edits: readonly ScriptedEdit[], granted: readonly string[] = []): Promise<Verdict> {
  const before = new Map<string, Uint8Array | null>();
  for (const { path } of edits) {
    const file = join(tree.folder, path);
    before.set(path, existsSync(file) ? readFileSync(file) : null);
  }
  const without = tree.copy();
  tree.apply(edits);
  const files = [...before].map(([path, bytes]): ChangedFile => ({
    path,
    status: bytes === null ? "added" : "modified",
    modeBefore: bytes === null ? "000000" : "100644",
    modeAfter: "100644",
    bytes: statSync(join(tree.folder, path)).size,
  }));
  return createGate().check(
    {
      directory: tree.folder,
      change: { commit: "1".repeat(40), base: "0".repeat(40), tree: "2".repeat(40), files },
      writes: [...task.writes, ...granted],
      provides: task.provides,
      checks: task.checks,
      proof: task.proof,
      settings: defaultSettings.gate,
    limits: defaultSettings.limits,
      before: async (path) => before.get(path) ?? null,
      async baseline(command, kept) {
        for (const path of kept ?? []) without.apply([{ path, content: tree.read(path) }]);
        const run = await (kept === undefined ? exampleTree() : without).run(command);
        return { command, timedOut: false, durationMs: 0, ...run };
      },
    },
    new AbortController().signal,
  );
}
