// The scripted model server: chat completions of the OpenAI form over HTTP on loopback, answered by a script. It knows
// sockets and records; what to answer is decided in responder.ts.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { OrchestratorError } from "../core/errors.ts";
import { readChatRequest } from "./chat-request.ts";
import { nobody, readIdentity } from "./identity.ts";
import { scriptedModels } from "./provider.ts";
import { withoutSecrets, type Mutable, type RecordedRequest } from "./recorded-request.ts";
import { Responder } from "./responder.ts";
import type { Script } from "./script.ts";
import { sendDecision, sendError, sendJson } from "./send.ts";

export const bodyBytesMax = 64 * 1024 * 1024;

export interface ScriptedServerOptions {
  readonly script: Script;
  /** 0, as by default, is any free one. */
  readonly port?: number;
  readonly host?: string;
}

export interface ScriptedServer {
  /** As in `http://127.0.0.1:40123/v1`. */
  readonly url: string;
  /** Chat completion requests that came whole, refused ones included; the last ones may still be under way. */
  readonly requests: readonly RecordedRequest[];
  /** For the requests that come from now on. */
  setScript(script: Script): void;
  /** Ends all connections, also those that hang. May be called again. */
  close(): Promise<void>;
}

interface Service {
  readonly responder: Responder;
  readonly requests: Mutable<RecordedRequest>[];
  /** Of completions under way. Closing ends them one by one: not every runtime ends them with the server. */
  readonly open: Set<ServerResponse>;
}

export async function startScriptedServer(options: ScriptedServerOptions): Promise<ScriptedServer> {
  const { script, port = 0, host = "127.0.0.1" } = options;
  const service: Service = { responder: new Responder(script), requests: [], open: new Set() };
  const server = createServer((request, response) => {
    handle(service, request, response).catch((thrown: unknown) => {
      // A client that left in the middle is no news; anything else is a defect that its sender should see.
      if (response.destroyed) return;
      if (response.headersSent) response.destroy();
      else sendError(response, 500, "internal", String(thrown));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) => reject(cannotListen(host, port, cause)));
    server.listen(port, host, resolve);
  });
  const address = server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const closed = new Promise<void>((resolve) => server.once("close", resolve));
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}/v1`,
    requests: service.requests,
    setScript: (next) => service.responder.setScript(next),
    close: async () => {
      server.close();
      const ended = [...service.open].map((response) => once(response, "close"));
      for (const response of service.open) response.destroy();
      server.closeAllConnections();
      await Promise.all([closed, ...ended]);
    },
  };
}

function cannotListen(host: string, port: number, cause: Error): OrchestratorError {
  const message = `The scripted server cannot listen on ${host}, port ${port}: ${cause.message}.`;
  return new OrchestratorError("config-invalid", message, "Give another port, or 0 for any free one.", { cause });
}

async function handle(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = (request.url ?? "").replace(/[?#].*$/, "");
  const route = `${request.method} ${path}`;
  if (route === "POST /v1/chat/completions") return complete(service, request, response);
  request.resume();
  if (route === "GET /v1/models") return sendJson(response, 200, modelList());
  const known = path === "/v1/chat/completions" ? "POST" : path === "/v1/models" ? "GET" : null;
  if (known === null) {
    return sendError(response, 404, "not_found", "There are POST /v1/chat/completions and GET /v1/models.");
  }
  response.setHeader("allow", known);
  sendError(response, 405, "method_not_allowed", `${path} takes ${known}.`);
}

function modelList(): object {
  const data = scriptedModels.map((id) => ({ id, object: "model", created: 0, owned_by: "scripted" }));
  return { object: "list", data };
}

async function complete(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedMs = Date.now();
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  const { text, bytes } = await readBody(request);
  if (gone.signal.aborted) return;
  service.open.add(response);
  const record = begin(service, request, text, bytes, startedMs);
  gone.signal.addEventListener("abort", () => {
    record.endedMs = Date.now();
    service.open.delete(response);
  });
  const refuse = (status: number, code: string, problem: string) => {
    record.status = status;
    sendError(response, status, code, problem);
  };
  if (bytes > bodyBytesMax) return refuse(413, "body_too_large", `The body is over ${bodyBytesMax} bytes.`);
  const reading = readChatRequest(text);
  if (!reading.ok) return refuse(400, "invalid_request", reading.problem);
  record.request = reading.request;
  const identified = readIdentity(record.headers);
  if (!identified.ok) return refuse(400, "invalid_protocol_header", identified.problem);
  Object.assign(record, identified.identity);
  const decision = await service.responder.decide(identified.identity, reading.request, bytes);
  record.turn = decision.turn;
  record.fault = decision.fault;
  record.promptTokens = decision.usage.prompt;
  record.cachedTokens = decision.usage.cached;
  record.completionTokens = decision.usage.completion;
  await sendDecision(response, decision, reading.request, record, gone.signal);
}

function begin(
  service: Service,
  request: IncomingMessage,
  text: string,
  bytes: number,
  startedMs: number,
): Mutable<RecordedRequest> {
  const record: Mutable<RecordedRequest> = {
    ...nobody,
    number: service.requests.length + 1,
    headers: withoutSecrets(request.headers),
    request: null,
    text,
    bytes,
    turn: 0,
    startedMs,
    endedMs: null,
    inFlight: service.open.size,
    status: null,
    fault: null,
    promptTokens: null,
    cachedTokens: null,
    completionTokens: null,
  };
  service.requests.push(record);
  return record;
}

/** Reads to the end in any case, so that a client that sends too much still hears the answer; keeps only the allowed. */
async function readBody(request: IncomingMessage): Promise<{ readonly text: string; readonly bytes: number }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) chunks.length = 0;
    else chunks.push(chunk);
  }
  return { text: Buffer.concat(chunks).toString("utf8"), bytes };
}
