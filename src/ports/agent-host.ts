// The agent host runs one role's session to its reply. It is an unreliable worker's cage: every wait has a limit, and
// however the session ends, the answer is one of the outcomes below.
import type { ModelFacts } from "../core/catalogue.ts";
import type { MissionId, ModelRef, Role, TaskId } from "../core/ids.ts";
import type { ReplyOf } from "../core/reply.ts";
import type { Limits } from "../core/settings.ts";
import type { Usage } from "../core/usage.ts";
import type { AgentFailure } from "../core/event.ts";
import type { Verdict } from "../core/change.ts";

export interface AgentRequest<R extends Role> {
  readonly role: R;
  readonly mission: MissionId;
  /** Null for work on the whole mission (search, plan). */
  readonly task: TaskId | null;
  readonly attempt: number;
  readonly title: string;
  readonly model: ModelRef | null;
  /** The slot, or the user's folder for roles that only read. */
  readonly directory: string;
  readonly prompt: string;
  /** Paths that the session may edit, relative to `directory`; empty for roles that only read. */
  readonly writes: readonly string[];
  readonly limits: Limits;
  /** Totals of the session so far, told whenever the host counts more. */
  onUsage(session: string, total: Usage): void;
  /** The host was told to ask later, since the model is overloaded, and will do so in `retryMs`. */
  onThrottled(message: string, retryMs: number): void;
  /** The gate on the slot as it stands, for the writers' `check` tool; null for roles without it. */
  readonly check: (() => Promise<Verdict>) | null;
  /** Fast findings on one file after an edit; null for roles that only read. */
  readonly checkFile: ((path: string) => Promise<Verdict>) | null;
  /** More of a page of context, for the `page` tool; null if there is none of that name. */
  readonly page: ((name: string, offsetLines: number) => Promise<string | null>) | null;
  /** An extra check of a well-formed reply; what it answers goes back to the model as something to mend. */
  readonly review: ((reply: ReplyOf[R]) => readonly string[]) | null;
}

export type AgentResult<R extends Role> = {
  readonly session: string | null;
  readonly usage: Usage;
} & (
  | { readonly outcome: "replied"; readonly reply: ReplyOf[R] }
  | ({ readonly outcome: "failed" } & AgentFailure)
);

/** What the host's own catalogue says: the model of the user's session, and every model that could be asked. */
export interface HostCatalogue {
  readonly own: ModelRef | null;
  readonly models: readonly ModelFacts[];
}

/**
 * `run` resolves with a result; it rejects only with `aborted`, after the signal aborted and the session was told to
 * stop. The session has settled when it resolves: nothing of it writes to the slot afterwards.
 * `warm` boots what the host needs for these directories; failing to is not an error.
 * `catalogue` tells prices and limits; null if the host would not say, which is not an error either.
 */
export interface AgentHost {
  run<R extends Role>(request: AgentRequest<R>, signal: AbortSignal): Promise<AgentResult<R>>;
  warm(directories: readonly string[], signal: AbortSignal): Promise<void>;
  catalogue(directory: string): Promise<HostCatalogue | null>;
}
