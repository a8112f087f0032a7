// The JSON of `check --json`: a stable shape with a version. Fields may be added; what is here keeps its meaning as
// long as the version is the same.
import type { GateReport, StageRun } from "../compose/gate.ts";
import type { ChangedFile, Finding, StageName } from "../core/change.ts";
import type { ErrorKind, Failure } from "../core/errors.ts";

export const checkReportVersion = 1;

/** What was judged, and how it came out. */
export interface CheckReport {
  readonly version: typeof checkReportVersion;
  readonly outcome: "accepted" | "refused";
  /** The stage that refused; later ones did not run. */
  readonly refusedBy: StageName | null;
  /** The top folder of the repository, absolute: all paths are relative to it, with forward slashes. */
  readonly root: string;
  readonly base: { readonly commit: string; readonly kind: GateReport["base"]["kind"]; readonly text: string };
  readonly files: readonly Pick<ChangedFile, "path" | "status">[];
  readonly stages: readonly StageRun[];
  /** Errors first. */
  readonly findings: readonly Finding[];
  readonly counts: { readonly errors: number; readonly warnings: number };
  /** What was not checked, or not held against the change, and why. */
  readonly notes: readonly string[];
}

/** In place of a report, when there is none. */
export interface CheckFailure {
  readonly version: typeof checkReportVersion;
  readonly outcome: "failed";
  readonly error: { readonly kind: ErrorKind; readonly message: string; readonly hint: string };
}

export function checkReport({ root, base, files, stages, verdict }: GateReport): CheckReport {
  return {
    version: checkReportVersion,
    outcome: verdict.outcome,
    refusedBy: verdict.outcome === "refused" ? verdict.stage : null,
    root,
    base: { commit: base.commit, kind: base.kind, text: base.text },
    files: files.map(({ path, status }) => ({ path, status })),
    stages,
    findings: verdict.findings,
    counts: countsOf(verdict.findings),
    notes: verdict.notes,
  };
}

export function checkFailure({ kind, message, hint }: Failure): CheckFailure {
  return { version: checkReportVersion, outcome: "failed", error: { kind, message, hint } };
}

export function countsOf(findings: readonly Finding[]): CheckReport["counts"] {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return { errors, warnings: findings.length - errors };
}
