// What every effect works with.
import type { AgentHost } from "../../ports/agent-host.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Context } from "../../ports/context.ts";
import type { Gate } from "../../ports/gate.ts";
import type { Store } from "../../ports/store.ts";
import type { Workspace } from "../../ports/workspace.ts";
import type { ResultEvent } from "../../core/event.ts";
import type { BaselineRuns } from "../baseline.ts";

export interface EffectPorts {
  readonly workspace: Workspace;
  readonly host: AgentHost;
  readonly gate: Gate;
  readonly context: Context;
  readonly store: Store;
  readonly clock: Clock;
  readonly baseline: BaselineRuns;
  /** When the mission was last taken up, for the report. */
  readonly startedMs: number;
}

type WithoutPlace<E> = E extends ResultEvent ? Omit<E, "effect" | "durationMs"> : never;
/** A result before the executor has said whose it is and how long it took. */
export type EffectResult = WithoutPlace<ResultEvent>;
