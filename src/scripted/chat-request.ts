// Reads the body of a chat completion request, as far as a script needs it. It knows nothing of roles or scripts.
import { jsonErrorPlace } from "./json-place.ts";

export interface ChatMessage {
  readonly role: string;
  /** Text, a list of parts, or null; as it was sent. */
  readonly content?: unknown;
  readonly [field: string]: unknown;
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** Names of the tools that are offered. */
  readonly tools: readonly string[];
  readonly stream: boolean;
  /** Whether `response_format` asks for JSON as the text. */
  readonly wantsJson: boolean;
  /** The whole body, for whoever asserts on the rest. */
  readonly body: Readonly<Record<string, unknown>>;
}

export type ChatRequestReading =
  | { readonly ok: true; readonly request: ChatRequest }
  | { readonly ok: false; readonly problem: string };

export function readChatRequest(text: string): ChatRequestReading {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refused(`The body is not JSON: ${jsonErrorPlace(text)}.`);
  }
  if (!isFields(body)) return refused("The body must be a JSON object.");
  const { model, messages, tools, stream, response_format: format } = body;
  if (typeof model !== "string" || model === "") return refused("model must be the name of a model.");
  if (!Array.isArray(messages) || messages.length === 0) return refused("messages must be a list of at least one message.");
  const odd = messages.findIndex((message) => !isMessage(message));
  if (odd >= 0) return refused(`messages[${odd}] must be an object with a role.`);
  if (tools !== undefined && !Array.isArray(tools)) return refused("tools must be a list.");
  const names = (tools ?? []).map(toolName);
  if (names.includes("")) return refused(`tools[${names.indexOf("")}].function.name must be a name.`);
  return {
    ok: true,
    request: {
      model,
      messages: messages.filter(isMessage),
      tools: names,
      stream: stream === true,
      wantsJson: isFields(format) && (format["type"] === "json_object" || format["type"] === "json_schema"),
      body,
    },
  };
}

/** Assistant messages since the last message of the user: the index of the turn that is due. */
export function turnsSinceUser(messages: readonly ChatMessage[]): number {
  const last = messages.findLastIndex((message) => message.role === "user");
  return messages.slice(last + 1).filter((message) => message.role === "assistant").length;
}

function refused(problem: string): ChatRequestReading {
  return { ok: false, problem };
}

function isFields(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isMessage(value: unknown): value is ChatMessage {
  return isFields(value) && typeof value["role"] === "string";
}

function toolName(tool: unknown): string {
  const called = isFields(tool) ? tool["function"] : undefined;
  const name = isFields(called) ? called["name"] : undefined;
  return typeof name === "string" ? name : "";
}
