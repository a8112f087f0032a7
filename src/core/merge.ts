// A merge as a value: nothing is thrown for a conflict, and neither outcome moves trunk.
import type { Change, Finding } from "./change.ts";

export interface ConflictedFile {
  readonly path: string;
  /** First lines of the marked places in the merged file, from 1; empty if it cannot be merged as text. */
  readonly lines: readonly number[];
  /** As git says it: `content`, `add/add`, `modify/delete`, `file/directory`, `binary`, …. */
  readonly reason: string;
}

export type Merge =
  | { readonly outcome: "clean"; readonly change: Change }
  | {
      readonly outcome: "conflict";
      /** Based on trunk; its conflicted files carry markers: what the Fixer starts from. */
      readonly change: Change;
      readonly files: readonly ConflictedFile[];
    };

/** A conflict in the words of the gate, so that it goes the same way as any other finding. */
export function conflictFindings(files: readonly ConflictedFile[]): Finding[] {
  return files.map((file) => ({
    stage: "integration",
    rule: `integration/conflict-${file.reason.replace(/[^a-z]+/g, "-")}`,
    severity: "error",
    file: file.path,
    line: file.lines[0] ?? null,
    column: null,
    message:
      file.lines.length > 0
        ? `Merge conflict at line ${file.lines.join(", ")}. Keep what both sides want and remove the <<<<<<<, ======= and >>>>>>> lines.`
        : `Merge conflict (${file.reason}). Decide what this path should hold so that both sides' intent is kept.`,
    excerpt: null,
  }));
}
