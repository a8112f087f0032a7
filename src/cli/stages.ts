// The stages that a user may leave out.
import { stageNames, type StageName } from "../core/change.ts";

/** A proof, a merge, a verification and a review belong to missions. */
function needsMission(name: StageName): boolean {
  return name === "proof" || name === "integration" || name === "verify" || name === "review";
}

export function skippableStages(): readonly StageName[] {
  return stageNames.filter((name) => !needsMission(name));
}

export function isSkippable(name: string): name is StageName {
  return skippableStages().some((stage) => stage === name);
}
