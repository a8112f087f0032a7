// Makes of a turn, and of the fault that it meets, what goes over the wire. It does not send anything.
import type { Answer, Fault, Turn } from "./script.ts";
import { offeredSubmitTool, type Setting } from "./turns.ts";

export interface Message {
  readonly text: string;
  readonly calls: readonly { readonly tool: string; readonly argumentsJson: string }[];
}

export interface ErrorAnswer {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfterSeconds: number | null;
}

export type Delivery =
  /** `cut`: only half of it. */
  | { readonly kind: "message"; readonly message: Message; readonly cut: boolean }
  | { readonly kind: "error"; readonly error: ErrorAnswer }
  | { readonly kind: "hang" };

/** Calls with one identity so far, this one included: all of them, and those that asked for the turn that is due. */
export interface CallCount {
  readonly all: number;
  readonly atTurn: number;
}

/** The fault that this call meets; a turn's own goes before the answer's. */
export function dueFault(answer: Answer, turn: Turn, count: CallCount): Fault | null {
  if (turn.fault !== undefined && count.atTurn <= (turn.fault.times ?? Infinity)) return turn.fault;
  if (answer.fault !== undefined && count.all <= (answer.fault.times ?? Infinity)) return answer.fault;
  return null;
}

export function deliver(answer: Answer, turn: Turn, fault: Fault | null, setting: Setting): Delivery {
  const message = messageOf(turn);
  switch (fault?.kind) {
    case undefined:
      return whole(message);
    case "rate-limit":
      return refused(429, "rate_limit_exceeded", "Rate limit reached; try again later.", fault.retryAfterSeconds);
    case "server-error":
      return refused(500, "server_error", "The server had an error while processing the request.");
    case "context-overflow":
      return refused(400, "context_length_exceeded", "The request is longer than this model's context length.");
    case "hang":
      return { kind: "hang" };
    case "stream-cut":
      return { kind: "message", message, cut: true };
    case "malformed-arguments":
      return whole(malformed(message));
    case "empty-reply":
      return whole({ text: "", calls: [] });
    case "wrong-tool":
      return whole(messageOf({ calls: [{ tool: fault.tool ?? "open_browser", args: {} }] }));
    case "refusal":
      return whole({ text: "I'm sorry, but I can't help with that.", calls: [] });
    case "tool-loop":
      return whole(messageOf({ calls: [{ tool: "read", args: { filePath: fault.path ?? "package.json" } }] }));
    case "oversized-reply":
      return whole(oversized(answer.reply, fault.bytes, offeredSubmitTool(setting)));
  }
}

function whole(message: Message): Delivery {
  return { kind: "message", message, cut: false };
}

function refused(status: number, code: string, message: string, retryAfterSeconds?: number): Delivery {
  return { kind: "error", error: { status, code, message, retryAfterSeconds: retryAfterSeconds ?? null } };
}

function messageOf(turn: Turn): Message {
  const calls = (turn.calls ?? []).map(({ tool, args }) => ({ tool, argumentsJson: JSON.stringify(args ?? {}) }));
  return { text: turn.text ?? "", calls };
}

function malformed(message: Message): Message {
  if (message.calls.length === 0) return { text: firstHalf(message.text), calls: [] };
  return {
    text: message.text,
    // One character of `{}` is left, which is no JSON either.
    calls: message.calls.map(({ tool, argumentsJson }) => ({ tool, argumentsJson: firstHalf(argumentsJson) })),
  };
}

function firstHalf(text: string): string {
  return text.slice(0, Math.floor(text.length / 2));
}

/** `bytes` is met exactly if it leaves room for the rest of the reply, which is otherwise sent as it is. */
function oversized(reply: unknown, bytes: number, tool: string | null): Message {
  if (tool === null) return { text: "x".repeat(bytes), calls: [] };
  const fields = typeof reply === "object" && reply !== null ? reply : {};
  const bare = Buffer.byteLength(JSON.stringify({ ...fields, summary: "" }));
  const args = { ...fields, summary: "x".repeat(Math.max(0, bytes - bare)) };
  return { text: "", calls: [{ tool, argumentsJson: JSON.stringify(args) }] };
}
