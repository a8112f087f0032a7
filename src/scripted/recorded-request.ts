// What the server remembers of each chat completion request, for tests and measurements to look at.
import type { ChatRequest } from "./chat-request.ts";
import type { Headers } from "./identity.ts";
import type { FaultKind, Identity } from "./script.ts";

/** A request as it came in, and what became of it. Times are milliseconds since 1970. */
export interface RecordedRequest extends Identity {
  /** From 1, in the order of arrival. */
  readonly number: number;
  /** Names in lower case. What authorises is left out. */
  readonly headers: Headers;
  /** Null if the body was refused. */
  readonly request: ChatRequest | null;
  /** The body as it came; empty if it was too large. */
  readonly text: string;
  readonly bytes: number;
  /** The turn that was due, from 0. */
  readonly turn: number;
  readonly startedMs: number;
  /** When the answer was sent or the client had gone; null until then. */
  readonly endedMs: number | null;
  /** Requests under way when this one came, itself included. */
  readonly inFlight: number;
  /** Null as long as nothing was sent. */
  readonly status: number | null;
  /** The fault that it met. */
  readonly fault: FaultKind | null;
  /** As the answer's usage says; null as long as nothing was decided. */
  readonly promptTokens: number | null;
  /** Of the prompt's, those that an earlier request to the same model began with as well. */
  readonly cachedTokens: number | null;
  readonly completionTokens: number | null;
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const secretHeaders = new Set(["authorization", "proxy-authorization", "cookie", "x-api-key", "api-key"]);

export function withoutSecrets(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Headers {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !secretHeaders.has(name)) kept[name] = typeof value === "string" ? value : value.join(", ");
  }
  return kept;
}
