// The script: who is answered what. These are the types that people write scripts against; how an answer becomes the
// next model reply is in turns.ts, and the JSON form is checked in parse-script.ts.
import type { Role } from "../core/ids.ts";
import type { ChatMessage } from "./chat-request.ts";

/** What the Orchestrator calls in the user's session, where no task is named. */
export const missionTool = "mission";

/** The tool by which a role hands in its reply. */
export const submitTools: Readonly<Record<Role, string>> = {
  orchestrator: "submit_choice",
  searcher: "submit_brief",
  planner: "submit_plan",
  coder: "submit_work",
  reviewer: "submit_review",
  fixer: "submit_work",
};

export interface Script {
  readonly entries: readonly ScriptEntry[];
  /** For requests that no entry answers, and for those without the protocol's headers. Left out: the text "Hello." */
  readonly otherwise?: Answer | AnswerFunction;
}

/** The entry that says most about a request wins (task before attempt), then the first. */
export interface ScriptEntry {
  readonly role: Role;
  /**
   * Left out: any task, and work on the whole mission; but of the Planner and the Orchestrator only the whole, since what
   * they are asked about a task is another question. Null: only the whole.
   */
  readonly task?: string | null;
  /** From 1. Left out: any attempt. */
  readonly attempt?: number;
  readonly answer: Answer | AnswerFunction;
}

/** `edits` and `reply` describe what is done, and the turns follow from them; `turns` says each model reply instead. */
export interface Answer {
  /** Before each model reply. */
  readonly delayMs?: number;
  /** Nothing is sent before a request of this role and task has come in the same mission; then the delay begins. */
  readonly after?: Awaited;
  readonly edits?: readonly ScriptedEdit[];
  /** Arguments of the role's submit tool. */
  readonly reply?: unknown;
  readonly turns?: readonly Turn[];
  readonly fault?: Fault;
}

/** Whose request is waited for. Without a task: work on the whole mission. */
export interface Awaited {
  readonly role: Role;
  readonly task?: string;
}

/** Writes a file whole, or replaces one passage of it. */
export type ScriptedEdit =
  | { readonly path: string; readonly content: string }
  | { readonly path: string; readonly old: string; readonly new: string };

/** One model reply. */
export interface Turn {
  readonly text?: string;
  readonly calls?: readonly ToolCall[];
  /** Instead of the answer's. */
  readonly delayMs?: number;
  readonly fault?: Fault;
}

export interface ToolCall {
  readonly tool: string;
  readonly args: unknown;
}

/**
 * Asked for every model call, so an answer drawn by chance must be drawn from `identity`, or the turns of one session
 * will not fit together.
 */
export type AnswerFunction = (request: ScriptedRequest) => Answer | Promise<Answer>;

/** What a request says of itself. */
export interface Identity {
  readonly mission: string | null;
  /** Null for requests without the protocol's headers. */
  readonly role: Role | null;
  /** Null for work on the whole mission. */
  readonly task: string | null;
  readonly attempt: number;
}

export interface ScriptedRequest {
  readonly identity: Identity;
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** Names of the tools that are offered. */
  readonly tools: readonly string[];
  /** The turn that is due, from 0: assistant messages since the last user message. */
  readonly turn: number;
  /** Model calls with this identity so far, this one included. */
  readonly call: number;
}

export const faultKinds = [
  "rate-limit",
  "server-error",
  "hang",
  "stream-cut",
  "malformed-arguments",
  "empty-reply",
  "wrong-tool",
  "refusal",
  "tool-loop",
  "context-overflow",
  "oversized-reply",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** `times`: only the first so many calls with this identity (for a turn's fault, at this turn) meet it. */
export type Fault = { readonly times?: number } & (
  /** 429, with a `retry-after` header if seconds are given. */
  | { readonly kind: "rate-limit"; readonly retryAfterSeconds?: number }
  | { readonly kind: "server-error" }
  /** Nothing is sent until the client goes or the server closes. */
  | { readonly kind: "hang" }
  /** Half of the answer, then the connection is destroyed. */
  | { readonly kind: "stream-cut" }
  /** The arguments of every call lose their second half; without calls, the text does. */
  | { readonly kind: "malformed-arguments" }
  | { readonly kind: "empty-reply" }
  /** A call of a tool that is not offered; `open_browser` unless named. */
  | { readonly kind: "wrong-tool"; readonly tool?: string }
  | { readonly kind: "refusal" }
  /** The same `read` call for ever; of `package.json` unless named. */
  | { readonly kind: "tool-loop"; readonly path?: string }
  /** 400 with the code `context_length_exceeded`. */
  | { readonly kind: "context-overflow" }
  /** The submit tool's arguments with a `summary` that makes them so many bytes; without that tool, a text as long. */
  | { readonly kind: "oversized-reply"; readonly bytes: number }
);
