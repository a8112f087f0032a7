// What the host's error names mean to us.
import type { AgentFailure, AgentFailureKind } from "../core/event.ts";
import type { Turn } from "./client.ts";

const kindByName: Readonly<Record<string, AgentFailureKind>> = {
  ContextOverflowError: "context-overflow",
  ProviderModelNotFoundError: "model-unknown",
  ModelNotFoundError: "model-unknown",
  ProviderAuthError: "provider",
  ProviderInitError: "provider",
  APIError: "provider",
  HostError: "host",
  UnknownError: "host",
};

/** Why a finished turn brought nothing, or null if its text is worth reading. */
export function failureOfTurn(turn: Turn): AgentFailure | null {
  if (turn.errorName === "") {
    const filtered = turn.finish === "content-filter";
    return filtered ? { failure: "refused", message: "the provider's content filter ended the turn" } : null;
  }
  // A reply cut at the output limit may still hold JSON that can be closed.
  if (turn.errorName === "MessageOutputLengthError") return null;
  const failure = kindByName[turn.errorName] ?? "provider";
  const message = `${turn.errorName}: ${turn.errorMessage.slice(0, 500)}`;
  return { failure, message, ...(turn.retryAfterMs === undefined ? {} : { retryAfterMs: turn.retryAfterMs }) };
}

/** Whether a provider's words mean that it is asked too much at once. */
export function isOverload(message: string): boolean {
  return /\b429\b|\b529\b|too many requests|rate.?limit|overload|quota|capacity/i.test(message);
}
