// Failures that are not the task's fault: the mission pauses rather than burn attempts on them.
import type { AgentFailure } from "./event.ts";
import type { MissionState } from "./mission.ts";
import { pause, type Step } from "./step.ts";

/**
 * Failures that the next call would meet too: the mission pauses, and goes on where it was at `resume`. A provider is
 * given up on only after some failures in a row. Answers whether the call should be made again.
 */
export function blocksMission(state: MissionState, step: Step, failed: AgentFailure): boolean {
  if (step.fellBack) return true;
  if (failed.failure === "model-unknown" || failed.failure === "model-missing") {
    pause(state, step, failed.message);
    return true;
  }
  if (failed.failure !== "provider" && failed.failure !== "host") return false;
  state.providerFailures += 1;
  if (state.providerFailures >= state.settings.limits.providerFailuresMax) {
    state.providerFailures = 0;
    pause(state, step, `the provider failed ${state.settings.limits.providerFailuresMax} times in a row: ${failed.message}`);
  }
  return true;
}
