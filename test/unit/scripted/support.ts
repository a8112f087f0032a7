// What the scripted server's tests share: a server that ends with the test, and a client that reads both wire forms.
import { onTestFinished } from "vitest";
import { z } from "zod";
import { startScriptedServer, type Script, type ScriptedServer } from "../../../src/scripted/index.ts";

export async function serve(script: Script = { entries: [] }): Promise<ScriptedServer> {
  const server = await startScriptedServer({ script });
  onTestFinished(() => server.close());
  return server;
}

export interface Ask {
  readonly role?: string;
  readonly mission?: string;
  readonly task?: string;
  readonly attempt?: number;
  readonly tools?: readonly string[];
  readonly messages?: readonly object[];
  readonly stream?: boolean;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export const userMessage = { role: "user", content: "Go on." };
export const assistantMessage = { role: "assistant", content: "I did." };
export const allTools = ["read", "write", "edit", "mission", "submit_brief", "submit_plan", "submit_work", "submit_review"];

/** The conversation in which turn `index` is due. */
export function conversationAt(index: number): object[] {
  return [userMessage, ...Array.from({ length: index }, () => assistantMessage)];
}

export async function post(server: ScriptedServer, request: Ask = {}): Promise<Response> {
  const { role, mission = "m-1", task, attempt = 1, tools = allTools, messages = [userMessage], stream = false } = request;
  const identity: Record<string, string> =
    role === undefined
      ? {}
      : { "x-orchestrator-role": role, "x-orchestrator-mission": mission, "x-orchestrator-attempt": String(attempt), "x-orchestrator-protocol": "1" };
  if (task !== undefined) identity["x-orchestrator-task"] = task;
  return fetch(`${server.url}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...identity, ...request.headers },
    body: JSON.stringify({
      model: "weak",
      messages,
      tools: tools.map((name) => ({ type: "function", function: { name, parameters: { type: "object" } } })),
      stream,
      ...request.body,
    }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
}

export interface Reply {
  readonly text: string;
  readonly calls: readonly { readonly id: string; readonly tool: string; readonly argumentsJson: string }[];
  readonly finish: string;
  readonly usage: { readonly prompt_tokens: number; readonly completion_tokens: number; readonly total_tokens: number; readonly prompt_tokens_details: { readonly cached_tokens: number } };
}

const usage = z.strictObject({
  prompt_tokens: z.int().min(1),
  completion_tokens: z.int().min(0),
  total_tokens: z.int(),
  prompt_tokens_details: z.strictObject({ cached_tokens: z.int().min(0) }),
});
const wholeCall = z.strictObject({ id: z.string(), type: z.literal("function"), function: z.strictObject({ name: z.string(), arguments: z.string() }) });
const wholeBody = z.strictObject({
  id: z.string(),
  object: z.literal("chat.completion"),
  created: z.int(),
  model: z.string(),
  choices: z.tuple([
    z.strictObject({
      index: z.literal(0),
      message: z.strictObject({ role: z.literal("assistant"), content: z.string().nullable(), tool_calls: z.array(wholeCall).optional() }),
      finish_reason: z.string(),
    }),
  ]),
  usage,
});
const callDelta = z.strictObject({
  index: z.int().min(0),
  id: z.string().optional(),
  type: z.literal("function").optional(),
  function: z.strictObject({ name: z.string().optional(), arguments: z.string() }),
});
const chunk = z.strictObject({
  id: z.string(),
  object: z.literal("chat.completion.chunk"),
  created: z.int(),
  model: z.string(),
  choices: z.array(
    z.strictObject({
      index: z.literal(0),
      delta: z.strictObject({ role: z.literal("assistant").optional(), content: z.string().optional(), tool_calls: z.array(callDelta).optional() }),
      finish_reason: z.string().nullable(),
    }),
  ),
  usage: usage.optional(),
});

/** Asks, and reads the reply strictly in the form in which it was asked for. */
export async function ask(server: ScriptedServer, request: Ask = {}): Promise<Reply> {
  const response = await post(server, request);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  return request.stream === true ? readStream(text) : readWhole(text);
}

function readWhole(text: string): Reply {
  const { choices, usage: told } = wholeBody.parse(JSON.parse(text));
  const { message, finish_reason: finish } = choices[0];
  const calls = (message.tool_calls ?? []).map((call) => ({ id: call.id, tool: call.function.name, argumentsJson: call.function.arguments }));
  return { text: message.content ?? "", calls, finish, usage: told };
}

function readStream(text: string): Reply {
  const events = text.split("\n\n").filter((event) => event !== "");
  if (events.pop() !== "data: [DONE]") throw new Error(`The stream does not end with [DONE]: ${text.slice(-200)}`);
  const calls: { id: string; tool: string; argumentsJson: string }[] = [];
  let content = "";
  let finish = "";
  let told: Reply["usage"] | undefined;
  for (const event of events) {
    if (told !== undefined) throw new Error("A chunk follows the one with the usage.");
    const { choices, usage: counted } = chunk.parse(JSON.parse(event.replace(/^data: /, "")));
    told = counted;
    const [choice] = choices;
    content += choice?.delta.content ?? "";
    finish = choice?.finish_reason ?? finish;
    for (const { index, id, function: called } of choice?.delta.tool_calls ?? []) {
      const call = (calls[index] ??= { id: id ?? "", tool: called.name ?? "", argumentsJson: "" });
      call.argumentsJson += called.arguments;
    }
  }
  if (told === undefined) throw new Error("No chunk tells the usage.");
  return { text: content, calls, finish, usage: told };
}

/** The calls as tool and parsed arguments. */
export function callsOf(reply: Reply): readonly (readonly [string, unknown])[] {
  return reply.calls.map(({ tool, argumentsJson }) => [tool, JSON.parse(argumentsJson)]);
}
