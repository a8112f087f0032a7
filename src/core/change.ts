// A change: what an attempt did to the tree, named by git objects, and what the gate and the reviewers say of it.
import type { CommitId } from "./ids.ts";

export type FileStatus = "added" | "modified" | "deleted" | "type-changed";

/** One changed path. Renames are told as a deletion and an addition: the gate judges paths. */
export interface ChangedFile {
  readonly path: string;
  readonly status: FileStatus;
  /** Git file modes, `100644`, `100755`, `120000` (symbolic link), `160000` (submodule), `000000` (absent). */
  readonly modeBefore: string;
  readonly modeAfter: string;
  /** Bytes after the change; 0 if deleted. */
  readonly bytes: number;
}

/** A commit with one parent, `base`; kept alive by a ref of the mission. */
export interface Change {
  readonly commit: CommitId;
  readonly base: CommitId;
  /** Tree object of `commit`: two changes with the same tree and base are the same change. */
  readonly tree: string;
  readonly files: readonly ChangedFile[];
}

export const stageNames = [
  "scope",
  "syntax",
  "policy",
  "links",
  "types",
  "lint",
  "checks",
  "proof",
  "mutation",
  "integration",
  "verify",
  "review",
] as const;
/** Who found it: the gate's stages in order, then integration, the mission's verify commands, and reviewers. */
export type StageName = (typeof stageNames)[number];

/** One thing wrong, worded for a model to act on. Lines and columns count from 1. */
export interface Finding {
  readonly stage: StageName;
  /** `scope/undeclared-path`, `syntax/parse-error`, `links/unknown-export`, … */
  readonly rule: string;
  readonly severity: "error" | "warning";
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
  /** At most 7 lines of the file or of a command's output; null if there is nothing to show. */
  readonly excerpt: string | null;
  /** What to write instead of what was found, where the rule knows it; undefined in journals of older versions. */
  readonly fix?: string | null;
}

/** The gate's word on a change. Accepted changes may carry warnings; `notes` say what could not be checked, and why. */
export type Verdict =
  | { readonly outcome: "accepted"; readonly findings: readonly Finding[]; readonly notes: readonly string[] }
  | {
      readonly outcome: "refused";
      readonly stage: StageName;
      readonly findings: readonly Finding[];
      readonly notes: readonly string[];
    };

/** What the gate mended by itself before it judged, and what it could not, each a line for people. */
export interface Fixes {
  readonly done: readonly string[];
  readonly notes: readonly string[];
}
