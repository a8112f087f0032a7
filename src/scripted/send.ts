// Puts a decision onto a response: after its delay, whole, cut in half, as an error, or never. It does not decide.
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChatRequest } from "./chat-request.ts";
import { completionBody, completionEvents, type Completion } from "./completion.ts";
import type { Message } from "./faults.ts";
import type { Mutable, RecordedRequest } from "./recorded-request.ts";
import type { Decision } from "./responder.ts";

/** Bun says that bytes were sent a little before they are; destroying the connection at once would lose them. */
const flushMs = 20;

/** Rejects when `gone` aborts meanwhile: nobody is left to send to. */
export async function sendDecision(
  response: ServerResponse,
  decision: Decision,
  request: ChatRequest,
  record: Mutable<RecordedRequest>,
  gone: AbortSignal,
): Promise<void> {
  const { delivery } = decision;
  gone.throwIfAborted();
  await Promise.race([decision.due, once(gone, "abort")]);
  gone.throwIfAborted();
  if (decision.delayMs > 0) await sleep(decision.delayMs, undefined, { signal: gone });
  switch (delivery.kind) {
    case "hang":
      // Whatever is done with the connection from now on is done by the client or by closing the server.
      return;
    case "error": {
      const { status, code, message, retryAfterSeconds } = delivery.error;
      if (retryAfterSeconds !== null) response.setHeader("retry-after", String(retryAfterSeconds));
      record.status = status;
      return sendError(response, status, code, message);
    }
    case "message": {
      record.status = 200;
      const completion = completionOf(decision, delivery.message, request, record);
      const parts = request.stream ? completionEvents(completion) : halves(completionBody(completion));
      const type = request.stream ? "text/event-stream; charset=utf-8" : "application/json";
      response.writeHead(200, { "content-type": type, "cache-control": "no-cache" });
      await sendParts(response, delivery.cut ? parts.slice(0, Math.floor(parts.length / 2)) : parts, gone);
      if (!delivery.cut) {
        response.end();
        return;
      }
      await sleep(flushMs, undefined, { signal: gone });
      response.destroy();
    }
  }
}

function completionOf(decision: Decision, message: Message, request: ChatRequest, record: RecordedRequest): Completion {
  return {
    number: record.number,
    model: request.model,
    message,
    usage: decision.usage,
    createdSeconds: Math.floor(record.startedMs / 1000),
  };
}

function halves(text: string): readonly Buffer[] {
  const bytes = Buffer.from(text);
  const middle = Math.floor(bytes.length / 2);
  return [bytes.subarray(0, middle), bytes.subarray(middle)];
}

/** Resolves when all of it was written; a client that reads slowly is waited for. */
async function sendParts(response: ServerResponse, parts: readonly (string | Buffer)[], gone: AbortSignal): Promise<void> {
  const left = new Promise<never>((_, reject) => {
    gone.addEventListener("abort", () => reject(new Error("The client has gone.")), { once: true });
  });
  left.catch(() => undefined);
  for (const part of parts) {
    const sent = new Promise<void>((resolve, reject) => {
      response.write(part, (failed) => (failed instanceof Error ? reject(failed) : resolve()));
    });
    await Promise.race([sent, left]);
  }
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

export function sendError(response: ServerResponse, status: number, code: string, message: string): void {
  const type = status === 429 ? "rate_limit_error" : status >= 500 ? "server_error" : "invalid_request_error";
  sendJson(response, status, { error: { message, type, code, param: null } });
}
