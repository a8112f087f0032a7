// The real gate on one change in a slot, with the input that the runtime would give it.
import { createHash } from "node:crypto";
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import type { ChangedFile, Verdict } from "../../src/core/change.ts";
import { defaultSettings } from "../../src/config/defaults.ts";
import type { CommandResult, Gate } from "../../src/ports/gate.ts";
import type { Files } from "./candidate.ts";
import type { Tree } from "./registry.ts";
import type { BenchSlot } from "./slot.ts";

export interface Case {
  /** What the base has that the package as published has not; empty if it is the base. */
  readonly base: Files;
  /** What the writer did to that base. */
  readonly files: Files;
}

export interface Bench {
  readonly gate: Gate;
  readonly tree: Tree;
  readonly command: string;
  readonly checkMs: number;
  readonly baseline: (base: Files, command: string) => Promise<CommandResult | null>;
  readonly signal: AbortSignal;
}

/** The slot must be as published, and is so again afterwards. */
export async function judge(bench: Bench, slot: BenchSlot, { base, files }: Case): Promise<Verdict> {
  await slot.apply(base);
  await slot.apply(files);
  try {
    const before = async (path: string): Promise<Uint8Array | null> => bytesBefore(bench.tree, base, path);
    const changed: ChangedFile[] = [];
    for (const path of files.keys()) changed.push(await changedFile(slot.directory, path, await before(path)));
    const tree = hashOf([...base, ...files]);
    return await bench.gate.check(
      {
        directory: slot.directory,
        change: { commit: hashOf([["commit", tree]]), base: hashOf([["base", "published"], ...base]), tree, files: changed },
        writes: [...files.keys()],
        provides: [],
        checks: [bench.command],
        proof: null,
        settings: defaultSettings.gate,
        limits: { ...defaultSettings.limits, checkMs: bench.checkMs },
        before,
        baseline: (command) => bench.baseline(base, command),
      },
      bench.signal,
    );
  } finally {
    await slot.reset();
  }
}

export function bytesBefore(tree: Tree, base: Files, path: string): Uint8Array | null {
  const laid = base.get(path);
  if (laid === undefined) return tree.get(path) ?? null;
  return laid === null ? null : Buffer.from(laid);
}

async function changedFile(directory: string, path: string, before: Uint8Array | null): Promise<ChangedFile> {
  const stats = await lstat(join(directory, path)).catch(() => null);
  const mode = "100644";
  const modeBefore = before === null ? "000000" : mode;
  if (stats === null) return { path, status: "deleted", modeBefore, modeAfter: "000000", bytes: 0 };
  return { path, status: before === null ? "added" : "modified", modeBefore, modeAfter: mode, bytes: stats.size };
}

/** As long as git's names of objects. */
export function hashOf(entries: readonly (readonly [string, string | null])[]): string {
  return createHash("sha1").update(JSON.stringify(entries)).digest("hex");
}
