// The executor performs one effect and answers with its one result event. It is the seam at which work could go to
// other machines: an effect is data, keyed by its id, and nothing above may assume that the work shares a disk.
import type { Effect } from "../core/effect.ts";
import type { MissionEvent } from "../core/event.ts";

export interface EffectScope {
  readonly signal: AbortSignal;
  /** Events on the way, such as usage: journalled like any other. */
  emit(event: MissionEvent): void;
}

/** Rejects only when the signal aborted; every other failure is a result event. */
export interface Executor {
  execute(effect: Effect, scope: EffectScope): Promise<MissionEvent>;
}
