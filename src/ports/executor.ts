// The executor performs one effect and answers with its one result event. It is the seam at which work could go to
// other machines: an effect is data, keyed by its id, and nothing above may assume that the work shares a disk.
import type { Catalogue } from "../core/catalogue.ts";
import type { Effect } from "../core/effect.ts";
import type { MissionEvent, ResultEvent } from "../core/event.ts";
import type { MissionId } from "../core/ids.ts";
import type { Brief } from "../core/reply.ts";
import type { Settings } from "../core/settings.ts";
import type { MissionView } from "../core/view.ts";

/** What an effect needs to know of its mission beside itself. */
export interface MissionFacts {
  readonly mission: MissionId;
  readonly goal: string;
  readonly settings: Settings;
  /** Limits and prices of the models; null if the host would not say. */
  readonly catalogue: Catalogue | null;
  readonly base: string | null;
  readonly brief: Brief | null;
}

export interface EffectScope {
  readonly signal: AbortSignal;
  readonly facts: MissionFacts;
  /** The mission as it stands, for the report. */
  view(): MissionView;
  /** Events on the way, such as usage: journalled like any other. */
  emit(event: MissionEvent): void;
}

/** Rejects only when the signal aborted; every other failure is a result event. */
export interface Executor {
  execute(effect: Effect, scope: EffectScope): Promise<ResultEvent>;
}
