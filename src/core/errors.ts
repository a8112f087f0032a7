// Everything that can go wrong in a way a user can act on, as one closed union. Inside, an expected failure is a value
// or an `OrchestratorError`; message and hint are written where the failure is known best and shown at the edge.

export const errorKinds = [
  "goal-empty",
  "not-a-directory",
  "not-writable",
  "git-missing",
  "git-too-old",
  "git-busy",
  "git-failed",
  "not-a-repository",
  "base-unknown",
  "path-unknown",
  "plan-invalid",
  "config-invalid",
  "model-missing",
  "model-unknown",
  "journal-damaged",
  "journal-version",
  "journal-write",
  "mission-running",
  "mission-none",
  "mission-unknown",
  "task-unknown",
  "child-session",
  "command-refused",
  "host-failed",
  "deadline",
  "aborted",
  "internal",
] as const;

export type ErrorKind = (typeof errorKinds)[number];

/** An error as data: what was wrong, where (in the message), and what to do. It survives the journal. */
export interface Failure {
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint: string;
}

/** The one exception class of the project; ports throw it, the runtime turns it into a failure event. */
export class OrchestratorError extends Error {
  readonly kind: ErrorKind;
  readonly hint: string;

  constructor(kind: ErrorKind, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "OrchestratorError";
    this.kind = kind;
    this.hint = hint;
  }
}

/** Any thrown value as a `Failure`; what nobody expected is `internal`. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof OrchestratorError) return { kind: thrown.kind, message: thrown.message, hint: thrown.hint };
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { kind: "internal", message, hint: "This is a defect of the plugin; the mission's journal has the details." };
}
