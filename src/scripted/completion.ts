// Writes a message in the wire form of chat completions: one JSON body, or the chunks of a stream. It does not know
// where the message comes from.
import type { Message } from "./faults.ts";

export interface TokenUsage {
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
}

export interface Completion {
  /** Makes ids of the answer and its calls; unlike any other number of the same server. */
  readonly number: number;
  readonly model: string;
  readonly message: Message;
  readonly usage: TokenUsage;
  readonly createdSeconds: number;
}

const bytesPerToken = 4;
/** A long text is streamed in this many deltas; a short one in deltas of the least length. */
const deltasMax = 64;
const deltaCharsMin = 24;

/** Tokens as this server counts them: a quarter of the bytes, rounded up. */
export function tokensOf(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken);
}

export function messageBytes(message: Message): number {
  const calls = message.calls.map(({ tool, argumentsJson }) => Buffer.byteLength(tool) + Buffer.byteLength(argumentsJson));
  return calls.reduce((sum, bytes) => sum + bytes, Buffer.byteLength(message.text));
}

export function completionBody(completion: Completion): string {
  const { message } = completion;
  const calls = message.calls.map(({ tool, argumentsJson }, index) => ({
    id: callId(completion, index),
    type: "function",
    function: { name: tool, arguments: argumentsJson },
  }));
  const content = message.text === "" && calls.length > 0 ? null : message.text;
  return JSON.stringify({
    ...head(completion, "chat.completion"),
    choices: [
      {
        index: 0,
        message: { role: "assistant", content, ...(calls.length === 0 ? {} : { tool_calls: calls }) },
        finish_reason: finishReason(message),
      },
    ],
    usage: wireUsage(completion.usage),
  });
}

/** Server-sent events. The last chunk carries the usage and no choice; after it comes `[DONE]`. */
export function completionEvents(completion: Completion): readonly string[] {
  const { message } = completion;
  const shared = head(completion, "chat.completion.chunk");
  const event = (body: object) => `data: ${JSON.stringify({ ...shared, ...body })}\n\n`;
  const delta = (fields: object, finish: string | null = null) =>
    event({ choices: [{ index: 0, delta: fields, finish_reason: finish }] });
  const events = [delta({ role: "assistant", content: "" })];
  for (const content of pieces(message.text)) events.push(delta({ content }));
  for (const [index, { tool, argumentsJson }] of message.calls.entries()) {
    const begun = { index, id: callId(completion, index), type: "function", function: { name: tool, arguments: "" } };
    events.push(delta({ tool_calls: [begun] }));
    for (const piece of pieces(argumentsJson)) {
      events.push(delta({ tool_calls: [{ index, function: { arguments: piece } }] }));
    }
  }
  events.push(delta({}, finishReason(message)));
  events.push(event({ choices: [], usage: wireUsage(completion.usage) }));
  events.push("data: [DONE]\n\n");
  return events;
}

function head({ number, createdSeconds, model }: Completion, object: string) {
  return { id: `chatcmpl-${padded(number)}`, object, created: createdSeconds, model };
}

/** The ids come back in later requests: all are as long, so that the count of tokens does not hang on them. */
function callId({ number }: Completion, index: number): string {
  return `call_${padded(number)}_${index}`;
}

function padded(number: number): string {
  return String(number).padStart(8, "0");
}

function finishReason(message: Message): string {
  return message.calls.length > 0 ? "tool_calls" : "stop";
}

function wireUsage({ prompt, cached, completion }: TokenUsage) {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached },
  };
}

function pieces(text: string): readonly string[] {
  const length = Math.max(deltaCharsMin, Math.ceil(text.length / deltasMax));
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    let end = at + length;
    // A pair of surrogates stays together: not every client joins deltas before it decodes them.
    if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end += 1;
    found.push(text.slice(at, end));
    at = end;
  }
  return found;
}
