// What the command's exit code says, for scripts and CI. It knows no verb.
import type { ErrorKind } from "../core/errors.ts";

export const exitCodes = { accepted: 0, refused: 1, usage: 2, impossible: 3, interrupted: 130 } as const;

/** The user wrote something that has to be written otherwise. */
const usageKinds: ReadonlySet<ErrorKind> = new Set([
  "base-unknown",
  "command-refused",
  "config-invalid",
  "mission-unknown",
  "path-unknown",
  "task-unknown",
]);

export function exitCodeOf(kind: ErrorKind): number {
  if (kind === "aborted") return exitCodes.interrupted;
  return usageKinds.has(kind) ? exitCodes.usage : exitCodes.impossible;
}
