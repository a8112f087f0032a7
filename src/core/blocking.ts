// Failures that are not the task's fault: the mission pauses rather than burn attempts on them.
import type { AgentFailure } from "./event.ts";
import type { MissionState } from "./mission.ts";
import { pause, type Step } from "./step.ts";

/**
 * Failures that the next call would meet too: the mission pauses, and goes on where it was at `resume`. A provider for
 * which neither another model nor a wait is left is given up on; the host, after some failures in a row. Answers whether
 * the call should be made again.
 */
export function blocksMission(state: MissionState, step: Step, failed: AgentFailure): boolean {
  if (step.goesOn) return true;
  if (failed.failure === "model-unknown" || failed.failure === "model-missing") {
    pause(state, step, failed.message);
    return true;
  }
  const { providerFailuresMax } = state.settings.limits;
  if (failed.failure === "provider") {
    pause(state, step, `the provider failed ${providerFailuresMax} times in a row: ${failed.message}`);
    return true;
  }
  if (failed.failure !== "host") return false;
  state.hostFailures += 1;
  if (state.hostFailures >= providerFailuresMax) {
    state.hostFailures = 0;
    pause(state, step, `OpenCode failed ${providerFailuresMax} times in a row: ${failed.message}`);
  }
  return true;
}
