// Which sessions are ours: the plugin's hooks fire in whatever instance a session lives in, and find the session's
// watch here by its id. One table serves the whole process.
import type { MissionId, Role, TaskId } from "../core/ids.ts";

export interface SessionIdentity {
  readonly mission: MissionId;
  readonly role: Role;
  readonly task: TaskId | null;
  readonly attempt: number;
}

/** What the hooks tell of a session, and ask on its behalf. */
export interface WatchedSession {
  readonly identity: SessionIdentity;
  /** The system prompt, whole: what the host would add is left out, so that siblings share a prefix. */
  readonly systemPrompt: string;
  readonly protocolHeaders: "loopback" | "always" | "never";
  /** Before each model request; rejects when the session may make no more. */
  onRequest(): Promise<void>;
  /** Before the host shortens the conversation to make room; rejects, since our sessions are not to lose their task. */
  onCompaction(): Promise<void>;
  onEvent(type: string, properties: unknown): void;
  /** Throws, with a sentence for the model, when a call is not allowed. */
  beforeTool(tool: string, args: unknown): void;
  /** What to add to a tool's output, or null. */
  afterTool(tool: string, args: unknown, output: string): Promise<string | null>;
  /** The role's reply tool; answers the model. */
  submit(tool: string, args: unknown): Promise<string>;
  check(): Promise<string>;
  page(args: unknown): Promise<string>;
}

export class SessionTable {
  private readonly sessions = new Map<string, WatchedSession>();

  add(session: string, watched: WatchedSession): void {
    this.sessions.set(session, watched);
  }

  get(session: string | undefined): WatchedSession | null {
    return session === undefined ? null : (this.sessions.get(session) ?? null);
  }

  remove(session: string): void {
    this.sessions.delete(session);
  }
}
