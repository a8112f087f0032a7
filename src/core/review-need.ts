// Whether a change that the gate accepted is worth a Reviewer of its own. Where first attempts come through the gate, more
// sessions on them find little, so a task that went the same way is left to the gate and to the review of the whole.
import type { MissionState, TaskRecord } from "./mission.ts";

/** First attempts that must have been judged before anything is concluded from them. */
export const firstAttemptsMin = 3;
/** The share of them that the gate must have accepted. */
export const acceptedShareMin = 0.8;

export function isReviewNeeded({ settings, firstAttempts }: MissionState, { task, attempts }: TaskRecord): boolean {
  // Journals of older versions do not say, and go on as they did.
  if (settings.taskReviews !== "as-needed" || settings.missionReview !== "on") return true;
  // What did not come through at once was hard for the writer, and may be hard for the gate.
  if (attempts.length > 1) return true;
  // A gate that runs nothing of the task's own accepts whatever parses.
  if (task.checks.length === 0 && task.proof === null) return true;
  const judged = firstAttempts.accepted + firstAttempts.missed;
  return judged < firstAttemptsMin || firstAttempts.accepted < judged * acceptedShareMin;
}
